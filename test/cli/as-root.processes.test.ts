import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { JOURNAL_FILE } from '../../src/base/plugin-names.ts';
import { sendHistory } from '../../src/cli/history-send.ts';
import { writeImport } from '../../src/journal/write-import.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { configFile } from '../../testbed/support/plugin-block.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { NO_REPORTS } from '../../testbed/support/troubles.ts';
import { curveFile, enedisCurve } from '../history-import/history-file.ts';
import { diskInWords } from '../journal/scene.ts';
import { fakeSession } from './session-fake.ts';

const { en } = textsIn;

const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
const HOSTILE = fileURLToPath(new URL('hostile-socket-process.ts', import.meta.url));
const OWNER = fileURLToPath(new URL('owner-process.ts', import.meta.url));
/** Root, the user whose folder it is, and a group of root besides. */
const [ROOT, USER, GROUP] = [0, 65_533, 4_242];
/** The names of the journal's files after its own: of each kind one is tried here, and the others where a journal is opened. */
const SUFFIXES = ['', '.lock'];
const linkThere = (path: string) => diskInWords('link', path);
/** What is imported of the file of a household. */
const { kind, prm = '', days } = curveFile();
const IMPORT = { meter: 'linky', kind, prm, days };

describe.skipIf(process.getuid?.() !== ROOT)('of linky-tic with sudo (which only root can play)', () => {
  describe('no file of root is touched', () => {
    test('by an import during which the owner of the folder sets links at the names of the journal’s files', async () => {
      const { storage, precious, file, untouched } = household();
      const words = [HOSTILE, storage, precious, JSON.stringify(SUFFIXES)];
      const hostile = spawn(process.execPath, words, { ...as(USER), stdio: ['ignore', 'pipe', 'inherit'] });
      onTestFinished(() => void hostile.kill('SIGKILL'));
      await once(hostile.stdout, 'data');
      const ended = exited(hostile);
      const { code, stderr } = await linkyTic('history', 'import', file, '--storage', storage);
      await ended;
      expect(untouched()).toBe(true);
      expect(stderr).toContain(linkThere(join(storage, JOURNAL_FILE)));
      expect(code).toBe(1);
    });

    test.each(SUFFIXES)('by an import or an undo where "%s" is a link of that owner', async (suffix) => {
      const { storage, file, setLink, untouched, imported } = household();
      imported();
      const link = setLink(suffix);
      // Both find links in the same way, so an undo need not be tried with each of them.
      for (const words of suffix === '' ? [[file], ['--undo']] : [[file]]) {
        const { code, stderr } = await linkyTic('history', 'import', ...words, '--storage', storage);
        expect(stderr).toContain(linkThere(link));
        expect(code).toBe(1);
      }
      expect(untouched()).toBe(true);
    });

    // The check for links cannot see one that is set right after it. So root has only the rights of the owner: these links pass it.
    // SQLite would take an empty file for a new database.
    test('even where a link at the name of the lock is not noticed', async () => {
      const { storage, file, setLink, untouched, imported } = household('');
      imported();
      setLink('.lock', ROOT);
      await linkyTic('history', 'import', file, '--storage', storage);
      await linkyTic('history', 'import', '--undo', '--storage', storage);
      await linkyTic('history', '--by', 'year', '--storage', storage);
      await linkyTic('doctor', '--storage', storage);
      expect(untouched()).toBe(true);
    });
  });

  describe('the history can be imported, read and taken back', () => {
    test('where the folder is a link to another disk, from files that only root may read', async () => {
      const { storage, folder, file, config } = household();
      const link = join(folder, 'link');
      symlinkSync(storage, link);
      lchownSync(link, USER, USER);
      const reading = ['history', '--by', 'year', '--cost', '--config', config, '--storage', link];
      expect(await linkyTic('history', 'import', file, '--config', config, '--storage', link)).toMatchObject({
        code: 0,
      });
      expect(await linkyTic(...reading)).toMatchObject({ code: 0, stdout: expect.stringContaining('120.0') });
      expect(ownersIn(storage)).toEqual(new Set([USER]));
      expect(await linkyTic('history', 'import', '--undo', '--storage', link)).toMatchObject({ code: 0 });
      expect(ownersIn(storage)).toEqual(new Set([USER]));
    });

    test('where root writes the journal into the folder of another user, as in a container', async () => {
      const { storage, file } = household();
      chownSync(storage, ROOT, ROOT);
      const order = ['history', 'import', file, '--storage', storage];
      expect(await linkyTic(...order)).toMatchObject({ code: 0 });
      chownSync(storage, USER, USER);
      const undo = ['history', 'import', file, '--undo', '--storage', storage];
      expect(await linkyTic(...undo)).toMatchObject({ code: 0 });
      expect(await linkyTic(...order)).toMatchObject({ code: 0 });
      expect(await linkyTic('history', '--by', 'year', '--storage', storage)).toMatchObject({ code: 0 });
      expect(ownersIn(storage)).toEqual(new Set([ROOT]));
    });

    test('where the folder belongs to root, and the journal to the user of Homebridge', async () => {
      const { storage, file, imported } = household();
      imported();
      chownSync(storage, ROOT, ROOT);
      chmodSync(storage, 0o777);
      for (const words of [['--undo'], [file]])
        expect(await linkyTic('history', 'import', ...words, '--storage', storage)).toMatchObject({ code: 0 });
      expect(ownersIn(storage)).toEqual(new Set([USER]));
    });
  });

  test('a copy of the journal belongs to root, and nobody else may read it', async () => {
    const { storage, folder, imported } = household();
    imported();
    const copy = join(folder, 'copy.db');
    expect(await linkyTic('history', 'copy', copy, '--storage', storage)).toMatchObject({ code: 0 });
    expect(lstatSync(copy)).toMatchObject({ uid: ROOT, mode: 0o100600 });
    expect(ownersIn(storage)).toEqual(new Set([USER]));
  });

  test('while a history is sent this process is the owner of the journal, and root again afterwards', async () => {
    const { storage, imported } = household();
    imported();
    const { session } = fakeSession('en');
    const uids: (number | undefined)[] = [];
    const options = { storage, url: 'http://127.0.0.1:1', database: 'linky' };
    await sendHistory(options, session, async () => {
      uids.push(process.geteuid?.());
      return { readings: 0, refused: [] };
    });
    expect([...uids, process.geteuid?.()]).toEqual([USER, ROOT]);
  });

  test('the groups are those of the owner meanwhile: of a number that no user has, that of its folder', async () => {
    const { storage } = household();
    const root = { uid: ROOT, gid: ROOT, groups: [ROOT, GROUP] };
    const owner = { uid: USER, gid: USER, groups: [USER] };
    expect(await idsOf(storage)).toEqual([root, owner, { ...owner, uid: ROOT }, owner, root]);
  });

  test('the groups are those of the owner meanwhile: of a user that the machine knows, its own, whatever group the folder has', async () => {
    const { storage } = household();
    const nobody = userInTable('nobody');
    chownSync(storage, nobody.uid, GROUP);
    const [, owner] = await idsOf(storage);
    expect(owner).toEqual({ ...nobody, groups: [nobody.gid] });
  });
});

