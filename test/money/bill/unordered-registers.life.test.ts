import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY_SPANS } from '../../../src/energy/span.ts';
import { openReadOnlyJournal, type ReadOnlyJournal } from '../../../src/journal/read-only-journal.ts';
import { pricedSpans } from '../../../src/money/priced-spans.ts';
import { daysOf } from '../../../testbed/support/journal-days.ts';
import { temporaryFolder } from '../../../testbed/support/temporary-folder.ts';
import { type Contract, MISNUMBERED, TEMPO_UNORDERED, WEEKEND } from '../../../testbed/years/contract.ts';
import type { House } from '../../../testbed/years/house.ts';
import { typed } from './contracts.ts';
import { billOf, type Tariff } from './independent/bill.ts';
import { regulated } from './independent/price-table.ts';
import { printedSpans, toTheMinute } from './printed-span.ts';
import { createTeller } from './register-teller.ts';
import { type HouseTruth, writtenYears } from './written-years.ts';

const nowMs = Date.UTC(2026, 4, 1);

function houseOf(meter: string, seed: number, contract: Contract): House {
  return {
    ...{ meter, seed, until: '2026-04-20 12:00:00', frameMinutes: [9, 35] },
    stays: [{ from: '2025-12-09 16:20:00', address: `04197600000${seed}`, contract, subscribedKVA: 9 }],
    absences: [['2026-01-17 03:00:00', '2026-01-20 11:00:00']],
  };
}

/** A supplier's own names and prices. */
const OFFER: readonly Tariff[] = [
  {
    from: '2025-12-01',
    subscription: '19.23',
    periods: { HP: '0.2371', HC: '0.1683', 'week-end': '0.1702' },
  },
  {
    from: '2026-03-07',
    subscription: '18.9',
    periods: { HP: '0.2204', HC: '0.1611', 'week-end': '0.1599' },
  },
];

/** The names of the periods in the other program. */
const BILLED = OFFER.map(({ periods: { 'week-end': weekEnd = '', ...rest }, ...line }) => ({
  ...line,
  periods: { ...rest, 'WEEK-END': weekEnd },
}));
const TEMPO = regulated({ from: '2025-12-09', option: 'tempo', kVA: 9 });

const CASES = [
  { house: houseOf('three', 1, WEEKEND), settings: OFFER, bill: BILLED },
  { house: houseOf('misnumbered', 2, MISNUMBERED), settings: OFFER, bill: BILLED },
  { house: houseOf('tempo', 3, TEMPO_UNORDERED), settings: TEMPO, bill: TEMPO },
];

let truths: ReadonlyMap<string, HouseTruth>;
let journal: ReadOnlyJournal;

beforeAll(() => {
  const houses = CASES.map(({ house }) => house);
  const storage = temporaryFolder({ inMemory: true });
  const { path, ...written } = writtenYears(storage, houses, undefined, createTeller());
  truths = written.truths;
  journal = openReadOnlyJournal(path);
}, 300_000);
afterAll(() => journal[Symbol.dispose]());

describe.each(CASES)('$house.meter', ({ house, settings, bill }) => {
  test('each register has the period that it counts', () => {
    const periods = Object.values(house.stays[0].contract.periods);
    const told = journal.registerLines(house.meter).map(({ register, period }) => [register, period] as const);
    expect(told.toSorted()).toEqual(periods.map(({ register, written }) => [register, written.trim()]).toSorted());
  });

  test.each(DAY_SPANS)('each %s has the energy by period and the euros of the other program', (by) => {
    const days = daysOf(journal, house.meter);
    const spans = pricedSpans(days, by, { prices: typed(settings), nowMs });
    const expected = billOf((truths.get(house.meter) as HouseTruth).ledger.accounts, bill, by);
    expect(expected.size).toBeGreaterThan(1);
    expect(printedSpans(spans, days)).toEqual(
      Object.fromEntries(Array.from(expected, ([date, item]) => [date, toTheMinute(item)])),
    );
  });
});
