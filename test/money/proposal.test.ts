import { describe, expect, test } from 'vitest';
import { newerPrices, type Proposal, proposalFor } from '../../src/money/proposal.ts';
import { regulatedPrices } from '../../src/money/regulated-tariffs.ts';

describe('the prices that are proposed', () => {
  const datesOf = (proposal: Proposal) =>
    proposal.kind === 'prices' ? proposal.prices.map(({ price }) => price.from) : proposal.kind;

  test.each([
    ['single phase, ISOUSC 30 A', 30 * 200, 6],
    ['single phase, ISOUSC 45 A', 45 * 200, 9],
    ['three phases, ISOUSC 15 A', 15 * 200 * 3, 9],
    ['PREF 12', 12_000, 12],
  ])('are those of the subscribed power: %s', (_, subscribedVA, kVA) => {
    const proposal = proposalFor({ contract: 'HC..', subscribedVA }, '2026-09-01');
    expect(proposal).toEqual({
      ...{ kind: 'prices', option: 'offPeak', kVA },
      prices: regulatedPrices('offPeak', kVA).slice(-1),
    });
  });

  test.each([
    ['2026-08-01', ['2026-08-01']],
    ['2026-07-31', ['2026-02-01', '2026-08-01']],
    ['2025-01-15', ['2024-11-01', '2025-02-01', '2025-08-01', '2026-02-01', '2026-08-01']],
  ])('for a meter whose first day is %s are those of %j', (firstDate, dates) => {
    expect(datesOf(proposalFor({ contract: 'BASE', subscribedVA: 6000 }, firstDate))).toEqual(dates);
  });

  test('for a meter that is older than the table are the complete table', () => {
    expect(datesOf(proposalFor({ contract: 'BASE', subscribedVA: 6000 }, '2021-05-01'))).toHaveLength(8);
  });

  test.each([
    [{}, { kind: 'contractUnknown' }],
    [{ contract: '  ', subscribedVA: 6000 }, { kind: 'contractUnknown' }],
    [
      { contract: 'EJP.', subscribedVA: 9000 },
      { kind: 'contractWithoutPrices', contract: 'EJP.' },
    ],
    [
      { contract: ' HC ET WEEK-END ', subscribedVA: 9000 },
      { kind: 'contractWithoutPrices', contract: 'HC ET WEEK-END' },
    ],
    [{ contract: 'BASE' }, { kind: 'powerUnknown', option: 'base' }],
    [
      { contract: 'HC..', subscribedVA: 3000 },
      { kind: 'powerWithoutPrices', option: 'offPeak', kVA: 3 },
    ],
    [
      { contract: 'TEMPO', subscribedVA: 24_000 },
      { kind: 'powerWithoutPrices', option: 'tempo', kVA: 24 },
    ],
  ])('are none if the meter reports %j', (told, proposal) => {
    expect(proposalFor(told, '2026-09-01')).toEqual(proposal);
  });
});

describe('prices that are newer than the household’s', () => {
  const proposal = proposalFor({ contract: 'HC..', subscribedVA: 9000 }, '2026-09-01');
  const of = (from: string) => regulatedPrices('offPeak', 9).find(({ price }) => price.from === from)?.price;
  const february = of('2026-02-01') ?? expect.unreachable();
  const august = of('2026-08-01') ?? expect.unreachable();

  test('are proposed if it has the regulated ones', () => {
    expect(newerPrices([february], proposal)).toEqual([{ source: 'publicTables', price: august }]);
    expect(newerPrices([february, august], proposal)).toEqual([]);
  });

  test('are proposed if the regulated ones begin on a date of the household’s own, or are spelled differently', () => {
    const moved = { ...february, from: '2026-04-15', periods: february.periods.toReversed() };
    const inWords = moved.periods.map((period) =>
      period.name === 'HP' ? { ...period, name: 'Heures pleines' } : period,
    );
    expect(newerPrices([{ ...moved, periods: inWords }], proposal)).toEqual([
      { source: 'publicTables', price: august },
    ]);
  });

  test('keep the price of exported energy, and the hours', () => {
    const [hp, hc] = february.periods;
    const own = { ...february, given: 0.04, periods: [hp, { ...hc, hours: '22:30-06:30' }] } as typeof february;
    const [augustHp, augustHc] = august.periods;
    expect(newerPrices([own], proposal).map(({ price }) => price)).toEqual([
      { ...august, given: 0.04, periods: [augustHp, { ...augustHc, hours: '22:30-06:30' }] },
    ]);
  });

  test.each([
    ['another subscription', { ...february, subscription: 15.64 }],
    ['another price', { ...february, periods: [{ name: 'HP', price: 0.2 }, ...february.periods.slice(1)] }],
    ['an additional period', { ...february, periods: [...february.periods, { name: 'WE', price: 0.1 }] }],
    ['prices that ended long ago', { ...(of('2025-02-01') ?? february), from: '2026-02-01' }],
  ])('are not proposed if it has %s', (_, own) => {
    expect(newerPrices([own], proposal)).toEqual([]);
  });

  test('are not proposed without prices, or if nothing is proposed at all', () => {
    expect(newerPrices([], proposal)).toEqual([]);
    expect(newerPrices([february], { kind: 'contractUnknown' })).toEqual([]);
  });

  test('are proposed for the only price, whatever its period is called', () => {
    const base = regulatedPrices('base', 6).map(({ price }) => price);
    const own = {
      ...base.at(-2),
      periods: [{ name: 'Toutes', price: base.at(-2)?.periods[0]?.price }],
    } as typeof february;
    const proposed = newerPrices([own], proposalFor({ contract: 'BASE', subscribedVA: 6000 }, '2026-09-01'));
    expect(proposed.map(({ price }) => price)).toEqual(base.slice(-1));
  });
});
