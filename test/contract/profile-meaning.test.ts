import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lengthOfHours } from '../../src/contract/date-hours.ts';
import { decidedProfile, differingProfiles, indexesOf } from '../../src/contract/profile-meaning.ts';
import type { NumberBase, WrittenProfile } from '../../src/reading/reading.ts';
import { readProfile } from '../../src/tic/day-profiles.ts';
import { HC_AND_HP, profileMeter } from './profile-meter.ts';
import { filled, minutesOf, type Switching, written } from './written-profile.ts';

/** Two bases are possible, and both have eight hours: in decimal at night and midday, in hexadecimal in the evening. */
const NIGHT_AND_MIDDAY = '00008002 0026C001 06268002 1326C001 15268002';
/** Neither base has eight hours: in decimal 12:10–14:10, in hexadecimal 18:16–20:16. */
const TWO_HOURS = '00008002 1210C001 14108002';
const [DECIMAL_TWO, HEXADECIMAL_TWO] = ['12:10-14:10', '18:16-20:16'];
/** Certainly hexadecimal: 13:26–14:26. */
const CERTAIN = '00008002 0D1A8001 0E1A8002';

/** The meaning of a profile that is in use. */
function readWritten(text: string): WrittenProfile {
  const read = readProfile(text);
  return read === 'unused' ? {} : read;
}

const tomorrow = (tomorrow: string) => profileMeter(HC_AND_HP).at('2026-12-10 12:00', { tomorrow })['offPeakTomorrow'];

describe('if both bases are possible, it is the one', () => {
  test('in which eight hours are off-peak', () => {
    expect(tomorrow('00004001 06004002 16004001')).toBe('22:00-06:00');
    expect(tomorrow('00008002 0100C001 09008002')).toBe('01:00-09:00');
    expect(tomorrow('0000C001 06008002 14008001')).toBeUndefined();
  });

  test('of two with eight hours, the one that keeps to night and midday', () => {
    expect(tomorrow(NIGHT_AND_MIDDAY)).toBe('00:26-06:26,13:26-15:26');
  });

  test('that the meter has used before, also over a restart', () => {
    const meter = profileMeter(HC_AND_HP);
    expect(meter.at('2026-12-10 12:00', { tomorrow: TWO_HOURS })).toEqual({});
    expect(meter.at('2026-12-11 12:00', { tomorrow: CERTAIN })).toMatchObject({ offPeakTomorrow: '13:26-14:26' });
    const restarted = profileMeter(HC_AND_HP, meter.hours.memory);
    expect(restarted.at('2026-12-12 12:00', { tomorrow: TWO_HOURS })).toMatchObject({
      offPeakTomorrow: HEXADECIMAL_TWO,
    });
    expect(restarted.at('2026-12-12 12:01', { tomorrow: NIGHT_AND_MIDDAY })).toMatchObject({
      offPeakTomorrow: '00:38-06:38,19:38-21:38',
    });
  });

  test('that the other profile of the same frame proves', () => {
    const told = { tomorrow: TWO_HOURS, peakDay: '00008001 12458002' };
    expect(profileMeter(HC_AND_HP).at('2026-12-10 12:00', told)).toMatchObject({ offPeakTomorrow: DECIMAL_TWO });
  });

  test('that the meter uses now, if it certainly used the other one before', () => {
    const meter = profileMeter(HC_AND_HP, { base: 'hexadecimal' });
    expect(meter.at('2026-12-10 12:00', { tomorrow: '00008002 0256C001' })).toMatchObject({
      offPeakTomorrow: '02:56-00:00',
    });
    expect(meter.hours.memory.base).toBe('decimal');
  });
});

