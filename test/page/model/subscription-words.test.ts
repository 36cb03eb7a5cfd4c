import { describe, expect, test } from 'vitest';
import { offerWordsOf } from '../../../homebridge-ui/page/model/offers-words.ts';
import { monthPeaks } from '../../../homebridge-ui/page/model/subscription-words.ts';
import { adviceSentences } from '../../../src/money/offer-words.ts';
import type { PricedSpan } from '../../../src/money/priced-spans.ts';
import type { SubscriptionAdvice } from '../../../src/money/subscription.ts';
import { pageWordsIn } from '../../../testbed/support/page-words.ts';

const en = pageWordsIn('en', ['en-GB']);
const fr = pageWordsIn('fr', ['fr-FR']);

test('months come newest first, on a scale that has room for every power and subscription', () => {
  const peaks = monthPeaks(
    [
      month('2026-07', { greatestVA: 6400, greatestAtMs: Date.UTC(2026, 6, 14, 17, 32), subscribedVA: 6000 }),
      month('2026-08', {}),
      month('2026-09', { greatestVA: 4000, subscribedVA: 8000 }),
    ],
    9000,
    en,
  );
  expect(peaks).toEqual([
    { month: 'September 2026', power: '4.00\u00a0kVA', filled: 0.5, limit: 1, isOver: false },
    { month: 'August 2026', filled: 0, isOver: false },
    { month: 'July 2026', power: '6.40\u00a0kVA', at: '14 Jul, 19:32', filled: 0.8, limit: 0.75, isOver: true },
  ]);
});

test('no months are no bars', () => {
  expect(monthPeaks([], undefined, fr)).toEqual([]);
});

test('the first day beside a year of a file has its bar beside the subscribed power, and no rows of months without any power', () => {
  const fromFile = ['2026-06', '2026-07'].map((date) => month(date, { energyWh: 200_000, fromFilesWh: 200_000 }));
  const firstDay = month('2026-08', { energyWh: 1000, greatestVA: 2400 });
  expect(monthPeaks([...fromFile, firstDay], 6000, fr)).toEqual([
    { month: 'août 2026', power: '2,40\u00a0kVA', filled: 0.4, limit: 1, isOver: false },
  ]);
});

test('a month that only a file tells, between others, says that its power is not known', () => {
  const peaks = monthPeaks(
    [
      month('2026-06', { greatestVA: 3000, subscribedVA: 6000 }),
      month('2026-07', { energyWh: 200_000, fromFilesWh: 200_000 }),
      month('2026-08', { greatestVA: 3000, subscribedVA: 6000 }),
    ],
    undefined,
    fr,
  );
  expect(peaks[1]).toEqual({
    month: 'juillet 2026',
    power: fr.texts.subscription.powerUnknown,
    filled: 0,
    isOver: false,
  });
});

describe('what the months say', () => {
  const says = en.texts.offers.advice;
  const advice: SubscriptionAdvice = {
    ...{ kind: 'smaller', subscribedKVA: 9, fittingKVA: 6, savedEurosAYear: 48.24, pricesFrom: '2026-08-01' },
    ...{ greatestVA: 5840, greatestAtMs: Date.UTC(2026, 0, 8, 23, 30), months: 13, days: 380, seen: 0.97 },
  };
  const greatest = says.greatest('5.84\u00a0kVA', '9\u00a0kVA', '9 Jan 2026');

  test.each<[string, SubscriptionAdvice, readonly string[]]>([
    [
      'that a smaller subscription would have held, and what it saves',
      advice,
      [greatest, says.smaller('6\u00a0kVA'), says.cheaper('€48', '1 Aug 2026'), says.askSupplier],
    ],
    [
      'that a smaller one costs more',
      { ...advice, savedEurosAYear: -3.2 },
      [greatest, says.smaller('6\u00a0kVA'), says.dearer('€3', '1 Aug 2026'), says.askSupplier],
    ],
    ['that the present one is the smallest', right(advice), [greatest, says.right('9\u00a0kVA')]],
    [
      'that the present one did not hold',
      { ...advice, kind: 'over', fittingKVA: 12, savedEurosAYear: -46.56 },
      [greatest, says.over('12\u00a0kVA'), says.dearer('€47', '1 Aug 2026'), says.askSupplier],
    ],
    [
      'that none would have held',
      { kind: 'over', subscribedKVA: 36, greatestVA: 40_000, months: 13, days: 380, seen: 0.97 },
      [says.greatest('40.00\u00a0kVA', '36\u00a0kVA'), says.overAll, says.askSupplier],
    ],
  ])('%s', (_, given, sentences) => {
    expect(adviceSentences(given, offerWordsOf(en))).toEqual([...sentences, says.looked(13, '97%', 380)]);
  });

  test('also that a winter may be missing', () => {
    expect(adviceSentences({ ...right(advice), months: 11 }, offerWordsOf(en)).slice(-2)).toEqual([
      says.looked(11, '97%', 380),
      says.lessThanAYear,
    ]);
  });

  test('in French too', () => {
    expect(adviceSentences(advice, offerWordsOf(fr))[2]).toBe(
      fr.texts.offers.advice.cheaper('48\u00a0€', '1er août 2026'),
    );
  });
});

function right({ greatestVA, greatestAtMs, months, days, seen }: SubscriptionAdvice): SubscriptionAdvice {
  const at = greatestAtMs === undefined ? {} : { greatestAtMs };
  return { kind: 'right', subscribedKVA: 9, fittingKVA: 9, greatestVA, ...at, months, days, seen };
}

function month(date: string, more: Partial<PricedSpan>): PricedSpan {
  return { by: 'month', date, fromMs: 0, seen: 1, energyWhByTariff: {}, ...more };
}
