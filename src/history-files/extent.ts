import { beginningOfDay } from '../base/paris-time.ts';
import type { FileFacts } from './history-file.ts';

interface Reach {
  readonly fromMs: number;
  readonly toMs: number;
}

/** When the data of a file begin and end, and the gaps in between. */
export type Extent = Pick<FileFacts, 'fromMs' | 'toMs' | 'gaps'>;

/** The extent of whole days, in days since 1970-01-01; at least one. */
export function extentOfDays(days: readonly number[]): Extent {
  return extentOf(days.map((day) => ({ fromMs: beginningOfDay(day), toMs: beginningOfDay(day + 1) })));
}

/** The joint extent of several tables of a file; at least one. */
export function jointExtent(extents: readonly Extent[]): Extent {
  return extentOf(extents.flatMap(spansOf));
}

/** The spans between the gaps. */
function spansOf({ fromMs, toMs, gaps }: Extent): readonly Reach[] {
  const begins = [fromMs, ...gaps.map((gap) => gap.toMs)];
  const ends = [...gaps.map((gap) => gap.fromMs), toMs];
  return begins.map((begin, index) => ({ fromMs: begin, toMs: ends[index] ?? toMs }));
}

/** The extent of spans, in any order; at least one. */
export function extentOf(spans: readonly Reach[]): Extent {
  const sorted = spans.toSorted((one, other) => one.fromMs - other.fromMs);
  const fromMs = sorted[0]?.fromMs ?? 0;
  const gaps: Reach[] = [];
  let toMs = fromMs;
  for (const span of sorted) {
    if (span.fromMs > toMs) gaps.push({ fromMs: toMs, toMs: span.fromMs });
    toMs = Math.max(toMs, span.toMs);
  }
  return { fromMs, toMs, gaps };
}
