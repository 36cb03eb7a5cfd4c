import { describe, expect, test } from 'vitest';
import { priceLinesOf, withNewLine } from '../../../homebridge-ui/page/model/prices.ts';
import { meterFacts } from '../../../homebridge-ui/page/model/prices-meter.ts';
import { offerFor } from '../../../homebridge-ui/page/model/prices-offer.ts';
import type { PricedSpan } from '../../../src/money/priced-spans.ts';
import type { Reading } from '../../../src/reading/reading.ts';
import type { MeterStatus } from '../../../src/status/status.ts';
import { readingWith } from '../../../testbed/support/readings.ts';

const today = '2026-11-24';

describe('the periods of a meter', () => {
  test.each<[string | undefined, string | undefined, readonly string[]]>([
    [undefined, undefined, ['BASE']],
    ['BASE', 'TH..', ['BASE']],
    ['BASE', 'BASE', ['BASE']],
    ['HC..', 'HP..', ['HP', 'HC']],
    ['H PLEINE/CREUSE', 'HEURE  PLEINE', ['HP', 'HC']],
    ['HEURE PLEINE HEURE CREUSE', undefined, ['HP', 'HC']],
    ['EJP.', 'HN..', ['HN', 'PM']],
    ['BBR(', 'HPJB', ['HCJB', 'HPJB', 'HCJW', 'HPJW', 'HCJR', 'HPJR']],
    ['TEMPO', 'HP  BLEU', ['HCJB', 'HPJB', 'HCJW', 'HPJW', 'HCJR', 'HPJR']],
    ['HC ET WEEK-END', 'WEEK-END', ['HP', 'HC', 'WEEK-END']],
    [' HC et Week-End ', 'HEURE  CREUSE', ['HP', 'HC', 'WEEK-END']],
    ['HC et Week-End', 'Week-End', ['HP', 'HC', 'WEEK-END']],
    ['HC ET WEEK-END', undefined, ['HP', 'HC', 'WEEK-END']],
    ['ZEN FLEX', 'SOBRIETE', ['SOBRIETE']],
    ['ZEN FLEX', undefined, ['BASE']],
  ])('with the contract %s, which counts %s now, are %j', (contract, tariff, periods) => {
    const reading = { contract, tariff };
    expect(meterFacts({ today, spans: [] }, statusOf(reading)).periods).toEqual(periods);
  });

  test('are those of its contract first, then those of an earlier one', () => {
    const spans = [year('2025', { HP: 1, HC: 1 }), year('2026', { HC: 2, BASE: 3 })];
    expect(meterFacts({ today, spans }, statusOf({ contract: 'BASE' })).periods).toEqual(['BASE', 'HP', 'HC']);
  });

  test('are those that were seen in the last two years, while the plugin does not run', () => {
    const spans = [year('2024', { BASE: 9 }), year('2025', { ECO: 1 }), year('2026', { ECO: 2, PLEIN: 3 })];
    expect(meterFacts({ today, spans }, undefined).periods).toEqual(['ECO', 'PLEIN']);
  });
});

test('HC et Week-End is a supplier’s own contract: its form has three periods, and no regulated prices beside it', () => {
  const facts = meterFacts({ today, spans: [] }, statusOf({ contract: 'HC et Week-End', subscribedVA: 9000 }));
  const lines = priceLinesOf(withNewLine({ meters: [{}] }, 0, today, facts.periods), 0);
  expect(lines.map(({ periods }) => periods.map(({ name }) => name))).toEqual([['HP', 'HC', 'WEEK-END']]);
  expect(offerFor([], facts)).toEqual({ kind: 'contractWithoutPrices', contract: 'HC et Week-End' });
  expect(offerFor(lines, facts)).toBeUndefined();
});

test('the contract and the subscribed power are those of now, or else those of the journal', () => {
  const history = { today, first: '2025-01-03', spans: [], contract: 'BASE', subscribedVA: 6000 };
  expect(meterFacts(history, undefined)).toMatchObject({ first: '2025-01-03', contract: 'BASE', subscribedVA: 6000 });
  const now = statusOf({ contract: 'HC..', subscribedVA: 9000 });
  expect(meterFacts(history, now)).toMatchObject({ contract: 'HC..', subscribedVA: 9000, periods: ['HP', 'HC'] });
  expect(meterFacts({ today, spans: [] }, statusOf({}))).toEqual({ today, periods: ['BASE'], isProducer: false });
});

test.each<[string, Partial<Reading>, number | undefined, boolean]>([
  ['whose index of energy given is there, be it 0', { exportedWh: 0 }, undefined, true],
  ['that gave energy this year', {}, 5, true],
  ['that gave nothing', {}, 0, false],
  ['that does not count it', {}, undefined, false],
])('a meter %s: a producer’s, %s', (_, reading, givenWh, isProducer) => {
  const spans = [{ ...year('2026', {}), givenWh }];
  expect(meterFacts({ today, spans }, statusOf(reading)).isProducer).toBe(isProducer);
});

function statusOf(reading: Partial<Reading>): MeterStatus {
  return { slug: 'linky', name: 'Linky', port: 'demo', staleAfter: 20, lastReading: readingWith(reading) };
}

function year(date: string, energyWhByTariff: PricedSpan['energyWhByTariff']): PricedSpan {
  return { by: 'year', date, fromMs: 0, seen: 1, energyWhByTariff };
}
