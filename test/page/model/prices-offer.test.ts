import { describe, expect, test } from 'vitest';
import { type PriceLine, priceLinesOf, withTakenLines } from '../../../homebridge-ui/page/model/prices.ts';
import type { MeterFacts } from '../../../homebridge-ui/page/model/prices-meter.ts';
import {
  lastSheetOfEdf,
  offerFor,
  oldSheet,
  pricesToTake,
  type RegulatedOffer,
  replacedDates,
} from '../../../homebridge-ui/page/model/prices-offer.ts';

const FACTS: MeterFacts = {
  ...{ today: '2026-11-24', first: '2026-03-02', contract: 'HC..', subscribedVA: 9000 },
  ...{ periods: ['HP', 'HC'], isProducer: false },
};
const FEBRUARY = line(0, '2026-02-01', 19.56, 0.2065, 0.1579);
const AUGUST = line(1, '2026-08-01', 19.88, 0.2142, 0.1589);

describe('a household without prices', () => {
  test('is offered the regulated ones since the first day of its meter', () => {
    const offer = regulated([]);
    expect(offer).toMatchObject({ kind: 'whole', option: 'offPeak', kVA: 9 });
    expect(pricesToTake(offer.prices, [], false)).toEqual([
      { from: '2026-02-01', subscription: 19.56, periods: periods(0.2065, 0.1579) },
      { from: '2026-08-01', subscription: 19.88, periods: periods(0.2142, 0.1589) },
    ]);
  });

  test('is told which newest prices come from a sheet of EDF, where those offered do not', () => {
    const { prices } = regulated([]);
    expect(lastSheetOfEdf(prices)).toBe('2026-02-01');
    expect(lastSheetOfEdf(prices.slice(0, 1))).toBeUndefined();
  });

  test.each([
    ['contractUnknown', { contract: undefined }],
    ['contractWithoutPrices', { contract: 'ZEN FLEX' }],
    ['contractWithoutPrices', { contract: 'HC et Week-End' }],
    ['powerUnknown', { subscribedVA: undefined }],
    ['powerWithoutPrices', { subscribedVA: 7000 }],
  ])('is told why there are none: %s', (kind, told) => {
    const facts = JSON.parse(JSON.stringify({ ...FACTS, ...told }));
    expect(offerFor([], facts)?.kind).toBe(kind);
    expect(offerFor([AUGUST], facts)).toBeUndefined();
  });
});

describe('the newest regulated prices are old', () => {
  const later = { ...FACTS, today: '2027-02-01' };
  const own = { ...AUGUST, from: '2027-02-01' };

  test.each<readonly [string, readonly PriceLine[], MeterFacts, string | undefined]>([
    ['six months after their date', [], later, '2026-08-01'],
    ['not before', [], { ...FACTS, today: '2027-01-31' }, undefined],
    ['for a household that has taken them', [AUGUST, FEBRUARY], later, '2026-08-01'],
    ['for one with older prices', [FEBRUARY], later, '2026-08-01'],
    ['not for one that has typed newer ones', [own, AUGUST], later, undefined],
    ['not for a contract without regulated prices', [], { ...later, contract: 'ZEN FLEX' }, undefined],
    ['not for a power without them', [], { ...later, subscribedVA: 7000 }, undefined],
  ])('%s', (_, lines, facts, from) => expect(oldSheet(lines, facts)).toBe(from));
});

describe('a household with prices', () => {
  test('that are the regulated ones of each date is offered nothing', () => {
    expect(offerFor([AUGUST, FEBRUARY], FACTS)).toBeUndefined();
  });

  test('whose newest ones are older regulated ones is offered the newer ones', () => {
    const offer = regulated([FEBRUARY]);
    expect(offer).toMatchObject({ kind: 'newer' });
    expect(pricesToTake(offer.prices, [FEBRUARY], false).map(({ from }) => from)).toEqual(['2026-08-01']);
  });

  test('of its own is offered all regulated ones, and told which of its lines they would replace', () => {
    const own = { ...AUGUST, subscription: 17.5 };
    const offer = regulated([own]);
    expect(offer.kind).toBe('whole');
    expect(replacedDates(offer.prices, [own])).toEqual(['2026-08-01']);
    expect(pricesToTake(offer.prices, [own], true).map(({ from }) => from)).toEqual(['2026-02-01', '2026-08-01']);
    expect(pricesToTake(offer.prices, [own], false).map(({ from }) => from)).toEqual(['2026-02-01']);
  });

  test.each<[string, PriceLine]>([
    ['has no price yet', { index: 0, from: '2026-08-01', subscription: 19.88, periods: [{ name: 'HP' }] }],
    ['has no date', { ...AUGUST, from: '' }],
    ['has a text for a number', { ...AUGUST, subscription: 'dear' }],
  ])('of which a line %s is asked before that line is replaced, if it has the same date', (_, own) => {
    expect(replacedDates(regulated([own]).prices, [own])).toEqual(own.from === '' ? [] : ['2026-08-01']);
  });
});

test('once the regulated prices are taken, they are not offered again', () => {
  const taken = withTakenLines({ meters: [{ port: 'demo' }] }, 0, pricesToTake(regulated([]).prices, [], false));
  expect(offerFor(priceLinesOf(taken, 0), FACTS)).toBeUndefined();
});

function regulated(lines: readonly PriceLine[]): RegulatedOffer {
  const offer = offerFor(lines, FACTS);
  if (!offer || !('prices' in offer)) throw new Error(`no prices are offered, but ${offer?.kind}`);
  return offer;
}

function line(index: number, from: string, subscription: number, peak: number, offPeak: number): PriceLine {
  return { index, from, subscription, periods: periods(peak, offPeak) };
}

function periods(peak: number, offPeak: number) {
  return [
    { name: 'HP', price: peak },
    { name: 'HC', price: offPeak },
  ];
}
