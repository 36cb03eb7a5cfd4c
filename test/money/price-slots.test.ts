import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayOfDate, parisTimeOf } from '../../src/base/paris-time.ts';
import type { Price } from '../../src/money/price.ts';
import {
  noPriceAt,
  type PriceDates,
  type PriceSlot,
  priceSlots,
  type ReportedPeriod,
  SLOT_MS,
} from '../../src/money/price-slots.ts';
import type { TempoColour } from '../../src/reading/reading.ts';

/** Periods as the settings have them: the name, the price, and the hours where they are given. */
type Periods = readonly (readonly [name: string, price: number, hours?: string])[];

function from(date: string, ...periods: Periods): Price {
  const priced = periods.map(([name, price, hours]) => ({ name, price, hours }));
  return { from: date, subscription: 15, periods: priced };
}

const BASE = from('2026-01-01', ['BASE', 0.194]);
const PEAK_HOURS = from('2026-01-01', ['Heures pleines', 0.2065], ['Heures creuses', 0.1579]);
const OWN_HOURS = from('2026-01-01', ['HP', 0.2065], ['HC', 0.1579, '22:30-06:30']);
const TEMPO = from(
  '2026-01-01',
  ...([
    ['HCJB', 0.13],
    ['HPJB', 0.161],
    ['HCJW', 0.15],
    ['HPJW', 0.18],
    ['HCJR', 0.16],
    ['HPJR', 0.71],
  ] as const),
);
const EJP = from('2026-01-01', ['HN', 0.15], ['PM', 1.2]);
/** A market offer: nights and weekends, and in summer the hours of the sun. */
const MARKET = from(
  '2026-01-01',
  ['WEEK-END', 0.11, 'sat-sun,holiday 00:00-24:00'],
  ['NUIT', 0.14, 'mon-fri 22:00-06:00'],
  ['SOLEIL', 0.12, '04-01..10-31 mon-fri 11:00-16:00'],
  ['JOUR', 0.24, '04-01..10-31 mon-fri 06:00-11:00,16:00-22:00; 11-01..03-31 mon-fri 06:00-22:00'],
);

/** What is known of some dates. */
function knownOf({
  year,
  offPeak = {},
  peak = {},
  colours = {},
  reported,
}: {
  readonly year?: string;
  readonly offPeak?: { readonly [date: string]: string };
  readonly peak?: { readonly [date: string]: string };
  readonly colours?: { readonly [date: string]: TempoColour };
  readonly reported?: ReportedPeriod;
} = {}): PriceDates {
  const byDay = <T>(byDate: { readonly [date: string]: T }) =>
    new Map(Object.entries(byDate).map(([date, one]) => [dayOfDate(date), one]));
  const [hours, peaks, colourOf] = [byDay(offPeak), byDay(peak), byDay(colours)];
  return {
    offPeakOn: (day) => hours.get(day) ?? year,
    peakOn: (day) => peaks.get(day),
    colourOn: (day) => colourOf.get(day),
    reported,
  };
}

/** The slots as a table: each change of the price, and the end. They follow each other without a gap. */
function tableOf(slots: readonly PriceSlot[]): readonly string[] {
  const changes = slots.filter(({ price }, nth) => price !== slots[nth - 1]?.price);
  const last = slots.at(-1);
  expect(slots.map(({ fromMs }) => fromMs)).toEqual(slots.map((_, nth) => (slots[0]?.fromMs ?? 0) + nth * SLOT_MS));
  return [
    ...changes.map(({ fromMs, price }) => `${parisTimeOf(fromMs)} ${price}`),
    ...(last ? [`${parisTimeOf(last.fromMs + SLOT_MS)} end`] : []),
  ];
}

function tableAt(moment: string, prices: readonly Price[], known = knownOf()): readonly string[] {
  return tableOf(priceSlots(prices, known, Date.parse(moment)));
}

