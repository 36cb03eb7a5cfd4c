import { copyFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ImportedDay } from '../../src/energy/imported-day.ts';
import type { ImportOrder, NewImport } from '../../src/journal/imports.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { repair } from '../../src/journal/repair.ts';
import { writeImport } from '../../src/journal/write-import.ts';
import { runs } from '../../testbed/support/generated.ts';
import { importsIn, importsOf } from './made-up-imports.ts';
import { createScene, powers, type Scene, texts } from './scene.ts';

const METERS = ['linky', 'barn'];

/** Few days and values, so that files overlap, contradict each other, or are the same. */
const curve = fc.record({
  fromMinute: fc.constantFrom(0, 30, 720),
  stepMinutes: fc.constantFrom(5, 30, 60),
  meanW: fc.array(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constant(0.25)), { minLength: 1, maxLength: 12 }),
});
const told: fc.Arbitrary<Omit<ImportedDay, 'day'>> = fc.record(
  {
    curve: fc.tuple(curve),
    energyWh: fc.integer({ min: 0, max: 2 }),
    energyWhByRegister: fc.constantFrom({ EASF01: 1 }, { EASF01: 1, EASF02: 2 }),
    periodOfRegister: fc.constant({ EASF01: 'HC' }),
    givenWh: fc.integer({ min: 0, max: 1 }),
    greatestVA: fc.constantFrom(3_000, 6_000),
  },
  { requiredKeys: [] },
);
const file: fc.Arbitrary<NewImport> = fc
  .record({
    meter: fc.constantFrom(...METERS),
    kind: fc.constantFrom('enedisCurve', 'enedisIndexes'),
    first: fc.integer({ min: 20_000, max: 20_020 }),
    told: fc.array(fc.option(told), { minLength: 1, maxLength: 8 }),
    prm: fc.constantFrom(undefined, '12345678901234'),
  })
  .filter(({ told: days }) => days.some((day) => day !== null))
  .map(({ meter, kind, first, told: days, prm }) => ({
    ...{ meter, kind, prm },
    days: days.flatMap((day, nth) => (day === null ? [] : { ...day, day: first + nth })),
  }));

/** What happens to a journal. `nth` says which of the imports, or which one that is not there. */
type Event =
  | { readonly kind: 'import' | 'import offline'; readonly file: NewImport }
  | { readonly kind: 'import again' | 'undo' | 'undo offline'; readonly nth: number; readonly meter: string }
  | { readonly kind: 'frame' | 'kill' | 'restart' | 'repair' };

const nth = fc.integer({ min: 0, max: 5 });
const meter = fc.constantFrom(...METERS);
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom('import', 'import offline'), file }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('import again', 'undo', 'undo offline'), nth, meter }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('frame', 'kill', 'restart', 'repair') }) },
);

test('a journal has the files that were imported and not undone, through kills, restarts and repairs', () => {
  fc.assert(
    fc.property(fc.array(event, { minLength: 3, maxLength: 25 }), (events) => {
      const { scene, files, frames } = lived(events);
      for (const one of METERS) expect(importsIn(scene.path, one)).toEqual(importsOf(files, one));
      const stored = files.flatMap(({ id, file: { meter: of, days } }) =>
        days.map(({ day }) => ({ day, meter: of, id })),
      );
      expect(rowsIn(scene)).toEqual(new Set(stored.map((row) => JSON.stringify(row))));
      expect(powers(scene.open())).toEqual(frames);
    }),
    runs(20),
  );
});

/** The files of a journal, by the rules that it must hold itself. */
interface Model {
  files: { readonly id: number; readonly file: NewImport }[];
  greatestId: number;
}

function lived(events: readonly Event[]) {
  let scene = createScene();
  let journal = scene.open();
  const model: Model = { files: [], greatestId: 0 };
  const frames: number[] = [];

  /** What the journal does itself, or what another process does while it is closed. */
  function carryOut(kind: Event['kind'], order: ImportOrder): ReturnType<typeof writeImport> {
    if (!kind.endsWith('offline')) {
      return order.kind === 'undo' ? journal.undoImport(order.meter, order.id) : journal.addImport(order.import);
    }
    journal.close();
    const { path, clock, troubles } = scene;
    const outcome = writeImport(path, order, {
      texts,
      reports: troubles(),
      now: () => clock.nowMs,
      wall: () => clock.wallMs,
    });
    journal = scene.open();
    return outcome;
  }

  for (const one of events) {
    if (one.kind === 'frame') frames.push(takeFrame(scene, journal, frames.length));
    if (one.kind === 'import' || one.kind === 'import offline') {
      imported(model, one.file, carryOut(one.kind, { kind: 'import', import: one.file }));
    }
    const chosen = 'nth' in one ? model.files[one.nth] : undefined;
    if (one.kind === 'import again' && chosen) imported(model, chosen.file, journal.addImport(chosen.file));
    if (one.kind === 'undo' || one.kind === 'undo offline') {
      const of = { meter: one.meter, id: chosen?.id ?? model.greatestId + 1 };
      undone(model, of, carryOut(one.kind, { kind: 'undo', ...of }));
    }
    if (one.kind === 'restart' || one.kind === 'repair') journal.close();
    if (one.kind === 'repair') expect(repair(scene.path, scene.clock.wallMs, () => {}).damage).toEqual(NOTHING);
    if (one.kind === 'kill') scene = asKilled(scene);
    if (one.kind === 'restart' || one.kind === 'repair' || one.kind === 'kill') journal = scene.open();
    scene.pass(1_000);
  }
  journal.close();
  return { scene, files: model.files, frames };
}

function imported(model: Model, given: NewImport, outcome: { readonly kind: string }): void {
  const known = model.files.find(({ file: { meter: of, days } }) => of === given.meter && isSame(days, given.days));
  if (known) {
    expect(outcome).toMatchObject({ kind: 'known', record: { id: known.id, kind: known.file.kind } });
    return;
  }
  const id = model.greatestId + 1;
  expect(outcome).toMatchObject({ kind: 'imported', record: { id, days: given.days.length } });
  model.files.push({ id, file: given });
  model.greatestId = id;
}

function undone(model: Model, of: { readonly meter: string; readonly id: number }, outcome: { readonly kind: string }) {
  const isThere = model.files.some(({ id, file: { meter: its } }) => id === of.id && its === of.meter);
  expect(outcome.kind).toBe(isThere ? 'undone' : 'noSuchImport');
  if (isThere) model.files = model.files.filter(({ id }) => id !== of.id);
}

const NOTHING = { readings: undefined, minutes: undefined };

/** The days that were made by the same arbitrary have their fields in the same order. */
function isSame(one: NewImport['days'], other: NewImport['days']): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function takeFrame(scene: Scene, journal: Journal, power: number): number {
  scene.take(journal, 'linky', power);
  journal.commit();
  return power;
}

function rowsIn({ query }: Scene): ReadonlySet<string> {
  if (query(`SELECT 1 FROM sqlite_schema WHERE name = 'imported_day'`).length === 0) return new Set();
  return new Set(query('SELECT day, meter, import AS id FROM imported_day').map((row) => JSON.stringify(row)));
}

/** The files of a journal that is open, as a kill leaves them. */
function asKilled({ path, clock }: Scene): Scene {
  const copy = createScene();
  Object.assign(copy.clock, clock);
  for (const part of ['', '-wal']) copyFileSync(path + part, copy.path + part);
  return copy;
}
