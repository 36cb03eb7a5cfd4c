import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { dateOf, parisDayOf } from '../../src/base/paris-time.ts';
import { JOURNAL_FILE } from '../../src/base/plugin-names.ts';
import type { ContractNews } from '../../src/contract/news.ts';
import { houseAnswers } from '../../src/house/house-answer.ts';
import { answerQuestion } from '../../src/house/thread/answer-question.ts';
import type { Status } from '../../src/status/status.ts';
import { houseHistory, inOrder, producerHistory } from '../../testbed/energy-history.ts';
import { writeHistory } from '../../testbed/journal-history.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { overwrite } from '../../testbed/support/damaged-file.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { FULL_STATUS, MARK } from './full-status.ts';

/** Later than any version was built, as where the machine's clock is set. */
const NOW_MS = Date.UTC(2035, 5, 12, 10);
const DATES = { from: dateOf(parisDayOf(NOW_MS) - 40), to: dateOf(parisDayOf(NOW_MS)) };
/** One of each kind. */
const NEWS: { readonly [K in ContractNews['kind']]: Omit<Extract<ContractNews, { kind: K }>, 'kind'> } = {
  hours: { atMs: 1, before: '', offPeak: '22:00-06:00', isTold: true },
  contract: { atMs: 2, before: 'BASE', contract: 'HC..' },
  subscribed: { atMs: 3, beforeVA: 6_000, subscribedVA: 9_000 },
  meter: { atMs: 4, before: `${MARK}1`, address: `${MARK}2` },
  message: { atMs: 5, text: MARK },
  colour: { atMs: 6, told: 'blue', counted: 'red' },
  register: { atMs: 7, named: 'EASF01', moving: 'EASF02' },
};
const PRICES = [
  { from: '2020-01-01', subscription: 12.345, given: 0.06789, periods: [{ name: 'all', price: 0.23456 }] },
];

const storage = temporaryFolder();

beforeAll(() => {
  const news = Object.entries(NEWS).map(([kind, facts]) => ({ kind, ...facts }) as ContractNews);
  const memory = { address: `${MARK}0`, message: MARK, messages: [{ text: MARK, atMs: 1 }], news };
  const marked = inOrder([houseHistory('linky', NOW_MS, 45), producerHistory('toit', NOW_MS)]).map((moment) => {
    const { reading } = moment;
    const frame = { ...reading.frame, address: `${MARK}9`, labels: { PRM: MARK } };
    return { ...moment, reading: { ...reading, prm: MARK, message: MARK, frame } };
  });
  writeHistory(storage, marked, 0, { linky: { memory, lines: [] } });
});

beforeEach(() => {
  vi.spyOn(systemClock, 'wall').mockReturnValue(NOW_MS);
});

/** Asks as a browser does. */
function asker(folder: string, board = { status: FULL_STATUS as Status }) {
  const job = { folder, prices: { linky: PRICES, toit: PRICES } };
  const answer = houseAnswers({
    config: { language: 'en', meters: [{ slug: 'linky', prices: PRICES } as never] },
    board,
    history: { ask: (question) => answerQuestion(job, question) },
    files: { read: async () => ({ kind: 'none' }) },
    clock: fakeClock(),
  });
  return async (path: string, asks: object) => {
    const url = `/api/${path}?asks=${encodeURIComponent(JSON.stringify({ language: 'en', ...asks }))}`;
    const { status, body } = await answer({ method: 'GET', url, host: 'pi' });
    return { status, text: Buffer.from(body).toString() };
  };
}

const EVERY_QUESTION: readonly (readonly [string, object])[] = [
  ['status', {}],
  ['status', { language: 'fr' }],
  ['meters', {}],
  ...['linky', 'toit'].flatMap((meter) => [
    ['curve', { meter, span: 'day' }] as const,
    ['spans', { meter, by: 'day', ...DATES, beside: [{ by: 'year', ...DATES }] }] as const,
    ['spans', { meter, by: 'hour', from: DATES.to, to: DATES.to }] as const,
    ['contract', { meter }] as const,
    ['contract', { meter, language: 'fr' }] as const,
    ['offers', { meter }] as const,
  ]),
];

describe('nothing that must not leave the machine is', () => {
  test.each(EVERY_QUESTION)('in the answer to %s %j', async (path, asks) => {
    const { status, text } = await asker(storage)(path, asks);
    expect(status).toBe(200);
    expect(text.length).toBeGreaterThan(10);
    expect(text).not.toContain(MARK);
    expect(text).not.toMatch(/EASF|HCHP|HCHC|\/dev|tcp:/);
    expect(text).not.toContain(storage);
    // The prices themselves are a setting.
    expect(text).not.toMatch(/\b0\.(?:06789|23456)\b/);
  });

  test.each(['linky', 'cave'])('in the refusals of a journal that cannot be read', async (meter) => {
    const folder = temporaryFolder();
    cpSync(join(storage, JOURNAL_FILE), join(folder, JOURNAL_FILE));
    overwrite(join(folder, JOURNAL_FILE));
    const { status, text } = await asker(folder)('curve', { meter, span: 'day' });
    expect([status, JSON.parse(text)]).toEqual([503, { error: 'The local history cannot be read at the moment.' }]);
  });

  test('in what is told of a journal of which a part was lost', async () => {
    const folder = temporaryFolder();
    cpSync(storage, folder, { recursive: true });
    overwrite(join(folder, JOURNAL_FILE));
    const { status, text } = await asker(folder)('spans', { meter: 'linky', by: 'day', ...DATES });
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ rescued: expect.stringContaining('was lost or damaged') });
    expect(text).not.toContain(folder);
  });
});

