import { describe, expect, test } from 'vitest';
import { parisTimeOf } from '../../../src/base/paris-time.ts';
import { readConfig } from '../../../src/config/read-config.ts';
import type { Price } from '../../../src/money/price.ts';
import type { Reading } from '../../../src/reading/reading.ts';
import { createPriceAnswers, type PriceForecast, type PriceList } from '../../../src/share/thread/price-answer.ts';
import { textsIn } from '../../../src/texts/texts.ts';
import { markdownIn } from '../../../testbed/markdown.ts';
import { fakeClock } from '../../../testbed/support/clock.ts';
import { readingWith } from '../../../testbed/support/readings.ts';

const TEXTS = textsIn.en.readingShare;
const BASE: Price = { from: '2026-01-01', subscription: 15, periods: [{ name: 'BASE', price: 0.194 }] };
const PEAK: Price = {
  ...BASE,
  periods: [
    { name: 'HP', price: 0.2065 },
    { name: 'HC', price: 0.1579 },
  ],
};
const TEMPO: Price = {
  ...BASE,
  periods: Object.entries({ HCJB: 0.13, HPJB: 0.16, HCJW: 0.15, HPJW: 0.18, HCJR: 0.17, HPJR: 0.71 }).map(
    ([name, price]) => ({ name, price }),
  ),
};

/** What a house with these prices answers from a local time on. */
function houseAt(local: string, prices: readonly Price[]) {
  const clock = fakeClock({ wallMs: Date.parse(local), nowMs: 77_000 });
  const { take, tellYear, answer } = createPriceAnswers({ meter: { prices }, texts: TEXTS, clock });
  const asked = <T>(path: '/prices' | '/forecast') => {
    const { status, body } = answer(path);
    expect(status).toBe(200);
    return body as T;
  };
  return {
    ...{ clock, answer, tellYear },
    hear: (values: Partial<Reading>) => take(readingWith({ monotonicMs: clock.now(), ...values })),
    prices: () => asked<PriceList>('/prices'),
    forecast: () => asked<PriceForecast>('/forecast'),
    /** Sets the wall clock, as time that passes does. */
    goTo: (to: string) => clock.advance(Date.parse(to) - clock.wall()),
    end: () => asked<PriceList>('/prices').at(-1)?.end,
  };
}

describe('the list of prices', () => {
  test('has each quarter of an hour with its offset, as evcc takes it', () => {
    const list = houseAt('2026-12-01T13:07:00+01:00', [BASE]).prices();
    expect(list).toHaveLength(192);
    expect(list[0]).toStrictEqual({
      start: '2026-12-01T00:00:00+01:00',
      end: '2026-12-01T00:15:00+01:00',
      value: 0.194,
    });
    expect(list.at(-1)).toStrictEqual({
      start: '2026-12-02T23:45:00+01:00',
      end: '2026-12-03T00:00:00+01:00',
      value: 0.194,
    });
  });

  test('follows what the meter tells: the colour of tomorrow, and of the day after it', () => {
    const house = houseAt('2026-12-01T10:00:00+01:00', [TEMPO]);
    house.hear({ tempoToday: 'red' });
    expect(house.end()).toBe('2026-12-02T06:00:00+01:00');
    house.hear({ tempoToday: 'red', tempoTomorrow: 'white' });
    expect(house.end()).toBe('2026-12-03T00:00:00+01:00');
  });

  test('of a meter that is silent over midnight has what it told the day before', () => {
    const house = houseAt('2026-12-01T21:00:00+01:00', [TEMPO]);
    house.hear({ tempoToday: 'red', tempoTomorrow: 'white' });
    house.goTo('2026-12-02T00:00:00+01:00');
    expect(house.prices()[0]).toMatchObject({ start: '2026-12-02T00:00:00+01:00', value: 0.17 });
    expect(house.end()).toBe('2026-12-03T06:00:00+01:00');
    house.goTo('2026-12-02T10:00:00+01:00');
    expect(house.prices().find(({ start }) => start === '2026-12-02T10:00:00+01:00')?.value).toBe(0.18);
    house.goTo('2026-12-03T05:59:59+01:00');
    expect(house.end()).toBe('2026-12-03T06:00:00+01:00');
    house.goTo('2026-12-03T06:00:00+01:00');
    expect(house.answer('/prices')).toEqual({ status: 503, body: { error: TEXTS.priceUnknown.colour } });
  });

  test('has the hours of the year before any frame has come, and those of the date once one has', () => {
    const house = houseAt('2026-12-01T10:00:00+01:00', [PEAK]);
    const startOf = (price: number) => house.prices().find(({ value }) => value === price)?.start;
    expect(house.answer('/prices')).toEqual({ status: 503, body: { error: TEXTS.priceUnknown.offPeak } });
    house.tellYear('01:00-09:00');
    expect(startOf(0.1579)).toBe('2026-12-01T01:00:00+01:00');
    house.hear({ calendar: { offPeak: '02:00-10:00', periods: {} } });
    expect(startOf(0.1579)).toBe('2026-12-01T02:00:00+01:00');
    house.tellYear(undefined);
    expect(house.end()).toBe('2026-12-02T00:00:00+01:00');
  });

  test('is the same object while nothing changes, and another on the next day', () => {
    const house = houseAt('2026-12-01T10:00:00+01:00', [BASE]);
    const first = house.prices();
    house.goTo('2026-12-01T23:59:59+01:00');
    house.hear({ apparentPowerVA: 400 });
    expect(house.prices()).toBe(first);
    house.goTo('2026-12-02T00:00:00+01:00');
    expect(house.prices()[0]?.start).toBe('2026-12-02T00:00:00+01:00');
  });
});

