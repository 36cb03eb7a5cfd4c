import type { TroubleNote } from '../../src/ui/protocol.ts';
import { h, setChildren } from './dom.ts';
import type { PageWords } from './model/page-words.ts';
import { nameOf, sinceText } from './model/trouble-places.ts';

export interface TroublesView {
  readonly element: HTMLElement;
  /** Shows exactly these troubles. */
  show(troubles: readonly TroubleNote[], nowMs: number): void;
}

/**
 * The troubles, one card each: the sentence, what to do, and since when. A trouble that is unchanged keeps its element, so that a screen
 * reader announces it only once.
 */
export function troublesView(words: PageWords): TroublesView {
  const element = h('div', { class: 'troubles', role: 'status', 'aria-atomic': 'false' });
  let cards = new Map<string, HTMLElement>();
  return {
    element,
    show(troubles, nowMs) {
      const next = new Map<string, HTMLElement>();
      for (const trouble of troubles) {
        const key = JSON.stringify(trouble);
        next.set(key, cards.get(key) ?? card(trouble, nowMs, words));
      }
      for (const [key, old] of cards) if (!next.has(key)) old.remove();
      if ([...next.values()].some((one, index) => one !== element.children[index]))
        setChildren(element, ...next.values());
      cards = next;
    },
  };
}

function card(trouble: TroubleNote, nowMs: number, words: PageWords): HTMLElement {
  const { says, cure, meanwhile = '', since } = trouble;
  const when = h('time', { datetime: new Date(since).toISOString() }, sinceText(trouble, nowMs, words));
  return h(
    'div',
    { class: 'card-flat ill trouble', 'data-trouble': nameOf(trouble) },
    h('p', {}, h('strong', { class: 'sign' }, says)),
    cure !== '' && h('p', {}, cure),
    meanwhile !== '' && h('p', {}, meanwhile),
    h('p', { class: 'quiet' }, when),
  );
}
