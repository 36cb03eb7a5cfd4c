import type { DatabaseSync } from 'node:sqlite';
import type { CountedDay } from '../energy/day.ts';
import type { IndexChain } from '../energy/index-chain.ts';
import { sumOfCounted } from '../energy/watt-hours.ts';
import { bodyOf, type DayRow, dayIn, SELECT_DAY, WRITE_DAY } from './day-rows.ts';
import { chainIn, createOpenDays, type MeterOnDisk } from './open-days.ts';
import { createToldReader, createToldWriter } from './told-rows.ts';

/** Copies days from a second copy into a database, within a transaction. */
export interface CopiedDays {
  /** @throws what SQLite throws, or a RangeError about a row without a day */
  take(row: DayRow): void;
  /** Called after the last row. */
  finish(): void;
  /** How many days were copied. */
  readonly taken: number;
}

/**
 * Copies the days that the database lacks, or that are damaged in it. If a meter's indexes are further on in the copy than in the database,
 * an older database was restored. Its open day is then closed, or replaced by that of the copy, and the indexes go on from where the copy
 * ends; otherwise what they counted since then would be counted twice.
 */
export function createCopiedDays(db: DatabaseSync): CopiedDays {
  const toldOf = createToldReader(db);
  const toldId = createToldWriter(db);
  const openDays = createOpenDays(db);
  const find = db.prepare(SELECT_DAY);
  const newest = db.prepare('SELECT max(day) AS day FROM day WHERE meter = ?');
  const write = db.prepare(WRITE_DAY);
  const dropChains = db.prepare('UPDATE day SET chain = NULL WHERE meter = ?');
  const onDisk = openDays.read();
  const newestDays = new Map<string, number>();
  /** The rows of each meter from the newest day in the database on. */
  const newer = new Map<string, DayRow[]>();
  let taken = 0;

  function newestDayOf(meter: string): number {
    const day = newestDays.get(meter) ?? Number(newest.get(meter)?.['day'] ?? Number.NEGATIVE_INFINITY);
    newestDays.set(meter, day);
    return day;
  }

  function known(day: number, meter: string): DayRow | undefined {
    return find.get(day, meter) as unknown as DayRow | undefined;
  }

  function put({ day, meter, body }: DayRow, chain: string | null): void {
    const copied = dayIn({ day, body }, toldOf);
    if (!copied) throw new RangeError('a day without a body');
    write.run({ ...{ day, meter, open: 0, chain }, body: bodyOf(copied, meter, toldId) });
    taken += 1;
  }

  /** Copies the days that follow an older, restored database, its newest day included. */
  function goOn(meter: string, rows: readonly DayRow[], { day, chain }: MeterOnDisk): void {
    if (day !== undefined) openDays.close(meter, day, chain);
    for (const row of rows) {
      const own = known(row.day, meter);
      if (!own || energyOfRow(own) <= energyOfRow(row)) put(row, null);
    }
    dropChains.run(meter);
    const last = rows.at(-1);
    const row = last && known(last.day, meter);
    if (row) write.run({ ...row, chain: last.chain });
  }

  function energyOfRow(row: DayRow): number {
    return sumOfCounted(dayIn(row, toldOf)?.parts ?? []).energyWh ?? 0;
  }

  return {
    take(row) {
      const { day, meter, chain } = row;
      const own = known(day, meter);
      const ofMeter = onDisk.get(meter);
      if (own && own.open !== 1 && isSound(dayIn(own, toldOf))) return;
      if (!ofMeter) put(row, chain);
      else if (own && own.open !== 1) put(row, own.chain);
      else if (!own && day < newestDayOf(meter)) put(row, null);
      else newer.set(meter, [...(newer.get(meter) ?? []), row]);
    },
    finish() {
      for (const [meter, rows] of newer) {
        const ofMeter = onDisk.get(meter);
        const inOrder = rows.toSorted((one, other) => one.day - other.day);
        if (ofMeter && isAhead(chainIn(inOrder.at(-1)), ofMeter.chain)) goOn(meter, inOrder, ofMeter);
        else for (const row of inOrder) if (!known(row.day, meter)) put(row, null);
      }
    },
    get taken() {
      return taken;
    },
  };
}

/** Whether a day has a body, and everything in it that the meter reported about itself. */
function isSound(day: CountedDay | undefined): boolean {
  return day?.parts.every((part) => !('told' in part) || part.told !== undefined) === true;
}

/**
 * Whether one chain of indexes is further on than the other. The time does not decide this for one and the same meter: a clock may have
 * been set back in between, an index cannot.
 */
function isAhead(one: IndexChain | undefined, other: IndexChain | undefined): boolean {
  if (!one || !other) return one !== undefined;
  return one.identity === other.identity ? one.importedWh > other.importedWh : one.atMs > other.atMs;
}
