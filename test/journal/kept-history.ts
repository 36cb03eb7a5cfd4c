import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { dayOfDate } from '../../src/base/paris-time.ts';
import type { CountedDay } from '../../src/energy/day.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { openReadOnlyJournal, type ReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { HOUR_MS } from '../../testbed/support/time.ts';
import { madeUpImport } from './made-up-imports.ts';
import { readingAt } from './reading-at.ts';
import { createScene, type Scene } from './scene.ts';

/** How many days are closed in the journal of `keptHistory`. */
export const DAYS = 40;
const OPEN_DAY = (dayOfDate('2026-07-28') ?? Number.NaN) + DAYS;
export const METERS = ['linky', 'barn'];
/** The imports of the made-up household, which was given the third one back. */
export const FILES = [madeUpImport('linky', 20_100, 200, 7), madeUpImport('barn', 20_150, 150, 9)];
const UNDONE = madeUpImport('linky', 20_000, 30, 5);

/** What can never be had again of a journal. */
export interface KeptHistory {
  readonly days: readonly (readonly CountedDay[])[];
  readonly imports: ReadOnlyJournal['imports'] extends (meter: string) => infer R ? readonly R[] : never;
  readonly importedDays: readonly unknown[];
  readonly lines: readonly unknown[];
  readonly note: string | undefined;
}

/**
 * A closed journal of two meters, whose last day is open, with two imports, one that was undone, a line of the
 * registers and a note.
 */
function keptHistory(): Scene {
  const scene = createScene();
  const journal = scene.open();
  journal.keepRegisterLine('linky', { address: '021861000001', register: 'EASF01', sinceMs: 1_000, period: 'BASE' });
  journal.setNote('contract linky', '{"contract":"BASE"}');
  takeDays(scene, journal, DAYS);
  for (const file of FILES) journal.addImport(file);
  const undone = journal.addImport(UNDONE);
  if (undone.kind === 'imported') journal.undoImport('linky', undone.record.id);
  journal.close();
  return scene;
}

/** Takes four readings a day of both meters, and commits after each. */
export function takeDays(scene: Scene, journal: Journal, days: number): void {
  for (let nth = 0; nth < days * 4; nth += 1) {
    const wh = 1_000 + Math.floor(scene.clock.wallMs / HOUR_MS);
    for (const meter of METERS) {
      journal.take(
        meter,
        readingAt(scene.clock.nowMs, { importedWh: wh, registers: { BASE: wh }, apparentPowerVA: 100 + nth }),
      );
    }
    journal.commit();
    scene.pass(6 * HOUR_MS);
  }
}

/** What a reader sees. */
export function keptIn(path: string): KeptHistory & { readonly rescued: ReadOnlyJournal['rescued'] } {
  using reader = openReadOnlyJournal(path);
  return {
    days: METERS.map((meter) => reader.days(meter, 0, 1e6)),
    imports: METERS.map((meter) => reader.imports(meter)),
    importedDays: METERS.map((meter) => reader.importedDays(meter)),
    lines: METERS.map((meter) => reader.registerLines(meter)),
    note: reader.note('contract linky'),
    rescued: reader.rescued,
  };
}

/** The same without the day of each meter that was open at the end of `keptHistory`. */
export function closed({ days, ...others }: KeptHistory): KeptHistory {
  return { ...others, days: days.map((all) => all.filter(({ day }) => day < OPEN_DAY)) };
}

/** A journal whose files are these. */
export function sceneWith({ files, nowMs, wallMs }: StoredHistory, copy: 'with its second copy' | 'alone'): Scene {
  const scene = createScene();
  Object.assign(scene.clock, { nowMs, wallMs });
  for (const [name, bytes] of files) {
    if (copy === 'alone' && name !== basename(scene.path)) continue;
    const path = join(dirname(scene.path), name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
  return scene;
}

/** The files of a closed journal, in memory, and the clocks of the moment. */
export interface StoredHistory {
  readonly files: ReadonlyMap<string, Buffer>;
  readonly nowMs: number;
  readonly wallMs: number;
}

export function stored(scene: Scene): StoredHistory {
  return { files: filesOf(scene), ...scene.clock };
}

/** The files of a journal and of its second copy, but for those that SQLite makes for whoever reads. */
export function filesOf({ path }: Pick<Scene, 'path'>): ReadonlyMap<string, Buffer> {
  const names = readdirSync(dirname(path), { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const paths = names.map(({ parentPath, name }) => relative(dirname(path), join(parentPath, name)));
  const kept = paths.filter((name) => !/-(?:wal|shm)$|\.lock$/.test(name));
  return new Map(kept.map((name) => [name, readFileSync(join(dirname(path), name))]));
}

export function deleteJournal({ path }: Scene): void {
  for (const part of ['', '-wal', '-shm']) rmSync(path + part, { force: true });
}

let made: { readonly files: StoredHistory; readonly before: KeptHistory } | undefined;

/** A closed journal with its second copy. */
export function household(): Scene {
  if (!made) {
    const scene = keptHistory();
    made = { files: stored(scene), before: closed(keptIn(scene.path)) };
  }
  return sceneWith(made.files, 'with its second copy');
}

/** What can never be had again of it. */
export function householdHistory(): KeptHistory {
  household();
  return made?.before as KeptHistory;
}
