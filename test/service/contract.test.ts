import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { contractMemoryIn, memoryNote } from '../../src/contract/contract-memory.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import type { Reading } from '../../src/reading.ts';
import { followContract, followRecording } from '../../src/service/contract.ts';
import { BUILT_AT_MS, JOURNAL_FILE } from '../../src/settings.ts';
import { en } from '../../src/texts/en/texts.ts';
import { fr } from '../../src/texts/fr/texts.ts';
import type { Writer } from '../../src/writer/writer.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { listLog } from '../../testbed/support/log.ts';
import { frameWith } from '../../testbed/support/readings.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { DAY_MS, MINUTE_MS } from '../../testbed/support/time.ts';
import { readingAt } from '../journal/reading-at.ts';

const followingProcess = fileURLToPath(new URL('contract-process.ts', import.meta.url));

describe('with a real journal, in processes that are killed (-9)', () => {
  test('each news is said once, and goes on from what the killed process had said', async () => {
    const folder = temporaryFolder();
    expect(await saidUntilKilled(folder, 'linky', { subscribedVA: 6_000 }, { subscribedVA: 9_000 })).toEqual([
      'linky: the subscribed power is now 9 kVA (before: 6 kVA).',
    ]);
    const message = { subscribedVA: 9_000, message: 'COUPURE LE 12' };
    expect(await saidUntilKilled(folder, 'linky', message)).toEqual([
      'linky: the meter has a message: “COUPURE LE 12”',
    ]);
    expect(await saidUntilKilled(folder, 'linky', message, { ...message, subscribedVA: 12_000 })).toEqual([
      'linky: the subscribed power is now 12 kVA (before: 9 kVA).',
    ]);
    using journal = openReadOnlyJournal(join(folder, JOURNAL_FILE));
    const { news = [] } = contractMemoryIn(journal.note(memoryNote('linky')));
    expect(news.map(({ kind }) => kind)).toEqual(['subscribed', 'message', 'subscribed']);
  });

  test('each meter has a memory of its own', async () => {
    const folder = temporaryFolder();
    const six = { subscribedVA: 6_000, message: 'COUPURE' };
    await saidUntilKilled(folder, 'linky', six);
    expect(await saidUntilKilled(folder, 'barn', { ...six, subscribedVA: 9_000 })).toEqual([
      'barn: the meter has a message: “COUPURE”',
    ]);
    using journal = openReadOnlyJournal(join(folder, JOURNAL_FILE));
    const powers = ['linky', 'barn'].map((meter) => contractMemoryIn(journal.note(memoryNote(meter))).subscribedVA);
    expect(powers).toEqual([6_000, 9_000]);
  });
});

describe('the log has one line for each news,', () => {
  test('in English and in French', async () => {
    const texts = { en, fr };
    const says = await Promise.all(
      (['en', 'fr'] as const).map(async (language) => {
        const { log, lines } = listLog();
        const { follow, clock } = await followed({ log, texts: texts[language] });
        const before = { contract: 'HC..', subscribedVA: 6_000 };
        for (const values of [before, { contract: 'BASE', subscribedVA: 9_000, message: 'COUPURE  LE 12' }]) {
          for (let nth = 0; nth < 5; nth += 1) follow(readingAt(clock.now(), values));
        }
        return lines;
      }),
    );
    expect(says).toEqual([
      [
        'info House: the contract is now BASE (before: off-peak (HC)).',
        'info House: the subscribed power is now 9 kVA (before: 6 kVA).',
        'info House: the meter has a message: “COUPURE LE 12”',
      ],
      [
        'info House\u00a0: le contrat est maintenant BASE (avant\u00a0: heures creuses (HC)).',
        'info House\u00a0: la puissance souscrite est maintenant de 9\u00a0kVA (avant\u00a0: 6\u00a0kVA).',
        'info House\u00a0: le compteur affiche un message\u00a0: «\u00a0COUPURE LE 12\u00a0»',
      ],
    ]);
  });

  test('at level warn where the meter contradicts itself', async () => {
    const { log, lines } = listLog();
    const { follow, clock } = await followed({ log });
    for (let minute = 0; minute < 30; minute += 1) {
      await clock.pass(MINUTE_MS);
      follow(standardReading(clock.now(), { EASF01: 5, EASF02: 100 + minute }, 1));
    }
    expect(lines).toEqual([
      'warn House: the meter says that it counts in the register EASF01, but EASF02 goes up. Compare the bill with the registers, and ask your supplier if need be.',
    ]);
  });
});

