import { h, put } from './dom.ts';
import type { Words } from './model/words.ts';
import type { Verdict } from './settings.ts';

/** Where the page says what is wrong with the settings; empty while nothing is. */
export function problemsView({ texts }: Words): { readonly element: HTMLElement; show(verdict: Verdict): void } {
  const element = h('div', { class: 'problems', 'aria-live': 'polite' });
  return {
    element,
    show({ problems, notices }) {
      put(
        element,
        problems.length > 0 && card('ill', h('strong', { class: 'sign' }, texts.problems.title), problems),
        notices.length > 0 && card('', h('strong', {}, texts.problems.notices), notices),
      );
    },
  };
}

function card(kind: string, title: HTMLElement, lines: readonly string[]): HTMLElement {
  return h('div', { class: `card-flat ${kind}` }, title, h('ul', {}, ...lines.map((says) => h('li', {}, says))));
}
