import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { type HistorySendOptions, sendHistory } from '../../src/cli/history-send.ts';
import type { FromSender, SendOutcome } from '../../src/writer/messages.ts';
import { sendOnce } from '../../src/writer/send-once.ts';
import { runSendJob } from '../../src/writer/thread/send-job.ts';
import { type ScriptedAnswer, startScriptedServer } from '../../testbed/databases/scripted-server.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { createScene } from '../journal/scene.ts';
import { fakeSession } from './session-fake.ts';

const STORED: ScriptedAnswer = { status: 204 };

type Sending = Partial<HistorySendOptions> & {
  readonly readings?: number;
  readonly sending?: typeof sendOnce;
};

/**
 * Sends a journal of 450 readings (or of another number) to a server with scripted answers.
 * @param sending in a thread of its own, as `sendOnce` does, or else in this one
 */
async function runSend(
  answerTo: (lines: readonly string[], request: number) => ScriptedAnswer = () => STORED,
  { readings = 450, sending = sendHere, ...target }: Sending = {},
) {
  const scene = createScene();
  const journal = scene.open();
  scene.take(journal, 'linky', ...Array.from({ length: readings }, (_, n) => n));
  journal.commit();
  await using server = await startScriptedServer(answerTo);
  const { session, printed, remarks } = fakeSession('en', { clock: systemClock, random: () => 1 });
  const to = target.config === undefined ? { url: server.url, ...(!target.database && { bucket: 'linky' }) } : {};
  const options = { storage: dirname(scene.path), json: true, ...to, ...target };
  const outcome = await sendHistory(options, session, sending).then(
    () => 'sent',
    (error: Error) => error.message,
  );
  const lines = server.requests.flatMap((request) => request.lines).filter((line) => line.startsWith('linky,'));
  return { outcome, lines, requests: server.requests.length, printed, remarks, left: journal.delivered };
}

/** What `sendOnce` does in a thread, which takes longer to start than all else. */
const sendHere: typeof sendOnce = async (plan) => {
  const { port1: job, port2: port } = new MessageChannel();
  let outcome: SendOutcome | undefined;
  port.on('message', (message: FromSender) => {
    outcome = message;
  });
  await Promise.all([runSendJob({ kind: 'send', ...plan }, job), once(port, 'close')]);
  return outcome ?? expect.fail('the work ended before it told its outcome');
};

describe('the journal is sent', () => {
  test('oldest first, and remains unchanged', async () => {
    const { outcome, lines, printed, left } = await runSend(undefined, { sending: sendOnce });
    expect(outcome).toBe('sent');
    expect(lines.map((line) => /power_va=(\d+)/.exec(line)?.[1])).toEqual(
      Array.from({ length: 450 }, (_, n) => String(n)),
    );
    expect(JSON.parse(printed.join())).toEqual({ readings: 450, refused: 0 });
    expect(left).toBe(0);
  });

  test('although the server asks to wait first', async () => {
    const { outcome, requests } = await runSend((_, request) => (request === 0 ? { status: 429 } : STORED));
    expect([outcome, requests]).toEqual(['sent', 2]);
  });

  test('in smaller requests where the server finds one too large', async () => {
    const answerTo = (some: readonly string[]) => (some.length > 500 ? { status: 413 } : STORED);
    const { outcome, lines, printed } = await runSend(answerTo);
    expect(outcome).toBe('sent');
    expect(new Set(lines)).toHaveLength(450);
    expect(JSON.parse(printed.join())).toEqual({ readings: 450, refused: 0 });
  });
});