test('the journal is asked until it answers, and nothing is kept before', async () => {
  const kept: string[] = [];
  let isOpen = false;
  const writer: Pick<Writer, 'ask' | 'keep'> = {
    ask: async ({ about }) => (isOpen ? ((about === 'note' ? {} : []) as never) : undefined),
    keep: (name) => void kept.push(name),
  };
  const { follow, clock } = await followed({ writer });
  follow(readingAt(clock.now(), { subscribedVA: 6_000 }));
  await clock.pass(3_600_000);
  expect(kept).toEqual([]);
  isOpen = true;
  await clock.pass(10_000);
  expect(kept).toEqual(['contract house']);
  expect(clock.waiting).toBe(0);
});

test('what a late disk has of after the start does not hide how long nobody looked before it', async () => {
  const startMs = Date.parse('2035-01-09T12:30:20+01:00');
  const today = Math.floor(startMs / DAY_MS);
  // Peak hours since midnight, and nobody has looked since 9:00: when the off-peak hours of noon began is not known.
  const seen = { tape: `${today * 1_440}-` };
  const minutes = [-210, 0].map((minute) => ({ atMs: Date.parse('2035-01-09T12:30+01:00') + minute * MINUTE_MS }));
  let last = '';
  let isOpen = false;
  const answers = { note: { text: JSON.stringify({ address: '021728123456', seen }) }, latestMinutes: minutes };
  const writer: Pick<Writer, 'ask' | 'keep'> = {
    ask: async ({ about }) => (isOpen ? (answers[about as keyof typeof answers] as never) : undefined),
    keep: (_, text) => {
      last = text;
    },
  };
  const clock = fakeClock({ wallMs: startMs });
  const { follow } = await followed({ writer, clock });
  for (let minute = 0; minute < 13 * 60; minute += 1) {
    const frame = frameWith({ address: '021728123456' });
    follow(readingAt(clock.now(), { offPeak: minute < 90, frame }));
    await clock.pass(MINUTE_MS);
    isOpen = true;
  }
  expect(contractMemoryIn(last).seen?.tape).toMatch(`${today * 1_440 + 14 * 60}-`);
  expect(contractMemoryIn(last).seen?.dates).toEqual({});
});

test('an answer that comes after the end of the service is not learned', async () => {
  const kept: string[] = [];
  const life = new AbortController();
  const writer: Pick<Writer, 'ask' | 'keep'> = { ask: async () => undefined, keep: (name) => void kept.push(name) };
  const { follow, clock } = await followed({ writer, life: life.signal });
  follow(readingAt(clock.now(), { subscribedVA: 6_000 }));
  life.abort();
  await clock.pass(MINUTE_MS);
  expect([kept, clock.waiting]).toEqual([[], 0]);
});

test('of a recording the registers have their periods, and its frames tell the time', () => {
  const { follow } = followRecording();
  const reading = follow(readingAt(0, { registers: { HCHC: 1, HCHP: 2 } }));
  expect(reading.calendar?.periods).toMatchObject({ HCHC: { offPeak: true }, HCHP: { offPeak: false } });
});

/** What the process says when it takes five readings with each of these values, until it has kept it and is killed. */
async function saidUntilKilled(folder: string, slug: string, ...values: Partial<Reading>[]): Promise<string[]> {
  const args = [followingProcess, folder, slug, ...values.map((value) => JSON.stringify(value))];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exit = once(child, 'exit');
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'kept') child.kill('SIGKILL');
    else said.push(line);
  }
  expect(await exit).toEqual([null, 'SIGKILL']);
  return said;
}

/** A follower of the meter `house`, by default with a journal that is empty, once it has gone on from it. */
async function followed(surroundings: Partial<Parameters<typeof followContract>[0]> = {}) {
  const clock = fakeClock({ wallMs: BUILT_AT_MS + DAY_MS / 2 });
  const writer: Pick<Writer, 'ask' | 'keep'> = {
    ask: async ({ about }) => (about === 'note' ? {} : []) as never,
    keep() {},
  };
  const { log } = listLog();
  const life = new AbortController().signal;
  const all = { name: 'House', slug: 'house', writer, log, texts: en, clock, life };
  const { follow } = followContract({ ...all, ...surroundings }, (error) => expect.fail(String(error)));
  await clock.pass(0);
  return { follow, clock };
}

function standardReading(monotonicMs: number, registers: Reading['registers'], tariffIndex: number): Reading {
  const { frame, ...others } = readingAt(monotonicMs, { registers, tariff: 'HC', tariffIndex, offPeak: true });
  return { ...others, frame: { ...frame, mode: 'standard' } };
}