describe('the prices of today and tomorrow', () => {
  test('are a single slot price in Base', () => {
    expect(tableAt('2026-12-01T13:07:00+01:00', [BASE])).toEqual([
      '2026-12-01T00:00:00+01:00 0.194',
      '2026-12-03T00:00:00+01:00 end',
    ]);
  });

  test('with two windows that begin at :56 change with the quarter that lies mostly within them', () => {
    const known = knownOf({
      offPeak: { '2026-12-01': '02:56-07:56,13:56-16:56', '2026-12-02': '02:52-07:52,13:26-16:26' },
    });
    expect(tableAt('2026-12-01T13:07:00+01:00', [PEAK_HOURS], known)).toEqual([
      '2026-12-01T00:00:00+01:00 0.2065',
      '2026-12-01T03:00:00+01:00 0.1579',
      '2026-12-01T08:00:00+01:00 0.2065',
      '2026-12-01T14:00:00+01:00 0.1579',
      '2026-12-01T17:00:00+01:00 0.2065',
      // Seven minutes of the quarter before 03:00 are peak, and eight are off-peak.
      '2026-12-02T02:45:00+01:00 0.1579',
      '2026-12-02T07:45:00+01:00 0.2065',
      '2026-12-02T13:30:00+01:00 0.1579',
      '2026-12-02T16:30:00+01:00 0.2065',
      '2026-12-03T00:00:00+01:00 end',
    ]);
  });

  test('on a red day of Tempo end at 06:00 while the next colour is unknown', () => {
    const known = knownOf({ colours: { '2026-11-30': 'white', '2026-12-01': 'red' } });
    expect(tableAt('2026-12-01T13:07:00+01:00', [TEMPO], known)).toEqual([
      '2026-12-01T00:00:00+01:00 0.15',
      '2026-12-01T06:00:00+01:00 0.71',
      '2026-12-01T22:00:00+01:00 0.16',
      '2026-12-02T06:00:00+01:00 end',
    ]);
  });

  test('on a red day of Tempo continue to the end of tomorrow once its colour is reported', () => {
    const known = knownOf({ colours: { '2026-11-30': 'white', '2026-12-01': 'red', '2026-12-02': 'blue' } });
    expect(tableAt('2026-12-01T13:07:00+01:00', [TEMPO], known)).toEqual([
      '2026-12-01T00:00:00+01:00 0.15',
      '2026-12-01T06:00:00+01:00 0.71',
      '2026-12-01T22:00:00+01:00 0.16',
      '2026-12-02T06:00:00+01:00 0.161',
      '2026-12-02T22:00:00+01:00 0.13',
      '2026-12-03T00:00:00+01:00 end',
    ]);
  });

  test('of Tempo before 06:00 are those of the day before, and end there if nothing more is known', () => {
    const known = knownOf({ colours: { '2026-11-30': 'white' } });
    expect(tableAt('2026-12-01T03:07:00+01:00', [TEMPO], known)).toEqual([
      '2026-12-01T00:00:00+01:00 0.15',
      '2026-12-01T06:00:00+01:00 end',
    ]);
  });

  test('of Tempo begin at 06:00 if the colour of the day before is unknown', () => {
    const known = knownOf({ colours: { '2026-12-01': 'blue' } });
    expect(tableAt('2026-12-01T06:00:00+01:00', [TEMPO], known)[0]).toBe('2026-12-01T06:00:00+01:00 0.161');
    expect(tableAt('2026-12-01T05:59:59+01:00', [TEMPO], known)).toEqual([]);
    expect(tableAt('2026-12-02T06:00:00+01:00', [TEMPO], known)).toEqual([]);
  });

  test('follow the hours of each season on 1 April and on 1 November', () => {
    const known = knownOf({ year: '11-01..03-31 22:56-06:56; 04-01..10-31 01:56-06:56,14:56-17:56' });
    expect(tableAt('2027-03-31T20:00:00+02:00', [PEAK_HOURS], known)).toEqual([
      '2027-03-31T00:00:00+02:00 0.1579',
      '2027-03-31T07:00:00+02:00 0.2065',
      '2027-03-31T23:00:00+02:00 0.1579',
      '2027-04-01T00:00:00+02:00 0.2065',
      '2027-04-01T02:00:00+02:00 0.1579',
      '2027-04-01T07:00:00+02:00 0.2065',
      '2027-04-01T15:00:00+02:00 0.1579',
      '2027-04-01T18:00:00+02:00 0.2065',
      '2027-04-02T00:00:00+02:00 end',
    ]);
    expect(tableAt('2026-10-31T20:00:00+01:00', [PEAK_HOURS], known)).toEqual([
      '2026-10-31T00:00:00+01:00 0.2065',
      '2026-10-31T02:00:00+01:00 0.1579',
      '2026-10-31T07:00:00+01:00 0.2065',
      '2026-10-31T15:00:00+01:00 0.1579',
      '2026-10-31T18:00:00+01:00 0.2065',
      '2026-11-01T00:00:00+01:00 0.1579',
      '2026-11-01T07:00:00+01:00 0.2065',
      '2026-11-01T23:00:00+01:00 0.1579',
      '2026-11-02T00:00:00+01:00 end',
    ]);
  });

  test('of a market offer with four periods follow its seasons, weekends and holidays', () => {
    // A Wednesday of the winter hours, and a Thursday of the summer hours.
    expect(tableAt('2027-03-31T08:00:00+02:00', [MARKET])).toEqual([
      '2027-03-31T00:00:00+02:00 0.14',
      '2027-03-31T06:00:00+02:00 0.24',
      '2027-03-31T22:00:00+02:00 0.14',
      '2027-04-01T06:00:00+02:00 0.24',
      '2027-04-01T11:00:00+02:00 0.12',
      '2027-04-01T16:00:00+02:00 0.24',
      '2027-04-01T22:00:00+02:00 0.14',
      '2027-04-02T00:00:00+02:00 end',
    ]);
    // Armistice Day, a Wednesday.
    expect(tableAt('2026-11-10T08:00:00+01:00', [MARKET])).toEqual([
      '2026-11-10T00:00:00+01:00 0.14',
      '2026-11-10T06:00:00+01:00 0.24',
      '2026-11-10T22:00:00+01:00 0.14',
      '2026-11-11T00:00:00+01:00 0.11',
      '2026-11-12T00:00:00+01:00 end',
    ]);
    // A Friday, and a Saturday.
    expect(tableAt('2026-11-13T08:00:00+01:00', [MARKET]).slice(2)).toEqual([
      '2026-11-13T22:00:00+01:00 0.14',
      '2026-11-14T00:00:00+01:00 0.11',
      '2026-11-15T00:00:00+01:00 end',
    ]);
  });

  test('of a peak day of EJP are known if the meter reports its hours', () => {
    const known = knownOf({ peak: { '2026-12-01': '07:00-00:00' } });
    expect(tableAt('2026-12-01T06:30:00+01:00', [EJP], known)).toEqual([
      '2026-12-01T00:00:00+01:00 0.15',
      '2026-12-01T07:00:00+01:00 1.2',
      '2026-12-02T00:00:00+01:00 end',
    ]);
  });

  test('of EJP are unknown on a date without a reported peak, whatever hours the price of the peak has', () => {
    const timed = from('2026-01-01', ['HN', 0.15], ['PM', 1.2, '07:00-24:00']);
    expect(tableAt('2026-12-01T06:30:00+01:00', [timed])).toEqual([]);
    const known = knownOf({ peak: { '2026-12-01': '07:00-00:00' } });
    expect(tableAt('2026-12-01T06:30:00+01:00', [timed], known).at(-1)).toBe('2026-12-02T00:00:00+01:00 end');
  });

  test('of EJP end with the peak that continues over midnight, while the next one may still be announced', () => {
    const [today, tomorrow] = [{ '2026-12-01': '07:00-00:00' }, { '2026-12-02': '00:00-01:00' }];
    const told = knownOf({ peak: { ...today, ...tomorrow } });
    expect(tableAt('2026-12-01T06:30:00+01:00', [EJP], told)).toEqual([
      '2026-12-01T00:00:00+01:00 0.15',
      '2026-12-01T07:00:00+01:00 1.2',
      '2026-12-02T01:00:00+01:00 end',
    ]);
    const both = knownOf({ peak: { ...today, '2026-12-02': '00:00-01:00,07:00-00:00' } });
    expect(tableAt('2026-12-01T18:00:00+01:00', [EJP], both).slice(2)).toEqual([
      '2026-12-02T01:00:00+01:00 0.15',
      '2026-12-02T07:00:00+01:00 1.2',
      '2026-12-03T00:00:00+01:00 end',
    ]);
  });

  test('are those of a price line that begins tomorrow, from midnight on', () => {
    const next = from('2026-12-02', ['HP', 0.3], ['HC', 0.2, '00:00-06:00']);
    expect(tableAt('2026-12-01T06:30:00+01:00', [BASE, next])).toEqual([
      '2026-12-01T00:00:00+01:00 0.194',
      '2026-12-02T00:00:00+01:00 0.2',
      '2026-12-02T06:00:00+01:00 0.3',
      '2026-12-03T00:00:00+01:00 end',
    ]);
  });
});

