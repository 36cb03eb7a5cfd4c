import type { Entry } from '../journal/entry.ts';
import { type Line, type PointMemory, pointsOf } from './points.ts';

/** The content of one request: whole Readings, oldest first. */
export interface Batch {
  /** The position of the first Reading, and the one after the last. */
  readonly from: number;
  readonly to: number;
  readonly lines: readonly Line[];
  /** Whether there may be more Readings, which did not fit. */
  readonly full: boolean;
  /** The last written values of `linky_energy`, `linky_register` and `linky_info`, after this batch. */
  readonly memory: PointMemory;
  /** The error for each Reading that could not be made into lines. */
  readonly defects: readonly unknown[];
}

const MOST_LINES = 5_000;
/** Counted before compression. Every server accepts far more in one request (InfluxDB 3: 10 MiB). */
const MOST_CHARACTERS = 4_000_000;

/**
 * The lines of consecutive Readings, as many as fit into one request; undefined if there are no Readings. A Reading that cannot be made
 * into lines is left out: another version of this program may have written it with fields missing.
 * @param from the position of the first Reading
 * @param limit how many Readings were requested; if that many were returned, more may follow
 */
export function batchOf(
  from: number,
  entries: readonly Entry[],
  limit: number,
  before: PointMemory,
  literal: boolean,
): Batch | undefined {
  const lines: Line[] = [];
  const defects: unknown[] = [];
  let [memory, characters, readings] = [before, 0, 0];
  for (const entry of entries) {
    if (lines.length >= MOST_LINES || characters >= MOST_CHARACTERS) break;
    readings += 1;
    try {
      const points = pointsOf(entry, memory, literal);
      for (const line of points.lines) characters += line.text.length;
      lines.push(...points.lines);
      memory = points.memory;
    } catch (error) {
      defects.push(error);
    }
  }
  const last = entries[readings - 1];
  const full = readings >= limit || readings < entries.length;
  return last && { from, to: last.position + 1, lines, full, memory, defects };
}
