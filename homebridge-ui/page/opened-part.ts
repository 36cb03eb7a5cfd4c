import { h, setChildren } from './dom.ts';
import { button, isWaiting, setWaiting } from './elements.ts';
import type { PageWords } from './model/page-words.ts';
import type { Part } from './part.ts';

/**
 * Shows a part of the page: at once where its code is there, and else when it has come. Until then the element says that it loads, or why
 * it cannot.
 * @param show puts the part into the element; the function that it gives ends that
 * @returns a function that ends it, or no longer waits for it
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

/** Replaces what is in an element. If that had the keyboard's focus, the element gets it. */
export function keepFocusIn(element: HTMLElement, replace: () => void): void {
  const hadFocus = element.contains(document.activeElement);
  replace();
  if (!hadFocus) return;
  element.tabIndex = -1;
  element.focus();
}
