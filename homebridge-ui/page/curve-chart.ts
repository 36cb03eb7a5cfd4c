import uPlot from 'uplot';
import type { Curve, CurveSpan } from '../../src/ui/protocol.ts';
import { uplotColumns } from './model/curve-words.ts';
import type { PageWords } from './model/page-words.ts';

export interface CurveChart {
  /** Moves the cursor by a key; tells whether it was one of its keys. */
  step(key: string): boolean;
  /** Draws what has changed; the cursor stays at its time. */
  update(curve: Curve): void;
  destroy(): void;
}

const HEIGHT = 220;
const HOUR_S = 3600;
/** Between two marks of the time axis. */
const MARKS_S: { readonly [S in CurveSpan]: number[] } = {
  hour: [600, 900, 1200, 1800],
  day: [3 * HOUR_S, 4 * HOUR_S, 6 * HOUR_S, 12 * HOUR_S],
  week: [24 * HOUR_S, 48 * HOUR_S, 72 * HOUR_S],
};
const MEAN = 3;

/** @param point is told which step the cursor is on */
export function curveChart(
  place: HTMLElement,
  first: Curve,
  span: CurveSpan,
  words: PageWords,
  point: (index: number | undefined) => void,
): CurveChart {
  let curve = first;
  const style = getComputedStyle(place);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const axis = {
    stroke: colour('quiet'),
    font: `12px ${style.fontFamily}`,
    grid: { stroke: colour('line'), width: 1 },
    ticks: { show: false },
  };
  const time = span === 'week' ? words.weekday : words.time;
  const line = { stroke: 'transparent', width: 0, points: { show: false } };
  const plot = new uPlot(
    {
      width: place.clientWidth,
      height: HEIGHT,
      padding: [8, 12, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { setScale: false, x: false, y: false }, points: { size: 8 } },
      scales: {
        x: { range: () => [curve.fromMs / 1000, curve.toMs / 1000] },
        y: { range: (_plot, _least, greatest) => [0, Math.max(100, greatest * 1.08)] },
      },
      axes: [
        {
          ...axis,
          incrs: MARKS_S[span],
          size: 30,
          space: 56,
          values: (_plot, marks) => marks.map((s) => time(s * 1000)),
        },
        { ...axis, size: 50, space: 40, values: (_plot, marks) => marks.map((va) => words.count(va)) },
      ],
      series: [{}, line, line, { stroke: colour('accent'), width: 1.75, points: { show: false } }],
      bands: [{ series: [1, 2], fill: colour('band') }],
      hooks: { setCursor: [(self) => point(self.cursor.idx ?? undefined)] },
    },
    uplotColumns(curve),
    place,
  );
  const resized = new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: HEIGHT }));
  resized.observe(place);
  return {
    step(key) {
      const by = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
      if (by === 0) return false;
      goTo(by);
      return true;
    },
    update(next) {
      const atMs = curve.atMs[plot.cursor.idx ?? -1];
      curve = next;
      plot.batch(() => plot.setData(uplotColumns(curve)));
      if (atMs !== undefined) pointTo(atMs);
    },
    destroy() {
      resized.disconnect();
      plot.destroy();
    },
  };

  /** To the next step in that direction that has a value; at first, to the last one of all. */
  function goTo(by: 1 | -1): void {
    const means = plot.data[MEAN] ?? [];
    const last = means.findLastIndex((va) => va != null);
    let index = plot.cursor.idx ?? last + 1;
    do index += by;
    while (index > 0 && index < last && means[index] == null);
    const at = curve.atMs[Math.min(Math.max(index, 0), last)];
    if (at !== undefined) pointTo(at);
  }

  /** What is no longer drawn cannot be pointed to. */
  function pointTo(atMs: number): void {
    const isDrawn = atMs >= curve.fromMs && atMs < curve.toMs;
    plot.setCursor({ left: isDrawn ? plot.valToPos(atMs / 1000, 'x') : -10, top: isDrawn ? 0 : -10 });
  }
}
