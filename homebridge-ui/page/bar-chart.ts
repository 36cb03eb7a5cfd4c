import { h, put } from './dom.ts';
import type { DayBar, EnergyBars, Tick } from './model/energy-bars.ts';
import type { PageWords } from './model/page-words.ts';

/** Every so many days, a bar has its date below it. */
const DATED_EVERY = 7;
const DATED_FROM_END = 3;

export interface BarChart {
  readonly element: HTMLElement;
  /** Draws others in the same figure: the focus, and the day that is read, stay. */
  show(bars: EnergyBars | undefined): void;
}

/** Stacked bars on a scale. @param point is told which bar is read */
export function barChart(words: PageWords, point: (bar: DayBar | undefined) => void): BarChart {
  let bars: readonly DayBar[] = [];
  let columns: readonly HTMLElement[] = [];
  let selected = -1;
  const element = h('figure', {
    class: 'bars',
    tabindex: 0,
    'aria-label': `${words.texts.energy.title}. ${words.texts.curve.keys}`,
    pointerleave: () => select(-1),
    keydown: (event) => step(event as KeyboardEvent),
  });
  return { element, show };

  function show(shown: EnergyBars | undefined): void {
    const day = bars[selected]?.day;
    bars = shown?.bars ?? [];
    const topWh = shown?.topWh ?? 1;
    columns = bars.map((bar) => columnOf(bar, topWh));
    for (const [index, column] of columns.entries()) column.addEventListener('pointerenter', () => select(index));
    put(
      element,
      h('div', { class: 'scale' }, ...(shown?.ticks ?? []).map((tick) => tickMark(tick, topWh))),
      h('div', { class: 'columns' }, ...columns),
      h('div', { class: 'dates' }, ...bars.map(dateOf)),
    );
    select(bars.findIndex((bar) => bar.day === day));
  }

  function select(index: number): void {
    columns[selected]?.classList.remove('selected');
    selected = index;
    columns[selected]?.classList.add('selected');
    point(bars[selected]);
  }

  function step(event: KeyboardEvent): void {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const last = columns.length - 1;
    select(selected === -1 ? last : Math.min(Math.max(selected + by, 0), last));
  }
}

function tickMark({ wh, text }: Tick, topWh: number): HTMLElement {
  return h('span', { style: `bottom:${(wh / topWh) * 100}%` }, text);
}

function columnOf({ parts }: DayBar, topWh: number): HTMLElement {
  const stack = parts.map(({ wh, hue }) => h('i', { style: `height:${(wh / topWh) * 100}%;${hueStyle(hue)}` }));
  return h('div', { class: 'column' }, ...stack);
}

/** A colour of `page.css`. */
export function hueStyle(hue: string): string {
  return `--hue:var(--tariff-${hue})`;
}

function dateOf({ day }: DayBar, index: number, all: readonly DayBar[]): HTMLElement {
  return h('span', {}, (all.length - 1 - index) % DATED_EVERY === DATED_FROM_END && h('span', {}, day));
}
