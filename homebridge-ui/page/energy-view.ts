import type { DailyEnergy } from '../../src/ui/protocol.ts';
import { barChart, hueStyle } from './bar-chart.ts';
import type { HistoryView } from './curve-view.ts';
import { h, put } from './dom.ts';
import { type EnergyBars, energyBars } from './model/energy-bars.ts';
import type { Page } from './page.ts';
import { failureReason } from './server-requests.ts';

const DAYS = 31;

/** A month of energy, a bar a day, stacked by tariff; the same as a table for who does not see it. */
export function energyView({ words, ask }: Page): HistoryView {
  const texts = words.texts.energy;
  const readout = h('p', { class: 'readout', 'aria-live': 'polite' });
  const summary = h('p', { class: 'summary' }, words.texts.curve.loading);
  const chart = barChart(words, (bar) => {
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
      const energy = await ask('/energy', { meter, days: DAYS }).catch(failureReason);
      // Whoever reads the bars is left alone while they are the same.
      const data = `${slug} ${new Date().toDateString()} ${JSON.stringify(energy)}`;
      if (slug !== meter || data === drawn) return;
      drawn = data;
      draw(energy);
    },
  };

  function draw(energy: DailyEnergy | string): void {
    const bars =
      typeof energy !== 'string' && energy.days.length > 0 ? energyBars(energy, Date.now(), words) : undefined;
    show(
      bars,
      bars?.summary ?? (typeof energy === 'string' ? `${words.texts.curve.unreadable} ${energy}` : texts.empty),
    );
  }

  function show(bars: EnergyBars | undefined, says: string): void {
    for (const part of [chart.element, legend, table]) part.hidden = bars === undefined;
    chart.show(bars);
    put(legend, ...(bars?.legend ?? []).map(({ name, hue }) => h('span', {}, h('i', { style: hueStyle(hue) }), name)));
    put(table, bars && tableOf(bars));
    summary.textContent = says;
  }

  function tableOf({ bars, legend }: EnergyBars): HTMLElement {
    const names = legend.map(({ name }) => name);
    const cells = ({ parts, wh }: EnergyBars['bars'][number]) =>
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
