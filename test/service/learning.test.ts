import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { JOURNAL_FILE } from '../../src/base/plugin-names.ts';
import { readConfig } from '../../src/config/read-config.ts';
import type { Minute } from '../../src/energy/minute.ts';
import { learnFromJournal } from '../../src/service/learning.ts';

import { startWriter, type Writer } from '../../src/writer/writer.ts';
import { fakeClock, settled } from '../../testbed/support/clock.ts';

import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { loggedTroubles } from '../../testbed/support/troubles.ts';
import { readingAt } from '../journal/reading-at.ts';
import { createScene, queryDatabase } from '../journal/scene.ts';

const RETRY_MS = 10_000;

describe('from the writer’s thread', () => {
  test('a wattmeter learns the newest two days of its meter, once', async () => {
    const { folder, scene } = folderWithJournal();
    const journal = scene.open();
    for (let nth = 0; nth < 3_000; nth += 1) {
      journal.take('linky', readingAt(scene.clock.nowMs, { apparentPowerVA: nth, importedWh: nth }));
      scene.pass(60_000);
    }
    journal.close();
    const learned = await learnedFrom(writerIn(folder).writer);
    expect(learned).toHaveLength(1);
    expect(learned[0]).toHaveLength(2_880);
    expect(learned[0]?.at(-1)).toMatchObject({ count: 1, meanVA: 2_999, energyWh: 1 });
  });

  test('a wattmeter of a new meter learns from no minute', async () => {
    expect(await learnedFrom(writerIn(folderWithJournal().folder).writer)).toEqual([[]]);
  });

  test('a wattmeter learns as soon as the database can be opened', async () => {
    const { folder, scene } = folderWithJournal();
    const journal = scene.open();
    scene.take(journal, 'linky', 100, 300);
    journal.close();
    queryDatabase(scene.path, 'PRAGMA user_version = 7');
    const { writer, lines } = writerIn(folder);
    const clock = fakeClock();
    const { learned, asked, learning } = learn(writer, clock);
    await expect.poll(() => clock.waiting).toBe(1);
    expect([asked(), learned]).toEqual([1, []]);
    expect(lines).toHaveLength(1);
    queryDatabase(scene.path, 'PRAGMA user_version = 1');
    // The thread opens the database at its next commit, and until then it is asked again and again.
    for (let tries = 1; learned.length === 0; tries += 1) {
      await clock.pass(RETRY_MS);
      await expect.poll(() => learned.length + clock.waiting).toBe(1);
      expect(asked()).toBe(tries + 1);
      for (let nth = 0; nth < 500; nth += 1) writer.take('barn', readingAt(nth));
    }
    await learning;
    expect(learned).toMatchObject([[{ count: 2, meanVA: 200 }]]);
  });
});

test('a journal that never answers is asked for five minutes', async () => {
  const clock = fakeClock();
  const { learned, asked, learning } = learn(silentWriter(), clock);
  await clock.pass(29 * RETRY_MS);
  expect(asked()).toBe(30);
  await clock.pass(RETRY_MS);
  await learning;
  expect([asked(), learned]).toEqual([30, []]);
});

test('the end of the service ends the asking, and an answer that comes afterwards is not learned', async () => {
  const clock = fakeClock();
  const life = new AbortController();
  const between = learn(silentWriter(), clock, life.signal);
  await settled();
  let answer = (_: readonly Minute[]) => {};
  const late = new Promise<readonly Minute[]>((resolve) => {
    answer = resolve;
  });
  const during = learn({ ask: () => late } as unknown as Writer, clock, life.signal);
  life.abort();
  answer([{ atMs: 0, count: 1, meanVA: 1 }]);
  await Promise.all([between.learning, during.learning]);
  expect([between.asked(), during.asked()]).toEqual([1, 1]);
  expect([...between.learned, ...during.learned]).toEqual([]);
  expect(clock.waiting).toBe(0);
});

/** Has a wattmeter learn, and counts the questions. */
function learn(writer: Pick<Writer, 'ask'>, clock = fakeClock(), life = new AbortController().signal) {
  const learned: (readonly Minute[])[] = [];
  let questions = 0;
  const counting: Pick<Writer, 'ask'> = {
    ask(question) {
      questions += 1;
      return writer.ask(question);
    },
  };
  const wattmeter = { learn: (minutes: readonly Minute[]) => void learned.push(minutes) };
  const learning = learnFromJournal(wattmeter, 'linky', counting, clock, life);
  return { learned, learning, asked: () => questions };
}

async function learnedFrom(writer: Writer): Promise<readonly (readonly Minute[])[]> {
  const { learned, learning } = learn(writer);
  await learning;
  return learned;
}

function silentWriter(): Pick<Writer, 'ask'> {
  return { ask: async () => undefined };
}

function folderWithJournal() {
  const folder = temporaryFolder();
  const scene = createScene(folder);
  expect(scene.path).toBe(join(folder, JOURNAL_FILE));
  return { folder, scene };
}

/** The writer with its real thread, until the test ends. */
function writerIn(folder: string) {
  const clock = fakeClock();
  const { log, lines, troubles } = loggedTroubles(clock);
  const { config } = readConfig(pluginBlock({ meters: [] }));
  const writer = startWriter({ config, folder, log, troubles, clock });
  onTestFinished(async () => void (await writer.stop()));
  return { writer, lines };
}
