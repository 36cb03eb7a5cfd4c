import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { contractMemoryIn, memoryNote } from '../../src/contract/contract-memory.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import type { Reading } from '../../src/reading.ts';
import { JOURNAL_FILE } from '../../src/settings.ts';
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
