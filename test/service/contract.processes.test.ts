import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { JOURNAL_FILE } from '../../src/base/plugin-names.ts';
import { contractMemoryIn, memoryNote } from '../../src/contract/contract-memory.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import type { Reading } from '../../src/reading/reading.ts';
import { frameWith } from '../../testbed/support/readings.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';

const followingProcess = fileURLToPath(new URL('contract-process.ts', import.meta.url));

test('with a real journal, each news is said once, and a process goes on from what the one before it, which was killed (-9), had said', async () => {
  const folder = temporaryFolder();
  expect(await saidUntilKilled(folder, 'linky', { subscribedVA: 6_000 }, { subscribedVA: 9_000 })).toEqual([
    'linky: the subscribed power is now 9 kVA (before: 6 kVA).',
  ]);
  const message = { subscribedVA: 9_000, message: 'COUPURE LE 12' };
  expect(await saidUntilKilled(folder, 'linky', message)).toEqual(['linky: the meter has a message: “COUPURE LE 12”']);
  expect(await saidUntilKilled(folder, 'linky', message, { ...message, subscribedVA: 12_000 })).toEqual([
    'linky: the subscribed power is now 12 kVA (before: 9 kVA).',
  ]);
  using journal = openReadOnlyJournal(join(folder, JOURNAL_FILE));
  const { news = [] } = contractMemoryIn(journal.note(memoryNote('linky')));
  expect(news.map(({ kind }) => kind)).toEqual(['subscribed', 'message', 'subscribed']);
});

test('with a real journal, a process knows what each register counts from the one before it, which was killed (-9)', async () => {
  const folder = temporaryFolder();
  const lines = () => {
    using journal = openReadOnlyJournal(join(folder, JOURNAL_FILE));
    return journal.registerLines('linky');
  };
  const frame = frameWith({ mode: 'standard' });
  const counting = (tariff: string, ...counted: readonly number[]) =>
    counted.map((wh) => ({ frame, subscribedVA: wh * 1_000, tariff, tariffIndex: 1, registers: { EASF01: wh } }));
  const beganMs = Date.now();
  await saidUntilKilled(folder, 'linky', ...counting('HC', 3, 6));
  const first = lines();
  expect(first).toEqual([{ address: frame.address, register: 'EASF01', sinceMs: expect.any(Number), period: 'HC' }]);
  expect(first[0]?.sinceMs).toBeGreaterThanOrEqual(beganMs - 1);
  expect(first[0]?.sinceMs).toBeLessThanOrEqual(Date.now());
  await saidUntilKilled(folder, 'linky', ...counting('HC', 9, 12));
  expect(lines()).toEqual(first);
  await saidUntilKilled(folder, 'linky', ...counting('NUIT', 15, 18));
  expect(lines().map(({ period }) => period)).toEqual(['HC', 'NUIT']);
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
