import { execFile } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { JOURNAL_FILE } from '../../src/base/plugin-names.ts';
import { writeImport } from '../../src/journal/write-import.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { configFile } from '../../testbed/support/plugin-block.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { NO_REPORTS } from '../../testbed/support/troubles.ts';
import { curveFile, enedisCurve } from '../history-import/history-file.ts';

const { en } = textsIn;

const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
/** Root, and the user whose folder it is: a number without a name. */
const [ROOT, USER] = [0, 65_533];
/** What is imported of the file of a household. */
const { kind, prm = '', days } = curveFile();
const IMPORT = { meter: 'linky', kind, prm, days };

describe.skipIf(process.getuid?.() !== ROOT)('of linky-tic with sudo (which only root can play)', () => {
  test('a command that writes beside the journal of another user, or beside a folder where there is none yet, says who may, and does nothing', async () => {
    const { storage, file, imported } = household();
    const isRefused = async (...words: readonly string[]) => {
      const before = namesIn(storage);
      const order = ['history', ...words, '--storage', storage];
      const { code, stderr } = await linkyTic(...order);
      expect(stderr).toContain(`sudo -u '#${USER}' linky-tic ${order.join(' ')}`);
      expect(code).toBe(1);
      expect(namesIn(storage)).toEqual(before);
    };
    await isRefused('import', file);
    imported();
    await isRefused('import', '--undo');
    expect(ownersIn(storage)).toEqual(new Set([USER]));
  });

  test('a command that reads does so, through a link to another disk too, and every file stays its owner’s', async () => {
    const { storage, folder, config, imported } = household();
    imported();
    const link = join(folder, 'link');
    symlinkSync(storage, link);
    lchownSync(link, USER, USER);
    const reading = ['history', '--by', 'year', '--cost', '--config', config, '--storage', link];
    expect(await linkyTic(...reading)).toMatchObject({ code: 0, stdout: expect.stringContaining('120.0') });
    await linkyTic('doctor', '--storage', storage);
    expect(ownersIn(storage)).toEqual(new Set([USER]));
  });

  test('a copy of the journal belongs to root, and nobody else may read it', async () => {
    const { storage, folder, imported } = household();
    imported();
    const copy = join(folder, 'copy.db');
    expect(await linkyTic('history', 'copy', copy, '--storage', storage)).toMatchObject({ code: 0 });
    expect(lstatSync(copy)).toMatchObject({ uid: ROOT, mode: 0o100600 });
    expect(ownersIn(storage)).toEqual(new Set([USER]));
  });

  test('everything works where root writes the journal into the folder of another user, as in a container', async () => {
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
});

/** A storage folder of another user with the plugin's settings, and what belongs to root alone: a file to import, and settings. */
function household() {
  const folder = temporaryFolder();
  chmodSync(folder, 0o711);
  const storage = join(folder, 'storage');
  mkdirSync(storage);
  chownSync(storage, USER, USER);
  const config = join(folder, 'config.json');
  const prices = [{ from: '2025-02-01', subscription: 12, periods: [{ name: 'BASE', price: 0.2 }] }];
  writeFileSync(config, configFile({ meters: [{ name: 'Linky', port: '/dev/ttyNONE7', prices }] }), { mode: 0o600 });
  writeFileSync(join(storage, 'config.json'), configFile({ meters: [{ name: 'Linky', port: '/dev/ttyNONE7' }] }));
  const file = join(folder, 'courbe.csv');
  writeFileSync(file, enedisCurve(500), { mode: 0o600 });

  return {
    folder,
    storage,
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
  };
}

/** The files in a folder, without those that SQLite makes next to a database even for reading. */
function namesIn(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => !/-(?:wal|shm)$/.test(name));
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
    execFile(process.execPath, [CLI, ...words], { cwd: '/', env }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, stdout: stdout.replace(/[\u00a0\u202f]/g, ' '), stderr }),
    );
  });
}
