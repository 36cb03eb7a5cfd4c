import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { beginningOfDay, dayOfDate } from '../../src/base/paris-time.ts';
import { thisMachine } from '../../src/doctor/machine.ts';
import type { Day } from '../../src/energy/day.ts';
import type { ImportedDay } from '../../src/energy/imported-day.ts';
import type { Minute } from '../../src/energy/minute.ts';
import type { ReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { energySpans, type SpansQuestion } from '../../src/ui/energy-spans.ts';
import { pageAnswers } from '../../src/ui/page-answers.ts';
import type { SpansRequest } from '../../src/ui/protocol.ts';
import { typedPrices } from '../../src/ui/typed-prices.ts';
import { countedAs } from '../../testbed/support/counted-days.ts';
import { linesOf } from '../../testbed/support/register-lines.ts';
import { HOUR_MS, MINUTE_MS } from '../../testbed/support/time.ts';
import { readingAt } from '../journal/reading-at.ts';
import { createScene } from '../journal/scene.ts';

const NOW_MS = Date.UTC(2026, 7, 14, 10, 30);
const TODAY = '2026-08-14';
/** A month of 31 days costs a euro a day. */
const PRICES = [
  {
    from: '2026-01-01',
    subscription: 31,
    periods: [
      { name: 'HP', price: 0.3 },
      { name: 'HC', price: 0.2 },
    ],
  },
];

describe('days, months and years', () => {
  const days = [day('2026-05-30', 1000), day('2026-08-02', 2000, 1500), day(TODAY, 500)];

  test('of a journal without the meter are none, and today is that of Paris', () => {
    const lateMs = Date.UTC(2026, 7, 14, 22, 30);
    expect(energySpans(undefined, asks({}), lateMs)).toEqual({ spans: [], today: '2026-08-15' });
    expect(energySpans(journalOf([]), asks({}), lateMs)).toEqual({ spans: [], today: '2026-08-15' });
  });

  test('are those within the range, with what the meter told last and since when there are days', () => {
    const told = [...days, { ...day(TODAY, 500), subscribedVA: 6000, contract: 'HC..' }];
    const { spans, ...facts } = energySpans(journalOf(told), asks({ from: '2026-08-01', to: '2026-08-31' }), NOW_MS);
    expect(spans.map(({ date }) => date)).toEqual(dates('2026-08-01', TODAY));
    expect(spans[1]).toMatchObject({ energyWh: 2000, energyWhByTariff: { HP: 1500, HC: 500 } });
    expect(spans[2]).not.toHaveProperty('energyWh');
    expect(facts).toEqual({
      ...{ today: TODAY, first: '2026-05-30', firstWhole: '2026-05-30' },
      ...{ contract: 'HC..', subscribedVA: 6000 },
    });
  });

  test.each([
    ['the first one of a file, which begins at midnight', '2025-08-14', 24, '2025-08-14'],
    ['the one after it, where the meter was first heard in the afternoon', '2025-08-14', 9, '2025-08-15'],
    ['a first one of 23 hours', '2025-03-30', 23, '2025-03-30'],
    ['the one after it, where a file lacks an hour of it', '2025-10-26', 24, '2025-10-27'],
  ])('are comparable from the first whole one on: %s', (_, first, hours, firstWhole) => {
    const known = [{ ...day(first, 1000), seenMinutes: hours * 60 }, day(TODAY, 500)];
    expect(energySpans(journalOf(known), asks({}), NOW_MS)).toMatchObject({ first, firstWhole });
  });

  test.each<[string, string, number, number | undefined]>([
    ['a month in which nothing was seen, between months that were', '2026-07', 31, undefined],
    ['the days before the first one that was seen, from the beginning of the range', '2026-08', 14, 2500],
  ])('cost the subscription of %s', (_, month, euros, energyWh) => {
    const range = { by: 'month', from: '2026-07-01', to: '2026-08-31' } as const;
    const free = [{ from: '2026-01-01', subscription: 31, periods: [{ name: 'all', price: 0 }] }];
    const { spans } = energySpans(journalOf(days), asks({ ...range, prices: free }), NOW_MS);
    const span = spans.find(({ date }) => date === month);
    expect(span?.cost?.euros).toBeCloseTo(euros, 9);
    expect(span?.energyWh).toBe(energyWh);
  });

  test('are given with those that are asked for beside them, in the same order', () => {
    const beside = [
      { by: 'month', from: '2026-05-01', to: '2026-08-31' },
      { by: 'day', from: TODAY, to: TODAY },
    ] as const;
    const { spans, beside: lists } = energySpans(journalOf(days), asks({ by: 'year', beside }), NOW_MS);
    expect(spans.map(({ date }) => date)).toEqual(['2026']);
    expect(lists?.map((list) => list.map(({ date }) => date))).toEqual([
      ['2026-05', '2026-06', '2026-07', '2026-08'],
      [TODAY],
    ]);
  });

  test('say where the month is heading as soon as today is among them, however many days are asked for', () => {
    const seen = [...dates('2026-07-01', '2026-07-31'), ...dates('2026-08-01', TODAY)].map((date) => day(date, 1000));
    const outlookIn = (range: Partial<SpansRequest>) => energySpans(journalOf(seen), asks(range), NOW_MS).outlook;
    const heading = { month: '2026-08', energyWh: 31_000, fromDays: 13 };
    expect(outlookIn({ from: TODAY, to: TODAY })).toMatchObject(heading);
    expect(outlookIn({ from: '2026-01-01', to: '2026-08-31' })).toMatchObject(heading);
    expect(outlookIn({ from: '2026-07-01', to: '2026-08-13' })).toBeUndefined();
    expect(outlookIn({ by: 'month', from: '2026-01-01', to: '2026-08-31' })).toBeUndefined();
  });

  test('before the first day of the meter, and after the last, cost nothing: they are absent', () => {
    const range = { by: 'month', from: '2026-01-01', to: '2026-12-31' } as const;
    const { spans } = energySpans(journalOf(days.slice(0, 2)), asks({ ...range, prices: PRICES }), NOW_MS);
    expect(spans.map(({ date }) => date)).toEqual(['2026-05', '2026-06', '2026-07', '2026-08']);
    expect(spans[0]?.cost?.subscriptionEuros).toBeCloseTo(2, 9);
    expect(spans[3]?.cost?.subscriptionEuros).toBeCloseTo(2, 9);
    expect(energySpans(journalOf(days), asks({ from: '2026-01-01', to: '2026-02-01' }), NOW_MS).spans).toEqual([]);
  });

  test('add up to the same euros by day as by month and by year', () => {
    const euros = (by: SpansRequest['by']) => {
      const { spans } = energySpans(
        journalOf(days),
        asks({ by, from: '2026-06-01', to: TODAY, prices: PRICES }),
        NOW_MS,
      );
      return spans.reduce((sum, { cost }) => sum + (cost?.euros ?? Number.NaN), 0);
    };
    expect(euros('day')).toBeCloseTo(30 * (31 / 30) + 31 + 14 + 1.5 * 0.3 + 0.5 * 0.2 + 0.5 * 0.2, 9);
    expect(euros('month')).toBeCloseTo(euros('day'), 9);
    expect(euros('year')).toBeCloseTo(euros('day'), 9);
  });
});

describe('hours', () => {
  test('are those of Paris, each with its energy by period and its cost without subscription', () => {
    const fromMs = Date.UTC(2026, 7, 14, 5, 59);
    const minutes = [
      minute(fromMs, 100, 'HCHC', 900),
      minute(fromMs + MINUTE_MS, 250, 'HCHP', 1200),
      minute(fromMs + 2 * MINUTE_MS, 350, 'EASF02', 3000),
    ];
    const { spans } = energySpans(journalOf([], minutes), asks({ by: 'hour', prices: PRICES }), NOW_MS);
    expect(spans).toEqual([
      {
        ...{ by: 'hour', date: '2026-08-14T07:00+02:00', fromMs: Date.UTC(2026, 7, 14, 5), seen: 1 / 60 },
        ...{ energyWh: 100, energyWhByTariff: { HC: 100 }, greatestVA: 900, greatestAtMs: fromMs },
        ...{ minutes: 1, meanVA: 900, leastVA: 0 },
        cost: { euros: 0.02, eurosByTariff: { HC: 0.02 } },
      },
      {
        ...{ by: 'hour', date: '2026-08-14T08:00+02:00', fromMs: Date.UTC(2026, 7, 14, 6), seen: 2 / 60 },
        ...{ energyWh: 600, energyWhByTariff: { HP: 600 }, greatestVA: 3000, greatestAtMs: fromMs + 2 * MINUTE_MS },
        ...{ minutes: 2, meanVA: 2100, leastVA: 0 },
        cost: { euros: 0.18, eurosByTariff: { HP: 0.18 } },
      },
    ]);
  });

  test.each<[string, number]>([
    ['2026-03-29', 23],
    ['2026-10-25', 25],
  ])('of %s are %i, each of another name', (date, count) => {
    const begin = beginningOfDay(dayOfDate(date) ?? 0);
    const minutes = Array.from({ length: 48 }, (_, hour) => minute(begin + (hour - 12) * HOUR_MS, 10, 'HCHP', 100));
    const { spans } = energySpans(
      journalOf([], minutes),
      asks({ by: 'hour', from: date, to: date }),
      Date.UTC(2027, 0, 1),
    );
    expect(new Set(spans.map((span) => span.date)).size).toBe(count);
    expect(spans[0]).toMatchObject({ date: `${date}T00:00+0${date < '2026-05' ? 1 : 2}:00`, fromMs: begin });
    expect(spans.at(-1)?.date).toBe(`${date}T23:00+0${date < '2026-05' ? 2 : 1}:00`);
  });

  test('tell what a producer gives, and how much of the present hour was seen', () => {
    const begin = Date.UTC(2026, 7, 14, 10);
    const minutes = Array.from({ length: 30 }, (_, nth) => ({
      ...{ atMs: begin + nth * MINUTE_MS, count: 0 },
      ...(nth > 0 && { given: { count: 60, energyWh: 20 } }),
    }));
    const { spans } = energySpans(journalOf([], minutes), asks({ by: 'hour' }), NOW_MS);
    expect(spans).toEqual([
      {
        ...{ by: 'hour', date: '2026-08-14T12:00+02:00', fromMs: begin, seen: 1 },
        ...{ energyWhByTariff: {}, givenWh: 580, minutes: 30 },
      },
    ]);
  });
});

test('an hour of which no index was read has no cost', () => {
  const withoutIndex = { atMs: Date.UTC(2026, 7, 14, 8), count: 60, meanVA: 900, leastVA: 0, greatestVA: 900 };
  const { spans } = energySpans(journalOf([], [withoutIndex]), asks({ by: 'hour', prices: PRICES }), NOW_MS);
  expect(spans).toHaveLength(1);
  expect(spans[0]).not.toHaveProperty('cost');
});

describe('days from files', () => {
  const timed = PRICES.map((price) => ({
    ...price,
    periods: price.periods.map((one) => (one.name === 'HC' ? { ...one, hours: '22:00-06:00' } : one)),
  }));
  const curve = [{ fromMinute: 0, stepMinutes: 30, meanW: new Array<number>(48).fill(600) }];
  const imported = dates('2026-08-10', '2026-08-12').map((date) => ({ day: dayOfDate(date) ?? 0, curve }));
  const archive = journalOf([day('2026-08-13', 1000), day(TODAY, 500)], [], imported);

  test('are marked, priced by the hours of the prices, and the first ones that there are', () => {
    const asked = { from: '2026-08-01', to: TODAY, prices: timed };
    const { spans, first } = energySpans(archive, asks(asked), NOW_MS);
    expect(first).toBe('2026-08-10');
    expect(spans.map(({ energyWh, fromFilesWh }) => [energyWh, fromFilesWh])).toEqual([
      ...[
        [14_400, 14_400],
        [14_400, 14_400],
        [14_400, 14_400],
      ],
      ...[
        [1000, undefined],
        [500, undefined],
      ],
    ]);
    expect(spans[0]?.cost?.euros).toBeCloseTo(1 + 9.6 * 0.3 + 4.8 * 0.2, 9);
  });

  test('have no euros without such hours, which is said', () => {
    const asked = { by: 'month', from: '2026-08-01', to: TODAY, prices: PRICES } as const;
    expect(energySpans(archive, asks(asked), NOW_MS).spans[0]).toMatchObject({
      energyWh: 3 * 14_400 + 1500,
      cost: { unpriced: { kind: 'noHours', date: '2026-08-10' } },
    });
  });

  test('have hours, each with its energy by period and its cost', () => {
    const asked = { by: 'hour', from: '2026-08-11', to: '2026-08-11', prices: timed } as const;
    const { spans } = energySpans(archive, asks(asked), NOW_MS);
    expect(spans).toHaveLength(24);
    expect(spans[6]).toEqual({
      ...{ by: 'hour', date: '2026-08-11T06:00+02:00', fromMs: Date.UTC(2026, 7, 11, 4), seen: 1 },
      ...{ energyWh: 600, energyWhByTariff: { HP: 600 }, fromFilesWh: 600, minutes: 60 },
      cost: { euros: expect.closeTo(0.18, 12), eurosByTariff: { HP: expect.closeTo(0.18, 12) } },
    });
    const unpriced = energySpans(archive, asks({ ...asked, prices: PRICES }), NOW_MS).spans[6];
    expect(unpriced?.cost?.unpriced).toEqual({ kind: 'noHours', date: '2026-08-11' });
  });
});

describe('prices as somebody types them', () => {
  const days = [day(TODAY, 1000)];

  test.each([undefined, null, 7, 'dear', [], [{}], [{ from: 'soon', periods: 'many' }], [null]])(
    '%j give no cost, and do no harm',
    (prices) => {
      expect(energySpans(journalOf(days), asks({ prices }), NOW_MS).spans[0]).not.toHaveProperty('cost');
    },
  );

  test('price what they can: a broken line does not spoil the others', () => {
    const prices = [...PRICES, { from: '2026-08-01', subscription: 'dear', periods: [] }];
    const { spans } = energySpans(journalOf(days), asks({ prices }), NOW_MS);
    expect(spans[0]?.cost?.euros).toBeCloseTo(1 + 0.2, 9);
  });
});

test('the page is told the days of the journal, and what they cost', async () => {
  const scene = createScene();
  const journal = scene.open();
  for (const importedWh of [1_000, 1_400]) {
    journal.take(
      'linky',
      readingAt(scene.clock.nowMs, { importedWh, tariff: 'HP..', registers: { HCHP: importedWh } }),
    );
    scene.pass(MINUTE_MS);
  }
  journal.commit();
  const machine = thisMachine();
  const wall = () => scene.clock.wallMs;
  const answers = pageAnswers({ ...machine, clock: { ...machine.clock, wall } }, dirname(scene.path));
  const date = '2026-07-28';
  const answer = await answers['/spans']({ language: 'en', ...asks({ from: date, to: date, prices: PRICES }) });
  expect(answer).toMatchObject({
    ...{ today: date, first: date },
    spans: [{ by: 'day', date, energyWh: 400, energyWhByTariff: { HP: 400 }, cost: { eurosByTariff: { HP: 0.12 } } }],
  });
});

/** A question with the prices as they are typed. */
function asks({ prices, ...more }: Partial<SpansRequest>): SpansQuestion {
  return { meter: 'linky', by: 'day', from: TODAY, to: TODAY, ...more, prices: typedPrices(prices) };
}

function day(date: string, energyWh: number, peakWh = 0): Day {
  const energyWhByTariff = { ...(peakWh > 0 && { 'HP..': peakWh }), 'HC..': energyWh - peakWh };
  return { day: dayOfDate(date) ?? 0, energyWh, energyWhByTariff, seenMinutes: 1440 };
}

function dates(first: string, last: string): readonly string[] {
  const day = Number(first.slice(-2));
  return Array.from(
    { length: Number(last.slice(-2)) - day + 1 },
    (_, nth) => `${first.slice(0, 8)}${String(day + nth).padStart(2, '0')}`,
  );
}

function minute(atMs: number, energyWh: number, register: string, greatestVA: number): Minute {
  const counted = { energyWh, energyWhByRegister: { [register]: energyWh } };
  return { atMs, count: 60, meanVA: greatestVA, leastVA: 0, greatestVA, ...counted };
}

function journalOf(
  days: readonly Day[],
  minutes: readonly Minute[] = [],
  imported: readonly ImportedDay[] = [],
): ReadOnlyJournal {
  return {
    importedDays: () => imported,
    registerLines: () => linesOf({ EASF02: 'HEURE PLEINE' }),
    days: (_: string, from: number, to: number) => days.filter(({ day }) => day >= from && day <= to).map(countedAs),
    minutes: (_: string, fromMs: number, toMs: number) => minutes.filter(({ atMs }) => atMs >= fromMs && atMs < toMs),
  } as unknown as ReadOnlyJournal;
}
