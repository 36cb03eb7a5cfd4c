import type { ReadOnlyJournal } from '../journal/read-only-journal.ts';
import { type SpanSum, sumBySpan } from '../journal/span-sums.ts';
import { beginningOfDay, parisDayOf } from '../paris-time.ts';
import type { Day } from '../tariff/day.ts';
import type { ImportedDay } from '../tariff/imported-day.ts';
import { type ImportedHour, importedHours } from '../tariff/imported-hours.ts';
import { type JoinOptions, joinedDays } from '../tariff/joined-days.ts';
import type { Price } from '../tariff/price.ts';

/** An hour or a minute, and what of its energy comes from a file. */
export interface HistorySpan extends SpanSum {
  readonly importedWh?: number;
}

/** Which days of a meter are asked for, and the prices whose hours split the curves of files. */
export interface HistoryScope {
  readonly nowMs: number;
  /** Is called only where there are imports. */
  readonly prices: () => readonly Price[];
}

/** All days of a meter until now, with those that only files tell. */
export function daysWithImports(archive: ReadOnlyJournal, meter: string, scope: HistoryScope): readonly Day[] {
  const own = ownUntil(archive, meter, scope.nowMs);
  const imported = importedUntil(archive, meter, scope.nowMs);
  return imported.length === 0 ? own : joinedDays(own, imported, optionsOf(archive, meter, scope));
}

/** The hours of a meter from a time on; where it has no minute of an hour, those that curves of files tell. */
export function hoursWithImports(
  archive: ReadOnlyJournal,
  meter: string,
  fromMs: number,
  scope: HistoryScope,
): readonly HistorySpan[] {
  const firstDay = parisDayOf(fromMs);
  const minutes = archive.minutes(meter, beginningOfDay(firstDay), Number.MAX_SAFE_INTEGER);
  const own = sumBySpan(
    minutes.filter(({ atMs }) => atMs >= fromMs),
    'hour',
  );
  const imported = importedUntil(archive, meter, scope.nowMs);
  const asked = imported.filter(({ day }) => day >= firstDay);
  if (asked.length === 0) return own;
  const options = optionsOf(archive, meter, scope);
  const days = joinedDays(ownUntil(archive, meter, scope.nowMs), imported, options);
  const added = importedHours(days, asked, sumBySpan(minutes, 'hour'), options);
  return [...own, ...added.filter((hour) => hour.fromMs >= fromMs).flatMap(spanOf)].toSorted(
    (one, other) => one.fromMs - other.fromMs,
  );
}

function ownUntil(archive: ReadOnlyJournal, meter: string, nowMs: number): readonly Day[] {
  return archive.days(meter, 0, parisDayOf(nowMs));
}

/** The present day is the last one: the meter's days end there, too. */
function importedUntil(archive: ReadOnlyJournal, meter: string, nowMs: number): readonly ImportedDay[] {
  const today = parisDayOf(nowMs);
  return archive.importedDays(meter).filter(({ day }) => day <= today);
}

function optionsOf(archive: ReadOnlyJournal, meter: string, { prices }: HistoryScope): JoinOptions {
  return { prices: prices(), periodOfRegister: archive.periodOfRegister(meter) };
}

function spanOf({ fromMs, minutes, energyWh, energyWhByTariff }: ImportedHour): readonly HistorySpan[] {
  return energyWh === undefined ? [] : [{ fromMs, minutes, energyWh, energyWhByTariff, importedWh: energyWh }];
}
