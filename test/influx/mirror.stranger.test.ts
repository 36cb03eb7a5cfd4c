import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { NO_HEADERS, type ScriptedAnswer, startScriptedServer } from '../../testbed/databases/scripted-server.ts';
import { memoryJournal } from './memory-journal.ts';
import { runningMirror } from './running-mirror.ts';

const STORED: ScriptedAnswer = { status: 204 };

test.each([204, 201])(
  'a stranger that answers %i to everything is logged once, and nothing counts as stored',
  async (status) => {
    await using server = await startScriptedServer(() => ({ status }), NO_HEADERS);
    const journal = memoryJournal(5);
    await using it = runningMirror(journal, server.url);
    for (let round = 0; round < 4; round += 1) await it.round();
    expect(it.lines).toEqual([
      expect.stringMatching(
        /^warn What answers at http.* does not show that it is an InfluxDB.*5 readings have been waiting/,
      ),
    ]);
    expect(it.mirror.status).toMatchObject({
      ...{ state: 'misconfigured', mistake: 'stranger', pending: 5, delivered: 0 },
    });
    expect(journal.delivered).toBe(0);
    expect(new Set(it.clock.waits)).toEqual(new Set([60_000]));
  },
);

test('lines that a stranger refuses are neither counted nor set aside', async () => {
  const refusal = { status: 400, body: '{"error":"unable to parse"}' };
  await using server = await startScriptedServer(() => refusal, NO_HEADERS);
  await using it = runningMirror(memoryJournal(5), server.url);
  await it.round();
  expect(it.mirror.status).toMatchObject({ mistake: 'stranger', pending: 5, refused: 0 });
  expect(await readdir(it.folder)).toEqual([]);
});

test('a stranger that turns out to be an InfluxDB, once its proxy has started, gets everything', async () => {
  let hasStarted = false;
  const health: ScriptedAnswer = { status: 200, body: '{"name":"influxdb"}' };
  await using server = await startScriptedServer((): ScriptedAnswer => {
    const isHealth = server.requests.at(-1)?.path === '/health';
    return isHealth && hasStarted ? health : STORED;
  }, NO_HEADERS);
  const journal = memoryJournal(5);
  await using it = runningMirror(journal, server.url);
  await it.round();
  hasStarted = true;
  await it.rest();
  expect(it.lines).toEqual([expect.stringMatching(/^warn /), expect.stringContaining('has everything again')]);
  expect(it.mirror.status).toMatchObject({ state: 'delivering', pending: 0, delivered: 5 });
});
