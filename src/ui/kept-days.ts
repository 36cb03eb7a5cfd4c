import type { Clock } from '../clock.ts';
import type { ReadOnlyJournal } from '../journal/read-only-journal.ts';
import type { Day } from '../tariff/day.ts';
import type { ImportedDay } from '../tariff/imported-day.ts';
import { type JoinOptions, joinedDays } from '../tariff/joined-days.ts';
import type { Price } from '../tariff/price.ts';

/** All days of a meter: its own, and those that files tell. */
export interface DaysOfMeter extends Pick<JoinOptions, 'periodOfRegister'> {
  readonly imported: readonly ImportedDay[];
  /** All days together, which depends on the prices. */
  joined(prices: readonly Price[]): readonly Day[];
}

/** Gives all days of a meter up to and including `today`, which is in days since 1970-01-01. */
export type DaysUntil = (archive: ReadOnlyJournal, meter: string, today: number) => DaysOfMeter;

/** Reads the days of a meter. They are joined once for the same prices. */
export const readDays: DaysUntil = (archive, meter, today) => {
  const own = archive.days(meter, 0, today);
  const imported = archive.importedDays(meter).filter(({ day }) => day <= today);
  const periodOfRegister = archive.periodOfRegister(meter);
  let last: { readonly prices: string; readonly days: readonly Day[] } | undefined;
  return {
    imported,
    periodOfRegister,
    joined(prices) {
      const key = JSON.stringify(prices);
      if (last?.prices !== key) last = { prices: key, days: joinedDays(own, imported, { prices, periodOfRegister }) };
      return last.days;
    },
  };
};

/** What was read is given again for at least so long. */
const LEAST_KEPT_MS = 1000;
/** It is given again for so many times as long as it took to read, so that reading takes a tenth of the time at most. */
const KEPT_FOR_READ = 10;

/**
 * Reads the days of a meter and keeps them for a moment, since the page asks nine questions about the same days for each view.
 * Ten years of days take 40 ms to read, and a third of a second on a slow machine. As long as the days of an earlier version's
 * journal are not made, they are read from its minutes, which takes many seconds.
 */
export function createKeptDays({ now }: Pick<Clock, 'now'>): DaysUntil {
  let kept: { readonly key: string; readonly days: DaysOfMeter; readonly untilMs: number } | undefined;
  return (archive, meter, today) => {
    const key = `${meter} ${today}`;
    const beganMs = now();
    if (kept?.key === key && beganMs < kept.untilMs) return kept.days;
    const days = readDays(archive, meter, today);
    const endedMs = now();
    kept = { key, days, untilMs: endedMs + Math.max(LEAST_KEPT_MS, KEPT_FOR_READ * (endedMs - beganMs)) };
    return days;
  };
}
