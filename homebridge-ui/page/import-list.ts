import type { ImportChoice } from '../../src/ui/protocol.ts';
import { h, setChildren } from './dom.ts';
import { button } from './elements.ts';
import type { PageWords } from './model/page-words.ts';

export interface ImportList {
  /** Hidden while there is no import. */
  readonly element: HTMLElement;
  show(imports: readonly ImportChoice[]): void;
}

/** The imports of a meter, each with a button that undoes it after a confirmation. */
export function importList({ texts: { imports: texts } }: PageWords, undo: (choice: ImportChoice) => void): ImportList {
  const list = h('ul', { class: 'imports' });
  const element = h('div', { hidden: true }, h('h4', {}, texts.list), list);
  let drawn = '';
  return {
    element,
    show(imports) {
      const next = JSON.stringify(imports);
      // An unchanged list is not redrawn, so that an open confirmation stays.
      if (next === drawn) return;
      drawn = next;
      element.hidden = imports.length === 0;
      setChildren(list, ...imports.map(itemOf));
    },
  };

  function itemOf(choice: ImportChoice): HTMLElement {
    const press = button(texts.undo, ask, 'link');
    press.setAttribute('aria-label', texts.undoOf(choice.says));
    const question = h('div', { role: 'alert' });
    return h('li', {}, h('span', {}, choice.says), press, question);

    function ask(): void {
      const keep = button(texts.keep, () => {
        setChildren(question);
        press.focus();
      });
      setChildren(
        question,
        h('p', {}, texts.ask),
        h(
          'p',
          { class: 'buttons' },
          button(texts.undoNow, () => undo(choice), 'primary'),
          keep,
        ),
      );
      keep.focus();
    }
  }
}