describe('what the server refuses makes the command fail, and all else is sent:', () => {
  test('a measurement, which is named', async () => {
    const bad = { status: 400, body: '{"error":"unable to parse"}' };
    const isBad = (line: string) => line.startsWith('linky_tic,');
    const { outcome, lines, printed, remarks } = await runSend((some) => (some.some(isBad) ? bad : STORED), {
      sending: sendOnce,
    });
    expect(outcome).toBe('');
    expect(lines.length).toBeGreaterThanOrEqual(450);
    expect(remarks).toEqual([
      expect.stringMatching(/^Refused \(400 unable to parse\): 450 points of linky_tic, from .+ to .+\.$/),
    ]);
    expect(JSON.parse(printed.join())).toEqual({ readings: 450, refused: 450 });
  });

  test('points of which the server tells only how many they are', async () => {
    const partly = { status: 422, body: '{"message":"partial write: points beyond retention policy dropped=7"}' };
    const { outcome, printed, remarks } = await runSend(() => partly);
    expect(outcome).toBe('');
    expect(remarks).toEqual([
      expect.stringMatching(/^Refused \(422 points beyond retention policy dropped=7\): 7 points, from .+ to .+\.$/),
    ]);
    expect(JSON.parse(printed.join())).toEqual({ readings: 450, refused: 7 });
  });
});

describe('a failure is explained, with the options to check:', () => {
  test.each<[ScriptedAnswer, object, string]>([
    [
      { status: 401 },
      {},
      'requires a token (401). Put a token that may write to the bucket linky (in InfluxDB 2: Load Data, API Tokens) into the file of --token-file',
    ],
    [{ status: 401 }, { database: 'linky' }, 'without a user (401). Check --username and --password-file.'],
    [{ status: 404, body: '{"message":"bucket \\"linky\\" not found"}' }, {}, 'or check --bucket and --org.'],
    [{ status: 403 }, {}, 'The token (--token-file) may not write to the bucket linky'],
    [{ status: 404 }, {}, 'Check --url, whether it takes --database (InfluxDB 1.x) or --bucket'],
  ])('%j to %j', async (answer, target, words) => {
    const { outcome, requests } = await runSend(() => answer, target);
    expect(outcome).toContain(words);
    expect(requests).toBe(1);
  });

  test('with --config the settings and their file are named', async () => {
    await using server = await startScriptedServer(() => ({ status: 401 }));
    const config = join(temporaryFolder(), 'config.json');
    writeFileSync(config, JSON.stringify({ meters: [], influx: { url: server.url, token: 't0ken' } }), { mode: 0o600 });
    const { outcome } = await runSend(undefined, { config });
    expect(outcome).toContain('into influx.token.');
    expect(outcome).toContain(`. The settings are in ${config}.`);
  });
});

describe('with nothing to send,', () => {
  test('a database that answers makes it a success', async () => {
    const { outcome, printed } = await runSend(() => STORED, { readings: 0 });
    expect([outcome, ...printed]).toEqual(['sent', '{"readings":0,"refused":0}']);
  });

  test('a database that only objects to an empty write makes it a success, too', async () => {
    const empty = { status: 400, body: '{"code":"invalid","message":"writing requires points"}' };
    expect((await runSend(() => empty, { readings: 0 })).outcome).toBe('sent');
  });

  test('an address where nothing listens is a failure', async () => {
    const { outcome, printed } = await runSend(undefined, { readings: 0, url: 'http://127.0.0.1:9' });
    expect([outcome, ...printed]).toEqual([expect.stringContaining('nothing listens there')]);
  });

  test('a wrong token is a failure', async () => {
    const { outcome } = await runSend(() => ({ status: 401 }), { readings: 0, sending: sendOnce });
    expect(outcome).toContain('of --token-file');
  });
});

test.each([
  [
    'that has no room for another',
    'Adding a new database would exceed limit of 5 databases',
    'no room for another one',
  ],
  ['that refuses everything', 'the licence of this server has ended', 'refuses everything that is written to linky'],
])('a database %s is a failure, and no point is refused', async (_, message, words) => {
  const body = JSON.stringify({ code: 'invalid', message });
  const { outcome, remarks, requests } = await runSend(() => ({ status: 400, body }));
  expect(outcome).toContain(words);
  expect(outcome).toContain('--bucket');
  expect(remarks).toEqual([]);
  expect(requests).toBeLessThanOrEqual(6);
});
