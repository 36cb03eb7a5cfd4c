import { h, type Style, setChildren } from './dom.ts';
import type { ChartScale } from './model/chart-scale.ts';
import type { EnergyBar, EnergyBars } from './model/energy-bars.ts';

export interface BarChart {
  readonly element: HTMLElement;
  /**
   * Replaces the bars. The figure keeps the focus, and the bar with the same key stays selected.
   * @param label what the figure shows, for screen readers
   */
  show(bars: EnergyBars, label: string): void;
}

/**
 * Stacked bars on a scale, each with a mark at its value a year before. A bar is selected with the pointer or with the arrow keys.
 * @param onSelect called with the selected bar, or with undefined if none is selected any more
 */
export function barChart(onSelect: (bar: EnergyBar | undefined) => void): BarChart {
  let bars: readonly EnergyBar[] = [];
  let columns: readonly HTMLElement[] = [];
  let selected = -1;
  const element = h('figure', {
    class: 'bars',
    tabindex: 0,
    // A touch pointer leaves when the finger is lifted, but the user then reads the value.
    pointerleave: (event) => (event as PointerEvent).pointerType !== 'touch' && select(-1),
    keydown: (event) => onKey(event as KeyboardEvent),
  });
  return { element, show };

  function show({ bars: next, scale }: EnergyBars, label: string): void {
    const key = bars[selected]?.key;
    bars = next;
    columns = bars.map((bar) => columnOf(bar, scale));
    for (const [index, column] of columns.entries()) column.addEventListener('pointerenter', () => select(index));
    element.setAttribute('aria-label', label);
    setChildren(
      element,
      h('div', { class: 'scale' }, ...scale.ticks.map(({ value, text }) => tickMark(value, text, scale))),
      h('div', { class: 'columns' }, ...columns),
      h('div', { class: 'dates' }, ...bars.map(labelBelow)),
    );
    select(bars.findIndex((bar) => bar.key === key));
  }

  function select(index: number): void {
    columns[selected]?.classList.remove('selected');
    selected = index;
    columns[selected]?.classList.add('selected');
    onSelect(bars[selected]);
  }

  function onKey(event: KeyboardEvent): void {
    const last = columns.length - 1;
    const to: { readonly [key: string]: number } = {
      ArrowRight: selected === -1 ? last : Math.min(selected + 1, last),
      ArrowLeft: selected === -1 ? last : Math.max(selected - 1, 0),
      Home: 0,
      End: last,
      Escape: -1,
    };
    const index = to[event.key];
    if (index === undefined) return;
    event.preventDefault();
    select(index);
  }
}

/** The style that gives an element a tariff's colour, which `views.css` defines as `--tariff-…`. */
export function hueStyle(hue: string): Style {
  return { '--hue': `var(--tariff-${hue})` };
}

/** The height of a value above the lower end of the scale. */
function heightOf(value: number, { top, bottom }: ChartScale): string {
  return `${((value - bottom) / (top - bottom)) * 100}%`;
}

function tickMark(value: number, text: string, scale: ChartScale): HTMLElement {
  return h('span', { style: { bottom: heightOf(value, scale) }, class: value === 0 && 'zero' }, text);
}

function columnOf(bar: EnergyBar, scale: ChartScale): HTMLElement {
  const { total = 0, given, before } = bar;
  const zero = heightOf(0, scale);
  return h(
    'div',
    { class: total > scale.top ? 'column cut' : 'column' },
    h('div', { class: 'up', style: { bottom: zero } }, ...partsAbove(bar, scale)),
    given !== undefined &&
      h(
        'div',
        { class: 'down', style: { height: zero } },
        h('i', { style: { height: shareOf(given, -scale.bottom), ...hueStyle('given') } }),
      ),
    before !== undefined && h('div', { class: 'before', style: { bottom: heightOf(before, scale) } }),
  );
}

/** The parts of a bar, with textures over energy of an absence and energy from files. The style sheet cuts off what exceeds the scale. */
function partsAbove({ parts, total = 0, unseen, imported }: EnergyBar, { top }: ChartScale): readonly HTMLElement[] {
  const texture = (kind: string, from: number, value: number) =>
    h('div', { class: kind, style: { bottom: shareOf(from, top), height: shareOf(value, top) } });
  return [
    ...parts.map(({ value, hue }) => h('i', { style: { height: shareOf(value, top), ...hueStyle(hue) } })),
    ...(unseen === undefined ? [] : [texture('unseen', total - unseen, unseen)]),
    ...(imported === undefined ? [] : [texture('imported', imported.above, imported.value)]),
  ];
}

function shareOf(value: number, whole: number): string {
  return `${(value / whole) * 100}%`;
}

/** A narrow screen has room for some of the labels only. */
function labelBelow({ label, isMajor }: EnergyBar): HTMLElement {
  return h('span', { class: !isMajor && 'minor' }, label !== '' && h('span', {}, label));
}
