import { describe, expect, test } from 'vitest';
import { dayOfDate, parisInstant } from '../../src/base/paris-time.ts';
import type { ContractNews } from '../../src/contract/news.ts';
import type { Day } from '../../src/energy/day.ts';
import type { ImportedDay } from '../../src/energy/imported-day.ts';
import type { Reading } from '../../src/reading/reading.ts';
import type { MeterStatus } from '../../src/status/status.ts';
import { type ContractQuestion, contractFacts } from '../../src/ui/contract-facts.ts';
import { countedAs } from '../../testbed/support/counted-days.ts';
import { readingWith } from '../../testbed/support/readings.ts';
import { linesOf } from '../../testbed/support/register-lines.ts';
import { archiveWith } from '../history-import/history-file.ts';

/** The fourth day of a season, in the afternoon; no colour of it has been published. */
const NOW_MS = at('2034-09-04', 15);
const ASKS: ContractQuestion = { meter: 'linky', language: 'en', nowMs: NOW_MS, running: undefined };

function at(date: string, hour: number): number {
  return parisInstant(dayOf(date), hour * 3600);
}

function dayOf(date: string): number {
  return dayOfDate(date) ?? Number.NaN;
}

describe('what was new', () => {
  /** A journal that keeps this text about the meter. */
  const keeping = (text: string) => archiveWith({ note: (name) => (name === 'contract linky' ? text : undefined) });

  test('is told in the words of the log, the newest first, in the page’s language', () => {
    const news: readonly ContractNews[] = [
      { atMs: 1000, kind: 'subscribed', beforeVA: 6000, subscribedVA: 9000 },
      { atMs: 2000, kind: 'message', text: 'COUPURE LE 12/12' },
    ];
    const archive = keeping(JSON.stringify({ news }));
    expect(contractFacts(archive, ASKS)).toEqual({
      news: [
        { atMs: 2000, says: 'The meter has a message: “COUPURE LE 12/12”' },
        { atMs: 1000, says: 'The subscribed power is now 9 kVA (before: 6 kVA).' },
      ],
    });
    const [french] = contractFacts(archive, { ...ASKS, language: 'fr' }).news;
    expect(french?.says).toMatch(/^Le compteur affiche un message\s: «\sCOUPURE LE 12\/12\s»$/);
    expect(contractFacts(archive, { ...ASKS, meter: 'grange' }).news).toEqual([]);
  });

  test.each([undefined, keeping(''), keeping('{"news":7}'), keeping('{"news":[{"kind":"later"}]}')])(
    'is nothing where nothing is kept that this version understands',
    (archive) => {
      expect(contractFacts(archive, ASKS)).toEqual({ news: [] });
    },
  );
});

describe('the season of Tempo', () => {
  const counted = (date: string, energyWhByTariff: Day['energyWhByTariff']): Day => ({
    ...{ day: dayOf(date), energyWhByTariff, seenMinutes: 1440 },
    energyWh: Object.values(energyWhByTariff).reduce((sum, wh) => sum + wh, 0),
  });
  const days = [
    counted('2034-09-01', { 'HC BLEU': 3000, 'HP BLEU': 9000 }),
    counted('2034-09-03', { 'HC BLEU': 3000, 'HP BLANC': 9000 }),
    counted('2034-09-04', { 'HC BLANC': 3000 }),
  ];
  const journal = archiveWith({
    days: (_, from, to) => days.filter(({ day }) => day >= from && day <= to).map(countedAs),
  });
  const saying = (told: Partial<Reading>, atMs: number): MeterStatus => ({
    ...{ slug: 'linky', name: 'Linky', port: 'demo', staleAfter: 20 },
    ...{ lastReading: readingWith(told), atMs, ageMs: NOW_MS - atMs },
  });

  test('is that of the journal’s days, with what the meter says now', () => {
    const running = saying({ tempoToday: 'blue', tempoTomorrow: 'red' }, NOW_MS - 1000);
    expect(contractFacts(journal, { ...ASKS, running }).tempo).toEqual({
      name: '2034-2035',
      gone: { blue: 2, white: 1, red: 0 },
      planned: 'red',
      left: { blue: 298, white: 42, red: 21 },
      unknown: 1,
    });
  });

  test('is that of the journal’s days alone while the plugin does not run', () => {
    const { tempo } = contractFacts(journal, ASKS);
    expect(tempo).toMatchObject({ gone: { blue: 1, white: 1, red: 0 }, unknown: 2 });
    expect(tempo?.planned).toBeUndefined();
  });

  test('does not take what a meter said before it fell silent for today’s', () => {
    const running = saying({ tempoToday: 'blue', tempoTomorrow: 'red' }, at('2034-09-04', 5));
    expect(contractFacts(journal, { ...ASKS, running }).tempo).toMatchObject({ gone: { blue: 1 }, unknown: 2 });
  });

  test('has the days that files tell', () => {
    const energyWhByRegister = { EASF05: 3000, EASF06: 9000 };
    const file: ImportedDay = { day: dayOf('2034-09-02'), energyWh: 12_000, energyWhByRegister };
    const registerLines = () => linesOf({ EASF05: 'HC BLANC', EASF06: 'HP ROUGE' });
    const archive = { ...journal, importedDays: () => [file], registerLines };
    expect(contractFacts(archive, ASKS).tempo).toMatchObject({ gone: { blue: 1, white: 1, red: 1 }, unknown: 1 });
  });

  test('has the published colours of the days before the journal', () => {
    const running = saying({ tempoToday: 'blue' }, at('2026-01-16', 15));
    const asks = { ...ASKS, nowMs: at('2026-01-16', 15), running };
    expect(contractFacts(undefined, asks).tempo).toMatchObject({ gone: { blue: 113, white: 20, red: 5 }, unknown: 0 });
  });

  test('is unknown but for today before there is a journal', () => {
    const running = saying({ tempoToday: 'blue' }, NOW_MS - 1000);
    expect(contractFacts(undefined, { ...ASKS, running }).tempo).toMatchObject({ gone: { blue: 1 }, unknown: 3 });
  });
});