describe('the forecast', () => {
  test('has today and tomorrow apart, and each price by its time', () => {
    const house = houseAt('2026-12-01T10:00:00+01:00', [TEMPO]);
    house.hear({ tempoToday: 'blue', tempoTomorrow: 'red' });
    const { raw_today, raw_tomorrow, load_cost_forecast, ...rest } = house.forecast();
    expect(rest).toStrictEqual({ currency: 'EUR', unit: 'EUR/kWh', tomorrow_valid: true });
    // The colour of the night before was not told.
    expect([raw_today[0]?.start, raw_today.length, raw_tomorrow.length]).toEqual(['2026-12-01T06:00:00+01:00', 72, 96]);
    expect(raw_tomorrow[0]).toStrictEqual({
      start: '2026-12-02T00:00:00+01:00',
      end: '2026-12-02T00:15:00+01:00',
      value: 0.13,
    });
    expect(Object.keys(load_cost_forecast)).toHaveLength(168);
    expect(load_cost_forecast['2026-12-02T06:00:00+01:00']).toBe(0.71);
    expect([...raw_today, ...raw_tomorrow]).toEqual(house.prices());
  });

  test('is not valid for tomorrow while a part of it is unknown', () => {
    const house = houseAt('2026-12-01T10:00:00+01:00', [TEMPO]);
    house.hear({ tempoToday: 'blue' });
    const { raw_tomorrow, tomorrow_valid } = house.forecast();
    expect([raw_tomorrow.length, tomorrow_valid]).toEqual([24, false]);
  });

  test.each([
    ['2027-10-31T12:00:00+01:00', 100, 96],
    ['2027-10-30T12:00:00+02:00', 96, 100],
    ['2027-03-28T12:00:00+02:00', 92, 96],
    ['2027-03-27T12:00:00+01:00', 96, 92],
  ])('at %s has %i quarters today and %i tomorrow, each under a time of its own', (local, today, tomorrow) => {
    const { raw_today, raw_tomorrow, tomorrow_valid, load_cost_forecast } = houseAt(local, [BASE]).forecast();
    expect([raw_today.length, raw_tomorrow.length, tomorrow_valid]).toEqual([today, tomorrow, true]);
    expect(Object.keys(load_cost_forecast)).toHaveLength(today + tomorrow);
    expect(raw_today[0]?.start).toBe(parisTimeOf(Date.parse(`${local.slice(0, 10)}T00:00:00${midnightOffset(local)}`)));
  });
});

