import { h, setChildren } from './dom.ts';
import { button } from './elements.ts';
import type { PageWords } from './model/page-words.ts';
import type { SettingsCheck } from './settings.ts';

/** Lists what is wrong with the settings; empty if nothing is. It keeps the focus when it is redrawn. */
export function problemsView({ texts: { problems: texts } }: PageWords): {
  readonly element: HTMLElement;
  show(check: SettingsCheck): void;
} {
  const element = h('div', { class: 'problems', 'aria-live': 'polite', tabindex: -1 });
  return {
    element,
    show({ problems, notices, unchecked }) {
      const hadFocus = element.contains(document.activeElement);
      setChildren(
        element,
        unchecked && card('ill', texts.unchecked, [unchecked.reason], button(texts.again, unchecked.retry)),
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
