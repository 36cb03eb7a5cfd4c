import { h, setChildren } from './dom.ts';
import { headRow } from './elements.ts';
import type { PageWords } from './model/page-words.ts';
import type { RegisterRow } from './model/register-rows.ts';

/** The registers of the contract in a table, which is collapsed until somebody opens it, and then stays open. */
export function registersView({ texts: { contract } }: PageWords): {
  readonly element: HTMLElement;
  show(rows: readonly RegisterRow[]): void;
} {
  const { registers: texts } = contract;
  const body = h('tbody');
  const head = headRow([texts.register, texts.period, texts.index]);
  const table = h('div', { class: 'table-scroll' }, h('table', {}, head, body));
  const element = h('details', { class: 'registers', hidden: true }, h('summary', {}, texts.title), table);
  return {
    element,
    show(rows) {
      element.hidden = rows.length === 0;
      const lines = rows.map(({ label, period, index }) =>
        h('tr', {}, h('th', { scope: 'row' }, label), h('td', {}, period), h('td', {}, index)),
      );
      setChildren(body, ...lines);
    },
  };
}
