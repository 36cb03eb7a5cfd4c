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

/** A batch in the making. */
export interface Draft {
  /** Renders what the journal gave, as far as it fits. Gives whether more would fit. */
  add(entries: readonly Entry[]): boolean;
  /** What it has come to; `undefined` when the journal gave nothing. */
  readonly batch: Batch | undefined;
}

const MOST_LINES = 5_000;
/** Of the text before it is compressed: far below what any server takes in one request (InfluxDB 3: 10 MiB). */
const MOST_CHARACTERS = 4_000_000;

/** A batch of at most `most` Readings, from all that the journal gave at once. */
export function batchOf(
  entries: readonly Entry[],
  most: number,
  before: PointMemory,
  literal: boolean,
): Batch | undefined {
  const draft = draftOf(most, before, literal);
  draft.add(entries);
  return draft.batch;
}

/**
 * A batch of at most `most` Readings that is still empty. What another version of this program wrote may lack anything:
 * such a Reading is left out.
 */
export function draftOf(most: number, before: PointMemory, literal: boolean): Draft {
  const lines: string[] = [];
  const defects: unknown[] = [];
  let [memory, characters, readings] = [before, 0, 0];
  let last: Entry | undefined;
  const isFull = () => readings >= most || lines.length >= MOST_LINES || characters >= MOST_CHARACTERS;

  return {
    add(entries) {
      for (const entry of entries) {
        if (isFull()) break;
        last = entry;
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
      return !isFull();
    },
    get batch() {
      return last && { lines, upTo: last.position + 1, full: isFull(), memory, defects };
    },
  };
}
