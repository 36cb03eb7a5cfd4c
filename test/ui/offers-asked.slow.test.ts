import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { JOURNAL_FILE } from '../../src/base/plugin-names.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import type { OfferName } from '../../src/money/offer-lines.ts';
import type { Offers } from '../../src/money/offers.ts';
import { offersAsked } from '../../src/ui/offers-asked.ts';
import type { OffersRequest } from '../../src/ui/protocol.ts';
import { typedPrices } from '../../src/ui/typed-prices.ts';
import { houseHistory, inOrder, producerHistory } from '../../testbed/energy-history.ts';
import { writeHistory } from '../../testbed/journal-history.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';

/** 14 August 2026, at noon in Paris. */
const NOW_MS = Date.UTC(2026, 7, 14, 10);
const PRICES = [
  {
    ...{ from: '2026-02-01', subscription: 31 },
    periods: [
      { name: 'HP', price: 0.2 },
      { name: 'HC', price: 0.1 },
    ],
  },
];
const storage = temporaryFolder();

beforeAll(() => {
  const told = { memory: { hours: { known: { workday: ['22:00-06:00'] } } }, lines: [] };
  const history = inOrder([
    houseHistory('maison', NOW_MS, 39),
    houseHistory('grange', NOW_MS, 39),
    houseHistory('neuf', NOW_MS, 12),
    producerHistory('toit', NOW_MS),
  ]);
  writeHistory(storage, history, 0, { grange: told });
});

function asked(meter: string, { prices, ...more }: Partial<OffersRequest> = {}): Offers {
  using archive = openReadOnlyJournal(join(storage, JOURNAL_FILE));
  return offersAsked(archive, { meter, prices: typedPrices(prices), ...more }, NOW_MS);
}

function offerIn({ offers }: Offers, name: OfferName) {
  return offers.find(({ offer }) => offer === name);
}

describe('the offers of a meter in a journal', () => {
  test('stand beside the prices as they are being typed', () => {
    const found = asked('maison', { prices: PRICES });
    const [base, own] = [offerIn(found, 'base'), offerIn(found, 'own')];
    expect(own).toMatchObject({ days: 39, to: '2026-08-13', prices: '2026-02-01' });
    const { HP = 0, HC = 0 } = own?.energyWhByTariff ?? {};
    expect(HP * HC).toBeGreaterThan(0);
    // The days are of months of 31 days, but for those of June.
    expect(own?.euros).toBeCloseTo((own?.subscriptionEuros ?? 0) + (HP * 0.2 + HC * 0.1) / 1000, 9);
    expect(base).toMatchObject({ energyWh: own?.energyWh, ownEuros: own?.euros });
  });

  test('have HP/HC with the hours that are typed, and say why not without any', () => {
    expect(offerIn(asked('toit'), 'hphc')?.why).toEqual({ kind: 'hoursUnknown' });
    const found = asked('toit', { hours: '22:00-06:00' });
    expect(found.offPeakHours).toBe('22:00-06:00');
    const { days, energyWhByTariff } = offerIn(found, 'hphc') ?? {};
    // The house uses 300 Wh an hour, but for the seven in which the sun shines. It began to be read at noon.
    const [HC, HP] = [59 * 8 + 2, 59 * 9 + 5].map((hours) => hours * 300);
    expect([days, energyWhByTariff]).toEqual([60, { HC, HP }]);
  });

  test('have the hours that the meter told, unless others are typed', () => {
    expect(asked('grange').offPeakHours).toBe('22:00-06:00');
    expect(offerIn(asked('grange'), 'hphc')?.euros).toBeGreaterThan(0);
    expect(asked('grange', { hours: '01:00-09:00' }).offPeakHours).toBe('01:00-09:00');
  });

  test('are for the power that is asked for, and else for the one that the meter told', () => {
    const [told, small] = [asked('maison'), asked('maison', { kVA: 6 })];
    expect([told.subscribedKVA, small.subscribedKVA]).toEqual([9, 6]);
    expect(offerIn(small, 'base')?.subscriptionEuros).toBeLessThan(offerIn(told, 'base')?.subscriptionEuros ?? 0);
    expect(offerIn(asked('maison', { kVA: 7 }), 'base')?.why).toMatchObject({ kind: 'powerNotOffered', kVA: 7 });
  });

  test('have no sum of twelve days, which is said', () => {
    expect(offerIn(asked('neuf'), 'base')?.why).toEqual({ kind: 'fewDays', days: 12, leastDays: 30 });
  });

  test.each([undefined, null, 7, 'dear', [{}], [{ from: 'soon' }]])(
    'stand alone beside %j, which are no prices',
    (prices) => {
      const found = asked('maison', { prices });
      expect(offerIn(found, 'own')?.why).toEqual({ kind: 'noPrices' });
      expect(offerIn(found, 'base')?.euros).toBeGreaterThan(0);
      expect(offerIn(found, 'base')?.ownEuros).toBeUndefined();
    },
  );

  test('say what energy given would have saved', () => {
    const [line] = PRICES;
    const prices = [{ ...line, given: 0.04, periods: [{ name: 'BASE', price: 0.2 }] }];
    const { given } = asked('toit', { prices });
    expect(given?.givenEuros).toBeCloseTo(((given?.givenWh ?? 0) / 1000) * 0.04, 9);
    expect(given?.savedEuros).toBeCloseTo(((given?.givenWh ?? 0) / 1000) * 0.2, 9);
  });
});

test.each(['cave', ''])('a meter “%s” that the journal does not know has no offers', (meter) => {
  const { offers } = asked(meter, { prices: PRICES });
  expect(offers.map(({ why }) => why?.kind)).toEqual([...new Array(3).fill('powerUnknown'), 'fewDays']);
});

test('without a journal there are none', () => {
  const question = { meter: 'maison', prices: [], kVA: 9, hours: '22:00-06:00' };
  const { offers, subscribedKVA } = offersAsked(undefined, question, NOW_MS);
  expect(subscribedKVA).toBe(9);
  expect(offers.map(({ why }) => why?.kind)).toEqual([...new Array(3).fill('fewDays'), 'noPrices']);
});
