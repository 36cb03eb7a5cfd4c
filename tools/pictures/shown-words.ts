import type { Locator } from 'playwright-core';

/** Where in a page texts are looked for: from the beginning of one element to the end of another, both by CSS selectors. */
export interface Extent {
  /** The beginning of the page unless given. */
  readonly from?: string;
  /** The end of the window unless given. */
  readonly downTo?: string;
}

/**
 * The texts that somebody sees of an element, once each, from top to bottom: what stands in its elements, the chosen option of a
 * list, and what an empty field proposes. What somebody has typed is left out, and so is what only a screen reader says.
 */
export async function wordsShown(root: Locator, extent: Extent = {}): Promise<readonly string[]> {
  return root.evaluate((root, { from, downTo }) => {
    const JOINED = 'wbr, .span';
    const edge = (selector: string, side: 'top' | 'bottom') => {
      const found = document.querySelector(selector);
      if (!found) throw new Error(`no ${selector} on the page`);
      return found.getBoundingClientRect()[side];
    };
    const top = from === undefined ? 0 : edge(from, 'top');
    const bottom = downTo === undefined ? innerHeight : edge(downTo, 'bottom');
    const isSeen = (element: Element) => {
      const box = element.getBoundingClientRect();
      const isWithin = box.width > 1 && box.height > 1 && box.bottom > top && box.top < bottom;
      return isWithin && element.checkVisibility({ visibilityProperty: true }) && !element.closest('.only-heard');
    };
    const texts = [root, ...root.querySelectorAll('*')].filter(isSeen).flatMap((element) => {
      if (element instanceof HTMLSelectElement) return [...element.selectedOptions].map((option) => option.text);
      if (element instanceof HTMLInputElement) return element.value === '' ? [element.placeholder] : [];
      if (element.matches(`option, style, script, ${JOINED}`)) return [];
      // An element within a sentence divides it; what only decides where its line may break does not.
      const isPart = (node: Node) => node instanceof Text || (node instanceof Element && node.matches(JOINED));
      return [...element.childNodes]
        .map((node) => (isPart(node) ? node.textContent : '\n'))
        .join('')
        .split('\n');
    });
    return [...new Set(texts.map((text) => text.replace(/[ \t]+/g, ' ').trim()))].filter((text) => text !== '');
  }, extent);
}