test('the status has these fields, and no others', async () => {
  const { text } = await asker(storage)('status', {});
  const { status, troubles, ...others } = JSON.parse(text);
  expect(Object.keys(others)).toEqual(['nowMs', 'news']);
  expect(pathsIn(status)).toEqual([
    ...['version', 'meters.slug', 'meters.name', 'meters.staleAfter'],
    ...['phases', 'apparentPowerVA', 'activePowerW', 'activePowerErrorW'].map(ofReading),
    ...['1', '2', '3'].map((phase) => ofReading(`apparentPowerVAByPhase.${phase}`)),
    ...['injectedPowerVA', 'surplusVA.about', 'surplusVA.least', 'surplusVA.most'].map(ofReading),
    ...['1', '2', '3'].map((phase) => ofReading(`currentA.${phase}`)),
    ...['1', '2', '3'].map((phase) => ofReading(`voltageV.${phase}`)),
    ...['importedWh', 'exportedWh', 'subscribedVA', 'maxPowerVAToday', 'contract', 'tariff'].map(ofReading),
    ...['tariffIndex', 'offPeak', 'tempoToday', 'tempoTomorrow', 'peak', 'overload', 'isGiving'].map(ofReading),
    ...['dryContact', 'mobilePeaks.fromMs', 'mobilePeaks.toMs'].map(ofReading),
    ...['offPeak', 'offPeakTomorrow', 'seenDays', 'season'].map((name) => ofReading(`calendar.${name}`)),
    ...['peak', 'peakTomorrow'].map((name) => ofReading(`calendar.${name}`)),
    ...['offPeakInMinutes', 'frame.mode', 'frame.refused'].map(ofReading),
    ...['meters.atMs', 'meters.ageMs', 'meters.isPriced'],
  ]);
  const fields = new Set(troubles.flatMap((trouble: object) => Object.keys(trouble)));
  expect([...fields].sort()).toEqual(['cure', 'kind', 'meter', 'part', 'says', 'since', 'waits']);
});

test.each(['en', 'fr'])('each trouble has a sentence in the language %s, and nothing to do', async (language) => {
  const { text } = await asker(storage)('status', { language });
  const { troubles } = JSON.parse(text);
  expect(troubles).toHaveLength(FULL_STATUS.troubles.length);
  for (const { says, cure } of troubles) {
    expect(says).toMatch(/^\p{Lu}.*\.$/u);
    expect(cure).toBe('');
  }
});

test('of what was new about a contract, that without a number, a label and a message is told', async () => {
  const { text } = await asker(storage)('contract', { meter: 'linky' });
  const { news, ...others } = JSON.parse(text);
  expect(news.map(({ atMs }: { atMs: number }) => atMs)).toEqual([6, 3, 2, 1]);
  expect(others).toEqual({});
});

test('the season of Tempo has the colours that the meter says today', async () => {
  const [meter] = FULL_STATUS.meters;
  const board = { status: { ...FULL_STATUS, meters: meter ? [{ ...meter, atMs: NOW_MS }] : [] } };
  const { tempo } = JSON.parse((await asker(storage, board)('contract', { meter: 'linky' })).text);
  expect(tempo).toMatchObject({ name: expect.stringMatching(/^\d{4}-\d{4}$/), gone: { blue: expect.any(Number) } });
});

test('the prices of the settings make euros, and a question brings none', async () => {
  const ask = asker(storage);
  const spans = { meter: 'linky', by: 'year', ...DATES };
  const own = JSON.parse((await ask('spans', spans)).text).spans.at(-1).cost.euros;
  const brought = JSON.parse((await ask('spans', { ...spans, prices: [{ ...PRICES[0], subscription: 999 }] })).text);
  expect(own).toBeGreaterThan(0);
  expect(brought.spans.at(-1).cost.euros).toBe(own);
  const offers = { meter: 'linky', kVA: 3, hours: '01:00-02:00' };
  expect((await ask('offers', offers)).text).toBe((await ask('offers', { meter: 'linky' })).text);
});

test.each(['cave', 'toString', '__proto__', ''])('a meter “%s” without a history has none', async (meter) => {
  const ask = asker(storage);
  expect(JSON.parse((await ask('spans', { meter, by: 'day', ...DATES })).text).spans).toEqual([]);
  expect((await ask('offers', { meter })).status).toBe(200);
  expect(JSON.parse((await ask('contract', { meter })).text).news).toEqual([]);
});

function ofReading(name: string): string {
  return `meters.lastReading.${name}`;
}

/** The path of each value in JSON, without the places in lists. */
function pathsIn(value: unknown, path: readonly string[] = []): readonly string[] {
  if (typeof value !== 'object' || value === null) return [path.join('.')];
  const inner = Array.isArray(value)
    ? value.flatMap((one) => pathsIn(one, path))
    : Object.entries(value).flatMap(([name, one]) => pathsIn(one, [...path, name]));
  return [...new Set(inner)];
}
