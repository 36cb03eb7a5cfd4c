import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { copyFolderOf } from '../../src/base/plugin-names.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { writeImport } from '../../src/journal/write-import.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { HOUR_MS } from '../../testbed/support/time.ts';
import { spoilPage } from './damage.ts';
import {
  closed,
  DAYS,
  deleteJournal,
  FILES,
  filesOf,
  household,
  householdHistory,
  keptIn,
  METERS,
  sceneWith,
  stored,
  takeDays,
} from './kept-history.ts';
import { importsIn, madeUpImport } from './made-up-imports.ts';
import { COPIED_AGAIN, createScene, type Scene, texts } from './scene.ts';

/** What a household may find of a database, and what a reader says of it. */
const LOSSES = [
  ['is one page short', 'damaged', ({ path }: Scene) => truncateSync(path, statSync(path).size - 2_048)],
  ['is a tenth short', 'damaged', ({ path }: Scene) => truncateSync(path, Math.floor(statSync(path).size * 0.9))],
  ['is cut to a twentieth', 'damaged', ({ path }: Scene) => truncateSync(path, Math.floor(statSync(path).size / 20))],
  ['has no first page', 'damaged', ({ path }: Scene) => spoilPage(path, 0)],
  ['is gone', 'gone', deleteJournal],
  ['is empty', 'gone', ({ path }: Scene) => truncateSync(path)],
  ['is anything else', 'damaged', ({ path }: Scene) => writeFileSync(path, 'not a database at all, '.repeat(9_999))],
] as const;

describe.each(LOSSES)('a database that %s', (_, rescued, lose) => {
  test('gets back all days and imports from its second copy, which is said once', () => {
    const before = householdHistory();
    const scene = household();
    lose(scene);
    scene.open().close();
    expect(closed(keptIn(scene.path))).toEqual(before);
    expect(scene.said.filter((line) => line.includes('second copy')).length).toBeLessThanOrEqual(1);
    expect(scene.said.join()).not.toMatch(/Lost: [^.]*(?:days|imported)/);
    const said = [...scene.said];
    scene.open().close();
    expect(scene.said).toEqual(said);
    expect(keptIn(scene.path)).toMatchObject({ rescued: undefined });
  });

  test('is completed by its second copy for whoever reads it, who changes nothing', () => {
    const before = householdHistory();
    const scene = household();
    lose(scene);
    const files = filesOf(scene);
    const found = keptIn(scene.path);
    expect(closed(found)).toEqual({ ...before, rescued });
    expect(filesOf(scene)).toEqual(files);
  });
});

test.each(['has no first page', 'is one page short', 'is a tenth short'])(
  'without a second copy, a database that %s gives back what its pages hold',
  (name) => {
    const before = householdHistory();
    const scene = sceneWith(stored(household()), 'alone');
    const lose = LOSSES.find(([one]) => one === name)?.[2];
    lose?.(scene);
    const read = keptIn(scene.path);
    scene.open().close();
    const written = closed(keptIn(scene.path));
    for (const [at] of METERS.entries()) {
      for (const day of written.days[at] ?? []) expect(before.days[at]).toContainEqual(day);
      expect(written.days[at]?.length).toBeGreaterThan(DAYS * 0.7);
      expect(read.days[at]).toEqual(expect.arrayContaining([...(written.days[at] ?? [])]));
    }
    if (name === 'has no first page') expect(written).toEqual(before);
  },
);

test('a database without its first page is read from a copy of it, or, where none may be made, from its second copy', () => {
  const scene = household();
  spoilPage(scene.path, 0);
  const temporary = temporaryFolder({ inMemory: true });
  vi.stubEnv('TMPDIR', temporary);
  for (const mayCopy of [true, false]) {
    using archive = openReadOnlyJournal(scene.path, undefined, { mayCopy });
    expect(readdirSync(temporary)).toHaveLength(mayCopy ? 1 : 0);
    expect(archive.rescued).toBe('damaged');
    expect(archive.days('linky', 0, 1e6).length).toBeGreaterThan(DAYS * 0.7);
  }
  expect(readdirSync(temporary)).toEqual([]);
});

