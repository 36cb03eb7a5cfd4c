import { copyFileSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bodyOf, type NewImport } from '../../src/journal/imports.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { repair } from '../../src/journal/repair.ts';
import { PAGE_BYTES } from '../../src/journal/schema.ts';
import { leavesOf, spoilPage } from './damage.ts';
import { importsIn, importsOf, madeUpImport, rowsByImport } from './made-up-imports.ts';
import { createScene, type Scene } from './scene.ts';

const FILES: readonly NewImport[] = [
  madeUpImport('linky', 20_100, 60, 1),
  madeUpImport('barn', 20_130, 60, 2),
  madeUpImport('linky', 20_140, 60, 3),
];
const ALL = FILES.map((file, nth) => ({ id: nth + 1, file }));

test('of a database with a damaged page the imports are kept, whole or with the days that can be read, and nothing is made up', () => {
  const whole = filled();
  let [wholeOnes, inPart, gone] = [0, 0, 0];
  for (let page = 1; page < readFileSync(whole.path).length / PAGE_BYTES; page += 1) {
    const scene = copyWithout(whole, page);
    const { damage } = repair(scene.path, scene.clock.wallMs, () => {});
    if (!damage) continue;
    const found = ['linky', 'barn'].flatMap((meter) => listed(scene, meter));
    const rows = found.length > 0 ? rowsByImport(scene.path) : {};
    expect(rows).toEqual(Object.fromEntries(found.map(({ id, days }) => [id, days])));
    expectOfTheFiles(scene, found.length > 0);
    const isWhole = ({ days, digest }: (typeof found)[number]) => days === 60 && digest !== '';
    const isInPart = ({ days, digest }: (typeof found)[number]) => days > 0 && days < 60 && digest === '';
    expect(found.every((one) => isWhole(one) || isInPart(one))).toBe(true);
    wholeOnes += found.every(isWhole) && found.length === FILES.length ? 1 : 0;
    inPart += found.some(isInPart) ? 1 : 0;
    gone += found.length < FILES.length ? 1 : 0;
    const isSomethingLost = found.length < FILES.length || found.some(isInPart);
    expect(damage.imports !== undefined).toBe(isSomethingLost);
  }
  expect(wholeOnes).toBeGreaterThan(5);
  expect(inPart).toBeGreaterThan(10);
  expect(gone).toBeGreaterThan(0);
});

test('a reader of a database with a damaged page leaves out what it cannot read', () => {
  const whole = filled();
  const told = new Set(
    FILES.flatMap(({ meter, days }) => days.map(({ day, energyWh }) => [meter, day, energyWh].join())),
  );
  const counts = new Set<number>();
  for (let page = 1; page < readFileSync(whole.path).length / PAGE_BYTES; page += 1) {
    const scene = copyWithout(whole, page);
    for (const meter of ['linky', 'barn']) {
      const { days } = importsIn(scene.path, meter);
      for (const { day, energyWh } of days) expect(told).toContain([meter, day, energyWh].join());
      counts.add(days.length);
    }
  }
  expect(counts.size).toBeGreaterThan(5);
});

test('a file of which days were lost can be imported again, and each of the two imports be undone', () => {
  const whole = filled();
  const scene = copyWithout(whole, leavesOf(whole, 'imported_day')[0] ?? 0);
  repair(scene.path, scene.clock.wallMs, () => {});
  const before = importsIn(scene.path, 'linky').days;
  const journal = scene.open();
  expect(journal.addImport(FILES[0] as NewImport)).toMatchObject({ kind: 'imported', record: { id: 4, days: 60 } });
  expect(journal.addImport(FILES[2] as NewImport)).toMatchObject({ kind: 'known', record: { id: 3 } });
  expect(importsIn(scene.path, 'linky').days).toHaveLength(100);
  journal.undoImport('linky', 4);
  expect(importsIn(scene.path, 'linky').days).toEqual(before);
  journal.undoImport('linky', 1);
  expect(importsIn(scene.path, 'linky')).toEqual(importsOf(ALL.slice(2), 'linky'));
});

test('the number of an import that was undone does not come again after a repair, also where it was the only one', () => {
  const scene = createScene();
  const journal = scene.open();
  for (const file of FILES) journal.addImport(file);
  for (const { id, file } of ALL) journal.undoImport(file.meter, id);
  journal.close();
  repair(scene.path, scene.clock.wallMs, () => {});
  expect(scene.open().addImport(FILES[0] as NewImport)).toMatchObject({ record: { id: 4 } });
});

test('an import that comes upon a damaged page repairs the journal, is made, and the log says to import the others again', () => {
  const whole = filled();
  const scene = copyWithout(whole, leavesOf(whole, 'imported_day')[0] ?? 0);
  const journal = scene.open();
  scene.take(journal, 'linky', 7);
  const file = madeUpImport('linky', 20_100, 5, 9);
  expect(journal.addImport(file)).toMatchObject({ kind: 'imported', record: { id: 4 } });
  journal.commit();
  expect(scene.said).toEqual([expect.stringMatching(/Lost: .*days of imported files.* Import your files again\./)]);
  expect(importsIn(scene.path, 'linky').ids).toEqual([1, 3, 4]);
  expect(rowsByImport(scene.path)[4]).toBe(5);
  expect(journal.inMemory).toBe(0);
});

function filled(): Scene {
  const scene = createScene();
  const journal = scene.open();
  scene.take(journal, 'linky', 1, 2);
  for (const file of FILES) journal.addImport(file);
  journal.close();
  return scene;
}

/** A copy of a journal, with one page overwritten. */
function copyWithout(whole: Scene, page: number): Scene {
  const scene = createScene();
  copyFileSync(whole.path, scene.path);
  spoilPage(scene.path, page);
  return scene;
}

function listed({ path }: Scene, meter: string) {
  using reader = openReadOnlyJournal(path);
  return reader.imports(meter);
}

/** Each row is, letter by letter, that of the file that its import was. */
function expectOfTheFiles({ query }: Scene, hasRows: boolean): void {
  if (!hasRows) return;
  const expected = new Set(
    ALL.flatMap(({ id, file }) => file.days.map((day) => JSON.stringify([day.day, file.meter, id, bodyOf(day)]))),
  );
  const rows = query('SELECT day, meter, import, body FROM imported_day') as { [column: string]: unknown }[];
  for (const row of rows) expect(expected).toContain(JSON.stringify(Object.values(row)));
}
