import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'vitest';
import { copyFolderOf, JOURNAL_FILE } from '../../../../src/base/plugin-names.ts';
import { overwrite } from '../../../../testbed/support/damaged-file.ts';
import { SECOND_MS } from '../../../../testbed/support/time.ts';
import type { Case, Expected, Lane } from '../case.ts';
import type { BrokenHome } from '../home.ts';

/** A database in WAL mode has up to three files. */
const PARTS = ['', '-wal', '-shm'];
const isWritten = /The local history is written to disk again/;
/** The first write fails with an error that does not tell why; the next attempt, which opens the file, knows. */
const IS_READ_ONLY = '(?:the file or its disk is read-only|the disk fails)';
const cannotBeWritten = (why: string) => new RegExp(`The local history in \\S+ cannot be written: ${why}`);

type OfHistory = Extract<Expected, { part: 'history' }>;

/** Something for which the history is not on disk. */
function ofJournal(kind: OfHistory['kind'], why: string, rest: Omit<Case, 'expects' | 'logsEnd'>): Case {
  const expects: OfHistory = { part: 'history', kind, log: cannotBeWritten(why), tab: 'energy' };
  return { ...rest, expects, ...(rest.mends && { logsEnd: isWritten }) };
}

/** Leaves a history that a later version of the plugin has made. */
export function leaveNewerJournal(storage: string): void {
  makeDatabase(
    join(storage, JOURNAL_FILE),
    'CREATE TABLE block (position INTEGER PRIMARY KEY); PRAGMA user_version = 99',
  );
}

/** They are played in one life of Homebridge: a file is opened anew only once the disk has failed. */
export const historyLane: Lane = [
  ofJournal('newer', 'a later version of this plugin created it', {
    name: 'a later version has made the history',
    mends: (home) => takeAway(home),
  }),
  ofJournal('full', 'the disk is full', {
    name: 'the disk is full',
    breaks: (home) => home.setDisk('full'),
    mends: (home) => home.setDisk('well'),
  }),
  ofJournal(['readOnly', 'failing'], IS_READ_ONLY, {
    name: 'the disk is read-only',
    breaks: (home) => home.setDisk('read-only'),
    mends: (home) => home.setDisk('well'),
  }),
  ofJournal('folder', 'there is a folder where', {
    name: 'there is a folder where the file belongs',
    breaks: async (home) => {
      await untilClosed(home);
      takeAway(home);
      mkdirSync(pathOf(home));
      await home.setDisk('well');
    },
  }),
  ofJournal('unreachable', '(?:the file cannot be opened|\\S+ belongs to)', {
    name: 'the file belongs to another user',
    breaks: (home) => replaceBy(home, (path) => writeFileSync(path, '', { mode: 0 })),
  }),
  ofJournal('foreign', 'it is the database of another program', {
    name: 'the file is the database of another program',
    breaks: (home) => replaceBy(home, (path) => makeDatabase(path, 'CREATE TABLE recipe (name TEXT)')),
    mends: (home) => takeAway(home),
  }),
];

/** The end of the first life: only the next start ends it. */
export const damageLane: Lane = [
  {
    ...ofJournal('damagedRepeatedly', 'it was damaged again and again', {
      name: 'the file is damaged three times within an hour',
      breaks: async (home) => {
        const log = `${pathOf(home)}-wal`;
        const [said, isLast] = [/The local history in \S+ was damaged/, /it was damaged again and again/];
        const damages = () => home.log.filter((line) => said.test(line)).length;
        // The next file may have the inode of the one before.
        const bornAtMs = () => statSync(log, { throwIfNoEntry: false })?.birthtimeMs;
        let before: number | undefined;
        for (let times = 1; times <= 3; times += 1) {
          // The next database has been made, and something was written to it.
          await expect.poll(() => ![undefined, before].includes(bornAtMs())).toBe(true);
          before = bornAtMs();
          const saidBefore = damages();
          const isSaid = () => (times < 3 ? damages() > saidBefore : home.log.some((line) => isLast.test(line)));
          await damagedUntil(isSaid, pathOf(home));
        }
      },
    }),
  },
];

/** What is written while a file is being made takes the damage away again, so it is damaged once a second until that is said. */
async function damagedUntil(isSaid: () => boolean, path: string): Promise<void> {
  let damagedAtMs = 0;
  const damageAgain = () => {
    if (isSaid()) return true;
    if (performance.now() - damagedAtMs < SECOND_MS) return false;
    damagedAtMs = performance.now();
    for (const part of PARTS.filter((one) => existsSync(path + one))) overwrite(path + part);
    return false;
  };
  await expect.poll(damageAgain).toBe(true);
}

/** Removes the history from the storage folder, puts a file where its second copy belongs, and closes the folder. */
export function spoilStorage(storage: string): void {
  const copy = copyFolderOf(join(storage, JOURNAL_FILE));
  if (existsSync(copy)) renameSync(copy, `${copy}-away`);
  for (const part of PARTS) rmSync(join(storage, JOURNAL_FILE + part), { force: true });
  writeFileSync(copy, '');
  chmodSync(storage, CLOSED);
}

/** Its owner may enter it, and make no file there. */
const [CLOSED, OPEN] = [0o555, 0o755];

/** After `spoilStorage`: once the folder is open, the history is written, and only its second copy is not. */
export const storageLane: Lane = [
  {
    name: 'nothing can be written in the storage folder',
    // Nor can the socket of the status be made there, so the page has no list.
    without: ['status', 'page', 'tab'],
    expects: {
      ...{ part: 'history', kind: ['unreachable', 'readOnly', 'failing'], tab: 'energy' },
      log: cannotBeWritten(''),
    },
    mends: ({ ui }) => chmodSync(ui.storage, OPEN),
    logsEnd: isWritten,
  },
  {
    name: 'a file stands where the second copy belongs',
    expects: {
      ...{ part: 'history', kind: 'notCopied', tab: 'energy' },
      log: /The second copy of the local history, in \S+, cannot be written/,
    },
    // It is tried again once an hour, and when the history is opened.
    mends: async (home) => {
      rmSync(copyFolderOf(pathOf(home)));
      await untilClosed(home);
      await home.setDisk('well');
    },
    logsEnd: /The second copy of the local history is up to date again/,
  },
];

function pathOf({ ui }: BrokenHome): string {
  return join(ui.storage, JOURNAL_FILE);
}

/** Moves the files of the history away, or what stands in their place. */
function takeAway(home: BrokenHome): void {
  const away = `${pathOf(home)}-away-${Date.now()}`;
  renameSync(pathOf(home), away);
  for (const part of PARTS.slice(1)) rmSync(pathOf(home) + part, { force: true });
}

function replaceBy(home: BrokenHome, make: (path: string) => void): void {
  const next = `${pathOf(home)}-next`;
  make(next);
  takeAway(home);
  renameSync(next, pathOf(home));
}

function makeDatabase(path: string, sql: string): void {
  const db = new DatabaseSync(path);
  db.exec(sql);
  db.close();
}

/** Has the plugin close the file. */
async function untilClosed(home: BrokenHome): Promise<void> {
  const fromLine = home.log.length;
  await home.setDisk('read-only');
  const said = cannotBeWritten(IS_READ_ONLY);
  await expect.poll(() => home.log.slice(fromLine).some((line) => said.test(line))).toBe(true);
}
