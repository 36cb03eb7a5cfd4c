import type { Energy } from '../../src/ui/protocol.ts';
import { reasonOf } from './asking.ts';
import { barsView, hueOf } from './bars.ts';
import type { HistoryView } from './curve.ts';
import { h, put } from './dom.ts';
import { type Bars, barsOf } from './model/energy.ts';
import type { Page } from './page.ts';

const DAYS = 31;

/** A month of energy, a bar a day, stacked by tariff; the same as a table for who does not see it. */
export function energyView({ words, ask }: Page): HistoryView {
  const texts = words.texts.energy;
  const readout = h('p', { class: 'readout', 'aria-live': 'polite' });
  const summary = h('p', { class: 'summary' }, words.texts.curve.loading);
  const chart = barsView(words, (bar) => {
    readout.textContent = bar?.says ?? '';
  });
  const legend = h('p', { class: 'legend' });
  // A table has its own idea of its size; what is around it is hidden.
  const table = h('div', { class: 'visually-hidden' });
  let meter = '';
  let drawn = '';
  show(undefined, words.texts.curve.loading);
  return {
    element: h(
      'section',
      { class: 'card-flat energy' },
      h('h3', {}, texts.title),
      chart.element,
      legend,
      h('div', { class: 'says' }, readout, summary),
      table,
    ),
    async show(slug) {
      meter = slug;
      const energy = await ask('/energy', { meter, days: DAYS }).catch(reasonOf);
      // Whoever reads the bars is left alone while they are the same.
      const data = `${slug} ${new Date().toDateString()} ${JSON.stringify(energy)}`;
      if (slug !== meter || data === drawn) return;
      drawn = data;
      draw(energy);
    },
  };

  function draw(energy: Energy | string): void {
    const bars = typeof energy !== 'string' && energy.days.length > 0 ? barsOf(energy, Date.now(), words) : undefined;
    show(
      bars,
      bars?.summary ?? (typeof energy === 'string' ? `${words.texts.curve.unreadable} ${energy}` : texts.empty),
    );
  }

  function show(bars: Bars | undefined, says: string): void {
    for (const part of [chart.element, legend, table]) part.hidden = bars === undefined;
    chart.show(bars);
    put(legend, ...(bars?.legend ?? []).map(({ name, hue }) => h('span', {}, h('i', { style: hueOf(hue) }), name)));
    put(table, bars && tableOf(bars));
    summary.textContent = says;
  }

  function tableOf({ bars, legend }: Bars): HTMLElement {
    const names = legend.map(({ name }) => name);
    const cells = ({ parts, wh }: Bars['bars'][number]) =>
      wh === undefined ? [] : [...names.map((name) => parts.find((part) => part.name === name)?.wh ?? 0), wh];
    return h(
      'table',
      {},
      h('caption', {}, texts.title),
      h('thead', {}, h('tr', {}, ...[texts.day, ...names, texts.total].map((name) => h('th', { scope: 'col' }, name)))),
      h(
        'tbody',
        {},
        // A day without a reading has no cells.
        ...bars.map((bar) =>
          h('tr', {}, h('th', { scope: 'row' }, bar.day), ...cells(bar).map((wh) => h('td', {}, words.energy(wh)))),
        ),
      ),
    );
  }
}
