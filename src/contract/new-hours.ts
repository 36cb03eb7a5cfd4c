import { createHoursChange, type HoursChangeMemory, type HoursNews, type ToldDate } from './hours-change.ts';
import type { MeterTime } from './meter-time.ts';
import type { ToldHours } from './profile-hours.ts';
import type { SeenHours } from './seen-hours.ts';
import type { ToldProfile } from './told-profiles.ts';

/** What is known of hours at a reading: what the meter tells, the profiles by which it does, and what was seen. */
interface HoursSources {
  readonly told: ToldHours;
  readonly profiles: readonly ToldProfile[] | undefined;
  readonly seen: SeenHours | undefined;
}

/** Notices that the off-peak hours of the contract are others than before, from what is known of them at each reading. */
export interface NewHours {
  take(sources: HoursSources, time: MeterTime): HoursNews | undefined;
  readonly memory: HoursChangeMemory;
}

/** A single frame may be wrong, so the same must be known at so many readings in a row. */
const BELIEVED_AFTER = 3;

/**
 * Compares the newest date that is known: tomorrow, once the meter tells its hours, else today; where the meter tells neither, the
 * newest date that was seen. A peak day is not compared, since its hours are those of no other day.
 */
export function createNewHours(remembered: HoursChangeMemory | undefined): NewHours {
  const change = createHoursChange(remembered);
  let last: { readonly sources: HoursSources; readonly day: number; times: number } | undefined;

  function compare({ told, profiles, seen }: HoursSources, day: number): HoursNews | undefined {
    const date = toldDate(told, profiles, day);
    const isTold = told.offPeak !== undefined || told.offPeakTomorrow !== undefined;
    const newest = isTold ? date : seen?.newestDate;
    return newest && change.take(newest, isTold);
  }

  return {
    get memory() {
      return change.memory;
    },
    take(sources, { day }) {
      if (last?.day !== day || !isSame(sources, last.sources)) last = { sources, day, times: 0 };
      last.times += 1;
      return last.times === BELIEVED_AFTER ? compare(sources, day) : undefined;
    },
  };
}

function toldDate(
  { offPeak, offPeakTomorrow }: ToldHours,
  profiles: readonly ToldProfile[] = [],
  today: number,
): ToldDate | undefined {
  const [day, hours] = offPeakTomorrow ? [today + 1, offPeakTomorrow] : [today, offPeak];
  const profile = profiles.find((one) => one.day === day);
  if (!hours || profile?.isPeakDay) return undefined;
  return { day, offPeak: hours, ...(profile?.dayType !== undefined && { dayType: profile.dayType }) };
}

function isSame(one: HoursSources, other: HoursSources): boolean {
  return one.told === other.told && one.profiles === other.profiles && one.seen === other.seen;
}
