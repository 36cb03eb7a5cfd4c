import type { HistoryView } from './curve.ts';
import { h, put } from './dom.ts';
import { type Bar, type Bars, barsOf } from './model/energy.ts';
import { type Page, reasonOf } from './page.ts';

const DAYS = 31;
/** Every so many days, a bar has its date below it. */
const DATED_EVERY = 7;
const DATED_FROM_END = 3;

/** A month of energy, a bar a day, stacked by tariff; the same as a table for who does not see it. */
export function energyView({ words, ask }: Page): HistoryView {
  const texts = words.texts.energy;
  const content = h('div');
  let meter = '';
  return {
    element: h('section', { class: 'card-flat energy' }, h('h3', {}, texts.title), content),
    async show(slug) {
      meter = slug;
      const energy = await ask('/energy', { meter, days: DAYS }).catch(reasonOf);
      if (slug !== meter) return;
      if (typeof energy === 'string') say(`${words.texts.curve.unreadable} ${energy}`);
      else if (energy.days.length === 0) say(texts.empty);
      else put(content, ...partsOf(barsOf(energy, Date.now(), words)));
    },
  };

  function say(says: string): void {
    put(content, h('p', { class: 'summary' }, says));
  }

  function partsOf(bars: Bars): readonly HTMLElement[] {
    const readout = h('p', { class: 'readout', 'aria-live': 'polite' });
    return [
      chartOf(bars, (bar) => {
        readout.textContent = bar?.says ?? '';
      }),
      h(
        'p',
        { class: 'legend' },
        ...bars.legend.map(({ name, hue }) => h('span', {}, h('i', { style: hueOf(hue) }), name)),
      ),
      h('div', { class: 'says' }, readout, h('p', { class: 'summary' }, bars.summary)),
      // A table has its own idea of its size; what is around it is hidden.
      h('div', { class: 'visually-hidden' }, tableOf(bars)),
    ];
  }

  function chartOf(bars: Bars, point: (bar: Bar | undefined) => void): HTMLElement {
    const columns = bars.bars.map((bar) => columnOf(bar, bars.topWh));
    let selected = -1;
    const select = (index: number) => {
      columns[selected]?.classList.remove('selected');
      selected = index;
      columns[selected]?.classList.add('selected');
      point(bars.bars[selected]);
    };
    for (const [index, column] of columns.entries()) column.addEventListener('pointerenter', () => select(index));
    const figure = h(
      'figure',
      {
        class: 'bars',
        tabindex: 0,
        'aria-label': `${texts.title}. ${words.texts.curve.keys}`,
        pointerleave: () => select(-1),
      },
      h('div', { class: 'scale' }, ...bars.ticksWh.map((wh) => tickOf(wh, bars.topWh))),
      h('div', { class: 'columns' }, ...columns),
      h('div', { class: 'dates' }, ...bars.bars.map(dateOf)),
    );
    figure.addEventListener('keydown', (event) => {
      const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
      if (by === 0) return;
      event.preventDefault();
      select(selected === -1 ? columns.length - 1 : Math.min(Math.max(selected + by, 0), columns.length - 1));
    });
    return figure;
  }

  function columnOf({ parts }: Bar, topWh: number): HTMLElement {
    const stack = parts.map(({ wh, hue }) => h('i', { style: `height:${(wh / topWh) * 100}%;${hueOf(hue)}` }));
    return h('div', { class: 'column' }, ...stack);
  }

  function tickOf(wh: number, topWh: number): HTMLElement {
    return h(
      'span',
      { style: `bottom:${(wh / topWh) * 100}%` },
      wh === topWh ? words.energy(wh, 0) : words.count(wh / 1000),
    );
  }

  function dateOf({ day }: Bar, index: number, all: readonly Bar[]): HTMLElement {
    return h('span', {}, (all.length - 1 - index) % DATED_EVERY === DATED_FROM_END && h('span', {}, day));
  }

  function tableOf({ bars, legend }: Bars): HTMLElement {
    const names = legend.map(({ name }) => name);
    const cells = ({ parts, wh }: Bar) =>
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

function hueOf(hue: string): string {
  return `background:var(--tariff-${hue})`;
}