describe('a tariff period that the meter reports and no price line has', () => {
  const OFF_PEAK = {
    ...PEAK,
    periods: [
      { name: 'HP', price: 0.2065 },
      { name: 'HC', price: 0.1579, hours: '22:00-06:00' },
    ],
  };

  /** Two frames in a row, since a single one may be damaged. */
  function reports(house: ReturnType<typeof houseAt>, tariff: string) {
    for (let nth = 0; nth < 2; nth += 1) house.hear({ tariff });
  }

  test.for<[tariff: string, prices: readonly Price[], period: string]>([
    ['HCJW', [OFF_PEAK], 'HCJW'],
    ['HEURE  CREUSE', [TEMPO], 'HC'],
    ['TH..', [OFF_PEAK], 'BASE'],
    ['HC SUPER', [OFF_PEAK], 'HC SUPER'],
  ])('means that no price is known: %s', ([tariff, prices, period], { expect }) => {
    const house = houseAt('2026-12-01T10:00:00+01:00', prices);
    reports(house, tariff);
    for (const path of ['/prices', '/forecast'] as const)
      expect(house.answer(path)).toStrictEqual({ status: 503, body: { error: TEXTS.noPriceOf(period) } });
    // A reading without a period, and a meter that is silent since, change nothing.
    house.hear({});
    house.goTo('2026-12-03T10:00:00+01:00');
    expect(house.answer('/prices')).toStrictEqual({ status: 503, body: { error: TEXTS.noPriceOf(period) } });
    reports(house, prices[0]?.periods[0]?.name ?? '');
    expect(house.answer('/prices')).not.toMatchObject({ body: { error: TEXTS.noPriceOf(period) } });
  });

  test.for<[tariff: string, line: Price]>([
    ['HP..', OFF_PEAK],
    ['HEURE CREUSE', OFF_PEAK],
    ['Heures Pleines', OFF_PEAK],
    ['HCJW', BASE],
    [
      'JOUR SUPER',
      {
        ...BASE,
        periods: [
          { name: 'Jour super', price: 0.2 },
          { name: 'Nuit', price: 0.1, hours: '22:00-06:00' },
        ],
      },
    ],
  ])('is not one that has another notation, or a line with a single price: %s', ([tariff, line], { expect }) => {
    const house = houseAt('2026-12-01T10:00:00+01:00', [line]);
    reports(house, tariff);
    expect(house.answer('/prices').status).toBe(200);
  });

  test.each(['HC BLEU', 'HPJW', 'HEURES PLEINES JOURS BLANCS'])('is not one of Tempo in either mode: %s', (tariff) => {
    const house = houseAt('2026-12-01T10:00:00+01:00', [TEMPO]);
    reports(house, tariff);
    house.hear({ tempoToday: 'white', tariff });
    expect(house.end()).toBe('2026-12-02T06:00:00+01:00');
  });

  test.each(['HN..', 'PM..', 'HEURE NORMALE', 'POINTE MOBILE'])('is not one of EJP in either mode: %s', (tariff) => {
    const line = {
      ...BASE,
      periods: [
        { name: 'HN', price: 0.15 },
        { name: 'PM', price: 1.2 },
      ],
    };
    const house = houseAt('2026-12-01T10:00:00+01:00', [line]);
    for (let nth = 0; nth < 2; nth += 1) house.hear({ tariff, calendar: { peak: '07:00-00:00', periods: {} } });
    expect(house.end()).toBe('2026-12-02T00:00:00+01:00');
  });

  test('is not one in a single frame, which may be damaged', () => {
    const house = houseAt('2026-12-01T10:00:00+01:00', [OFF_PEAK]);
    for (const tariff of ['HP..', 'HCJW', 'HP..']) {
      house.hear({ tariff });
      expect(house.answer('/prices').status).toBe(200);
    }
  });

  test('may be that of the contract before or after, on the first and the last day of a line', () => {
    const next = { ...OFF_PEAK, from: '2026-12-01' };
    const first = houseAt('2026-12-01T10:00:00+01:00', [TEMPO, next]);
    reports(first, 'HPJW');
    expect(first.answer('/prices').status).toBe(200);
    first.goTo('2026-12-02T00:00:00+01:00');
    expect(first.answer('/prices').status).toBe(200);
    reports(first, 'HPJW');
    expect(first.answer('/prices').status).toBe(503);
    const last = houseAt('2026-11-30T10:00:00+01:00', [OFF_PEAK, { ...TEMPO, from: '2026-12-01' }]);
    reports(last, 'HPJW');
    expect(last.answer('/prices').status).toBe(200);
  });

  test('says nothing about a line that has begun since the meter fell silent', () => {
    const house = houseAt('2026-12-01T10:00:00+01:00', [TEMPO, { ...OFF_PEAK, from: '2026-12-05' }]);
    reports(house, 'HC..');
    expect(house.answer('/prices').body).toEqual({ error: TEXTS.noPriceOf('HC') });
    house.goTo('2026-12-08T10:00:00+01:00');
    expect(house.answer('/prices').status).toBe(200);
  });
});

test.each(['docs/prices-for-planners.md', 'docs/prices-for-planners.fr.md'])(
  'the settings on the page about prices give prices before the meter is heard: %s',
  (page) => {
    const [example = ''] = markdownIn(page)
      .blocks.filter(({ language, text }) => language === 'json' && text.includes('"share"'))
      .map(({ text }) => text);
    const { config, problems } = readConfig({
      meters: [{ name: 'House', port: 'demo', ...JSON.parse(`{${example}}`) }],
    });
    expect(problems).toEqual([]);
    const list = houseAt('2026-12-01T10:00:00+01:00', config.meters[0]?.prices ?? []).prices();
    expect(new Set(list.map(({ value }) => value))).toEqual(new Set([0.1589, 0.2142]));
  },
);

/** The offset at the midnight that begins a date. */
function midnightOffset(local: string): string {
  return local.startsWith('2027-10') ? '+02:00' : '+01:00';
}

test.for<[what: string, local: string, prices: readonly Price[], status: number, error: string]>([
  ['without prices', '2026-12-01T10:00:00+01:00', [], 404, TEXTS.noPrices],
  [
    'before the first of them',
    '2026-12-31T23:59:59+01:00',
    [{ ...BASE, from: '2027-01-01' }],
    404,
    TEXTS.pricesBegin('2027-01-01'),
  ],
  ['before the clock is set', '1970-01-01T00:05:00Z', [BASE], 503, TEXTS.clockNotSet],
  ['while the colour is unknown', '2026-12-01T10:00:00+01:00', [TEMPO], 503, TEXTS.priceUnknown.colour],
  ['while the hours are unknown', '2026-12-01T10:00:00+01:00', [PEAK], 503, TEXTS.priceUnknown.offPeak],
])('%s both are an error that says so', ([, local, prices, status, error], { expect }) => {
  const { answer } = houseAt(local, prices);
  for (const path of ['/prices', '/forecast'] as const) expect(answer(path)).toStrictEqual({ status, body: { error } });
});
