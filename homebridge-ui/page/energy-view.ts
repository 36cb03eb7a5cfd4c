import type { DailyEnergy } from '../../src/ui/protocol.ts';
import { barChart, hueStyle } from './bar-chart.ts';
import type { MeterChartView } from './curve-view.ts';
import { h, setChildren } from './dom.ts';
import { type EnergyBars, energyBars } from './model/energy-bars.ts';
import type { Page } from './page.ts';
import { failureReason } from './server-requests.ts';

const DAYS = 31;

/** The energy of a month, a bar a day, stacked by tariff. Screen readers get the same numbers as a table. */
export function energyView({ words, ask }: Page): MeterChartView {
  const texts = words.texts.energy;
  const readout = h('p', { class: 'readout', 'aria-live': 'polite' });
  const summary = h('p', { class: 'summary' }, words.texts.curve.loading);
  const chart = barChart(words, (bar) => {
    readout.textContent = bar?.text ?? '';
  });
  const legend = h('p', { class: 'legend' });
  // The element around the table is the hidden one, since a table does not keep to the size that it is given.
  const table = h('div', { class: 'visually-hidden' });
  let meter = '';
  /** What the chart shows at present: meter, day and answer. */
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
      // While nothing has changed, nothing is drawn again, so that the selected bar stays.
      const next = `${slug} ${new Date().toDateString()} ${JSON.stringify(energy)}`;
      if (slug !== meter || next === drawn) return;
      drawn = next;
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

  function show(bars: EnergyBars | undefined, sentence: string): void {
    for (const part of [chart.element, legend, table]) part.hidden = bars === undefined;
    chart.show(bars);
    setChildren(
      legend,
      ...(bars?.legend ?? []).map(({ name, hue }) => h('span', {}, h('i', { style: hueStyle(hue) }), name)),
    );
    setChildren(table, bars && tableOf(bars));
    summary.textContent = sentence;
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
        // A day without a reading has no cell but its date.
        ...bars.map((bar) =>
          h('tr', {}, h('th', { scope: 'row' }, bar.day), ...cells(bar).map((wh) => h('td', {}, words.energy(wh)))),
        ),
      ),
    );
  }
}
