import { describe, expect, test } from 'vitest';
import { lacks, needsHours, offeredKVA } from '../../../homebridge-ui/page/model/offer-gaps.ts';
import { offerRows } from '../../../homebridge-ui/page/model/offer-rows.ts';
import { offerWordsOf } from '../../../homebridge-ui/page/model/offers-words.ts';
import { offerNotes } from '../../../src/money/offer-words.ts';
import type { Offer, Offers } from '../../../src/money/offers.ts';
import { regulatedPrices } from '../../../src/money/regulated-tariffs.ts';
import { pageWordsIn } from '../../../testbed/support/page-words.ts';

const en = pageWordsIn('en', ['en-GB']);
const fr = pageWordsIn('fr', ['fr-FR']);
const texts = en.texts.offers;

const YEAR = { days: 365, from: '2025-08-31', to: '2026-08-30', leftOut: [], prices: '2026-08-01' };
const OWN: Offer = {
  ...YEAR,
  ...{ offer: 'own', energyWh: 3_000_000, energyWhByTariff: { HP: 2_000_000, HC: 1_000_000 } },
  ...{ euros: 800, subscriptionEuros: 200, eurosByTariff: { HP: 450, HC: 150 } },
};
const BASE: Offer = {
  ...{ ...OWN, offer: 'base', euros: 1000, ownEuros: 800 },
  ...{ energyWhByTariff: { BASE: 3_000_000 }, eurosByTariff: { BASE: 800 } },
};
const TEMPO: Offer = {
  ...{ ...YEAR, offer: 'tempo', euros: 700, subscriptionEuros: 200, ownEuros: 800, energyWh: 3_000_000 },
  energyWhByTariff: { HPJR: 300_000, HCJB: 2_700_000 },
  eurosByTariff: { HPJR: 200, HCJB: 300 },
};
const HPHC: Offer = { offer: 'hphc', days: 0, leftOut: [], why: { kind: 'hoursUnknown' } };

describe('the rows of the offers', () => {
  test('begin with the prices of the household, and have each part of a sum with its energy, on one scale', () => {
    const { rows } = offerRows(offersWith(BASE, TEMPO, OWN), en);
    expect(rows.map(({ offer }) => offer)).toEqual(['own', 'base', 'tempo']);
    expect(rows[0]).toEqual({
      ...{ offer: 'own', name: 'Your prices', euros: '€800.00', says: [] },
      compared: '365 days, from 31 Aug 2025 to 30 Aug 2026',
      parts: [
        { name: 'Subscription', hue: 'subscription', euros: '€200.00', filled: 0.2 },
        { name: 'Off-peak hours', hue: 'off-peak', energy: '1,000\u00a0kWh', euros: '€150.00', filled: 0.15 },
        { name: 'Peak hours', hue: 'peak', energy: '2,000\u00a0kWh', euros: '€450.00', filled: 0.45 },
      ],
      total: { energy: '3,000\u00a0kWh', euros: '€800.00' },
      about: ['At the prices of 1 Aug 2026.'],
    });
    expect(rows[1]?.limit).toBe(0.8);
  });

  test('differ by what the sums differ as they are shown, to the cent', () => {
    const { rows } = offerRows(offersWith({ ...BASE, euros: 1569.624, ownEuros: 1565.615 }, OWN), en);
    expect([rows[1]?.euros, rows[1]?.says]).toEqual(['€1,569.62', ['€4.00 more than at your prices']]);
  });

  test('have the peak hours of red days as a part of their own', () => {
    const [, tempo] = offerRows(offersWith(TEMPO, OWN), fr).rows;
    const red = tempo?.parts.at(-1);
    expect([red?.name, red?.hue, red?.energy]).toEqual(['Rouge, heures pleines', 'red-peak', '300\u00a0kWh']);
  });

  test('say how far a sum is from the one at own prices, and which is the lowest, and never what to do', () => {
    const { rows } = offerRows(offersWith(BASE, TEMPO, OWN), en);
    expect(rows.map(({ says }) => says)).toEqual([
      [],
      [texts.ownIsCheaper('€200.00')],
      [texts.ownIsDearer('€100.00'), texts.least],
    ]);
    const same: Offer = { ...BASE, euros: 800.004 };
    expect(offerRows(offersWith(same, OWN), fr).rows[1]?.says).toEqual(['Autant qu’à vos prix']);
  });

  test('name no lowest sum where two are the same, and where one is alone or is of other days', () => {
    const shorter: Offer = { ...TEMPO, days: 331, to: '2026-07-27', leftOut: [] };
    for (const offers of [[{ ...BASE, euros: 800 }, OWN], [OWN], [BASE, shorter, OWN]]) {
      const { rows } = offerRows(offersWith(...offers), en);
      expect(rows.flatMap(({ says }) => says)).not.toContain(texts.least);
    }
    expect(offerRows(offersWith(BASE, shorter, OWN), en).isOfSameDays).toBe(false);
    expect(offerRows(offersWith(BASE, TEMPO, OWN), en).isOfSameDays).toBe(true);
  });

  test('say which days are left out', () => {
    const leftOut = [{ days: 8, from: '2026-01-01', to: '2026-01-08' }];
    const [, tempo] = offerRows(offersWith({ ...TEMPO, days: 357, leftOut }, OWN), en).rows;
    expect(tempo?.about[1]).toContain('1 Jan 2026 to 8 Jan 2026');
  });
});

