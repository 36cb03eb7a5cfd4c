import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parisDayOf } from '../../src/base/paris-time.ts';
import type { Day } from '../../src/energy/day.ts';
import type { ImportedDay } from '../../src/energy/imported-day.ts';
import { joinedDays } from '../../src/energy/joined-days.ts';
import type { PeriodHours } from '../../src/energy/period-clock.ts';
import { registerHistory } from '../../src/energy/register-history.ts';
import { DAY_SPANS } from '../../src/energy/span.ts';
import { byPeriodName, sumOfWh, sumOfWhByName } from '../../src/energy/watt-hours.ts';
import { pricedSpans } from '../../src/money/priced-spans.ts';
import { type HeardHouse, heardHouses, ownDays, trueDay } from './heard-house.ts';

const PRICES: readonly PeriodHours[] = [
  {
    from: '2020-01-01',
    periods: [{ name: 'HP' }, { name: 'HC', hours: '22:00-06:00' }],
  },
];
const NO_HOURS = PRICES.map((price) => ({
  ...price,
  periods: price.periods.map(({ name }) => ({ name })),
}));

const join = (own: readonly Day[], imported: readonly ImportedDay[], prices = PRICES) =>
  joinedDays(own, imported, { hours: prices, history: registerHistory([]) });

/** Any files: correct ones, and others that are unrelated to the house. */
function anyFiles(house: HeardHouse): fc.Arbitrary<readonly ImportedDay[]> {
  const days = Array.from({ length: house.days + 4 }, (_, nth) => nth - 2);
  return fc
    .tuple(...days.map((nth) => fc.option(anyDay(house, nth), { nil: undefined })))
    .map((all) => all.flatMap((day) => day ?? []));
}

function anyDay(house: HeardHouse, nth: number): fc.Arbitrary<ImportedDay> {
  const made = fc.record({
    day: fc.constant(house.firstDay + nth),
    curve: fc.array(fc.nat(4000), { maxLength: 48 }).map((meanW) => [{ fromMinute: 0, stepMinutes: 30, meanW }]),
  });
  const counted = fc.record({
    day: fc.constant(house.firstDay + nth),
    energyWh: fc.nat(60_000),
    givenWh: fc.nat(30_000),
  });
  if (nth < 0 || nth >= house.days) return fc.oneof(made, counted);
  return fc.oneof(
    made,
    counted,
    fc.constant(trueDay(house, nth, 'curve')),
    fc.constant(trueDay(house, nth, 'indexes')),
  );
}

/** What the meter counted of the days shown: without what files add for time in which it counted nothing. */
function countedOf(joined: readonly Day[], own: readonly Day[]) {
  const counted = own.filter(({ energyWh }) => energyWh !== undefined);
  const ofMeter = joined.flatMap((day): Day[] => {
    const there = counted.find((one) => one.day === day.day);
    if (there)
      return day.fromFilesWh === undefined
        ? [day]
        : [{ ...there, energyWh: sumOfWh([day.energyWh ?? 0, -day.fromFilesWh]) }];
    const next = counted.find((one) => one.day > day.day);
    return next?.unseen && parisDayOf(next.unseen.sinceMs) < day.day ? [day] : [];
  });
  return sumsOf(ofMeter);
}

function sumsOf(days: readonly Day[]) {
  const byTariff = Object.entries(sumOfWhByName(days.map(({ energyWhByTariff }) => byPeriodName(energyWhByTariff))));
  return {
    energyWh: sumOfWh(days.map(({ energyWh }) => energyWh ?? 0)),
    givenWh: sumOfWh(days.map(({ givenWh }) => givenWh ?? 0)),
    byTariff: Object.fromEntries(byTariff.filter(([, wh]) => wh !== 0)),
  };
}

const houseAndFiles = heardHouses().chain((house) => fc.tuple(fc.constant(house), anyFiles(house)));

