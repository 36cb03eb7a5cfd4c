import { dayOfDate, parisInstant } from '../../src/base/paris-time.ts';
import { hoursText } from '../../src/contract/date-hours.ts';
import type { MeterTime } from '../../src/contract/meter-time.ts';
import { NO_PROFILES, type ProfileMemory, reportedHoursAfter } from '../../src/contract/reported-hours.ts';
import type { Reading, RegisterPeriods } from '../../src/reading/reading.ts';
import { dayProfilesIn } from '../../src/tic/day-profiles.ts';
import { readingWith } from '../../testbed/support/readings.ts';
import { filled } from './written-profile.ts';

/** What a meter sends at a moment. Blocks stand for the profile that they begin. */
export interface Told {
  /** PJOURF+1; `undefined` when the group was refused. */
  readonly tomorrow?: string;
  /** PPOINTE. */
  readonly peakDay?: string;
  /** NJOURF and NJOURF+1. */
  readonly kinds?: readonly [string, string];
  /** Whether the frame has the status (STGE), which reports that no peak is announced. */
  readonly hasStatus?: boolean;
  readonly also?: Partial<Reading>;
}

export const HC_AND_HP: RegisterPeriods = {
  EASF01: { name: 'HEURE  CREUSE', offPeak: true },
  EASF02: { name: 'HEURE  PLEINE', offPeak: false },
};

/** A reading in standard mode with these profiles. */
export function profilesIn(labels: Reading['frame']['labels']): Pick<Reading, 'frame' | 'dayProfiles'> {
  const dayProfiles = dayProfilesIn(labels);
  const frame = { mode: 'standard', address: '041976000456', labels, horodates: {}, refused: 0 } as const;
  return { frame, dayProfiles };
}

/** The hours that the meter reports, from one reading to the next. */
export function profileFollower(remembered?: ProfileMemory) {
  let running = NO_PROFILES;
  const hours = {
    memory: remembered ?? {},
    take(reading: Reading, time: MeterTime, periods: RegisterPeriods) {
      const after = reportedHoursAfter(hours.memory, running, reading, time, periods);
      [hours.memory, running] = [after.known ?? {}, after.running];
      return running.hours;
    },
    told: () => running.hours,
  };
  return hours;
}

/** A meter at the local times of a test, with its known hours as texts, and the dates for which they are unclear. */
export function profileMeter(periods: RegisterPeriods = {}, remembered?: ProfileMemory) {
  const hours = profileFollower(remembered);
  let unclear: readonly string[] = [];

  function at(moment: string, { tomorrow, peakDay = '', kinds, hasStatus = true, also = {} }: Told) {
    const [date = '', clock = ''] = moment.split(' ');
    const day = dayOfDate(date) ?? Number.NaN;
    const minute = Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
    const labels = {
      ...(tomorrow !== undefined && { 'PJOURF+1': filled(tomorrow), PPOINTE: filled(peakDay) }),
      ...(kinds && { NJOURF: kinds[0], 'NJOURF+1': kinds[1] }),
    };
    const time = { atMs: parisInstant(day, minute * 60), day, minute, unseenMs: 1_000 };
    const told = hours.take(
      readingWith({ ...profilesIn(labels), ...(hasStatus && { peak: 'none' }), ...also }),
      time,
      periods,
    );
    const { isTodayUnclear, isTomorrowUnclear, isTodayPeakDay: _, ...known } = told;
    unclear = [isTodayUnclear ? 'today' : [], isTomorrowUnclear ? 'tomorrow' : []].flat();
    return Object.fromEntries(
      Object.entries(known).flatMap(([field, spans]) => (spans ? [[field, hoursText(spans)]] : [])),
    );
  }

  return { at, hours, unclear: () => unclear };
}
