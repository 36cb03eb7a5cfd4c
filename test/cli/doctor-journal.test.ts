import { execFileSync } from 'node:child_process';
import { chownSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCliHere } from '../../testbed/programs/cli-here.ts';
import { historiqueFrame } from '../../testbed/support/frames.ts';
import { configFile } from '../../testbed/support/plugin-block.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { fillUp, missingMount, smallFolder } from '../journal/mount.ts';
import { createScene, texts } from '../journal/scene.ts';

const USER = 65_533;
const noMount = missingMount();
const isRoot = process.getuid?.() === 0;

test('of a journal with which all is well the doctor says nothing', async () => {
  const { examine } = household();
  expect(await examine()).toEqual({ code: 0, wrong: [] });
});

test('before there is a journal nothing is wrong with it', async () => {
  const { examine } = household({ hasJournal: false });
  expect(await examine()).toEqual({ code: 0, wrong: [] });
});

test.each([
  ['foreign', false, 'CREATE TABLE photos (name TEXT)'],
  ['newer', true, 'PRAGMA user_version = 99'],
] as const)('a journal that is %s is reported', async (trouble, hasJournal, sql) => {
  const { examine, query } = household({ hasJournal });
  query(sql);
  const { code, wrong } = await examine();
  const [start = ''] = texts.disk({ kind: trouble, says: '…' }).says.split('…');
  expect(wrong).toEqual([expect.stringContaining(start)]);
  expect(code).toBe(1);
});

test('a journal that is damaged is reported', async () => {
  const { examine, path } = household();
  truncateSync(path, statSync(path).size - 100);
  writeFileSync(path, 'no database at all, and long enough for a header of one', { flag: 'r+' });
  const { code, wrong } = await examine();
  expect(wrong).toEqual([expect.stringMatching(/The local history is damaged \(.*\)\. As soon as the plugin finds/)]);
  expect(code).toBe(1);
});

describe.skipIf(!isRoot)('of a household whose Homebridge is run by another user (which only root can play)', () => {
  test.each([[['']], [['-wal', '']], [['.lock']]])(
    'files of root are reported, whose they are, and how to give them back: "%s"',
    async (suffixes) => {
      const { examine, path, giveTo } = household();
      giveTo(USER);
      expect(await examine()).toEqual({ code: 0, wrong: [] });
      const paths = suffixes.map((suffix) => path + suffix).toSorted();
      for (const one of paths) {
        writeFileSync(one, '', { flag: 'a', mode: 0o600 });
        chownSync(one, 0, 0);
      }
      const { code, wrong } = await examine();
      expect(wrong).toHaveLength(1);
      const said = / ([^:]+) belongs? to root, and 65533 may not write there.*: sudo chown 65533: (.+)$/.exec(
        wrong.join(),
      );
      const [listed, given] = [said?.[1]?.split(', ') ?? [], said?.[2]?.split(' ') ?? []];
      expect(listed).toEqual(given);
      // SQLite makes files beside the database also where it only reads: they belong to the user that the database belongs to.
      const made = ['-shm', '-wal'].map((suffix) => path + suffix);
      expect(listed.filter((one) => !made.includes(one) || paths.includes(one))).toEqual(paths);
      expect(code).toBe(1);
    },
  );
});

describe.skipIf(noMount)(`on a disk of its own${noMount ? `, skipped: ${noMount}` : ''}`, () => {
  test('a journal whose disk is full is reported', async () => {
    const { examine, path } = household({ folder: smallFolder(8_000) });
    expect(await examine()).toEqual({ code: 0, wrong: [] });
    fillUp({ path });
    expect(await examine()).toEqual({
      code: 1,
      wrong: [expect.stringContaining(texts.disk({ kind: 'full', says: '' }).says)],
    });
  });

  test('a journal whose disk is read-only is reported', async () => {
    const { examine, folder } = household({ folder: smallFolder(8_000) });
    execFileSync('mount', ['-o', 'remount,ro', folder]);
    expect(await examine()).toEqual({
      code: 1,
      wrong: [expect.stringContaining(texts.disk({ kind: 'readOnly', says: '' }).says)],
    });
  });
});

/** A storage folder with settings whose meter is a recording, and with a journal. */
function household({ folder = temporaryFolder({ inMemory: true }), hasJournal = true } = {}) {
  const port = join(temporaryFolder({ inMemory: true }), 'linky.tic');
  const frame = historiqueFrame({ ADCO: '012345678901', PAPP: '00390' });
  writeFileSync(port, Buffer.concat(Array.from({ length: 8 }, () => frame)));
  writeFileSync(join(folder, 'config.json'), configFile({ meters: [{ name: 'Linky', port }] }));
  const { open, take, path, query } = createScene(folder);
  if (hasJournal) {
    const journal = open();
    take(journal, 'linky', 1, 2, 3);
    journal.close();
  }
  return {
    folder: dirname(path),
    path,
    query,
    giveTo(uid: number) {
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
        chownSync(join(folder, name), uid, uid);
      chownSync(folder, uid, uid);
    },
    /** The exit code of the doctor, and what it says with a cross. */
    async examine() {
      const { code, stdout } = await runCliHere(['doctor', '--storage', folder, '--language', 'en']);
      const lines = stdout.replaceAll(/\n {4}(?=\S)/g, ' ').split('\n');
      return { code, wrong: lines.filter((line) => line.startsWith('  ✗')) };
    },
  };
}
