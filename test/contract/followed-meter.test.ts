import { describe, expect, test } from 'vitest';
import { createContractFollower } from '../../src/contract/contract-follower.ts';
import type { ContractNews } from '../../src/contract/news.ts';
import type { Reading } from '../../src/reading/reading.ts';
import { dayProfilesIn } from '../../src/tic/day-profiles.ts';
import { frameWith, readingWith } from '../../testbed/support/readings.ts';
import { MINUTE_MS } from '../../testbed/support/time.ts';
import { filled } from './written-profile.ts';

const DAY_MINUTES = 1_440;
/** A Monday in winter. */
const MONDAY_MS = Date.parse('2026-11-02T00:00+01:00');
const WEEK = { blocks: '00008001 06308002 22308001', hours: '22:30-06:30' };
const PERIODS = [
  { tariff: 'HC', tariffIndex: 1, offPeak: true },
  { tariff: 'HP', tariffIndex: 2, offPeak: false },
  { tariff: 'WEEK-END', tariffIndex: 3 },
] as const;

describe('a contract with a third period at weekends', () => {
  test('has unknown hours on its first weekend until that period is known, and not the observed hours of workdays', () => {
    const { readMinute } = weekendMeter();
    const told = Array.from({ length: 7 * DAY_MINUTES }, (_, minute) => readMinute(minute));
    const onFriday = told.slice(4 * DAY_MINUTES + 10, 5 * DAY_MINUTES);
    expect(new Set(onFriday.map((one) => one?.offPeak))).toEqual(new Set([WEEK.hours]));
    expect(new Set(onFriday.map((one) => one?.offPeakTomorrow))).toEqual(new Set([undefined]));
    const [first, ...others] = told.slice(5 * DAY_MINUTES, 5 * DAY_MINUTES + 10).map((one) => one?.offPeak);
    expect([first, others.at(-1)]).toEqual([undefined, '']);
    expect(told.at(-1)).toMatchObject({ offPeak: '', offPeakTomorrow: WEEK.hours });
  });

  test.each([
    ['is not said to have other hours for one frame whose damage no checksum has shown', 1, []],
    ['is said once to have other hours', 1_000, [{ kind: 'hours', before: WEEK.hours, offPeak: '22:30-05:30' }]],
  ])('%s', (_, frames, news) => {
    const { readMinute, said } = weekendMeter();
    const other = { 'PJOURF+1': filled('00008001 05308002 22308001') };
    for (let minute = 0; minute < 2_000 + frames; minute += 1) readMinute(minute, minute < 2_000 ? {} : other);
    for (let minute = 2_000 + frames; minute < 2_010; minute += 1) readMinute(minute);
    expect(said).toMatchObject(news);
    expect(said).toHaveLength(news.length);
  });
});

/** A meter in standard mode that is read once a minute from a Monday on, with one profile for workdays and another for weekends. */
function weekendMeter() {
  const said: ContractNews[] = [];
  const follower = createContractFollower({
    wallAt: (monotonicMs) => MONDAY_MS + monotonicMs,
    says: (news) => said.push(news),
    keep() {},
    keepLine() {},
  });
  follower.learn(undefined);
  const registers = { EASF01: 0, EASF02: 0, EASF03: 0 };
  const isWeekend = (day: number) => day % 7 >= 5;

  function readMinute(minute: number, labels: Reading['frame']['labels'] = {}): Reading['calendar'] {
    const [day, clock] = [Math.floor(minute / DAY_MINUTES), minute % DAY_MINUTES];
    const period = PERIODS[isWeekend(day) ? 2 : clock < 390 || clock >= 1_350 ? 0 : 1];
    registers[`EASF0${period.tariffIndex}`] += 10;
    const told = {
      ...{ NJOURF: isWeekend(day) ? '02' : '01', 'NJOURF+1': isWeekend(day + 1) ? '02' : '01' },
      ...{ 'PJOURF+1': filled(isWeekend(day + 1) ? '00008003' : WEEK.blocks), PPOINTE: filled() },
    };
    const dayProfiles = dayProfilesIn({ ...told, ...labels }) ?? {};
    const frame = frameWith({ mode: 'standard' });
    const monotonicMs = minute * MINUTE_MS;
    const { calendar } = follower.follow(
      readingWith({
        ...{ monotonicMs, frame, dayProfiles, peak: 'none', registers: { ...registers }, ...period },
        meterClockMs: MONDAY_MS + monotonicMs,
      }),
    );
    return calendar;
  }

  return { readMinute, said };
}
