import type { DatabaseSync } from 'node:sqlite';
import { HOUR_MS, MINUTE_MS, parisDayOf } from '../base/paris-time.ts';
import { countedDay } from '../energy/counted-day.ts';
import { type IndexChain, indexesAfter } from '../energy/index-chain.ts';
import { countedIn, type Minute } from '../energy/minute.ts';
import { sumOfCounted } from '../energy/watt-hours.ts';
import { bodyOf, type DayRow, dayIn, SELECT_DAY, WRITE_DAY } from './day-rows.ts';
import { unlessDamaged } from './disk-trouble.ts';
import { type MinuteRow, minutesFrom, SELECT_EACH } from './minute-rows.ts';
import { minutesIn } from './open-days.ts';
import { readChangesOf } from './register-lines.ts';
import { transact } from './sqlite.ts';
import { createToldReader, createToldWriter } from './told-rows.ts';

/** A day of a meter that has minutes. */
interface DayOfMeter {
  readonly day: number;
  readonly meter: string;
}

/**
 * Reconstructs lost days from their minutes. The newest day of a meter stays open: with the next frame, the index makes up for what its
 * lost minutes counted.
 * @param alive is called again and again meanwhile
 */
export function mendDays(db: DatabaseSync, alive: () => void): void {
  const select = db.prepare(SELECT_EACH);
  const toldOf = createToldReader(db);
  const toldId = createToldWriter(db);
  const rowOf = db.prepare(SELECT_DAY);
  const write = db.prepare(WRITE_DAY);
  const endOfLast = db.prepare(
    'SELECT chain FROM day WHERE meter = ? AND day < ? AND chain IS NOT NULL ORDER BY day DESC LIMIT 1',
  );
  const opened = db.prepare('SELECT meter FROM day WHERE open = 1').all();
  const hasOpen = new Set(opened.map(({ meter }) => String(meter)));

  function mend({ day, meter }: DayOfMeter, isNewest: boolean): void {
    const row = rowOf.get(day, meter) as unknown as DayRow | undefined;
    if (row && (row.open === 1 || dayIn(row, toldOf))) return;
    const rows = select.all({ meter, ...minutesIn(day) }) as unknown as MinuteRow[];
    const minutes = minutesFrom(rows, toldOf);
    if (isNewest && !hasOpen.has(meter)) {
      const closed = endOfLast.get(meter, day)?.['chain'] as string | undefined;
      write.run({ day, meter, open: 1, body: null, chain: closed ?? JSON.stringify(chainBefore(minutes) ?? null) });
      return;
    }
    const made = countedDay(day, minutes, readChangesOf(db, meter));
    write.run({ day, meter, open: 0, body: bodyOf(made, meter, toldId), chain: null });
  }

  transact(db, () => {
    for (const [, days] of Map.groupBy(daysOfMinutes(db), ({ meter }) => meter)) {
      for (const one of days) {
        unlessDamaged(() => mend(one, one === days.at(-1)));
        alive();
      }
    }
  });
}

/** Where the indexes stood before the minutes of a day, calculated from the newest of them. The indexes by register are not known. */
function chainBefore(minutes: readonly Minute[]): IndexChain | undefined {
  const newest = minutes.findLast(({ importedWh }) => importedWh !== undefined);
  if (newest?.importedWh === undefined) return undefined;
  const { atMs, importedWh, told, given } = newest;
  const indexes = {
    ...(told?.identity !== undefined && { identity: told.identity }),
    ...{ atMs: atMs + MINUTE_MS - 1, importedWh },
    ...(given?.exportedWh !== undefined && { exportedWh: given.exportedWh }),
  };
  return indexesAfter(indexes, sumOfCounted(minutes.flatMap((minute) => countedIn(minute))), -1);
}

/** The days that have minutes, oldest first. A day in Paris begins at a full hour of UTC. */
function daysOfMinutes(db: DatabaseSync): readonly DayOfMeter[] {
  const hours = db.prepare('SELECT DISTINCT meter, minute / 60 AS hour FROM minute ORDER BY hour').all();
  const days = hours.map(({ meter, hour }) => ({ meter: String(meter), day: parisDayOf(Number(hour) * HOUR_MS) }));
  return [...new Map(days.map((one) => [`${one.day} ${one.meter}`, one])).values()];
}
