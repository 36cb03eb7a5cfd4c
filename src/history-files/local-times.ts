import { DAY_MS, parisInstant, parisOffsetMs } from '../paris-time.ts';
import type { CurveRow } from './curve-row.ts';
import { hourPasses } from './repeated-hour.ts';

/** When the rows of a load curve were, and what was found on the way. */
export interface PlacedRows {
  /** For each row the instant of its stamp in milliseconds since 1970, or why it has none. */
  readonly instants: readonly (number | NoInstant)[];
  /** The days, in days since 1970-01-01, whose repeated hour stands in the file once only. */
  readonly hourOnce: ReadonlySet<number>;
}

/** The local time is one that its day in March lacks; or nothing tells which of two hours in October it is of. */
export type NoInstant = 'inNoTime' | 'inEitherHour';

const HOUR_MS = 3_600_000;

/**
 * The instants of the stamps. A local time is one of Paris. That of an hour that comes twice is found by the order of the rows.
 * @param rows of one curve, in the order of the file
 */
export function placedRows(rows: readonly CurveRow[]): PlacedRows {
  const instants: (number | NoInstant)[] = rows.map(instantOf);
  const hourOnce = new Set<number>();
  for (const [day, indexes] of repeatedHours(rows)) {
    const passes = hourPasses(rows, indexes);
    for (const [nth, index] of indexes.entries()) {
      const pass = passes[nth];
      if (pass === undefined) instants[index] = 'inEitherHour';
      else if (pass === 'first') instants[index] = (instants[index] as number) - HOUR_MS;
    }
    if (passes.includes('first') && passes.every((pass) => pass === 'first')) hourOnce.add(day);
  }
  return { instants, hourOnce };
}

/** The instant of a stamp; where its local time comes twice, that of the second one. */
function instantOf({ stamp, stampIs }: CurveRow): number | NoInstant {
  if (stamp.kind === 'instant') return stamp.atMs;
  const { localMs } = stamp;
  const atMs = localInstants(localMs).at(-1);
  if (atMs !== undefined) return atMs;
  // In March the clock shows 03:00 where the step that began at 01:30 or 01:00 ends; some write the 02:00 that it would be.
  const nextHour = localInstant(localMs + HOUR_MS);
  const isChange = localMs % HOUR_MS === 0 && parisOffsetMs(nextHour - 1) !== parisOffsetMs(nextHour);
  return stampIs === 'end' && isChange ? nextHour : 'inNoTime';
}

/** When a clock in Paris shows a time: at two instants in an hour of October, at none in one of March. */
export function localInstants(localMs: number): number[] {
  const latest = localInstant(localMs);
  return [latest - HOUR_MS, latest].filter((atMs) => atMs + parisOffsetMs(atMs) === localMs);
}

/** The latest instant at which the clock shows a time; an hour too early for one that is skipped in March. */
function localInstant(localMs: number): number {
  const day = Math.floor(localMs / DAY_MS);
  return parisInstant(day, (localMs - day * DAY_MS) / 1000);
}

/** The rows whose local time comes twice, by their day. */
function repeatedHours(rows: readonly CurveRow[]): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (const [index, { stamp }] of rows.entries()) {
    if (stamp.kind !== 'local' || localInstants(stamp.localMs).length < 2) continue;
    const day = Math.floor(stamp.localMs / DAY_MS);
    const indexes = found.get(day);
    if (indexes === undefined) found.set(day, [index]);
    else indexes.push(index);
  }
  return found;
}
