import { hoursText } from '../../src/contract/hours.ts';
import { createProfileHours, type ProfileMemory } from '../../src/contract/profile-hours.ts';
import { dayOfDate, parisInstant } from '../../src/paris-time.ts';
import type { Reading, RegisterPeriods } from '../../src/reading.ts';
import { readingWith } from '../../testbed/support/readings.ts';
import { filled } from './written-profile.ts';

/** What a meter tells at a moment. Blocks stand for the profile that they begin. */
export interface Told {
  /** PJOURF+1; `undefined` when the group was refused. */
  readonly tomorrow?: string | undefined;
  /** PPOINTE. */
  readonly peakDay?: string | undefined;
  /** NJOURF and NJOURF+1. */
  readonly kinds?: readonly [string, string];
  readonly also?: Partial<Reading>;
}

export const HC_AND_HP: RegisterPeriods = {
  EASF01: { name: 'HEURE  CREUSE', offPeak: true },
  EASF02: { name: 'HEURE  PLEINE', offPeak: false },
};

/** A meter at the local times that a test says, and what is known of its hours then, as texts; and of which dates they are unclear. */
export function profileMeter(periods: RegisterPeriods = {}, remembered?: ProfileMemory) {
  const hours = createProfileHours(remembered);
  let unclear: readonly string[] = [];

  function at(moment: string, { tomorrow, peakDay = '', kinds, also = {} }: Told) {
    const [date = '', clock = ''] = moment.split(' ');
    const day = dayOfDate(date) ?? Number.NaN;
    const minute = Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
    const labels = {
      STGE: '003A0001',
      ...(tomorrow !== undefined && { 'PJOURF+1': filled(tomorrow), PPOINTE: filled(peakDay) }),
      ...(kinds && { NJOURF: kinds[0], 'NJOURF+1': kinds[1] }),
    };
    const frame = { mode: 'standard', address: '041976000456', labels, horodates: {}, refused: 0 } as const;
    const time = { atMs: parisInstant(day, minute * 60), day, minute, unseenMs: 1_000 };
    const told = hours.take(readingWith({ frame, peak: 'none', ...also }), time, periods);
    const { isTodayUnclear, isTomorrowUnclear, ...known } = told;
    unclear = [isTodayUnclear ? 'today' : [], isTomorrowUnclear ? 'tomorrow' : []].flat();
    return Object.fromEntries(Object.entries(known).map(([field, spans]) => [field, hoursText(spans)]));
  }

  return { at, hours, unclear: () => unclear };
}
