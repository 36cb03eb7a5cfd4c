import type { Entry } from '../journal/entry.ts';
import { type PointMemory, pointsOf } from './points.ts';
import type { Range } from './progress.ts';

/** What one request carries: whole Readings, oldest first. */
export interface Batch extends Range {
  readonly lines: readonly string[];
  /** Whether more Readings may follow, which did not fit. */
  readonly full: boolean;
  /** What the points that are only written on change said last, by its end. */
  readonly memory: PointMemory;
  /** What each of its Readings that cannot be made into lines threw. */
  readonly defects: readonly unknown[];
}

const MOST_LINES = 5_000;
/** Of the text before it is compressed: far below what any server takes in one request (InfluxDB 3: 10 MiB). */
const MOST_CHARACTERS = 4_000_000;

/**
 * The points of Readings that follow each other from position `from` on, as far as one request takes them; `undefined` of no
 * Readings. What another version of this program wrote may lack anything: a Reading that cannot be made into lines is left
 * out.
 * @param most how many Readings were asked for
 */
export function batchOf(
  from: number,
  entries: readonly Entry[],
  most: number,
  before: PointMemory,
  literal: boolean,
): Batch | undefined {
  const lines: string[] = [];
  const defects: unknown[] = [];
  let [memory, characters, readings] = [before, 0, 0];
  for (const entry of entries) {
    if (lines.length >= MOST_LINES || characters >= MOST_CHARACTERS) break;
    readings += 1;
    try {
      const points = pointsOf(entry, memory, literal);
      for (const line of points.lines) characters += line.length;
      lines.push(...points.lines);
      memory = points.memory;
    } catch (error) {
      defects.push(error);
    }
  }
  const last = entries[readings - 1];
  const full = readings >= most || readings < entries.length;
  return last && { from, to: last.position + 1, lines, full, memory, defects };
}
