import { h, setChildren } from './dom.ts';
import { button } from './elements.ts';
import type { PageWords } from './model/page-words.ts';

/** A button below an outcome. */
export interface StageButton {
  readonly text: string;
  readonly isPrimary?: boolean;
  press(): void;
}

/** A choice about an outcome that leads to a different outcome. */
export interface StageBox {
  readonly text: string;
  readonly isTicked: boolean;
  tick(isTicked: boolean): void;
}

/** The outcome of something, in words. */
interface StageOutcome {
  readonly isWell: boolean;
  readonly title: string;
  readonly says: readonly string[];
  readonly box?: StageBox;
  readonly buttons: readonly StageButton[];
}

export interface ImportStage {
  readonly element: HTMLElement;
  /**
   * Shows what is being done.
   * @param cancel adds a button that cancels it
   * @returns a function that shows the share that is done, from 0 to 1
   */
  busy(text: string, cancel?: () => void): (share: number) => void;
  /** Shows an outcome, and moves the focus to its heading. */
  show(outcome: StageOutcome): void;
  clear(): void;
}

/** The place where the page shows what happens to a file. */
export function importStage(words: PageWords): ImportStage {
  const texts = words.texts.imports;
  const element = h('div', { class: 'stage', 'aria-live': 'polite' });
  return {
    element,
    busy(text, cancel) {
      const bar = h('progress', { max: 1, 'aria-label': text });
      // A screen reader reads the share from the bar; announcing each step would make it talk without end.
      const share = h('span', { 'aria-hidden': 'true' });
      const press = cancel && button(texts.cancel, cancel);
      const line = h('p', { class: 'busy', tabindex: -1 }, text);
      setChildren(element, line, h('p', { class: 'progress-line' }, bar, share, press));
      (press ?? line).focus();
      return (done) => {
        bar.value = done;
        share.textContent = words.percent(done);
      };
    },
    show({ isWell, title, says, box, buttons }) {
      const heading = h('h4', { class: 'sign', tabindex: -1 }, ...breakable(title));
      setChildren(
        element,
        h(
          'div',
          { class: `card-flat ${isWell ? 'well' : 'ill'}` },
          heading,
          ...says.map((text) => h('p', {}, text)),
          box && tickBox(box),
          buttons.length > 0 && h('p', { class: 'buttons' }, ...buttons.map(stageButton)),
        ),
      );
      heading.focus();
    },
    clear: () => setChildren(element),
  };
}

/** A title in which a long file name may break after each `_`. */
function breakable(title: string): readonly (string | HTMLElement)[] {
  return (title.match(/[^_]*_|[^_]+/g) ?? []).flatMap((part, index) => (index === 0 ? part : [h('wbr'), part]));
}

function tickBox({ text, isTicked, tick }: StageBox): HTMLElement {
  const input = h('input', { type: 'checkbox', class: 'form-check-input', checked: isTicked });
  input.addEventListener('change', () => tick(input.checked));
  return h('p', {}, h('label', {}, input, ' ', text));
}

function stageButton({ text, isPrimary, press }: StageButton): HTMLButtonElement {
  return button(text, press, isPrimary ? 'primary' : 'plain');
}