test('a second copy is a folder of files below 10 MB that only this user may read', () => {
  const scene = createScene();
  const journal = scene.open();
  takeDays(scene, journal, 2);
  const large = madeUpImport('linky', 10_000, 15_000, 123_456);
  expect(journal.addImport(large)).toMatchObject({ kind: 'imported' });
  const folder = copyFolderOf(scene.path);
  const stats = readdirSync(folder).map((name) => statSync(join(folder, name)));
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(stats.map(({ mode }) => mode & 0o777)).toEqual(stats.map(() => 0o600));
  expect(Math.max(...stats.map(({ size }) => size))).toBeLessThan(10e6);
  expect(readdirSync(folder)).toEqual([
    'contract.gz',
    'days-2026.gz',
    ...['.2', '.3', ''].map((part) => `import-1-${scene.clock.wallMs}${part}.gz`),
  ]);
  journal.close();
  deleteJournal(scene);
  expect(importsIn(scene.path, 'linky').days).toEqual(large.days);
  scene.open().close();
  expect(importsIn(scene.path, 'linky')).toEqual({ ids: [1], days: large.days });
});

test('a day is in it as soon as it is over, and the days before as they were', () => {
  const scene = createScene();
  const journal = scene.open();
  takeDays(scene, journal, 4);
  const open = keptIn(scene.path);
  const copy = sceneWith(stored(scene), 'with its second copy');
  deleteJournal(copy);
  expect(keptIn(copy.path).days.map((all) => all.length)).toEqual([4, 4]);
  expect(keptIn(copy.path).days).toEqual(open.days.map((all) => all.slice(0, 4)));
});

test('energy between the last frame that was stored and the next one is counted, though the database is gone', () => {
  const scene = household();
  const energy = () => keptIn(scene.path).days.map((all) => sumOf(all.flatMap(({ parts }) => parts.map(whOf))));
  deleteJournal(scene);
  const journal = scene.open();
  takeDays(scene, journal, 2);
  const hours = (scene.clock.wallMs - 6 * HOUR_MS - Date.UTC(2026, 6, 28, 10)) / HOUR_MS;
  expect(energy()).toEqual([hours, hours]);
});

describe('an import that was undone', () => {
  test('never comes back by the second copy', () => {
    const scene = household();
    deleteJournal(scene);
    expect(keptIn(scene.path).imports.flat()).toHaveLength(FILES.length);
    const journal = scene.open();
    expect(journal.addImport(madeUpImport('linky', 20_000, 31, 5))).toMatchObject({ record: { id: 4 } });
  });

  test('is still there after a kill before the database forgot it, and is in the copy again', () => {
    const scene = household();
    const [record] = keptIn(scene.path).imports.flat();
    const name = join(copyFolderOf(scene.path), `import-${record?.id}-${record?.atMs}.gz`);
    rmSync(name);
    scene.open().close();
    expect(keptIn(scene.path).imports.flat()).toContainEqual(record);
    expect(existsSync(name)).toBe(true);
  });

  test('is not taken back while its copy cannot be deleted', () => {
    const scene = household();
    const journal = scene.open();
    const [record] = keptIn(scene.path).imports.flat();
    const name = join(copyFolderOf(scene.path), `import-${record?.id}-${record?.atMs}.gz`);
    rmSync(name);
    mkdirSync(name);
    expect(journal.undoImport('linky', record?.id ?? 0)).toMatchObject({ kind: 'failed' });
    rmSync(name, { recursive: true });
    expect(keptIn(scene.path).imports.flat()).toContainEqual(record);
    expect(journal.undoImport('linky', record?.id ?? 0)).toMatchObject({ kind: 'undone' });
  });
});

test('what a command line imports without a plugin is in it, too', () => {
  const scene = createScene();
  const file = madeUpImport('linky', 20_000, 30, 5);
  const { troubles, clock, path } = scene;
  const options = { texts, reports: troubles(), now: () => clock.nowMs, wall: () => clock.wallMs };
  expect(writeImport(path, { kind: 'import', import: file }, options)).toMatchObject({ kind: 'imported' });
  deleteJournal(scene);
  expect(importsIn(path, 'linky').days).toEqual(file.days);
});

test('a start reads no file of it, and writes none', () => {
  const scene = household();
  const [file] = readdirSync(copyFolderOf(scene.path));
  const path = join(copyFolderOf(scene.path), file ?? '');
  utimesSync(path, 1e9, 1e9);
  scene.open().close();
  const garbage = Buffer.alloc(statSync(path).size, 'x');
  writeFileSync(path, garbage);
  utimesSync(path, 1e9, 1e9);
  scene.open().close();
  expect(readFileSync(path)).toEqual(garbage);
});

