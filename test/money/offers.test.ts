import { describe, expect, test } from 'vitest';
import { beginningOfDay, dateOf, dayOfDate } from '../../src/base/paris-time.ts';
import type { Archive } from '../../src/energy/archive.ts';
import type { Day } from '../../src/energy/day.ts';
import type { ImportedDay } from '../../src/energy/imported-day.ts';
import type { EndedGap } from '../../src/energy/split-day.ts';
import { publishedColour } from '../../src/energy/tempo-days.ts';
import { energyOf } from '../../src/money/energy-of.ts';
import type { OffersAsked } from '../../src/money/offer-lines.ts';
import { type Offer, offersOf } from '../../src/money/offers.ts';
import { type Price, withHours } from '../../src/money/price.ts';
import { regulatedPrices } from '../../src/money/regulated-tariffs.ts';
import { CONTRACTS } from '../../src/reading/periods.ts';
import { countedAs } from '../../testbed/support/counted-days.ts';
import { HOUR_MS, MINUTE_MS } from '../../testbed/support/time.ts';

/** The house uses the same in each minute of the year: 10 Wh, which is 600 W. */
const MINUTE_WH = 10;
const DAY_WH = 1440 * MINUTE_WH;
const TODAY = numberOf('2026-08-31');
const NOW_MS = beginningOfDay(TODAY) + 12 * HOUR_MS;
const BASE: Price = { from: '2026-08-01', subscription: 15, periods: [{ name: 'BASE', price: 0.2 }] };
const HP_HC: Price = {
  ...{ from: '2026-08-01', subscription: 16 },
  periods: [
    { name: 'HP', price: 0.22 },
    { name: 'HC', price: 0.15 },
  ],
};

function numberOf(date: string): number {
  return dayOfDate(date) ?? Number.NaN;
}

interface Life {
  readonly days?: number;
  readonly gaps?: readonly EndedGap[];
  readonly day?: Partial<Day>;
  /** Days without readings: the first and the last one. */
  readonly absence?: readonly [string, string];
  readonly importedDays?: readonly ImportedDay[];
}

/** The archive of such a house, up to today at noon. */
function archiveOf({ days = 400, gaps = [], day = {}, absence, importedDays = [] }: Life): Archive {
  const [first = Number.NaN, last = Number.NaN] = (absence ?? []).map(numberOf);
  const all = Array.from({ length: days }, (_, nth): Day => {
    const own = { day: TODAY - days + 1 + nth, energyWh: DAY_WH, energyWhByTariff: { 'TH..': DAY_WH } };
    const unseen = own.day === last + 1 && {
      energyWh: DAY_WH * 2,
      energyWhByTariff: { 'TH..': DAY_WH * 2 },
      unseen: { sinceMs: beginningOfDay(first) - MINUTE_MS, energyWh: DAY_WH, energyWhByTariff: { 'TH..': DAY_WH } },
    };
    return { ...own, subscribedVA: 6000, seenMinutes: 1440, ...day, ...unseen };
  });
  const kept = all.filter((one) => one.day < first || one.day > last || Number.isNaN(first)).map(countedAs);
  const within = (fromMs: number, toMs: number) => gaps.filter(({ endedMs }) => endedMs >= fromMs && endedMs < toMs);
  const absent: readonly EndedGap[] = Number.isNaN(first)
    ? []
    : [{ sinceMs: beginningOfDay(first) - MINUTE_MS, endedMs: beginningOfDay(last + 1), energyWh: DAY_WH }];
  return {
    minutes: () => [],
    countedMinutes: () => ({
      countedIn: (fromMs, toMs) => ({
        energyWh:
          ((toMs - fromMs) / MINUTE_MS) * MINUTE_WH -
          within(fromMs, toMs).reduce((sum, { energyWh = 0 }) => sum + energyWh, 0),
      }),
      gapsIn: (fromMs, toMs) => [
        ...within(fromMs, toMs),
        ...absent.filter(({ endedMs }) => endedMs >= fromMs && endedMs < toMs),
      ],
    }),
    days: () => kept,
    importedDays: () => importedDays,
    registerLines: () => [],
  };
}

function offersIn(life: Life, asked: Partial<OffersAsked> = {}) {
  return offersOf(energyOf(archiveOf(life), 'linky', NOW_MS), { prices: [], ...asked }, NOW_MS);
}