describe('the hours of a date', () => {
  const moment = '2026-12-01T06:30:00+01:00';
  const year = '23:00-07:00';

  test('are those that the meter reports for it, else those of its year, else those of the prices', () => {
    const known = knownOf({ year, offPeak: { '2026-12-01': '01:00-09:00' } });
    expect(tableAt(moment, [OWN_HOURS], known)).toEqual([
      '2026-12-01T00:00:00+01:00 0.2065',
      '2026-12-01T01:00:00+01:00 0.1579',
      '2026-12-01T09:00:00+01:00 0.2065',
      '2026-12-02T00:00:00+01:00 0.1579',
      '2026-12-02T07:00:00+01:00 0.2065',
      '2026-12-02T23:00:00+01:00 0.1579',
      '2026-12-03T00:00:00+01:00 end',
    ]);
    expect(tableAt(moment, [OWN_HOURS]).slice(0, 3)).toEqual([
      '2026-12-01T00:00:00+01:00 0.1579',
      '2026-12-01T06:30:00+01:00 0.2065',
      '2026-12-01T22:30:00+01:00 0.1579',
    ]);
  });

  test('may be none: then all day is peak', () => {
    const known = knownOf({ year, offPeak: { '2026-12-01': '', '2026-12-02': '00:00-00:00' } });
    expect(tableAt(moment, [OWN_HOURS], known)).toEqual([
      '2026-12-01T00:00:00+01:00 0.2065',
      '2026-12-02T00:00:00+01:00 0.1579',
      '2026-12-03T00:00:00+01:00 end',
    ]);
  });

  test('end the prices where they are unknown', () => {
    expect(tableAt(moment, [PEAK_HOURS], knownOf({ offPeak: { '2026-12-01': '22:00-06:00' } })).at(-1)).toBe(
      '2026-12-02T00:00:00+01:00 end',
    );
    const overlapping = from('2026-01-01', ['A', 1, '00:00-20:20'], ['B', 2, '20:20-24:00'], ['C', 3, '21:10-22:00']);
    // A quarter that is partly unknown is not listed.
    expect(tableAt(moment, [overlapping])).toEqual([
      '2026-12-01T00:00:00+01:00 1',
      '2026-12-01T20:15:00+01:00 2',
      '2026-12-01T21:00:00+01:00 end',
    ]);
    expect(tableAt('2026-12-01T23:00:00+01:00', [overlapping])).toEqual([
      '2026-12-01T22:00:00+01:00 2',
      '2026-12-02T00:00:00+01:00 1',
      '2026-12-02T20:15:00+01:00 2',
      '2026-12-02T21:00:00+01:00 end',
    ]);
  });
});

