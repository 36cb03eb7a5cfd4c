import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { OVERHEAD_BYTES } from '../../src/journal/size-limit.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { bytesOf } from './full-journal.ts';
import { importsIn, madeUpImport } from './made-up-imports.ts';
import { fillUp, missingMount, smallFolder } from './mount.ts';
import { createScene, diskInWords, lockDatabase, powers, takeLarge } from './scene.ts';

const THREE_YEARS = madeUpImport('linky', 20_000, 1_096, 500);

describe('while the journal is in memory only', () => {
  test('since its folder is missing, an import fails with the reason, and succeeds once the folder is there', () => {
    const folder = join(temporaryFolder({ inMemory: true }), 'later');
    const scene = createScene(folder);
    const journal = scene.open();
    scene.take(journal, 'linky', 1);
    const failed = { kind: 'failed', says: diskInWords('unreachable', '', { kind: 'noFolder', path: folder }) };
    expect(journal.addImport(THREE_YEARS)).toEqual(failed);
    expect(journal.undoImport('linky', 1)).toEqual(failed);
    mkdirSync(folder);
    expect(journal.addImport(THREE_YEARS)).toMatchObject({ kind: 'imported' });
    journal.commit();
    expect(powers(journal)).toEqual([1]);
  });

  test('since another program writes to the database, an import fails, and no Reading is lost', () => {
    const scene = createScene();
    const journal = scene.open();
    scene.take(journal, 'linky', 1, 2);
    journal.commit();
    const unlock = lockDatabase(scene.path);
    expect(journal.addImport(THREE_YEARS)).toEqual({
      kind: 'failed',
      says: diskInWords('shared', 'database is locked'),
    });
    scene.take(journal, 'linky', 3);
    unlock();
    journal.commit();
    expect(powers(journal)).toEqual([1, 2, 3]);
    expect(importsIn(scene.path, 'linky').ids).toEqual([]);
  });

  test('since its disk is gone, nothing is written in another place', () => {
    const scene = createScene();
    const journal = scene.open();
    journal.addImport(madeUpImport('linky', 1, 1, 1));
    journal.close();
    renameSync(dirname(scene.path), `${dirname(scene.path)}-away`);
    const again = scene.open();
    expect(again.undoImport('linky', 1)).toMatchObject({ kind: 'failed' });
    renameSync(`${dirname(scene.path)}-away`, dirname(scene.path));
    expect(importsIn(scene.path, 'linky').ids).toEqual([1]);
    expect(again.undoImport('linky', 1)).toMatchObject({ kind: 'undone' });
  });
});

const noMount = missingMount();
describe.skipIf(noMount)(`on a full disk${noMount ? `, skipped: ${noMount}` : ''}`, () => {
  test('an import fails with the reason and leaves no part, what the meter says is still committed, and the log says nothing', () => {
    const scene = createScene(smallFolder(16_384));
    const journal = scene.open();
    scene.take(journal, 'linky', 1);
    journal.commit();
    const ballast = fillUp(scene, 300_000);
    expect(journal.addImport(THREE_YEARS)).toEqual({ kind: 'failed', says: diskInWords('full') });
    scene.take(journal, 'linky', 2);
    journal.commit();
    expect([journal.inMemory, scene.said]).toEqual([0, []]);
    expect(importsIn(scene.path, 'linky').ids).toEqual([]);
    rmSync(ballast);
    expect(journal.addImport(THREE_YEARS)).toMatchObject({ kind: 'imported', record: { id: 1 } });
    expect(powers(journal)).toEqual([1, 2]);
  });

  test('an undo that has no room changes nothing, and is done once there is room', () => {
    const scene = createScene(smallFolder(16_384));
    const journal = scene.open({ overheadBytes: OVERHEAD_BYTES });
    journal.addImport(THREE_YEARS);
    scene.take(journal, 'linky', 1);
    journal.commit();
    const ballast = fillUp(scene);
    const outcome = journal.undoImport('linky', 1);
    expect(outcome).toEqual({ kind: 'failed', says: diskInWords('full') });
    expect(importsIn(scene.path, 'linky').days).toHaveLength(1_096);
    rmSync(ballast);
    expect(journal.undoImport('linky', 1)).toMatchObject({ kind: 'undone' });
    expect(importsIn(scene.path, 'linky').days).toEqual([]);
  });
});

describe('a journal that has reached `maxMegabytes`', () => {
  const config = { commitSeconds: 1_000_000, keepDays: 7, maxMegabytes: 4 };

  test('deletes Readings, and no import, and its files stay within their size', () => {
    const scene = createScene();
    const journal = scene.open({ config });
    expect(journal.addImport(madeUpImport('linky', 20_000, 600, 500))).toMatchObject({ kind: 'imported' });
    let most = 0;
    takeLarge(scene, journal, 1_300, () => {
      most = Math.max(most, bytesOf(scene));
    });
    expect(journal.begin).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(4e6);
    expect(importsIn(scene.path, 'linky').days).toHaveLength(600);
  });

  test('takes another import, for which Readings make room', () => {
    const scene = createScene();
    const journal = scene.open({ config });
    takeLarge(scene, journal, 1_300);
    const { begin } = journal;
    expect(journal.addImport(madeUpImport('linky', 20_000, 600, 500))).toMatchObject({ kind: 'imported' });
    takeLarge(scene, journal, 1);
    expect(journal.begin).toBeGreaterThan(begin + 30);
    expect(bytesOf(scene)).toBeLessThanOrEqual(4e6);
  });

  test('takes no imports beyond a quarter of its room, also not as the first one', () => {
    const scene = createScene();
    const journal = scene.open({ config });
    expect(journal.addImport(madeUpImport('linky', 20_000, 3_000, 1))).toEqual({ kind: 'noRoom', mostMegabytes: 0 });
    expect(scene.query('SELECT id FROM import')).toEqual([]);
    const outcomes = Array.from({ length: 12 }, (_, nth) =>
      journal.addImport(madeUpImport('linky', nth, 200, 100 + nth)),
    );
    const kinds = outcomes.map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['imported', 'noRoom']));
    expect(kinds.toSorted()).toEqual(kinds);
    expect(bytesOf(scene)).toBeLessThanOrEqual(4e6);
    journal.undoImport('linky', 1);
    expect(journal.addImport(madeUpImport('linky', 5_000, 200, 200))).toMatchObject({ kind: 'imported' });
  });

  test('keeps its imports when `maxMegabytes` is lowered below them, and what the meter says is still committed', () => {
    const scene = createScene();
    const large = scene.open();
    for (const nth of [1, 2, 3]) large.addImport(madeUpImport('linky', 10_000 + nth * 1_000, 900, nth));
    takeLarge(scene, large, 100);
    large.close();
    const journal = scene.open({ config: { ...config, maxMegabytes: 1 } });
    takeLarge(scene, journal, 5);
    expect(journal.inMemory).toBe(0);
    expect(importsIn(scene.path, 'linky').days).toHaveLength(2_700);
  });
});
