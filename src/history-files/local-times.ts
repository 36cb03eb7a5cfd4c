import { DAY_MS, HOUR_MS, parisOffsetMs } from '../base/paris-time.ts';
import type { CurveRow } from './curve-row.ts';
import { hourPasses } from './repeated-hour.ts';
import { latestInstant } from './stamp.ts';

/** The times of the rows of a load curve, and what was found while determining them. */
export interface PlacedRows {
  /** For each row the instant of its stamp in milliseconds since 1970, or why it has none. */
  readonly instants: readonly (number | NoInstant)[];
  /** The days, in days since 1970-01-01, whose repeated hour occurs only once in the file. */
  readonly hourOnce: ReadonlySet<number>;
}

/** The local time does not exist on its day in March; or it is unknown which of two hours in October it belongs to. */
export type NoInstant = 'inNoTime' | 'inEitherHour';

/**
 * Determines the instants of the stamps. Local times are in Paris time. Within the repeated hour, the order of the rows decides.
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

/** The instant of a row's stamp, or why it has none; the second one if its local time occurs twice. */
function placeOf({ stamp, stampIs }: CurveRow, hours: LocalHours): number | NoInstant {
  if (stamp.kind === 'instant') return stamp.atMs;
  const { localMs } = stamp;
  const hourMs = hours.beginningsOf(localMs).at(-1);
  if (hourMs !== undefined) return hourMs + (localMs % HOUR_MS);
  // In March the step that began at 01:30 or 01:00 ends when the clock shows 03:00; some files write 02:00 instead.
  const nextHour = latestInstant(localMs + HOUR_MS);
  const isChange = localMs % HOUR_MS === 0 && parisOffsetMs(nextHour - 1) !== parisOffsetMs(nextHour);
  return stampIs === 'end' && isChange ? nextHour : 'inNoTime';
}

/** When a clock in Paris shows a time: twice in the repeated hour in October, never in the skipped hour in March. */
export function localInstants(localMs: number): number[] {
  const latest = latestInstant(localMs);
  return [latest - HOUR_MS, latest].filter((atMs) => atMs + parisOffsetMs(atMs) === localMs);
}

/** The instants at which local hours begin, cached, since a file has up to twelve rows for each hour. */
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

/** The rows whose local time occurs twice, by day. */
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
