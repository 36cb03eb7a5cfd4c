import { parisDayOf } from '../base/paris-time.ts';
import { SEASON_DATES } from '../reading/hours.ts';
import { contractMemoryIn } from './contract-memory.ts';
import type { HoursChangeMemory } from './hours-change.ts';
import { type DayKind, type HoursByKind, seasonOf } from './season.ts';

/** How the settings write each kind of day. */
const DAYS: { readonly [kind in DayKind]: string } = { workday: 'mon-fri', saturday: 'sat', sunday: 'sun' };

/**
 * The off-peak hours of the whole year as far as a meter has reported or shown them, in the format of the settings. Each season has its own
 * hours if the contract was found to have different ones. Undefined while none are known. A kind of day that was never observed gets the
 * hours of workdays.
 * @param today in days since 1970-01-01
 */
export function offPeakHoursOfYear(memory: HoursChangeMemory | undefined, today: number): string | undefined {
  const { known = {}, seasons } = memory ?? {};
  if (!seasons) return hoursOfWeek(known, '');
  const present = hoursOfWeek(known, `${SEASON_DATES[seasons.of]} `);
  const other = hoursOfWeek(seasons.other, `${SEASON_DATES[seasons.of === 'summer' ? 'winter' : 'summer']} `);
  if (present === undefined || other === undefined) return undefined;
  return seasonOf(today) === seasons.of ? `${present}; ${other}` : `${other}; ${present}`;
}

/** The same, from a journal note with the memory of a contract. */
export function offPeakHoursInNote(note: string | undefined, nowMs: number): string | undefined {
  return offPeakHoursOfYear(contractMemoryIn(note).hours, parisDayOf(nowMs));
}

function hoursOfWeek(known: HoursByKind, dates: string): string | undefined {
  const newest = (kind: DayKind) => known[kind]?.at(-1);
  const workday = newest('workday') ?? newest('saturday') ?? newest('sunday');
  if (workday === undefined) return undefined;
  const [saturday, sunday] = [newest('saturday') ?? workday, newest('sunday') ?? workday];
  if (saturday === workday && sunday === workday) return workday === '' ? undefined : `${dates}${workday}`;
  const entries = [
    [DAYS.workday, workday],
    ...(saturday === sunday
      ? [[`${DAYS.saturday}-${DAYS.sunday}`, saturday]]
      : [
          [DAYS.saturday, saturday],
          [DAYS.sunday, sunday],
        ]),
  ];
  // A kind of day without off-peak hours has no entry.
  const held = entries.filter(([, hours]) => hours !== '').map(([days, hours]) => `${dates}${days} ${hours}`);
  return held.length === 0 ? undefined : held.join('; ');
}
