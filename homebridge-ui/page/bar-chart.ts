import { h, setChildren } from './dom.ts';
import type { DayBar, EnergyBars, Tick } from './model/energy-bars.ts';
import type { PageWords } from './model/page-words.ts';

/** One bar in seven has its date below it; the last of these is the fourth from the end, where there is room for the text. */
const DATE_EVERY_BARS = 7;
const LAST_DATE_FROM_END = 3;

export interface BarChart {
  readonly element: HTMLElement;
  /** Replaces the bars. The figure keeps the focus, and the same day stays selected. */
  show(bars: EnergyBars | undefined): void;
}

/**
 * Stacked bars on a scale. A bar is selected with the pointer or with the arrow keys.
 * @param onSelect is called with the bar that is selected, or with undefined when none is any more
 */
export function barChart(words: PageWords, onSelect: (bar: DayBar | undefined) => void): BarChart {
  let bars: readonly DayBar[] = [];
  let columns: readonly HTMLElement[] = [];
  let selected = -1;
  const element = h('figure', {
    class: 'bars',
    tabindex: 0,
    'aria-label': `${words.texts.energy.title}. ${words.texts.curve.keys}`,
    pointerleave: () => select(-1),
    keydown: (event) => onKey(event as KeyboardEvent),
  });
  return { element, show };

  function show(energy: EnergyBars | undefined): void {
    const day = bars[selected]?.day;
    bars = energy?.bars ?? [];
    const topWh = energy?.topWh ?? 1;
    columns = bars.map((bar) => columnOf(bar, topWh));
    for (const [index, column] of columns.entries()) column.addEventListener('pointerenter', () => select(index));
    setChildren(
      element,
      h('div', { class: 'scale' }, ...(energy?.ticks ?? []).map((tick) => tickMark(tick, topWh))),
      h('div', { class: 'columns' }, ...columns),
      h('div', { class: 'dates' }, ...bars.map(dateBelow)),
    );
    select(bars.findIndex((bar) => bar.day === day));
  }

  function select(index: number): void {
    columns[selected]?.classList.remove('selected');
    selected = index;
    columns[selected]?.classList.add('selected');
    onSelect(bars[selected]);
  }

  function onKey(event: KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const last = columns.length - 1;
    select(selected === -1 ? last : Math.min(Math.max(selected + step, 0), last));
  }
}

function tickMark({ wh, text }: Tick, topWh: number): HTMLElement {
  return h('span', { style: `bottom:${(wh / topWh) * 100}%` }, text);
}

function columnOf({ parts }: DayBar, topWh: number): HTMLElement {
  const stack = parts.map(({ wh, hue }) => h('i', { style: `height:${(wh / topWh) * 100}%;${hueStyle(hue)}` }));
  return h('div', { class: 'column' }, ...stack);
}

/** The style that gives an element a tariff's colour, which `page.css` defines as `--tariff-…`. */
export function hueStyle(hue: string): string {
  return `--hue:var(--tariff-${hue})`;
}

function dateBelow({ day }: DayBar, index: number, all: readonly DayBar[]): HTMLElement {
  return h('span', {}, (all.length - 1 - index) % DATE_EVERY_BARS === LAST_DATE_FROM_END && h('span', {}, day));
}