describe('when the clocks change', () => {
  test('in spring, a day has 92 quarters, and what begins in the skipped hour begins after it', () => {
    const known = knownOf({ year: '01:56-06:56' });
    const slots = priceSlots([PEAK_HOURS], known, Date.parse('2027-03-28T10:00:00+02:00'));
    expect(slots).toHaveLength(92 + 96);
    expect(tableOf(slots).slice(0, 4)).toEqual([
      '2027-03-28T00:00:00+01:00 0.2065',
      '2027-03-28T03:00:00+02:00 0.1579',
      '2027-03-28T07:00:00+02:00 0.2065',
      '2027-03-29T02:00:00+02:00 0.1579',
    ]);
    const before = priceSlots([PEAK_HOURS], known, Date.parse('2027-03-27T10:00:00+01:00'));
    expect(before).toHaveLength(96 + 92);
    expect(tableOf(before).at(-1)).toBe('2027-03-29T00:00:00+02:00 end');
  });

  test('in autumn, a day has 100 quarters, and the repeated hour has another offset', () => {
    const known = knownOf({ year: '02:11-02:41,13:00-16:00' });
    const slots = priceSlots([PEAK_HOURS], known, Date.parse('2026-10-25T02:30:00+01:00'));
    expect(slots).toHaveLength(100 + 96);
    expect(tableOf(slots).slice(0, 7)).toEqual([
      '2026-10-25T00:00:00+02:00 0.2065',
      '2026-10-25T02:15:00+02:00 0.1579',
      '2026-10-25T02:45:00+02:00 0.2065',
      '2026-10-25T02:15:00+01:00 0.1579',
      '2026-10-25T02:45:00+01:00 0.2065',
      '2026-10-25T13:00:00+01:00 0.1579',
      '2026-10-25T16:00:00+01:00 0.2065',
    ]);
  });

  test('a day of Tempo begins at 06:00 local time', () => {
    const known = knownOf({ colours: { '2027-03-27': 'white', '2027-03-28': 'blue' } });
    expect(tableAt('2027-03-28T01:30:00+01:00', [TEMPO], known)).toEqual([
      '2027-03-28T00:00:00+01:00 0.15',
      '2027-03-28T06:00:00+02:00 0.161',
      '2027-03-28T22:00:00+02:00 0.13',
      '2027-03-29T06:00:00+02:00 end',
    ]);
  });

  test('every other contract has all quarters, too', () => {
    for (const [moment, quarters] of [
      ['2027-03-28T10:00:00+02:00', 188],
      ['2026-10-25T10:00:00+01:00', 196],
    ] as const) {
      for (const line of [BASE, MARKET])
        expect(priceSlots([line], knownOf(), Date.parse(moment))).toHaveLength(quarters);
    }
  });
});

