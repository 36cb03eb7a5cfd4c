import { h, setChildren } from './dom.ts';
import { button, isWaiting, setWaiting } from './elements.ts';
import type { PageWords } from './model/page-words.ts';
import type { Part } from './part.ts';

/**
 * Shows a part of the page: at once if its code is loaded, otherwise when it arrives. Until then the element shows that it is loading, or
 * that it failed.
 * @param show puts the part into the element; the function that it returns ends that
 * @returns a function that ends the part, or stops waiting for it
 */
export function openPart<T>(
  element: HTMLElement,
  part: Part<T>,
  { texts }: PageWords,
  show: (code: T) => () => void,
): () => void {
  if (part.loaded !== undefined) return show(part.loaded);
  let leave = () => setChildren(element);
  let isOver = false;
  const says = h('p', { class: 'quiet', role: 'status' }, texts.curve.loading);
  const again = button(texts.part.again, load);
  setChildren(element, says);
  load();
  return () => {
    isOver = true;
    leave();
  };

  function load(): void {
    if (isWaiting(again)) return;
    setWaiting(again, true);
    part.load().then(shown, failed);
  }

  function shown(code: T): void {
    if (isOver) return;
    keepFocusIn(element, () => {
      leave = show(code);
    });
  }

  function failed(): void {
    setWaiting(again, false);
    says.textContent = texts.part.failed;
    if (!again.isConnected) element.append(again);
  }
}

/** Replaces the content of an element. If the content had the keyboard focus, the element gets it. */
export function keepFocusIn(element: HTMLElement, replace: () => void): void {
  const hadFocus = element.contains(document.activeElement);
  replace();
  if (!hadFocus) return;
  element.tabIndex = -1;
  element.focus();
}