function offerIn(name: Offer['offer'], life: Life, asked: Partial<OffersAsked> = {}): Offer {
  const found = offersIn(life, asked).offers.find(({ offer }) => offer === name);
  if (!found) throw new Error(`there is no ${name}`);
  return found;
}

/** The newest regulated price of a period, for 6 kVA. */
function priceOf(option: 'base' | 'offPeak' | 'tempo', name: string): number {
  return (
    regulatedPrices(option, 6)
      .at(-1)
      ?.price.periods.find((period) => period.name === name)?.price ?? Number.NaN
  );
}

const KWH = DAY_WH / 1000;

describe('a house with the same consumption at all hours', () => {
  test('pays the price of Base for all its energy, and the subscription of each day, compared with its own prices', () => {
    const base = offerIn('base', {}, { prices: [BASE] });
    expect(base).toMatchObject({
      ...{ prices: '2026-08-01', days: 365, from: '2025-08-31', to: '2026-08-30', leftOut: [] },
      energyWh: 365 * DAY_WH,
    });
    expect(base.eurosByTariff?.['BASE']).toBeCloseTo(365 * KWH * priceOf('base', 'BASE'), 9);
    expect(base.ownEuros).toBeCloseTo(365 * KWH * 0.2 + 12 * 15, 9);
  });
});

test('Tempo has the number of red days that are compared, which other offers do not have', () => {
  const { offers } = offersIn({}, { prices: [BASE] });
  expect(offers.map(({ redDays }) => redDays)).toEqual([undefined, undefined, 22, undefined]);
  const tempo = offerIn('tempo', { absence: ['2026-03-02', '2026-03-13'] }, { prices: [BASE] });
  const away = Array.from({ length: 14 }, (_, nth) => numberOf('2026-03-01') + nth);
  expect(tempo.leftOut).toContainEqual({ days: 14, from: '2026-03-01', to: '2026-03-14' });
  expect(tempo.redDays).toBe(22 - away.filter((day) => publishedColour(day) === 'red').length);
  expect(tempo.redDays).toBeLessThan(22);
});

describe('a power that the household asks for', () => {
  const day = { greatestVA: 5_500 };

  test('would not have been enough on the days whose highest power exceeds it', () => {
    const { exceeded } = offersIn({ day }, { subscribedKVA: 3 });
    expect(exceeded).toEqual({ kVA: 3, greatestVA: 5_500, date: '2025-09-01', days: 365 });
  });

  test('would have been enough up to its very last VA', () => {
    expect(offersIn({ day: { greatestVA: 6_000 } }, { subscribedKVA: 6 }).exceeded).toBeUndefined();
    expect(offersIn({ day: { greatestVA: 6_001 } }, { subscribedKVA: 6 }).exceeded).toMatchObject({ days: 365 });
  });

  test('is not looked at if the meter told it, nor beyond a year', () => {
    expect(offersIn({ day: { greatestVA: 7_000 } }).exceeded).toBeUndefined();
    const importedDays = [{ day: TODAY - 366, greatestVA: 8_000 }];
    expect(offersIn({ days: 365, day, importedDays }, { subscribedKVA: 6 }).exceeded).toBeUndefined();
  });

  test('is compared with the highest power of days from files, too', () => {
    const importedDays = [{ day: TODAY - 100, greatestVA: 8_000 }];
    const { exceeded } = offersIn({ days: 30, day, importedDays }, { subscribedKVA: 6 });
    expect(exceeded).toEqual({ kVA: 6, greatestVA: 8_000, date: dateOf(TODAY - 100), days: 1 });
  });
});

test('the newest regulated prices are named with their source', () => {
  expect(offersIn({})).toMatchObject({ sheet: '2026-08-01', sheetSource: 'publicTables' });
});

describe('an offer has no total', () => {
  const why = (name: Offer['offer'], life: Life, asked: Partial<OffersAsked> = {}) => offerIn(name, life, asked).why;

  test('if the off-peak hours of a Base house are unknown', () => {
    expect(why('hphc', {})).toEqual({ kind: 'hoursUnknown' });
  });

  test('if its own prices lack them as well, and each day has a gap', () => {
    const gaps = Array.from({ length: 800 }, (_, nth) => {
      const endedMs = beginningOfDay(TODAY - nth) + 12 * HOUR_MS;
      return { sinceMs: endedMs - 30 * MINUTE_MS, endedMs, energyWh: 30 * MINUTE_WH };
    });
    expect(why('hphc', { gaps }, { prices: [HP_HC] })).toEqual({ kind: 'hoursUnknown' });
  });

  test('if the subscribed power is unknown, or not sold', () => {
    expect(why('base', { day: { subscribedVA: 0 } })).toEqual({ kind: 'powerUnknown' });
    expect(why('tempo', { day: { subscribedVA: 3000 } })).toEqual({
      ...{ kind: 'powerNotOffered', kVA: 3, offeredKVA: [6, 9, 12, 15, 18, 30, 36] },
    });
  });
});