test('a file of it that is cut, damaged or gone is written again once a day is over, and what could not be read is kept', () => {
  const scene = household();
  const journal = scene.open();
  const folder = copyFolderOf(scene.path);
  const good = stored(scene);
  const [contract = '', days = '', first = '', second = ''] = readdirSync(folder);
  truncateSync(join(folder, days), 200);
  truncateSync(join(folder, first));
  rmSync(join(folder, contract));
  writeFileSync(join(folder, second), 'anything else');
  takeDays(scene, journal, 2);
  expect(readdirSync(folder).filter((name) => name.endsWith('.unreadable'))).toEqual(
    [days, first, second].map((name) => `${name}.unreadable`),
  );
  const copy = sceneWith(stored(scene), 'with its second copy');
  deleteJournal(copy);
  expect(closed(keptIn(copy.path))).toEqual({ ...householdHistory(), rescued: 'gone' });
  for (const name of [first, second])
    expect(readFileSync(join(folder, name))).toEqual(
      good.files.get(`${scene.path.split('/').at(-1)}.second-copy/${name}`),
    );
});

test('while it cannot be written that is said once, the journal goes on, and an hour later it is written', () => {
  const scene = createScene();
  writeFileSync(copyFolderOf(scene.path), 'in the way');
  const journal = scene.open();
  takeDays(scene, journal, 3);
  expect(scene.said).toEqual([
    expect.stringMatching(/^error The second copy of the local history, in .*second-copy, cannot be written/),
  ]);
  expect(keptIn(scene.path).days.map((all) => all.length)).toEqual([4, 4]);
  rmSync(copyFolderOf(scene.path));
  scene.pass(HOUR_MS);
  journal.commit();
  expect(scene.said.slice(1)).toEqual([`info ${COPIED_AGAIN}`]);
  journal.close();
  deleteJournal(scene);
  expect(keptIn(scene.path).days.map((all) => all.length)).toEqual([3, 3]);
});

test('one that was put back beside a younger journal completes it, and nothing of either is lost', () => {
  const before = householdHistory();
  const young = sceneWith(stored(household()), 'alone');
  deleteJournal(young);
  const first = young.open();
  const file = madeUpImport('barn', 20_300, 20, 3);
  expect(first.addImport(file)).toMatchObject({ kind: 'imported', record: { id: 1 } });
  takeDays(young, first, 3);
  first.close();
  const own = keptIn(young.path);
  const old = household();
  cpSync(copyFolderOf(old.path), copyFolderOf(young.path), { recursive: true });
  young.open().close();
  const both = keptIn(young.path);
  expect(closed(both).days).toEqual(before.days);
  for (const at of METERS.keys()) expect(both.days[at]).toEqual(expect.arrayContaining([...(own.days[at] ?? [])]));
  expect(
    both.imports
      .flat()
      .map(({ digest }) => digest)
      .toSorted(),
  ).toEqual([...own.imports.flat(), ...before.imports.flat()].map(({ digest }) => digest).toSorted());
  expect(importsIn(young.path, 'barn').days).toEqual(
    [...(FILES[1]?.days ?? []), ...file.days].toSorted((a, b) => a.day - b.day),
  );
  deleteJournal(young);
  expect(keptIn(young.path).imports.flat()).toHaveLength(3);
});

test('lines that no journal has written are left out', () => {
  const scene = household();
  const file = join(copyFolderOf(scene.path), 'days-2026.gz');
  const lines = gunzipSync(readFileSync(file)).toString().split('\n');
  const odd = [
    '{',
    '[]',
    'null',
    '{"table":"block","row":{}}',
    '{"table":"day","row":{"day":"x","meter":5}}',
    '{"table":"day","row":{"day":20000,"meter":"linky","body":"{}"}}',
    '{"table":"import","row":{"id":{}}}',
    '{"table":"note","row":{"name; DROP TABLE day":1}}',
    '{"table":"import_number","row":{"number":"9"}}',
  ];
  writeFileSync(file, gzipSync([...lines.slice(0, -1), ...odd, ''].join('\n')));
  deleteJournal(scene);
  expect(closed(keptIn(scene.path))).toEqual({ ...householdHistory(), rescued: 'gone' });
  scene.open().close();
  expect(closed(keptIn(scene.path))).toEqual(householdHistory());
});

function whOf({ energyWh = 0 }: { readonly energyWh?: number }): number {
  return energyWh;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}