test('one day is no days', () => {
  expect(texts.why.fewDays(1, 30)).toContain('One day can be compared');
  expect(texts.why.fewDays(29, 30)).toContain(': one is missing. ');
  expect(texts.why.fewWinterDays(1, 100)).toContain('one day from November to March is known');
  expect(fr.texts.offers.why.fewWinterDays(1, 100)).toContain('un jour de novembre à mars est connu');
});

describe('offers without a sum', () => {
  test('stand below the rows, those for the same reason together', () => {
    const [base, tempo] = (['base', 'tempo'] as const).map(
      (offer): Offer => ({ offer, days: 12, leftOut: [], why: { kind: 'fewDays', days: 12, leastDays: 30 } }),
    );
    if (!base || !tempo) throw new Error('no offers');
    const { rows, others } = offerRows(offersWith(base, HPHC, tempo), en);
    expect(rows).toEqual([]);
    expect(others).toEqual([
      { names: 'Base, Tempo', why: texts.why.fewDays(12, 30) },
      { names: 'HP/HC (off-peak hours)', why: texts.why.hoursUnknown },
    ]);
  });

  test('are said to lack what the household can tell', () => {
    const powerless: Offer = { ...HPHC, why: { kind: 'powerUnknown' } };
    expect([lacks(offersWith(HPHC), 'hoursUnknown'), lacks(offersWith(HPHC), 'powerUnknown')]).toEqual([true, false]);
    expect(lacks(offersWith(OWN, powerless), 'powerUnknown')).toBe(true);
    expect([needsHours(offersWith(HPHC)), needsHours(offersWith(OWN, powerless))]).toEqual([true, false]);
  });

  test('or computed with the hours of Tempo, are better with the hours that the household can tell', () => {
    expect(needsHours({ ...offersWith(TEMPO, OWN), areHoursOfTempo: true })).toBe(true);
  });

  test('tell hours by season in words', () => {
    const hours = '11-01..03-31 mon-fri 23:30-07:30; 04-01..10-31 01:30-06:30';
    const found = { ...offersWith({ ...OWN, offer: 'hphc' }), offPeakHours: hours };
    const inWords = '1 Nov – 31 Mar, Monday – Friday: 23:30-07:30; 1 Apr – 31 Oct: 01:30-06:30';
    expect(offerNotes(found, offerWordsOf(en))[0]).toBe(texts.hours(inWords));
  });

  test('leave nothing to say about sums', () => {
    expect(offerNotes(offersWith(HPHC), offerWordsOf(en))).toEqual([]);
    expect(offerNotes(offersWith(HPHC, OWN), offerWordsOf(en))).toEqual([texts.winter, texts.leavesOut]);
  });

  test('say how many red days are compared, and of which date and source the regulated prices are', () => {
    const notes = offerNotes(offersWith({ ...TEMPO, redDays: 19 }, OWN), offerWordsOf(en));
    expect(notes).toEqual([texts.redPeak('€200.00', 19), texts.sheet('1 Aug 2026', 'publicTables'), texts.leavesOut]);
    expect(notes[0]).toContain('19 red days are compared here, and a season has 22');
    expect(notes[1]).toContain('1 Aug 2026 (from public price tables, not from an EDF price sheet)');
  });

  test('begin with a power that would not have been enough', () => {
    const exceeded = { kVA: 6, greatestVA: 8_812, date: '2026-05-16', days: 183 };
    expect(offerNotes({ ...offersWith(OWN), exceeded }, offerWordsOf(en))[0]).toBe(
      'The highest power of the last 365 days was 8.81\u00a0kVA (16 May 2026): 6\u00a0kVA would not have been enough (exceeded on 183 days).',
    );
    expect(offerNotes({ ...offersWith(OWN), exceeded: { ...exceeded, days: 1 } }, offerWordsOf(fr))[0]).toContain(
      '8,81\u00a0kVA (16 mai 2026)\u00a0: 6\u00a0kVA n’auraient pas suffi (dépassés un jour).',
    );
  });
});

test('the powers to choose from are those with regulated prices, each once and in order', () => {
  const powers = offeredKVA();
  expect(powers).toEqual([...new Set(powers)].toSorted((a, b) => a - b));
  expect(powers).toEqual(expect.arrayContaining([3, 6, 9, 36]));
  for (const kVA of powers) expect(regulatedPrices('base', kVA)).not.toEqual([]);
});

function offersWith(...offers: readonly Offer[]): Offers {
  return {
    ...{ offers, sheet: '2026-08-01', sheetSource: 'publicTables', isSheetOld: false },
    ...{ areHoursOfTempo: false, subscribedKVA: 9 },
  };
}
