import { DAY_MS, HOUR_MS, parisOffsetMs } from '../paris-time.ts';
import type { CurveRow } from './curve-row.ts';
import { hourPasses } from './repeated-hour.ts';
import { latestInstant } from './stamp.ts';

/** When the rows of a load curve were, and what was found on the way. */
export interface PlacedRows {
  /** For each row the instant of its stamp in milliseconds since 1970, or why it has none. */
  readonly instants: readonly (number | NoInstant)[];
  /** The days, in days since 1970-01-01, whose repeated hour stands in the file once only. */
  readonly hourOnce: ReadonlySet<number>;
}

/** The local time is one that its day in March lacks; or nothing tells which of two hours in October it is of. */
export type NoInstant = 'inNoTime' | 'inEitherHour';

/**
 * The instants of the stamps. A local time is one of Paris. That of an hour that comes twice is found by the order of the rows.
 * @param rows of one curve, in the order of the file
 */
export function placedRows(rows: readonly CurveRow[]): PlacedRows {
  const hours = new LocalHours();
  const instants = rows.map((row) => placeOf(row, hours));
  const hourOnce = new Set<number>();
  for (const [day, indexes] of repeatedHours(rows, hours)) {
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

/** The instant of a row's stamp, or why it has none; where its local time comes twice, that of the second one. */
function placeOf({ stamp, stampIs }: CurveRow, hours: LocalHours): number | NoInstant {
  if (stamp.kind === 'instant') return stamp.atMs;
  const { localMs } = stamp;
  const hourMs = hours.beginningsOf(localMs).at(-1);
  if (hourMs !== undefined) return hourMs + (localMs % HOUR_MS);
  // In March the clock shows 03:00 where the step that began at 01:30 or 01:00 ends; some write the 02:00 that it would be.
  const nextHour = latestInstant(localMs + HOUR_MS);
  const isChange = localMs % HOUR_MS === 0 && parisOffsetMs(nextHour - 1) !== parisOffsetMs(nextHour);
  return stampIs === 'end' && isChange ? nextHour : 'inNoTime';
}

/** When a clock in Paris shows a time: at two instants in an hour of October, at none in one of March. */
export function localInstants(localMs: number): number[] {
  const latest = latestInstant(localMs);
  return [latest - HOUR_MS, latest].filter((atMs) => atMs + parisOffsetMs(atMs) === localMs);
}

/** The instants at which local hours begin, each looked up once: a file has up to twelve rows of an hour. */
class LocalHours {
  readonly #beginnings = new Map<number, readonly number[]>();

  /** When the hour of a local time begins: twice in October, never in March. */
  beginningsOf(localMs: number): readonly number[] {
    const localHourMs = localMs - (localMs % HOUR_MS);
    const known = this.#beginnings.get(localHourMs);
    if (known !== undefined) return known;
    const found = localInstants(localHourMs);
    this.#beginnings.set(localHourMs, found);
    return found;
  }
}

/** The rows whose local time comes twice, by their day. */
function repeatedHours(rows: readonly CurveRow[], hours: LocalHours): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (const [index, { stamp }] of rows.entries()) {
    if (stamp.kind !== 'local' || hours.beginningsOf(stamp.localMs).length < 2) continue;
    const day = Math.floor(stamp.localMs / DAY_MS);
    const indexes = found.get(day);
    if (indexes === undefined) found.set(day, [index]);
    else indexes.push(index);
  }
  return found;
}
