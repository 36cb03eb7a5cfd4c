import {
  lchownSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { cannotWrite, createScene, powers, queryDatabase, WRITTEN_AGAIN } from './scene.ts';

const STRANGER = 65_534;

test.each(['.reserve', '.copy', '.new'])(
  'a folder with the name of the journal and %s is passed over, whatever is in it, and keeps its rights',
  (suffix) => {
    const scene = createScene();
    const folder = `${scene.path}${suffix}`;
    mkdirSync(folder, { mode: 0o755 });
    writeFileSync(`${folder}/photo`, 'a photo');
    for (const power of [1, 2]) {
      const journal = scene.open();
      scene.take(journal, 'linky', power);
      journal.close();
    }
    expect(powers(scene.open())).toEqual([1, 2]);
    expect(scene.query('SELECT count FROM block')).toEqual([{ count: 1 }, { count: 1 }]);
    expect(scene.said).toEqual([]);
    expect(statSync(folder).mode & 0o777).toBe(0o755);
  },
);

test.each(['', '-wal', '-shm', '.lock'])(
  'a folder with the name of the journal and "%s" is named in the log, and once it is gone the journal goes to disk',
  (suffix) => {
    const scene = createScene();
    const folder = `${scene.path}${suffix}`;
    mkdirSync(folder);
    const journal = scene.open();
    scene.take(journal, 'linky', 1);
    journal.commit();
    expect(scene.said).toEqual([`error ${cannotWrite(scene.path, 'folder', folder)}`]);
    rmdirSync(folder);
    journal.commit();
    expect(scene.query('SELECT count FROM block')).toEqual([{ count: 1 }]);
    expect(scene.said.slice(1)).toEqual([`info ${WRITTEN_AGAIN}`]);
  },
);

test.each(['.copy', '.new'])('a folder at %s holds up a repair, which names it, until it is gone', (suffix) => {
  const scene = createScene();
  writeFileSync(scene.path, 'not a database at all, '.repeat(99));
  const folder = `${scene.path}${suffix}`;
  mkdirSync(folder);
  const journal = scene.open();
  scene.take(journal, 'linky', 1);
  journal.commit();
  expect(scene.said).toEqual([expect.stringMatching(/^error .*there is a folder where/)]);
  expect(scene.said[0]).toContain(folder);
  rmdirSync(folder);
  journal.commit();
  expect(queryDatabase(scene.path, 'SELECT count FROM block')).toEqual([{ count: 1 }]);
});

describe.skipIf(process.getuid?.() !== 0)('of a journal that root writes (which only root can play)', () => {
  test.each(['', '-wal', '-shm', '-journal', '.lock', '.reserve', '.copy', '.new'])(
    'a link of another user at the name of the journal and "%s" is named, and what it leads to stays as it is',
    (suffix) => {
      const scene = createScene();
      const precious = join(temporaryFolder(), 'precious');
      writeFileSync(precious, 'words of root', { mode: 0o644 });
      const link = `${scene.path}${suffix}`;
      symlinkSync(precious, link);
      lchownSync(link, STRANGER, STRANGER);
      const journal = scene.open();
      scene.take(journal, 'linky', 1);
      journal.commit();
      expect(scene.said).toEqual([`error ${cannotWrite(scene.path, 'link', link)}`]);
      expect(readFileSync(precious, 'utf8')).toBe('words of root');
      expect(statSync(precious)).toMatchObject({ uid: 0, mode: 0o100_644 });
      rmSync(link);
      journal.commit();
      expect(scene.query('SELECT count FROM block')).toEqual([{ count: 1 }]);
    },
  );

  test('a link that root has made to the database on another disk is followed', () => {
    const scene = createScene();
    scene.open().close();
    const elsewhere = join(temporaryFolder({ inMemory: true }), 'history.db');
    renameSync(scene.path, elsewhere);
    symlinkSync(elsewhere, scene.path);
    const journal = scene.open();
    scene.take(journal, 'linky', 1);
    journal.commit();
    expect(queryDatabase(elsewhere, 'SELECT count FROM block')).toEqual([{ count: 1 }]);
    expect(scene.said).toEqual([]);
  });
});

test('a link at the name of the reserve is not followed, nor replaced', () => {
  const scene = createScene();
  const precious = join(dirname(scene.path), 'precious');
  writeFileSync(precious, 'a few words');
  symlinkSync(precious, `${scene.path}.reserve`);
  const journal = scene.open();
  scene.take(journal, 'linky', 1);
  journal.commit();
  expect(readFileSync(precious, 'utf8')).toBe('a few words');
  expect(scene.query('SELECT count FROM block')).toEqual([{ count: 1 }]);
});
