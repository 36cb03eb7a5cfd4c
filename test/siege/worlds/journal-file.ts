import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ExpectStatic } from 'vitest';
import { JOURNAL_FILE } from '../../../src/settings.ts';
import { setDiskState } from '../../../testbed/bad-disk/bad-disk.ts';
import { missingCompiler } from '../../../testbed/c-preload.ts';
import { missingLoop } from '../../../testbed/loop-disk.ts';
import { overwrite } from '../../../testbed/support/damaged-file.ts';
import type { Home } from '../home.ts';
import type { World } from '../world.ts';

const LOCK = fileURLToPath(new URL('../lock-process.ts', import.meta.url));
/** A database has up to three files. What is written to it is in the first two. */
const PARTS = ['', '-wal', '-shm'];
const WRITTEN_PARTS = ['', '-wal'];
const WRITTEN_WITHIN = { timeout: 30_000, message: 'the journal is written again' };
/** By the clock of the home. */
const HALF_A_MINUTE_S = 30;
/**
 * The frames that were committed but not delivered when the file was damaged: ten seconds of frames, and more on a slow
 * machine.
 */
const MOST_DAMAGED = 40;

export const journalFileWorlds: readonly World[] = [
  {
    name: 'another program locks the journal for half a minute',
    home: 'file',
    says: /history/,
    async play({ home, expect }) {
      const program = fork(LOCK, [pathOf(home)]);
      const exited = once(program, 'exit');
      const [said] = await Promise.race([once(program, 'message'), exited]);
      expect(said, 'the message of the program that locks the journal, or its exit code').toBe('locked');
      await delay(HALF_A_MINUTE_S * home.secondMs);
      program.kill('SIGKILL');
      await exited;
      await waitUntilWritten(home, expect);
    },
  },
  {
    name: 'the disk is full',
    home: 'file',
    missing: missingLoop,
    says: /history/,
    async play({ home, expect }) {
      const filling = join(home.storage, 'filling');
      fill(filling);
      await delay(HALF_A_MINUTE_S * home.secondMs);
      rmSync(filling);
      await waitUntilWritten(home, expect);
    },
  },
  {
    name: 'the disk is read-only',
    home: 'file',
    missing: missingCompiler,
    says: /history/,
    async play({ home, expect }) {
      await setDiskState(home.flagFolder, 'read-only');
      await delay(HALF_A_MINUTE_S * home.secondMs);
      await setDiskState(home.flagFolder, 'well');
      await waitUntilWritten(home, expect);
    },
  },
  {
    name: 'the journal is damaged',
    home: 'file',
    says: /history/,
    mayLack: { most: MOST_DAMAGED, logged: 'by time' },
    async play({ home, expect }) {
      for (const part of PARTS) overwrite(pathOf(home) + part);
      await delay(HALF_A_MINUTE_S * home.secondMs);
      await waitUntilWritten(home, expect);
    },
  },
];

/** Resolves when the journal was written again, so that the next world begins with a journal that works. */
async function waitUntilWritten(home: Home, expect: ExpectStatic): Promise<void> {
  const sinceMs = Date.now();
  const writtenMs = (part: string) => statSync(pathOf(home) + part, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  await expect.poll(() => Math.max(...WRITTEN_PARTS.map(writtenMs)), WRITTEN_WITHIN).toBeGreaterThan(sinceMs);
}

function pathOf({ storage }: Home): string {
  return join(storage, JOURNAL_FILE);
}

function fill(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (let bytes = 1_000_000; bytes >= 1; ) {
      try {
        writeSync(file, Buffer.alloc(bytes));
      } catch {
        bytes = Math.floor(bytes / 10);
      }
    }
  } finally {
    closeSync(file);
  }
}
