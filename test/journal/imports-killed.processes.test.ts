import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, statSync, truncateSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { OVERHEAD_BYTES } from '../../src/journal/size-limit.ts';
import { loadSqlite } from '../../src/journal/sqlite.ts';
import { importsIn, madeUpImport, rowsByImport } from './made-up-imports.ts';
import { createScene } from './scene.ts';

const importer = fileURLToPath(new URL('endless-importer.ts', import.meta.url));
/** As in `endless-importer.ts`: each import has so many days and begins ten days after the one before. */
const DAYS = 400;

test('kill -9 in the middle of an import or of an undo leaves all of it or nothing, and the next start goes on', async () => {
  const { open, path, said } = createScene();
  let ids: readonly number[] = [];
  for (const works of [1, 2, 4, 7, 12]) {
    const printed = await importAndKill(path, ids, works);
    const journal = open({ wall: Date.now });
    ids = importsIn(path, 'linky').ids;
    expect([printed, afterOneMore(printed)]).toContainEqual(ids);
    expect(rowsByImport(path)).toEqual(Object.fromEntries(ids.map((id) => [id, DAYS])));
    expect(journal.read(0, 1e6).length).toBeGreaterThanOrEqual(works);
    journal.close();
  }
  expect(said).toEqual([]);
});

test('a reader beside a process that imports and undoes sees each import whole or not at all', async () => {
  const { path, open } = createScene();
  open().close();
  using reader = openReadOnlyJournal(path);
  const seen = new Set<string>();
  await importAndKill(path, [], 40, () => {
    const days = reader.importedDays('linky');
    const numbers = [...new Set(days.map(({ energyWh = 0 }) => energyWh))];
    const expected = numbers.flatMap((number) => madeUpImport('linky', 10_000 + number * 10, DAYS, number).days);
    expect(days.map(({ day }) => day)).toEqual([...new Set(expected.map(({ day }) => day))].toSorted((a, b) => a - b));
    seen.add(numbers.join());
  });
  expect(seen.size).toBeGreaterThan(3);
});

test('of a write-ahead log that was cut anywhere, whole imports are left', () => {
  const whole = createScene();
  // So much fits into the write-ahead log that no checkpoint empties it.
  const journal = whole.open({ overheadBytes: OVERHEAD_BYTES });
  // As long as somebody reads what was there before, an undo cannot bring all to the database.
  const reader = new (loadSqlite().DatabaseSync)(whole.path, { readOnly: true });
  onTestFinished(() => reader.close());
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM import').get();
  for (const nth of [1, 2, 3, 4]) journal.addImport(madeUpImport('linky', nth * 10, 200, nth));
  journal.undoImport('linky', 1);
  const states = [[], [1], [1, 2], [1, 2, 3], [1, 2, 3, 4], [2, 3, 4]];
  const { size } = statSync(`${whole.path}-wal`);
  const found = new Set<string>();
  for (let share = 0; share <= 1; share += 1 / 32) {
    const scene = createScene();
    for (const part of ['', '-wal']) copyFileSync(whole.path + part, scene.path + part);
    truncateSync(`${scene.path}-wal`, Math.floor(size * share));
    scene.open().close();
    const { ids } = importsIn(scene.path, 'linky');
    expect(states).toContainEqual(ids);
    if (ids.length > 0) expect(rowsByImport(scene.path)).toEqual(Object.fromEntries(ids.map((id) => [id, 200])));
    found.add(ids.join());
  }
  expect([...found]).toEqual(states.map((state) => state.join()));
});

/**
 * Lets a process import and undo, and kills it (-9) after it has done so many works, or a little later. Gives the imports that it
 * printed last.
 */
async function importAndKill(path: string, ids: readonly number[], works: number, afterEach = () => {}) {
  const child = spawn(process.execPath, [importer, path, JSON.stringify(ids)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exit = once(child, 'exit');
  let printed = ids;
  let lines = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    printed = JSON.parse(line);
    lines += 1;
    if (lines === works) child.kill('SIGKILL');
    if (lines <= works) afterEach();
  }
  expect(await exit).toEqual([null, 'SIGKILL']);
  return printed;
}

/** What the process would have printed next. */
function afterOneMore(ids: readonly number[]): readonly number[] {
  return ids.length > 2 ? ids.slice(1) : [...ids, (ids.at(-1) ?? 0) + 1];
}
