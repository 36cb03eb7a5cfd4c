import { describe, expect, test } from 'vitest';
import { dayOfDate, parisInstant } from '../../src/base/paris-time.ts';
import type { MeterTime } from '../../src/contract/meter-time.ts';
import { colourAfter, colourFrom } from '../../src/contract/moving-register.ts';
import type { ContractNews } from '../../src/contract/news.ts';
import type { ContractRegister, Reading, RegisterPeriods, TempoColour } from '../../src/reading/reading.ts';
import { readingWith } from '../../testbed/support/readings.ts';

const PERIODS: RegisterPeriods = {
  EASF05: { name: 'HP  BLEU' },
  EASF02: { name: 'HP ROUGE' },
  EASF09: { name: 'HC BLEU' },
};
const DAY = dayOfDate('2026-12-14') ?? 0;

function timeAt(minute: number, day = DAY, unseenMs = 60_000): MeterTime {
  return { atMs: parisInstant(day, minute * 60), day, minute, unseenMs };
}

/** The news of consecutive readings. */
function watched(news?: readonly ContractNews[]) {
  let colour = colourFrom(news);
  return {
    take(reading: Reading, time: MeterTime, moved: ContractRegister | undefined, periods: RegisterPeriods) {
      const after = colourAfter(colour, reading, time, moved, periods);
      ({ colour } = after);
      return after.news;
    },
  };
}

/** A meter that reports a colour, and counts in a register once a minute. */
function watching(news?: readonly ContractNews[]) {
  const colour = watched(news);
  return (
    minutes: readonly [number, number],
    told: TempoColour | undefined,
    moved: ContractRegister | undefined,
    day = DAY,
  ) => {
    const said = [];
    for (let minute = minutes[0]; minute < minutes[1]; minute += 1) {
      const reading = readingWith({ tempoToday: told, tariff: 'HP ROUGE' });
      const fresh = colour.take(reading, timeAt(minute, day), moved, PERIODS);
      if (fresh) said.push({ minute, ...fresh });
    }
    return said;
  };
}

const WRONG = { kind: 'colour', told: 'red', counted: 'blue' };

test('a red day that is counted in a blue register is reported once, after ten minutes', () => {
  expect(watching()([8 * 60, 22 * 60], 'red', 'EASF05')).toEqual([{ minute: 8 * 60 + 10, ...WRONG }]);
});

test('it is reported again on the next day that is counted wrongly', () => {
  const day = watching();
  expect(day([360, 1_320], 'red', 'EASF05')).toHaveLength(1);
  expect(day([360, 1_320], 'red', 'EASF05', DAY + 1)).toHaveLength(1);
});

test('a day that is counted in the reported colour is not news', () => {
  expect(watching()([0, 1_440], 'red', 'EASF02')).toEqual([]);
});

test('before 6:00 and after 22:00 the status may be that of another day', () => {
  const day = watching();
  expect(day([0, 360], 'red', 'EASF09')).toEqual([]);
  expect(day([360, 365], 'red', 'EASF05')).toEqual([]);
  expect(day([365, 380], 'red', 'EASF02')).toEqual([]);
  expect(day([1_320, 1_440], 'red', 'EASF09')).toEqual([]);
});

test('there is no difference while nothing is counted, or while no colour is reported', () => {
  expect(watching()([360, 1_320], 'red', undefined)).toEqual([]);
  expect(watching()([360, 1_320], undefined, 'EASF05')).toEqual([]);
});

test('a register of unknown period counts as the period that the meter names', () => {
  expect(watching()([360, 1_320], 'red', 'EASF08')).toEqual([]);
  expect(watching()([360, 1_320], 'white', 'EASF08')).toEqual([
    { minute: 370, kind: 'colour', told: 'white', counted: 'red' },
  ]);
});

describe('after a restart', () => {
  test('what was reported on the same day is not repeated', () => {
    const news = [{ atMs: timeAt(400).atMs, kind: 'colour', told: 'red', counted: 'blue' }] as const;
    const day = watching(news);
    expect(day([410, 1_320], 'red', 'EASF05')).toEqual([]);
    expect(day([360, 1_320], 'red', 'EASF05', DAY + 1)).toHaveLength(1);
  });
});

test('a difference does not continue over an absence', () => {
  const colour = watched();
  const reading = readingWith({ tempoToday: 'red' });
  expect(colour.take(reading, timeAt(400), 'EASF05', PERIODS)).toBeUndefined();
  expect(colour.take(reading, timeAt(800, DAY, Number.POSITIVE_INFINITY), 'EASF05', PERIODS)).toBeUndefined();
  expect(colour.take(reading, timeAt(809), 'EASF05', PERIODS)).toBeUndefined();
  expect(colour.take(reading, timeAt(810), 'EASF05', PERIODS)).toEqual(WRONG);
});
