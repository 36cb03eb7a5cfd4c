import { h, put } from './dom.ts';
import { button } from './elements.ts';
import type { PageWords } from './model/page-words.ts';
import type { SettingsCheck } from './settings.ts';

/** Where the page says what is wrong with the settings; empty while nothing is. */
export function problemsView({ texts: { problems: texts } }: PageWords): {
  readonly element: HTMLElement;
  show(verdict: SettingsCheck): void;
} {
  const element = h('div', { class: 'problems', 'aria-live': 'polite', tabindex: -1 });
  return {
    element,
    show({ problems, notices, unjudged }) {
      const hadFocus = element.contains(document.activeElement);
      put(
        element,
        unjudged && card('ill', texts.unchecked, [unjudged.reason], button(texts.again, unjudged.retry)),
        problems.length > 0 && card('ill', texts.title, problems),
        notices.length > 0 && card('', texts.notices, notices),
      );
      if (hadFocus) element.focus();
    },
  };
}

function card(kind: string, title: string, lines: readonly string[], more?: HTMLElement): HTMLElement {
  return h(
    'div',
    { class: `card-flat ${kind}` },
    h('strong', { class: kind === 'ill' && 'sign' }, title),
    h('ul', {}, ...lines.map((says) => h('li', {}, says))),
    more && h('p', { class: 'buttons' }, more),
  );
}
