import { MOST_FILE_BYTES } from '../../src/history-files/history-file.ts';
import { h } from './dom.ts';
import type { PageWords } from './model/page-words.ts';

export interface DropZone {
  /** A button that opens the browser's file dialog. */
  readonly element: HTMLButtonElement;
  /** Makes an element the area on which files can be dropped. */
  takeDropsOn(place: HTMLElement): void;
}

/** The maximum size of a file, in words. */
export function mostText(words: PageWords): string {
  return words.quantity(MOST_FILE_BYTES / 1_000_000, words.texts.imports.megabyte);
}

/**
 * The place to drop a file, or to choose one with the pointer, the keyboard or a phone.
 * @param onFiles called with at least one file
 */
export function dropZone(words: PageWords, onFiles: (files: readonly File[]) => void): DropZone {
  const texts = words.texts.imports;
  const input = h('input', { type: 'file', hidden: true, change: chosen });
  const element = h(
    'button',
    { type: 'button', class: 'drop', click: () => input.click() },
    h('strong', {}, texts.drop),
    h('small', {}, texts.dropHint(mostText(words))),
  );
  return {
    element,
    takeDropsOn(place) {
      place.append(input);
      place.addEventListener('dragover', (event) => {
        event.preventDefault();
        element.classList.add('over');
      });
      place.addEventListener('dragleave', ({ relatedTarget }) => {
        if (!place.contains(relatedTarget as Node | null)) element.classList.remove('over');
      });
      place.addEventListener('drop', (event) => {
        event.preventDefault();
        element.classList.remove('over');
        give([...(event.dataTransfer?.files ?? [])]);
      });
      refuseDropsElsewhere(place);
    },
  };

  function chosen(): void {
    const files = [...(input.files ?? [])];
    // So that the same file can be chosen again.
    input.value = '';
    give(files);
  }

  function give(files: readonly File[]): void {
    if (files.length > 0) onFiles(files);
  }
}

/** A browser would navigate to a file that is dropped outside the area. */
function refuseDropsElsewhere(place: HTMLElement): void {
  for (const kind of ['dragover', 'drop'] as const) {
    document.addEventListener(kind, (event) => {
      if (place.contains(event.target as Node | null)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'none';
    });
  }
}