/** A storage folder of another user with the plugin's settings, and what belongs to root alone: a file that is not to be touched, one to import, settings. */
function household(words = 'words of root') {
  const folder = temporaryFolder();
  chmodSync(folder, 0o711);
  const storage = join(folder, 'storage');
  mkdirSync(storage);
  chownSync(storage, USER, USER);
  const precious = join(folder, 'precious');
  writeFileSync(precious, words, { mode: 0o644 });
  const before = lstatSync(precious);
  const config = join(folder, 'config.json');
  const prices = [{ from: '2025-02-01', subscription: 12, periods: [{ name: 'BASE', price: 0.2 }] }];
  writeFileSync(config, configFile({ meters: [{ name: 'Linky', port: '/dev/ttyNONE7', prices }] }), { mode: 0o600 });
  writeFileSync(join(storage, 'config.json'), configFile({ meters: [{ name: 'Linky', port: '/dev/ttyNONE7' }] }));
  const file = join(folder, 'courbe.csv');
  writeFileSync(file, enedisCurve(500), { mode: 0o600 });

  return {
    folder,
    storage,
    precious,
    config,
    file,
    /** Puts a journal there that has the file imported, and belongs to the owner. */
    imported() {
      const path = join(storage, JOURNAL_FILE);
      const options = { texts: en.journal, reports: NO_REPORTS, now: () => 0, wall: Date.now };
      expect(writeImport(path, { kind: 'import', import: IMPORT }, options)).toMatchObject({ kind: 'imported' });
      for (const name of readdirSync(storage, { recursive: true, encoding: 'utf8' }))
        lchownSync(join(storage, name), USER, USER);
    },
    /** Puts a link to the precious file at the name of one of the journal's files. Gives its path. */
    setLink(suffix: string, owner = USER): string {
      const link = join(storage, `${JOURNAL_FILE}${suffix}`);
      rmSync(link, { force: true, recursive: true });
      symlinkSync(precious, link);
      lchownSync(link, owner, owner);
      return link;
    },
    untouched(): boolean {
      const { uid, gid, mode, mtimeMs } = lstatSync(precious);
      const isSame = uid === before.uid && gid === before.gid && mode === before.mode && mtimeMs === before.mtimeMs;
      return isSame && readFileSync(precious, 'utf8') === words;
    },
  };
}

/** Who has the files of the journal in a folder. */
function ownersIn(folder: string): ReadonlySet<number> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.startsWith(JOURNAL_FILE),
  );
  return new Set(names.map((name) => statSync(join(folder, name)).uid));
}

interface Said {
  readonly code: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `linky-tic` as root. */
function linkyTic(...words: readonly string[]): Promise<Said> {
  return new Promise((resolve) => {
    const env = { ...process.env, LC_ALL: 'C' };
    execFile(process.execPath, [CLI, ...words], { ...as(ROOT), env }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, stdout: stdout.replace(/[\u00a0\u202f]/g, ' '), stderr }),
    );
  });
}

interface Ids {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
}

/** Who a process of root is before, while and after it is the owner of the journal in a folder: see `owner-process.ts`. */
async function idsOf(folder: string): Promise<readonly Ids[]> {
  return await new Promise((resolve, reject) => {
    execFile(process.execPath, [OWNER, join(folder, JOURNAL_FILE), String(GROUP)], as(ROOT), (error, stdout) =>
      error ? reject(error) : resolve(JSON.parse(stdout)),
    );
  });
}

function userInTable(name: string): Pick<Ids, 'uid' | 'gid'> {
  const [, , uid, gid] =
    readFileSync('/etc/passwd', 'utf8')
      .match(new RegExp(`^${name}:.*$`, 'm'))?.[0]
      .split(':') ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

function as(user: number) {
  return { uid: user, gid: user, cwd: '/' };
}

async function exited(child: ChildProcess): Promise<void> {
  await once(child, 'exit');
}
