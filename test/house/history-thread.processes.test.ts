import { execFile } from 'node:child_process';
import { chownSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { createHistoryThread, MOST_QUESTIONS, type Outcome } from '../../src/house/history-thread.ts';
import { houseHistory } from '../../testbed/energy-history.ts';
import { writeHistory } from '../../testbed/journal-history.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';

const PUPPET = new URL('puppet-history.ts', import.meta.url);

let life = new AbortController();
afterEach(() => {
  life.abort();
  life = new AbortController();
});

/** A history thread that is a puppet, and what it has counted. */
function puppet() {
  const clock = fakeClock();
  const shared = new Int32Array(new SharedArrayBuffer(12));
  const job = { folder: '', prices: shared.buffer as never };
  const history = createHistoryThread({ job, clock, entry: PUPPET }, life.signal);
  const ask = (meter: string) => history.ask({ path: '/contract', asks: { language: 'en', meter } });
  return {
    ...{ clock, ask },
    get threads() {
      return Atomics.load(shared, 0);
    },
    get questions() {
      return Atomics.load(shared, 1);
    },
    letGo() {
      Atomics.store(shared, 2, 1);
      Atomics.notify(shared, 2);
    },
  };
}

test('a thread begins with the first question, and answers all that come within a minute', async () => {
  const thread = puppet();
  expect(thread.threads).toBe(0);
  expect(said(await thread.ask('a'))).toEqual({ thread: 1, meter: 'a' });
  await thread.clock.pass(59_000);
  expect(said(await thread.ask('b'))).toEqual({ thread: 1, meter: 'b' });
});

test('it ends a minute after the last question, and the next one has another', async () => {
  const thread = puppet();
  await thread.ask('a');
  await thread.clock.pass(60_000);
  expect(said(await thread.ask('b'))).toEqual({ thread: 2, meter: 'b' });
});

test('the same question that many ask at once is computed once', async () => {
  const thread = puppet();
  const answers = await Promise.all([...Array.from({ length: 40 }, () => thread.ask('a')), thread.ask('b')]);
  expect(new Set(answers).size).toBe(2);
  expect(thread.questions).toBe(2);
  await thread.ask('a');
  expect(thread.questions).toBe(3);
});

test(`at most ${MOST_QUESTIONS} questions wait, and any more is told so at once`, async () => {
  const thread = puppet();
  const first = thread.ask('silent');
  const others = Array.from({ length: MOST_QUESTIONS - 1 }, (_, nth) => thread.ask(`meter ${nth}`));
  expect(await thread.ask('one more')).toEqual({ kind: 'busy' });
  expect(thread.ask('silent')).toBe(first);
  await expect.poll(() => thread.questions).toBe(1);
  thread.clock.advance(20_000);
  expect(await first).toEqual({ kind: 'tooSlow' });
  expect(await Promise.all(others)).toEqual(new Array(MOST_QUESTIONS - 1).fill({ kind: 'tooSlow' }));
});

describe('a question', () => {
  test('that takes too long ends its thread, and those that wait have another', async () => {
    const thread = puppet();
    const slow = thread.ask('computes');
    await expect.poll(() => thread.questions).toBe(1);
    thread.clock.advance(15_000);
    const next = thread.ask('a');
    thread.clock.advance(4_999);
    expect(await Promise.race([slow, 'nothing yet'])).toBe('nothing yet');
    thread.clock.advance(1);
    expect(await slow).toEqual({ kind: 'tooSlow' });
    expect(said(await next)).toEqual({ thread: 2, meter: 'a' });
  });

  test.each(['throws', 'exits', 'fillsItsHeap'])(
    'with which its thread %s is not answered, and others are',
    async (deed) => {
      const thread = puppet();
      const [broken, next] = [thread.ask(deed), thread.ask('a')];
      expect(await broken).toEqual({ kind: 'unreadable' });
      expect(said(await next)).toEqual({ thread: 2, meter: 'a' });
    },
  );

  test('has no new thread while the one before is still there, as one that waits for a disk', async () => {
    const thread = puppet();
    // It does not end while it waits: `terminate` cannot end it.
    const stuck = thread.ask('waits');
    await expect.poll(() => thread.questions).toBe(1);
    thread.clock.advance(20_000);
    expect(await stuck).toEqual({ kind: 'tooSlow' });
    const next = thread.ask('a');
    thread.letGo();
    expect(said(await next)).toEqual({ thread: 2, meter: 'a' });
  });

  test('is given up when the plugin stops, and no other begins', async () => {
    const thread = puppet();
    const [first, second] = [thread.ask('silent'), thread.ask('a')];
    await expect.poll(() => thread.questions).toBe(1);
    life.abort();
    expect(await Promise.all([first, second])).toEqual(new Array(2).fill({ kind: 'unreadable' }));
    expect(await thread.ask('b')).toEqual({ kind: 'unreadable' });
    expect(thread.clock.waiting).toBe(0);
  });
});

test('our own thread answers about a journal', async () => {
  const folder = temporaryFolder();
  writeHistory(folder, houseHistory('linky', Date.now(), 3));
  const history = createHistoryThread({ job: { folder, prices: {} }, clock: systemClock }, life.signal);
  expect(said(await history.ask({ path: '/meters', asks: { language: 'fr' } }))).toEqual(['linky']);
  const curve = said(await history.ask({ path: '/curve', asks: { language: 'fr', meter: 'linky', span: 'day' } }));
  expect(curve).toMatchObject({ stepMs: 300_000, meanVA: expect.arrayContaining([expect.any(Number)]) });
});

test.runIf(process.getuid?.() === 0)(
  'our own thread of root reads another user’s journal, and stays root',
  async () => {
    const folder = temporaryFolder();
    writeHistory(folder, houseHistory('linky', Date.now(), 1));
    for (const name of ['', ...readdirSync(folder)]) chownSync(join(folder, name), 65_534, 65_534);
    const history = createHistoryThread({ job: { folder, prices: {} }, clock: systemClock }, life.signal);
    expect(said(await history.ask({ path: '/meters', asks: { language: 'fr' } }))).toEqual(['linky']);
    expect(process.geteuid?.()).toBe(0);
  },
);

test('it keeps no process from ending', async () => {
  const run = promisify(execFile)(process.execPath, [fileURLToPath(new URL('history-process.ts', import.meta.url))]);
  expect((await run).stdout).toBe('answer');
});

function said(outcome: Outcome): unknown {
  return outcome.kind === 'answer' ? JSON.parse(new TextDecoder().decode(outcome.json)) : outcome;
}
