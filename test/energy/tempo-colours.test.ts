import { describe, expect, test, vi } from 'vitest';
import { dayOfDate } from '../../src/base/paris-time.ts';
import type { Day } from '../../src/energy/day.ts';
import { tempoColours } from '../../src/energy/tempo-colours.ts';

const numberOf = (date: string) => dayOfDate(date) ?? Number.NaN;
const dayWith = (
  date: string,
  energyWhByTariff: { readonly [period: string]: number },
  more: Partial<Day> = {},
): Day => ({ ...{ day: numberOf(date), energyWhByTariff, seenMinutes: 1_440 }, ...more });

/** A night of the red day before, a white day, and its night. */
const whiteAfterRed = { HCJR: 2_000, HPJW: 6_000, HCJW: 500 };

describe('the colour of a day', () => {
  test('is that of its peak hours, although its night belongs to the day before', () => {
    const colours = tempoColours([dayWith('2040-12-02', whiteAfterRed)]);
    expect(['2040-12-01', '2040-12-02', '2040-12-03'].map((date) => colours(numberOf(date)))).toEqual([
      ...[undefined, 'white', undefined],
    ]);
  });

  test('is the one that the meter counted, if another one was published', () => {
    // Published: 2026-01-13 blue, 2026-01-14 white.
    const colours = tempoColours([dayWith('2026-01-13', { HPJR: 6_000 })]);
    expect(['2026-01-13', '2026-01-14'].map((date) => colours(numberOf(date)))).toEqual(['red', 'white']);
  });

  const unseen = { sinceMs: 0, energyWhByTariff: { 'HP  BLEU': 20_000, 'HP ROUGE': 5_000 } };
  test('after an absence is that of the energy counted on the day, however the meter spells the periods', () => {
    const day = dayWith('2040-12-02', { 'HP  BLEU': 20_000, 'HP ROUGE': 5_100 }, { unseen });
    expect(tempoColours([day])(day.day)).toBe('red');
  });

  test.each<readonly [string, Partial<Day>]>([
    ['with peak energy of two colours', { energyWhByTariff: { HPJB: 10, HPJR: 6_000 } }],
    ['with off-peak energy only', { energyWhByTariff: { HCJR: 6_000 } }],
    ['with a peak register that stood still', { energyWhByTariff: { HCJB: 6_000, HPJB: 0 } }],
    ['of another contract', { energyWhByTariff: { HP: 6_000, HC: 3_000 } }],
    ['of which only the whole is known', { energyWh: 9_000 }],
    ['of whose peak energy all was counted before its first frame', { ...unseen, unseen }],
  ])('is the published one for a day %s', (_, more) => {
    const days = ['2026-01-14', '2040-12-02'].map((date) => dayWith(date, {}, more));
    expect(days.map(({ day }) => tempoColours(days)(day))).toEqual(['white', undefined]);
  });
});

test('each day is looked up once, however often its colour is asked for', () => {
  const published = vi.fn<(day: number) => undefined>(() => undefined);
  const look = vi.fn<() => Day['energyWhByTariff']>(() => ({ HPJB: 1 }));
  const watched: Day = Object.defineProperty(dayWith('2040-12-02', {}), 'energyWhByTariff', { get: look });
  const colours = tempoColours([watched], published);
  for (let times = 0; times < 3; times++) for (const day of [watched.day, watched.day + 1]) colours(day);
  expect([look.mock.calls.length, published.mock.calls.length]).toEqual([1, 1]);
});
