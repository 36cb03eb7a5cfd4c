import { closeSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { JOURNAL_FILE } from '../../../src/base/plugin-names.ts';
import { type DiskState, setDiskState } from '../../bad-disk/bad-disk.ts';
import { missingCompiler } from '../../c-preload.ts';
import { missingLoop } from '../../loop-disk.ts';
import { overwrite } from '../../support/damaged-file.ts';
import { PATIENCE_MS } from '../../support/patience.ts';
import type { Home } from '../home.ts';
import type { World } from '../world.ts';

/** A database has up to three files. What is written to it is in the first two. */
const PARTS = ['', '-wal', '-shm'];
const WRITTEN_PARTS = ['', '-wal'];
const SLOW_SYNC_MS = 2_000;
const SLOW_COMMITS = 3;
const CANNOT_WRITE = /The local history in .* cannot be written/;
const WRITES_AGAIN = /The local history is written to disk again/;
const SET_ASIDE = /The local history in .* was damaged/;
/** The frames that were committed but not delivered when the file was damaged: ten seconds of frames, and more on a slow machine. */
const MOST_DAMAGED = 40;

export const diskWorlds: readonly World[] = [
  unwritable('another program locks the journal', async (home) => {
    const program = new DatabaseSync(pathOf(home));
    program.exec(`PRAGMA busy_timeout = ${PATIENCE_MS}; BEGIN EXCLUSIVE`);
    return () => program.close();
  }),
  {
    ...unwritable('the disk is full', async ({ storage }) => {
      const filling = join(storage, 'filling');
      fill(filling);
      return () => rmSync(filling);
    }),
    missing: missingLoop,
  },
  { ...unwritable('the disk is read-only', diskIs('read-only')), missing: missingCompiler },
  {
    name: 'the journal is damaged',
    home: 'disk',
    says: [SET_ASIDE],
    maySay: [/were deleted before InfluxDB accepted them/],
    mayLack: { most: MOST_DAMAGED, logged: 'by time' },
    async play(home) {
      const fromLine = home.homebridge.log.length;
      for (const part of PARTS) overwrite(pathOf(home) + part);
      await home.homebridge.waitForLog(SET_ASIDE, fromLine);
      await written(home);
      return [];
    },
  },
  {
    name: 'each sync of the disk takes 2 s',
    home: 'disk',
    missing: missingCompiler,
    async play(home) {
      const mend = await diskIs(SLOW_SYNC_MS)(home);
      try {
        for (let nth = 0; nth < SLOW_COMMITS; nth += 1) await written(home);
      } finally {
        await mend();
      }
      return [];
    },
  },
  {
    name: 'a sync of the disk never returns',
    home: 'disk',
    missing: missingCompiler,
    says: [/The disk has not answered for a minute/, /The disk answers again/],
    async play(home) {
      const fromLine = home.homebridge.log.length;
      const mend = await diskIs('never')(home);
      try {
        await home.homebridge.waitForLog('The disk has not answered for a minute', fromLine);
      } finally {
        await mend();
      }
      await home.homebridge.waitForLog('The disk answers again', fromLine);
      return [];
    },
  },
];

/** Makes something wrong, and gives what mends it. */
type Begin = (home: Home) => Promise<() => unknown>;

/** @param begin makes it so that the journal cannot be written */
function unwritable(name: string, begin: Begin): World {
  return {
    name,
    home: 'disk',
    says: [CANNOT_WRITE, WRITES_AGAIN],
    async play(home) {
      const { homebridge } = home;
      const fromLine = homebridge.log.length;
      const mend = await begin(home);
      try {
        await homebridge.waitForLog(CANNOT_WRITE, fromLine);
      } finally {
        await mend();
      }
      await homebridge.waitForLog(WRITES_AGAIN, fromLine);
      return [];
    },
  };
}

function diskIs(state: DiskState): Begin {
  return async ({ flagFolder }) => {
    await setDiskState(flagFolder, state);
    return () => setDiskState(flagFolder, 'well');
  };
}

/** Resolves when the journal was written again. */
async function written(home: Home): Promise<void> {
  const sinceMs = Date.now();
  const writtenMs = (part: string) => statSync(pathOf(home) + part, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  await home.until('the journal is written', () => Math.max(...WRITTEN_PARTS.map(writtenMs)) > sinceMs);
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