describe('registers', () => {
  const counted = { energyWhByTariff: { 'HC..': 4_000, 'HP..': DAY_WH - 4_000 } };

  test('that have the periods of an offer are used, without any hours', () => {
    expect(offerIn('hphc', { day: counted }, { prices: [BASE] }).energyWhByTariff).toEqual({
      ...{ HC: 365 * 4_000, HP: 365 * (DAY_WH - 4_000) },
    });
  });

  test('are used for the own prices as well', () => {
    const { eurosByTariff } = offerIn('own', { day: counted }, { prices: [HP_HC] });
    expect(eurosByTariff?.['HC']).toBeCloseTo(365 * 4 * 0.15, 9);
  });

  test('do not need the hours of Tempo’s prices', () => {
    const prices = [
      {
        ...HP_HC,
        periods: [
          { name: 'HCJB', price: 0.1 },
          { name: 'HPJB', price: 0.2 },
        ],
      },
    ];
    expect(offersIn({}, { prices }).offPeakHours).toBe('22:00-06:00');
    const ofTempo = { offPeakHours: '22:00-06:00', areHoursOfTempo: true };
    expect(offersIn({ day: { contract: 'BBR(' } })).toMatchObject(ofTempo);
    expect(offersIn({}, { offPeakHours: '22:00-06:00' }).areHoursOfTempo).toBe(false);
  });

  test('of a Tempo meter show the hours of Tempo, even if its clock is off, unless the household states others', () => {
    const [day, meterHours] = [{ contract: 'BBR(' }, '22:04-06:04'];
    const asked = { meterHours, prices: [BASE] };
    expect(offersIn({ day }, asked)).toMatchObject({ offPeakHours: meterHours, areHoursOfTempo: true });
    const stated = { offPeakHours: '02:00-07:00', areHoursOfTempo: false };
    expect(offersIn({ day }, { ...asked, offPeakHours: stated.offPeakHours })).toMatchObject(stated);
    expect(offersIn({ day }, { ...asked, prices: [withHours(HP_HC, 'HC', stated.offPeakHours)] })).toMatchObject(
      stated,
    );
  });

  test('of a meter with a contract of a supplier’s own name are those of Tempo if the prices are', () => {
    const tempo = { ...HP_HC, periods: CONTRACTS.tempo.periods.map((name) => ({ name, price: 0.2 })) };
    const asked = { meterHours: '22:04-06:04', prices: [tempo] };
    const ofTempo = { offPeakHours: asked.meterHours, areHoursOfTempo: true };
    expect(offersIn({ day: { contract: 'TEMPO ZEN' } }, asked)).toMatchObject(ofTempo);
    expect(offersIn({ day: { contract: 'HC..' } }, asked)).toMatchObject({ ...ofTempo, areHoursOfTempo: false });
  });

  test('of a meter with off-peak hours show its own, which go before those in the prices', () => {
    const asked = { meterHours: '01:30-09:30', prices: [withHours(HP_HC, 'HC', '22:00-06:00')] };
    const ofMeter = { offPeakHours: '01:30-09:30', areHoursOfTempo: false };
    expect(offersIn({ day: { contract: 'HC..' } }, asked)).toMatchObject(ofMeter);
  });
});

describe('exported energy', () => {
  test('is worth its price in the settings, and would have saved the price of the hour', () => {
    const { given } = offersIn({ day: { givenWh: 1_000 } }, { prices: [{ ...BASE, given: 0.04 }] });
    expect(given).toMatchObject({ givenWh: 365_000, days: 365 });
    expect(given?.givenEuros).toBeCloseTo(365 * 0.04, 9);
    expect(given?.savedEuros).toBeCloseTo(365 * 0.2, 9);
  });

  test('is not shown if there is none, nor for unknown hours', () => {
    expect(offersIn({}, { prices: [BASE] }).given).toBeUndefined();
    expect(offersIn({ day: { givenWh: 1_000 } }, { prices: [HP_HC] }).given).toBeUndefined();
  });
});
