import { h } from './dom.ts';
import type { Fact } from './model/live.ts';

/** Names and values, side by side. */
export function factList(facts: readonly Fact[]): HTMLDListElement {
  return h(
    'dl',
    { class: 'facts' },
    ...facts.map(({ name, value, colour }) =>
      h(
        'div',
        {},
        h('dt', {}, name),
        h('dd', {}, colour !== undefined && h('i', { class: `chip tempo-${colour}` }), value),
      ),
    ),
  );
}
