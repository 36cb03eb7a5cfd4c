import uPlot from 'uplot';
import type { CurveSpan, RecentPower } from '../../src/ui/protocol.ts';
import { loneSteps, uplotColumns } from './model/curve-words.ts';
import type { PageWords } from './model/page-words.ts';

export interface CurveChart {
  /** Moves the cursor when the key is an arrow to the left or right; tells whether it was. */
  moveByKey(key: string): boolean;
  /** Draws a newer curve of the same span. The cursor stays at its time. */
  update(curve: RecentPower): void;
  destroy(): void;
}

/** In pixels, of the widest label of the time axis: `Wed 30`. The last label may be at the very end of the axis. */
const HALF_A_LABEL = 28;
const HOUR_S = 3600;
/** The distances, in seconds, that the marks of the time axis may have. */
const MARK_STEPS_S: { readonly [S in CurveSpan]: number[] } = {
  hour: [600, 900, 1200, 1800],
  day: [3 * HOUR_S, 4 * HOUR_S, 6 * HOUR_S, 12 * HOUR_S],
  week: [24 * HOUR_S, 48 * HOUR_S, 72 * HOUR_S],
};
/** Which of the columns is the mean. */
const MEAN = 3;

/**
 * Draws a curve with uPlot.
 * @param onCursor is called with the index of the step that the cursor is on
 */
export function curveChart(
  container: HTMLElement,
  first: RecentPower,
  span: CurveSpan,
  words: PageWords,
  onCursor: (index: number | undefined) => void,
): CurveChart {
  let curve = first;
  const style = getComputedStyle(container);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  // The colours are looked up at each drawing: the page may turn dark in the evening.
  const axis = {
    stroke: () => colour('quiet'),
    font: `12px ${style.fontFamily}`,
    grid: { stroke: () => colour('line'), width: 1 },
    ticks: { show: false },
  };
  const time = span === 'week' ? words.weekday : words.time;
  const lonePoints = { show: false, size: 5, filter: (plot: uPlot) => loneSteps(plot.data[MEAN] ?? []) };
  const line = { stroke: 'transparent', width: 0, points: { show: false } };
  const plot = new uPlot(
    {
      ...sizeOf(container),
      padding: [8, HALF_A_LABEL, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { setScale: false, x: false, y: false }, points: { size: 8 } },
      scales: {
        x: { range: () => [curve.fromMs / 1000, curve.toMs / 1000] },
        y: { range: (_plot, _least, greatest) => [0, Math.max(100, greatest * 1.08)] },
      },
      axes: [
        {
          ...axis,
          incrs: MARK_STEPS_S[span],
          size: 30,
          space: 56,
          values: (_plot, marks) => marks.map((s) => time(s * 1000)),
        },
        { ...axis, size: 50, space: 40, values: (_plot, marks) => marks.map((va) => words.count(va)) },
      ],
      series: [{}, line, line, { stroke: () => colour('accent'), width: 1.75, points: lonePoints }],
      bands: [{ series: [1, 2], fill: () => colour('band') }],
      hooks: { setCursor: [(self) => onCursor(self.cursor.idx ?? undefined)] },
    },
    uplotColumns(curve),
    container,
  );
  const resized = new ResizeObserver(() => plot.setSize(sizeOf(container)));
  resized.observe(container);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const redraw = () => plot.redraw(false, false);
  dark.addEventListener('change', redraw);
  return {
    moveByKey(key) {
      const direction = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
      if (direction === 0) return false;
      move(direction);
      return true;
    },
    update(next) {
      const cursorMs = curve.atMs[plot.cursor.idx ?? -1];
      curve = next;
      plot.batch(() => plot.setData(uplotColumns(curve)));
      if (cursorMs !== undefined) setCursor(cursorMs);
    },
    destroy() {
      resized.disconnect();
      dark.removeEventListener('change', redraw);
      plot.destroy();
    },
  };

  /** Moves the cursor to the next step that has a value. Without a cursor yet, it goes to the last value of all. */
  function move(direction: 1 | -1): void {
    const means = plot.data[MEAN] ?? [];
    const last = means.findLastIndex((va) => va != null);
    let index = plot.cursor.idx ?? last + 1;
    do index += direction;
    while (index > 0 && index < last && means[index] == null);
    const atMs = curve.atMs[Math.min(Math.max(index, 0), last)];
    if (atMs !== undefined) setCursor(atMs);
  }

  /** A time outside the curve takes the cursor away: -10 is outside of the chart. */
  function setCursor(atMs: number): void {
    const isDrawn = atMs >= curve.fromMs && atMs < curve.toMs;
    plot.setCursor({ left: isDrawn ? plot.valToPos(atMs / 1000, 'x') : -10, top: isDrawn ? 0 : -10 });
  }
}

/** As large as the style sheet has it. */
function sizeOf({ clientWidth, clientHeight }: HTMLElement): { readonly width: number; readonly height: number } {
  return { width: clientWidth, height: clientHeight };
}
