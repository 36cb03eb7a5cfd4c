import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { cannotWrite, createScene, sharedWith, WRITTEN_AGAIN } from './scene.ts';

const HOLDER = fileURLToPath(new URL('lock-process.ts', import.meta.url));

test('another process that has the lock keeps this one out until that process has died', async () => {
  const { open, take, path, said } = createScene();
  const holder = await heldBy(path);
  const journal = open();
  take(journal, 'linky', 1);
  journal.commit();
  expect(journal.inMemory).toBe(1);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  journal.commit();
  expect(journal.inMemory).toBe(0);
  expect(said).toEqual([sharedWith(path, holder.pid), `info ${WRITTEN_AGAIN}`]);
});

test('this process, which has the lock, keeps another one out', async () => {
  const { open, take, path } = createScene();
  const journal = open();
  take(journal, 'linky', 1);
  journal.commit();
  const child = spawn(process.execPath, [HOLDER, path], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  expect(line).toBe(cannotWrite(path, 'shared', `PID ${process.pid}`));
});

test('a lock file that is damaged while another process has the lock keeps this one out until that process has ended', async () => {
  const { open, take, path, said } = createScene();
  const holder = await heldBy(path);
  writeFileSync(`${path}.lock`, 'not a database at all, '.repeat(999));
  const journal = open();
  take(journal, 'linky', 1);
  for (let time = 0; time < 3; time += 1) journal.commit();
  expect(said).toEqual([`error ${cannotWrite(path, 'shared', `${path}.lock`)}`]);
  expect(journal.inMemory).toBe(1);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  journal.commit();
  expect(journal.inMemory).toBe(0);
});

/** Starts a process that opens the journal, and waits until it has. */
async function heldBy(path: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [HOLDER, path], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  expect(line).toBe('open');
  return child;
}
