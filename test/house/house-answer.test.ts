import { expect, test, vi } from 'vitest';
import type { Outcome } from '../../src/house/history-thread.ts';
import { houseAnswers } from '../../src/house/house-answer.ts';
import type { FileOutcome } from '../../src/house/house-files.ts';
import type { HistoryQuestion } from '../../src/house/messages.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { FULL_STATUS } from './full-status.ts';

/** Answers where the history, or the disk of the files, does what is given. */
function answering(outcome: Outcome, file: FileOutcome = { kind: 'none' }) {
  const ask = vi.fn(async (_: HistoryQuestion) => outcome);
  const answer = houseAnswers({
    config: { language: 'en', meters: [] },
    board: { status: FULL_STATUS },
    history: { ask },
    files: { read: async () => file },
    clock: fakeClock(),
  });
  const get = async (path: string, asks: object = {}) => {
    const url = `${path}?asks=${encodeURIComponent(JSON.stringify(asks))}`;
    const { status, headers, body } = await answer({ method: 'GET', url, host: 'pi' });
    return { status, headers, body: Buffer.from(body).toString() };
  };
  return { get, ask };
}

test('what the history answers is passed on as it is, and nobody keeps it', async () => {
  const { get, ask } = answering({ kind: 'answer', json: new TextEncoder().encode('["linky"]') });
  const headers = { 'Cache-Control': 'no-store' };
  expect(await get('/api/meters', { language: 'fr' })).toEqual({ status: 200, headers, body: '["linky"]' });
  expect(ask).toHaveBeenCalledExactlyOnceWith({ path: '/meters', asks: { language: 'fr' } });
});

test.each([
  ['busy', 'Too many requests are waiting', 'Trop de demandes', { 'Retry-After': 2 }],
  ['tooSlow', 'took too long', 'trop longtemps', {}],
  ['unreadable', 'cannot be read', 'ne peut pas être lu', {}],
] as const)('a history that is %s is a sentence in the language of the question', async (kind, en, fr, retry) => {
  const { get } = answering({ kind });
  const headers = { 'Cache-Control': 'no-store', ...retry };
  const english = await get('/api/offers', { language: 'en', meter: 'linky' });
  expect(english).toEqual({ status: 503, headers, body: expect.stringContaining(en) });
  const french = await get('/api/offers', { language: 'fr', meter: 'linky' });
  expect(french).toEqual({ status: 503, headers, body: expect.stringContaining(fr) });
});

test('a file that cannot be read is to be asked for again', async () => {
  const { get } = answering({ kind: 'busy' }, { kind: 'unreadable' });
  expect(await get('/house.js')).toMatchObject({
    status: 503,
    headers: { 'Retry-After': 2, 'Cache-Control': 'no-store' },
  });
});

test('the history is told what the meter says of colours, and nothing else of it', async () => {
  const { get, ask } = answering({ kind: 'unreadable' });
  await get('/api/contract', { meter: 'linky' });
  const colours = { atMs: 1_700_000_000_000, lastReading: { tempoToday: 'blue', tempoTomorrow: 'white' } };
  expect(ask).toHaveBeenLastCalledWith({ path: '/contract', asks: { language: 'en', meter: 'linky' }, colours });
  for (const meter of ['cave', 'nobody', 'toString']) {
    await get('/api/contract', { meter });
    expect(ask.mock.lastCall?.[0]).not.toHaveProperty('colours', expect.anything());
  }
});

test.each(['/api/ports', '/api/curve', '/nothing', '/'])('%s asks the history nothing', async (path) => {
  const { get, ask } = answering({ kind: 'unreadable' });
  await get(path);
  expect(ask).not.toHaveBeenCalled();
});
