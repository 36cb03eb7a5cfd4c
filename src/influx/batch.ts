import type { Entry } from '../journal/entry.ts';
import { type PointMemory, pointsOf } from './point.ts';

/** What one request carries: whole Readings, oldest first. */
export interface Batch {
  readonly lines: readonly string[];
  /** The position after the last of its Readings. */
  readonly upTo: number;
  /** Whether it was cut short because more would not fit. */
  readonly full: boolean;
  readonly memory: PointMemory;
  /** What each of its Readings that cannot be made into lines threw. */
  readonly defects: readonly unknown[];
}

const MOST_LINES = 5_000;
/** Of the text before it is compressed: far below what any server takes in one request (InfluxDB 3: 10 MiB). */
const MOST_CHARACTERS = 4_000_000;

/**
 * Renders what the journal gave, as far as it fits; `undefined` when it gave nothing. What another version of this program
 * wrote may lack anything: such a Reading is left out.
 */
export function batchOf(
  entries: readonly Entry[],
  most: number,
  before: PointMemory,
  literal: boolean,
): Batch | undefined {
  const lines: string[] = [];
  const defects: unknown[] = [];
  let memory = before;
  let characters = 0;
  let last: Entry | undefined;
  for (const entry of entries) {
    if (lines.length >= MOST_LINES || characters >= MOST_CHARACTERS) break;
    last = entry;
    try {
      const points = pointsOf(entry, memory, literal);
      for (const line of points.lines) characters += line.length;
      lines.push(...points.lines);
      memory = points.memory;
    } catch (error) {
      defects.push(error);
    }
  }
  if (last === undefined) return undefined;
  const full = entries.length === most || last !== entries.at(-1);
  return { lines, upTo: last.position + 1, full, memory, defects };
}