describe('whatever files state,', () => {
  test.each([
    ['with hours', PRICES],
    ['without hours', NO_HOURS],
  ] as const)('what the meter counted stays the same, to the Wh, in total and by period, with prices %s', (_, prices) =>
    fc.assert(
      fc.property(houseAndFiles, ([house, files]) => {
        const own = ownDays(house);
        expect(countedOf(join(own, files, prices), own)).toEqual(sumsOf(own));
      }),
    ),
  );

  test('exported energy stays within an absence, and no day or part of one is negative', () =>
    fc.assert(
      fc.property(houseAndFiles, ([house, files]) => {
        const own = ownDays(house);
        const joined = join(own, files);
        const amounts = joined.flatMap(({ energyWh = 0, givenWh = 0, energyWhByTariff, unseen }) => [
          ...[energyWh, givenWh, unseen?.energyWh ?? 0, unseen?.givenWh ?? 0],
          ...[...Object.values(energyWhByTariff), ...Object.values(unseen?.energyWhByTariff ?? {})],
        ]);
        expect(Math.min(0, ...amounts)).toBe(0);
      }),
    ));

  test('the days stay in order, each only once, and those between the meter’s first and last day stay unchanged', () =>
    fc.assert(
      fc.property(houseAndFiles, ([house, files]) => {
        const own = ownDays(house);
        const joined = join(own, files);
        const days = joined.map(({ day }) => day);
        expect(days).toEqual([...new Set(days)].toSorted((one, other) => one - other));
        const middle = own.slice(1, -1).filter(({ energyWh, unseen }) => energyWh !== undefined && !unseen);
        expect(joined).toEqual(expect.arrayContaining(middle));
      }),
    ));

  test('days, months and years add up to the same', () =>
    fc.assert(
      fc.property(houseAndFiles, ([house, files]) => {
        const joined = join(ownDays(house), files);
        const totals = DAY_SPANS.map((by) => {
          const spans = pricedSpans(joined, by, { nowMs: Number.MAX_SAFE_INTEGER });
          return {
            energyWh: sumOfWh(spans.map(({ energyWh }) => energyWh ?? 0)),
            fromFilesWh: sumOfWh(spans.map(({ fromFilesWh }) => fromFilesWh ?? 0)),
            byTariff: sumOfWhByName(spans.map(({ energyWhByTariff }) => energyWhByTariff)),
          };
        });
        expect(totals[1]).toEqual(totals[0]);
        expect(totals[2]).toEqual(totals[0]);
      }),
    ));
});

describe('with true files', () => {
  /** The meter is heard in the last minute of a day: what it counts after that belongs to the next day. */
  const MINUTE_WH = 3000 / 60;
  const kinds = fc.array(fc.constantFrom('curve' as const, 'indexes' as const), { minLength: 9, maxLength: 9 });

  test('nothing counts twice, however often the meter was heard', () =>
    fc.assert(
      fc.property(heardHouses(), kinds, (house, kind) => {
        const files = Array.from({ length: house.days }, (_, nth) => trueDay(house, nth, kind[nth] ?? 'curve'));
        const truthWh = sumOfWh(house.drawnW.map((watts) => watts / 2));
        expect(sumsOf(join(ownDays(house), files)).energyWh).toBeLessThanOrEqual(truthWh + 2 * MINUTE_WH);
      }),
    ));

  test('each absence is filled, and nothing is lost if the meter was heard around midnight', () =>
    fc.assert(
      fc.property(heardHouses(), kinds, (house, kind) => {
        const always = {
          ...house,
          exchangedAt: undefined,
          heard: [
            [48, 97],
            ...house.heard.filter(([from]) => from > 97),
            [house.drawnW.length - 49, house.drawnW.length],
          ] as const,
        };
        fc.pre(house.days >= 4);
        const files = Array.from({ length: house.days }, (_, nth) => trueDay(house, nth, kind[nth] ?? 'curve'));
        const joined = join(ownDays(always), files);
        const truthWh = sumOfWh(house.drawnW.map((watts) => watts / 2));
        expect(joined).toHaveLength(house.days);
        expect(Math.abs(sumsOf(joined).energyWh - truthWh)).toBeLessThanOrEqual(2 * MINUTE_WH);
      }),
    ));
});
