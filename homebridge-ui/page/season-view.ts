import { h } from './dom.ts';
import { plainList } from './elements.ts';
import type { SeasonDisplay, SeasonRow } from './model/tempo-season.ts';

/** The days of a Tempo season by colour: gone, tomorrow's, and left, in words and as a bar. */
export function seasonView({ title, rows, note }: SeasonDisplay): HTMLElement {
  return h(
    'section',
    { class: 'season' },
    h('h3', {}, title),
    plainList(...rows.map(seasonLine)),
    note !== undefined && h('p', { class: 'quiet' }, note),
  );
}

function seasonLine({ colour, name, says, gone, planned, left }: SeasonRow): HTMLElement {
  const total = Math.max(1, gone + planned + left);
  const part = (days: number, kind: string) =>
    h('i', { class: `${kind} tempo-${colour}`, style: { width: `${(100 * days) / total}%` } });
  const bar = h('div', { class: 'days', 'aria-hidden': 'true' }, part(gone, 'gone'), part(planned, 'planned'));
  return h('li', {}, h('i', { class: `chip tempo-${colour}` }), h('strong', {}, name), ' ', h('span', {}, says), bar);
}
