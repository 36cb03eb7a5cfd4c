import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dateOf } from '../../../src/base/paris-time.ts';
import type { Day } from '../../../src/energy/day.ts';
import { DAY_SPANS } from '../../../src/energy/span.ts';
import { openReadOnlyJournal, type ReadOnlyJournal } from '../../../src/journal/read-only-journal.ts';
import { pricedSpans } from '../../../src/money/priced-spans.ts';
import { byLabel } from '../../../src/reading/reading.ts';
import { daysOf } from '../../../testbed/support/journal-days.ts';
import { temporaryFolder } from '../../../testbed/support/temporary-folder.ts';
import type { House } from '../../../testbed/years/house.ts';
import { HOUSES as DENSE } from '../../../testbed/years/houses.ts';
import { pricesOf, tariffsOf } from './contracts.ts';
import { billOf } from './independent/bill.ts';
import { printedSpans, toTheMinute } from './printed-span.ts';
import { type HouseTruth, writtenYears } from './written-years.ts';

const PROCESS = fileURLToPath(new URL('years-process.ts', import.meta.url));
/** The houses, with a quarter of the frames, which is a quarter of the work. */
const HOUSES = DENSE.map(
  (house): House => ({ ...house, frameMinutes: [4 * house.frameMinutes[0], 4 * house.frameMinutes[1]] }),
);
const METERS = HOUSES.map(({ meter }) => meter);
/** Writing the years takes some seconds, or minutes on a machine that is busy with all other tests. */
const LONG_MS = 600_000;
const nowMs = Date.UTC(2027, 0, 2);

let path: string;
let truths: ReadonlyMap<string, HouseTruth>;
let journal: ReadOnlyJournal;

beforeAll(() => {
  ({ path, truths } = writtenYears(temporaryFolder({ inMemory: true }), HOUSES));
  journal = openReadOnlyJournal(path);
}, LONG_MS);
afterAll(() => journal[Symbol.dispose]());

const truthOf = (meter: string) => truths.get(meter) as HouseTruth;
const sumOf = (days: readonly Day[], amount: (day: Day) => number | undefined) =>
  days.reduce((sum, day) => sum + (amount(day) ?? 0), 0);

test('the years have all days, although the journal has deleted the minutes of the oldest', () => {
  expect(journal.meters).toEqual(METERS.toSorted());
  expect(journal.minutes('maison', 0, Date.UTC(2023, 0, 1))).toEqual([]);
  for (const meter of METERS) {
    const dates = [...truthOf(meter).ledger.accounts.keys()];
    expect(daysOf(journal, meter).map(({ day }) => dateOf(day))).toEqual(dates);
  }
});

describe.each(METERS)('%s', (meter) => {
  test('days add up to the watt-hour to what the indexes counted: in total, by register, and for export', () => {
    const { EAST: _, EAIT: givenWh = 0, total, ...registers } = truthOf(meter).indexes.increasesWh;
    const days = daysOf(journal, meter);
    expect(sumOf(days, ({ energyWh }) => energyWh)).toBe(total);
    expect(sumOf(days, (day) => day.givenWh)).toBe(givenWh);
    for (const [label, wh] of byLabel(registers)) {
      expect(
        sumOf(days, ({ energyWhByRegister }) => energyWhByRegister?.[label]),
        label,
      ).toBe(wh);
    }
    expect(
      sumOf(days, (day) => sumOf([day], () => Object.values(day.energyWhByTariff).reduce((a, b) => a + b, 0))),
    ).toBe(total);
  });

  test.each(DAY_SPANS)('each %s has the energy, the peak power and the euros of the other program', (by) => {
    const days = daysOf(journal, meter);
    const spans = pricedSpans(days, by, { prices: pricesOf(meter), nowMs });
    const bill = billOf(truthOf(meter).ledger.accounts, tariffsOf(meter), by);
    expect(printedSpans(spans, days)).toEqual(
      Object.fromEntries(Array.from(bill, ([date, item]) => [date, toTheMinute(item)])),
    );
  });

  test('the base load is that of the hour of the night with the lowest consumption, if hours were seen completely', () => {
    const { life, nights } = truthOf(meter);
    let known = 0;
    for (const { day, baseW } of daysOf(journal, meter)) {
      const hours = nights.wholeHours(dateOf(day));
      const trueW = Math.min(...hours.map(life.meanW));
      if (hours.length === 0) expect(baseW, dateOf(day)).toBeUndefined();
      else expect(Math.abs((baseW as number) - trueW), `${dateOf(day)}: ${baseW} W for ${trueW} W`).toBeLessThan(6);
      known += hours.length === 0 ? 0 : 1;
    }
    expect(known).toBeGreaterThan(60);
  });
});

test('a process in any time zone reads the same', async () => {
  const zones = ['America/New_York', 'Pacific/Auckland'];
  const printed = await Promise.all(
    zones.map(async (TZ) => {
      const env = { ...process.env, TZ };
      const { stdout } = await promisify(execFile)(process.execPath, [PROCESS, path], { env, maxBuffer: 1e9 });
      const [offset, ...spans] = stdout.split('\n');
      return { offset: Number(offset), spans };
    }),
  );
  expect(printed.map(({ offset }) => offset)).toEqual([240, -720]);
  expect(printed[1]?.spans).toEqual(printed[0]?.spans);
  expect(printed[0]?.spans.length).toBeGreaterThan(3_000);
});
