import type { DatabaseSync } from 'node:sqlite';
import { beginningOfDay, MINUTE_MS } from '../base/paris-time.ts';
import { countedDay } from '../energy/counted-day.ts';
import type { CountedDay } from '../energy/day.ts';
import type { CountedEnergy, ToldOfMeter } from '../energy/energy.ts';
import { type IndexChain, indexesAfter } from '../energy/index-chain.ts';
import { countedIn } from '../energy/minute.ts';
import { sumOfCounted } from '../energy/watt-hours.ts';
import { bodyOf, type DayRow, dayIn, SELECT_DAY, WRITE_DAY } from './day-rows.ts';
import { type MinuteRow, minutesFrom, parsed, SELECT_EACH } from './minute-rows.ts';
import { readChangesOf } from './register-lines.ts';
import { leaveCopyBehind } from './second-copy-note.ts';
import { createToldReader, createToldWriter } from './told-rows.ts';

/** What is on disk about a meter: its open day, what that day has counted so far, and where the indexes stand. */
export interface MeterOnDisk {
  readonly day?: number;
  readonly counted: CountedEnergy;
  readonly chain?: IndexChain;
  readonly told?: ToldOfMeter;
}

/**
 * The present day of a meter is open: it is read from its minutes. It is closed when an entry of another day arrives: the sum of its
 * minutes is written, and from then on they are only kept for display. After a clock was set back, a day may be opened again: from its
 * minutes if all of them are left, otherwise on top of what was written.
 * The row of an open day holds where the indexes stood before everything that the day has counted. After a kill, where they stand now
 * follows from that and from what the day has counted, in whatever order the clock dated its minutes. All of this happens within the
 * transactions of commits.
 */
export interface OpenDays {
  /** What is on disk, by meter. */
  read(): ReadonlyMap<string, MeterOnDisk>;
  /**
   * Opens a day. Returns what it has counted so far, in Wh.
   * @param chain where the indexes stand
   */
  open(meter: string, day: number, chain: IndexChain | undefined): number;
  /** Writes again where the indexes of an open day stand, after the chain began anew. */
  rebase(meter: string, day: number, chain: IndexChain | undefined): void;
  /** @param chain where the indexes stand at the end of the day */
  close(meter: string, day: number, chain: IndexChain | undefined): void;
}

export function createOpenDays(db: DatabaseSync): OpenDays {
  const toldOf = createToldReader(db);
  const toldId = createToldWriter(db);
  const eachMinute = db.prepare(SELECT_EACH);
  const deleteMinutes = db.prepare('DELETE FROM minute WHERE minute >= :from AND minute < :to AND meter = :meter');
  const oneDay = db.prepare(SELECT_DAY);
  const presentDays = db.prepare('SELECT * FROM day WHERE open = 1 OR chain IS NOT NULL ORDER BY day');
  const writeDay = db.prepare(WRITE_DAY);
  const deleteDay = db.prepare('DELETE FROM day WHERE day = ? AND meter = ?');
  const dropChain = db.prepare('UPDATE day SET chain = NULL WHERE day = ? AND meter = ?');
  /** The day whose row holds the chain, by meter. */
  const chainDays = new Map<string, number>();

  function rowOf(meter: string, day: number): DayRow | undefined {
    return oneDay.get(day, meter) as unknown as DayRow | undefined;
  }

  function minutesOf(meter: string, day: number): readonly MinuteRow[] {
    return eachMinute.all({ meter, ...minutesIn(day) }) as unknown as MinuteRow[];
  }

  /** What an open day has counted so far. */
  function countedSoFar(before: CountedDay | undefined, rows: readonly MinuteRow[]): CountedEnergy {
    return sumOfCounted([
      ...(before?.parts ?? []),
      ...minutesFrom(rows, toldOf).flatMap((minute) => countedIn(minute)),
    ]);
  }

  function meterFrom(meter: string, days: readonly DayRow[]): MeterOnDisk {
    const [open, closed] = [days.findLast((row) => row.open === 1), days.findLast((row) => row.open !== 1)];
    if (closed) chainDays.set(meter, closed.day);
    const chain = chainIn(open ?? closed);
    if (!open) return { counted: {}, ...(chain && { chain }) };
    const rows = minutesOf(meter, open.day);
    const counted = countedSoFar(dayIn(open, toldOf), rows);
    const told = toldOf(rows.findLast((row) => row.told !== null)?.told ?? null);
    const atMs = Math.max(chain?.atMs ?? 0, ...rows.map(({ until_ms }) => until_ms ?? 0));
    return {
      ...{ day: open.day, counted },
      ...(chain && { chain: { ...indexesAfter(chain, counted), atMs } }),
      ...(told && { told }),
    };
  }

  return {
    read() {
      const byMeter = Map.groupBy(presentDays.all() as unknown as DayRow[], ({ meter }) => meter);
      return new Map(Array.from(byMeter, ([meter, days]) => [meter, meterFrom(meter, days)]));
    },
    open(meter, day, chain) {
      const row = rowOf(meter, day);
      const written = row && dayIn(row, toldOf);
      const rows = minutesOf(meter, day);
      const isOnTop = written !== undefined && rows.length !== written.seenMinutes;
      if (isOnTop) deleteMinutes.run({ meter, ...minutesIn(day) });
      const counted = countedSoFar(isOnTop ? written : undefined, isOnTop ? [] : rows);
      const body = isOnTop ? (row?.body ?? null) : null;
      writeDay.run({ day, meter, open: 1, body, chain: chainText(chain && indexesAfter(chain, counted, -1)) });
      return counted.energyWh ?? 0;
    },
    rebase(meter, day, chain) {
      const row = rowOf(meter, day);
      if (!row || !chain) return;
      const counted = countedSoFar(dayIn(row, toldOf), minutesOf(meter, day));
      writeDay.run({ ...row, chain: chainText(indexesAfter(chain, counted, -1)) });
    },
    close(meter, day, chain) {
      const row = rowOf(meter, day);
      const before = row && dayIn(row, toldOf);
      const minutes = minutesFrom(minutesOf(meter, day), toldOf);
      // All minutes may have been lost to damage.
      if (minutes.length === 0 && !before) {
        deleteDay.run(day, meter);
        return;
      }
      const closed = countedDay(day, minutes, readChangesOf(db, meter), before);
      const body = bodyOf(closed, meter, toldId);
      dropChain.run(chainDays.get(meter) ?? day, meter);
      writeDay.run({ day, meter, open: 0, body, chain: chainText(chain) });
      leaveCopyBehind(db);
      chainDays.set(meter, day);
    },
  };
}

/** The first minute of a day, and the one after its last. */
export function minutesIn(day: number): { readonly from: number; readonly to: number } {
  return { from: beginningOfDay(day) / MINUTE_MS, to: beginningOfDay(day + 1) / MINUTE_MS };
}

/** Where the indexes stand according to a row; undefined if it does not say, or if it is damaged. */
export function chainIn(row: Pick<DayRow, 'chain'> | undefined): IndexChain | undefined {
  const chain = parsed(row?.chain ?? null) as IndexChain | null | undefined;
  return typeof chain?.importedWh === 'number' && typeof chain.atMs === 'number' ? chain : undefined;
}

/** Unconfirmed values are left out: the next frames will confirm them. */
export function chainText(chain: IndexChain | undefined): string | null {
  if (!chain) return null;
  const { unconfirmed: _, ...confirmed } = chain;
  return JSON.stringify(confirmed);
}