test.for<[what: string, prices: readonly Price[], why: object]>([
  ['no line has begun', [from('2026-12-05', ['BASE', 0.2])], { kind: 'later', from: '2026-12-05' }],
  ['the colour is not known', [TEMPO], { kind: 'colour' }],
  ['the off-peak hours are not known', [PEAK_HOURS], { kind: 'offPeak' }],
  ['nobody tells the peak days', [EJP], { kind: 'peak' }],
  ['a period has no price', [from('2026-01-01', ['A', 1, '00:00-06:00'], ['B', 2, '07:00-24:00'])], { kind: 'hours' }],
])('there is none while %s', ([, prices, why], { expect }) => {
  const nowMs = Date.parse('2026-12-01T06:30:00+01:00');
  expect(priceSlots(prices, knownOf(), nowMs)).toEqual([]);
  expect(noPriceAt(prices, knownOf(), nowMs)).toEqual(why);
});

test('there is none while the meter reports a period of another contract, which is the reason that is given first', () => {
  const nowMs = Date.parse('2026-12-01T06:30:00+01:00');
  const known = knownOf({ reported: { period: 'HP  BLEU', day: dayOfDate('2026-12-01') ?? Number.NaN } });
  for (const line of [OWN_HOURS, PEAK_HOURS, EJP]) {
    expect(priceSlots([line], known, nowMs)).toEqual([]);
    expect(noPriceAt([line], known, nowMs)).toEqual({ kind: 'period', period: 'HPJB' });
  }
  expect(noPriceAt([{ ...OWN_HOURS, from: '2026-12-02' }], known, nowMs)).toMatchObject({ kind: 'later' });
});

describe('whatever the hours and the moment', () => {
  const clock = fc.integer({ min: 0, max: 1439 });
  const windows = fc.uniqueArray(clock, { minLength: 2, maxLength: 6 }).map((edges) => {
    const sorted = edges.slice(0, edges.length - (edges.length % 2)).toSorted((one, other) => one - other);
    return Array.from(
      { length: sorted.length / 2 },
      (_, nth) => [sorted[2 * nth], sorted[2 * nth + 1]] as [number, number],
    );
  });
  const year = { min: Date.parse('2026-10-20T00:00:00Z'), max: Date.parse('2027-11-05T00:00:00Z') };
  const moments = fc.oneof(
    fc.integer(year),
    // Around both changes of the clocks.
    ...['2026-10-25T01:00:00Z', '2027-03-28T01:00:00Z'].map((change) =>
      fc.integer({ min: -172_800_000, max: 172_800_000 }).map((offMs) => Date.parse(change) + offMs),
    ),
  );

  test('there is no gap, the end is that of tomorrow, and each price is that of most minutes', () =>
    fc.assert(
      fc.property(windows, moments, (hours, nowMs) => {
        const text = hours.map((edges) => edges.map(clockText).join('-')).join(',');
        const slots = priceSlots([PEAK_HOURS], knownOf({ year: text }), nowMs);
        const first = slots[0]?.fromMs ?? Number.NaN;
        expect(slots.map(({ fromMs }) => fromMs)).toEqual(slots.map((_, nth) => first + nth * SLOT_MS));
        const endMs = (slots.at(-1)?.fromMs ?? Number.NaN) + SLOT_MS;
        expect([localOf(first), localOf(endMs)].map(({ time }) => time)).toEqual(['00:00', '00:00']);
        expect(localOf(first).date).toBe(localOf(nowMs).date);
        expect(localOf(endMs - 1).date).toBe(localOf(first + 36 * 3_600_000).date);
        for (const { fromMs, price } of slots) expect(price).toBe(naivePrice(hours, fromMs));
      }),
      { numRuns: 60 },
    ));

  function naivePrice(hours: readonly (readonly [number, number])[], fromMs: number): number {
    const offPeak = Array.from({ length: 15 }, (_, nth) => localOf(fromMs + nth * 60_000).minute).filter((minute) =>
      hours.some(([begin, end]) => begin <= minute && minute < end),
    );
    return offPeak.length > 7 ? 0.1579 : 0.2065;
  }
});

const PARIS = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris', dateStyle: 'short', timeStyle: 'short' });

function localOf(ms: number) {
  const [date = '', time = ''] = PARIS.format(ms).split(' ');
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return { date, time, minute: hour * 60 + minute };
}

function clockText(minute: number): string {
  return [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
}