describe('if nothing else decides, the base is found by the behaviour of the meter', () => {
  const [PEAK, OFF_PEAK] = [2, 1];

  /** The hours of tomorrow after the meter has counted in an index from one minute to another. */
  function countingIn(from: number, to: number, index: number) {
    const meter = profileMeter(HC_AND_HP);
    meter.at('2026-12-09 12:00', { tomorrow: TWO_HOURS });
    meter.at('2026-12-10 00:00', { tomorrow: TWO_HOURS });
    let known = {};
    for (let minute = from; minute < to; minute += 1) {
      const clock = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
      known = meter.at(`2026-12-10 ${clock}`, { tomorrow: TWO_HOURS, also: { tariffIndex: index } });
    }
    return known;
  }

  test('decimal, once the meter was off-peak for a quarter of an hour when only that base says so', () => {
    expect(countingIn(12 * 60 + 10, 12 * 60 + 24, OFF_PEAK)).toEqual({});
    expect(countingIn(12 * 60 + 10, 12 * 60 + 25, OFF_PEAK)).toEqual({
      offPeak: DECIMAL_TWO,
      offPeakTomorrow: DECIMAL_TWO,
    });
  });

  test('hexadecimal, if the meter is in peak hours then', () => {
    const both = { offPeak: HEXADECIMAL_TWO, offPeakTomorrow: HEXADECIMAL_TWO };
    expect(countingIn(12 * 60 + 10, 12 * 60 + 25, PEAK)).toEqual(both);
    expect(countingIn(18 * 60 + 16, 18 * 60 + 31, OFF_PEAK)).toEqual(both);
  });

  test('neither, at times that are the same in both', () => {
    expect(countingIn(0, 12 * 60, PEAK)).toEqual({});
    expect(countingIn(0, 12 * 60, 7)).toEqual({});
  });
});

/** Dates of eight off-peak hours, of which five or more are at night and the rest at midday, as the reform has them. */
const reformed: fc.Arbitrary<readonly Switching[]> = fc
  .tuple(fc.integer({ min: 0, max: 3 * 60 }), fc.integer({ min: 0, max: 120 }), fc.nat({ max: 1_000 }))
  .map(([midday, night, place]) => {
    const from = 11 * 60 + (place % (6 * 60 - midday + 1));
    const parts = [
      { at: 0, to: 2 },
      { at: night, to: 1 },
      { at: night + 8 * 60 - midday, to: 2 },
      ...(midday === 0
        ? []
        : [
            { at: from, to: 1 },
            { at: from + midday, to: 2 },
          ]),
    ];
    return parts.filter(({ at }, nth) => parts[nth + 1]?.at !== at);
  })
  .filter((parts) => parts.every(({ at }) => at <= 7 * 60 || at >= 11 * 60));

test('the hours of the reform are read in the base in which they were written, and never otherwise', () => {
  fc.assert(
    fc.property(reformed, (switchings) => {
      const byBase = readWritten(written(switchings, 10));
      const profile = decidedProfile(byBase, undefined, (index) => index === 1);
      const known =
        profile &&
        minutesOf(
          profile.map(({ from, index }) => ({ at: from, to: index })),
          [1],
        );
      expect(known).toEqual(minutesOf(switchings, [1]));
    }),
  );
});

const anyProfile = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 1, max: 1_439 }), { minLength: 1, maxLength: 9 }),
    fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 10, maxLength: 10 }),
  )
  .map(([times, indexes]) => [0, ...times.toSorted((a, b) => a - b)].map((at, nth) => ({ at, to: indexes[nth] ?? 1 })));

test('a profile is read as it was written once the base is known, or if the other base is impossible', () => {
  fc.assert(
    fc.property(
      anyProfile,
      fc.constantFrom<readonly [10 | 16, NumberBase]>([10, 'decimal'], [16, 'hexadecimal']),
      fc.boolean(),
      (switchings, [base, name], isShown) => {
        const byBase = readWritten(written(switchings, base));
        fc.pre(isShown || !differingProfiles(byBase));
        const profile = decidedProfile(byBase, isShown ? name : undefined, () => false) ?? [];
        const read = profile.map(({ from, index }) => ({ at: from, to: index }));
        for (const index of indexesOf(profile))
          expect(minutesOf(read, [index])).toEqual(minutesOf(switchings, [index]));
        expect(lengthOfHours(profile)).toBe(1_440);
      },
    ),
  );
});

test('a profile that can be read in two ways is unknown, unless one of them has the hours of a contract', () => {
  const byBase = readWritten(filled(TWO_HOURS));
  expect(differingProfiles(byBase)).toBeDefined();
  expect(decidedProfile(byBase, undefined, () => false)).toBeUndefined();
});
