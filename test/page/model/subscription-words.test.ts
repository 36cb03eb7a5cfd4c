import { describe, expect, test } from 'vitest';
import { adviceSentences, monthPeaks } from '../../../homebridge-ui/page/model/subscription-words.ts';
import type { PricedSpan } from '../../../src/money/priced-spans.ts';
import type { SubscriptionAdvice } from '../../../src/money/subscription.ts';
import { pageWordsIn } from '../../../testbed/support/page-words.ts';

const en = pageWordsIn('en', ['en-GB']);
const fr = pageWordsIn('fr', ['fr-FR']);
const texts = en.texts.subscription;

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
  const advice: SubscriptionAdvice = {
    ...{ kind: 'smaller', subscribedKVA: 9, fittingKVA: 6, savedEurosAYear: 48.24, pricesFrom: '2026-08-01' },
    ...{ greatestVA: 5840, greatestAtMs: Date.UTC(2026, 0, 8, 23, 30), months: 13, seen: 0.97 },
  };
  const greatest = texts.greatest('5.84\u00a0kVA', '9\u00a0kVA', '9 Jan 2026');

  test.each<[string, SubscriptionAdvice, readonly string[]]>([
    [
      'that a smaller subscription would have held, and what it saves',
      advice,
      [greatest, texts.smaller('6\u00a0kVA'), texts.cheaper('€48', '1 Aug 2026'), texts.askSupplier],
    ],
    [
      'that a smaller one costs more',
      { ...advice, savedEurosAYear: -3.2 },
      [greatest, texts.smaller('6\u00a0kVA'), texts.dearer('€3', '1 Aug 2026'), texts.askSupplier],
    ],
    ['that the present one is the smallest', right(advice), [greatest, texts.right('9\u00a0kVA')]],
    [
      'that the present one did not hold',
      { ...advice, kind: 'over', fittingKVA: 12, savedEurosAYear: -46.56 },
      [greatest, texts.over('12\u00a0kVA'), texts.dearer('€47', '1 Aug 2026'), texts.askSupplier],
    ],
    [
      'that none would have held',
      { kind: 'over', subscribedKVA: 36, greatestVA: 40_000, months: 13, seen: 0.97 },
      [texts.greatest('40.00\u00a0kVA', '36\u00a0kVA'), texts.overAll, texts.askSupplier],
    ],
  ])('%s', (_, given, sentences) => {
    expect(adviceSentences(given, en)).toEqual([...sentences, texts.looked(13, '97%')]);
  });

  test('also that a winter may be missing', () => {
    expect(adviceSentences({ ...right(advice), months: 11 }, en).slice(-2)).toEqual([
      texts.looked(11, '97%'),
      texts.lessThanAYear,
    ]);
  });

  test('in French too', () => {
    expect(adviceSentences(advice, fr)[2]).toBe(fr.texts.subscription.cheaper('48\u00a0€', '1er août 2026'));
  });
});

function right({ greatestVA, greatestAtMs, months, seen }: SubscriptionAdvice): SubscriptionAdvice {
  const at = greatestAtMs === undefined ? {} : { greatestAtMs };
  return { kind: 'right', subscribedKVA: 9, fittingKVA: 9, greatestVA, ...at, months, seen };
}

function month(date: string, more: Partial<PricedSpan>): PricedSpan {
  return { by: 'month', date, fromMs: 0, seen: 1, energyWhByTariff: {}, ...more };
}
