import type { DatabaseSync } from 'node:sqlite';
import { changesOfPeriod } from '../energy/register-history.ts';
import type { RegisterLine } from '../reading/periods.ts';

/** A line of the history of a meter's registers, and the slug of the meter. */
export interface MeterLine {
  readonly meter: string;
  readonly line: RegisterLine;
}

/**
 * The history of which register counts which tariff period, of all meters. It is kept in memory as well, so that a database that replaces a
 * damaged one gets it. A line is written with the next commit.
 */
export interface RegisterLines {
  /** The lines of a meter, oldest first, on disk or not yet. */
  of(meter: string): readonly RegisterLine[];
  /**
   * Adds a line, or replaces the line of the same register at the same time. At most 1 000 lines of a meter are kept, so that a source that
   * makes up names cannot fill the disk.
   */
  keep(meter: string, line: RegisterLine): void;
  readonly unwritten: readonly MeterLine[];
  /** Called when all of them are on disk. */
  written(): void;
  /** Takes over the lines of a database that was just opened. Lines that it lacks are kept, too. */
  adopt(stored: readonly MeterLine[]): void;
}

/** A contract has at most ten registers, and renames them every few years. */
const MOST_LINES = 1_000;

export function createRegisterLines(): RegisterLines {
  const meters = new Map<string, Map<string, RegisterLine>>();
  const unwritten = new Map<string, MeterLine>();

  /** Returns whether the line is accepted and new. */
  function put({ meter, line }: MeterLine): boolean {
    const lines = meters.get(meter) ?? new Map<string, RegisterLine>();
    meters.set(meter, lines);
    const known = lines.get(keyOf(line));
    if (known ? isSame(known, line) : lines.size >= MOST_LINES) return false;
    lines.set(keyOf(line), line);
    return true;
  }

  function keep(meter: string, line: RegisterLine): void {
    if (put({ meter, line })) unwritten.set(`${meter} ${keyOf(line)}`, { meter, line });
  }

  return {
    of: (meter) => [...(meters.get(meter)?.values() ?? [])].toSorted((one, other) => one.sinceMs - other.sinceMs),
    keep,
    get unwritten() {
      return [...unwritten.values()];
    },
    written: () => unwritten.clear(),
    adopt(stored) {
      const own = [...meters].flatMap(([meter, lines]) => [...lines.values()].map((line) => ({ meter, line })));
      meters.clear();
      unwritten.clear();
      stored.forEach(put);
      for (const { meter, line } of own) keep(meter, line);
    },
  };
}

function keyOf({ address, register, sinceMs }: RegisterLine): string {
  return `${address} ${register} ${sinceMs}`;
}

function isSame(one: RegisterLine, other: RegisterLine): boolean {
  return one.period === other.period && one.offPeak === other.offPeak;
}

/** Writes lines within a transaction. They replace the lines of the same register at the same time. */
export function writeRegisterLines(db: DatabaseSync, lines: readonly MeterLine[]): void {
  const write = db.prepare('INSERT OR REPLACE INTO register_period VALUES (?, ?, ?, ?, ?, ?)');
  for (const { meter, line } of lines) {
    const { address, register, sinceMs, period, offPeak } = line;
    write.run(meter, address, register, sinceMs, period, offPeak === undefined ? null : Number(offPeak));
  }
}

/** The lines of all meters that are on disk, oldest first. */
export function readRegisterLines(db: DatabaseSync): readonly MeterLine[] {
  const rows = db.prepare('SELECT * FROM register_period ORDER BY since_ms').all() as unknown as readonly LineRow[];
  return rows.map((row) => ({ meter: row.meter, line: lineIn(row) }));
}

/** The lines of a meter that are on disk, oldest first. @throws what SQLite throws */
export function readLinesOf(db: DatabaseSync, meter: string): readonly RegisterLine[] {
  const select = db.prepare('SELECT * FROM register_period WHERE meter = ? ORDER BY since_ms');
  return (select.all(meter) as unknown as readonly LineRow[]).map(lineIn);
}

/** When registers of a meter changed their tariff period: see `changesOfPeriod`. Each time, a new part of the day begins. */
export function readChangesOf(db: DatabaseSync, meter: string): readonly number[] {
  return changesOfPeriod(readLinesOf(db, meter));
}

function lineIn({ address, register, since_ms: sinceMs, period, off_peak: offPeak }: LineRow): RegisterLine {
  return { address, register, sinceMs, period, ...(offPeak !== null && { offPeak: offPeak === 1 }) };
}

/** A row of the table `register_period`. */
interface LineRow {
  readonly meter: string;
  readonly address: string;
  readonly register: RegisterLine['register'];
  readonly since_ms: number;
  readonly period: string;
  readonly off_peak: 0 | 1 | null;
}
