import { describe, expect, test } from 'vitest';
import { digestOf, type NewImport } from '../../src/journal/imports.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { importsIn, importsOf, madeUpImport, rowsByImport } from './made-up-imports.ts';
import { readingAt } from './reading-at.ts';
import { createScene } from './scene.ts';

const file: NewImport = {
  ...{ meter: 'linky', kind: 'enedisCurve', prm: '12345678901234' },
  days: [
    { day: 19_000, curve: [{ fromMinute: 0, stepMinutes: 30, meanW: [460, 0, 1_200] }] },
    {
      ...{ day: 19_001, energyWh: 12_345, energyWhByRegister: { EASF01: 12_000, EASF02: 345 } },
      ...{
        periodOfRegister: { EASF01: 'HC', EASF02: 'HP' },
        givenWh: 0,
        greatestVA: 5_400,
        greatestAtMs: 1_641_700_000_000,
      },
      givenCurve: [{ fromMinute: 720, stepMinutes: 60, meanW: [1.5, 0] }],
    },
  ],
};

describe('an import', () => {
  test('is listed, its days are read as they were given, and once it is undone nothing of it is left', () => {
    const scene = createScene();
    const journal = scene.open();
    const record = {
      ...{ id: 1, meter: 'linky', kind: 'enedisCurve', prm: '12345678901234', atMs: scene.clock.wallMs },
      ...{ firstDay: 19_000, lastDay: 19_001, days: 2, digest: digestOf(file.days) },
    };
    expect(journal.addImport(file)).toEqual({ kind: 'imported', record });
    {
      using reader = openReadOnlyJournal(scene.path);
      expect(reader.meters).toEqual(['linky']);
      expect(reader.imports('linky')).toEqual([record]);
      expect(reader.importedDays('linky')).toEqual(file.days);
      expect(reader.days('linky', 0, 99_999)).toEqual([]);
    }
    expect(journal.undoImport('linky', 1)).toEqual({ kind: 'undone', record });
    using reader = openReadOnlyJournal(scene.path);
    expect([reader.meters, reader.imports('linky'), reader.importedDays('linky')]).toEqual([[], [], []]);
    expect(scene.query('SELECT * FROM imported_day')).toEqual([]);
  });

  test('of the same days changes nothing, in whatever order their fields come', () => {
    const scene = createScene();
    const journal = scene.open();
    journal.addImport(file);
    const reordered = file.days.map((day) => Object.fromEntries(Object.entries(day).toReversed()));
    const outcome = journal.addImport({ ...file, kind: 'endStamps', days: reordered as unknown as NewImport['days'] });
    expect(outcome).toMatchObject({ kind: 'known', record: { id: 1, kind: 'enedisCurve' } });
    expect(rowsByImport(scene.path)).toEqual({ 1: 2 });
  });

  test('is another meter’s own: the same file can be imported for both, and is undone for one of them', () => {
    const scene = createScene();
    const journal = scene.open();
    journal.addImport(file);
    expect(journal.addImport({ ...file, meter: 'barn' })).toMatchObject({ kind: 'imported', record: { id: 2 } });
    expect(journal.undoImport('barn', 1)).toEqual({ kind: 'noSuchImport' });
    expect(journal.undoImport('linky', 1)).toMatchObject({ kind: 'undone' });
    expect([importsIn(scene.path, 'linky').days, importsIn(scene.path, 'barn').days]).toEqual([[], file.days]);
  });

  test('that overlaps another one takes nothing from it when it is undone, whichever came first', () => {
    const [early, late] = [madeUpImport('linky', 19_100, 20, 1), madeUpImport('linky', 19_110, 20, 2)];
    for (const [undone, kept] of [
      [1, late],
      [2, early],
    ] as const) {
      const scene = createScene();
      const journal = scene.open();
      for (const one of [early, late]) journal.addImport(one);
      expect(rowsByImport(scene.path)).toEqual({ 1: 20, 2: 20 });
      journal.undoImport('linky', undone);
      expect(importsIn(scene.path, 'linky')).toEqual(importsOf([{ id: 3 - undone, file: kept }], 'linky'));
    }
  });

  test('has a number that never comes again, not even after the newest one was undone and the journal was opened again', () => {
    const scene = createScene();
    const journal = scene.open();
    journal.addImport(file);
    journal.undoImport('linky', 1);
    journal.close();
    expect(scene.open().addImport(file)).toMatchObject({ kind: 'imported', record: { id: 2 } });
  });

  test('that was undone before, or that never was, is said, also where nothing was ever imported', () => {
    const scene = createScene();
    const journal = scene.open();
    expect(journal.undoImport('linky', 1)).toEqual({ kind: 'noSuchImport' });
    journal.addImport(file);
    journal.undoImport('linky', 1);
    expect(journal.undoImport('linky', 1)).toEqual({ kind: 'noSuchImport' });
    expect(journal.undoImport('linky', 2)).toEqual({ kind: 'noSuchImport' });
  });

  test('leaves the table of the days, the entries and the minutes as they are', () => {
    const scene = createScene();
    const journal = scene.open();
    for (const importedWh of [1_000, 1_010, 1_030]) {
      journal.take('linky', readingAt(scene.clock.nowMs, { importedWh, apparentPowerVA: 500 }));
      scene.pass(60_000);
    }
    journal.close();
    const own = () => ['block', 'minute', 'day', 'delivery'].map((table) => scene.query(`SELECT * FROM ${table}`));
    const before = own();
    const again = scene.open();
    again.addImport(madeUpImport('linky', 20_000, 1_000, 5));
    again.close();
    expect(own()).toEqual(before);
  });
});

test('the journal takes 500 imports, and one more once one of them was undone', () => {
  const journal = createScene().open();
  for (let nth = 0; nth < 500; nth += 1) journal.addImport(madeUpImport('linky', nth, 1, nth));
  expect(journal.addImport(file)).toEqual({ kind: 'tooMany', most: 500 });
  journal.undoImport('linky', 7);
  expect(journal.addImport(file)).toMatchObject({ kind: 'imported' });
});

test('once the journal is closed, imports fail and the database is not opened again', () => {
  const scene = createScene();
  const journal = scene.open();
  journal.close();
  expect(journal.addImport(file)).toMatchObject({ kind: 'failed' });
  expect(scene.query('SELECT * FROM import')).toEqual([]);
});

describe('a reader', () => {
  test('that was open before the first import sees it', () => {
    const scene = createScene();
    const journal = scene.open();
    using reader = openReadOnlyJournal(scene.path);
    expect(reader.importedDays('linky')).toEqual([]);
    journal.addImport(file);
    expect(reader.importedDays('linky')).toEqual(file.days);
    journal.undoImport('linky', 1);
    expect(reader.importedDays('linky')).toEqual([]);
  });

  test.each([
    ['is no JSON', 'half a da'],
    ['is no day', '7'],
    ['has a letter where a number was', '{"energyWh":"12345"}'],
    ['has an energy that no file can tell', '{"energyWh":-1}'],
    ['has a step of another length', '{"curve":[{"fromMinute":0,"stepMinutes":1,"meanW":[1]}]}'],
    ['has steps after the day', '{"curve":[{"fromMinute":1470,"stepMinutes":30,"meanW":[1,1]}]}'],
    [
      'has steps over each other',
      '{"curve":[{"fromMinute":0,"stepMinutes":30,"meanW":[1]},{"fromMinute":25,"stepMinutes":30,"meanW":[1]}]}',
    ],
  ])('leaves out a day whose row %s', (_, body) => {
    const scene = createScene();
    const journal = scene.open();
    journal.addImport(file);
    journal.close();
    scene.query(`UPDATE imported_day SET body = '${body}' WHERE day = 19001`);
    expect(importsIn(scene.path, 'linky').days).toEqual(file.days.slice(0, 1));
  });

  test('takes the supply point from a recent frame of the meter, or else from its newest import that has one', () => {
    const scene = createScene();
    const journal = scene.open();
    const numbers: (string | undefined)[] = [];
    const look = () => {
      using reader = openReadOnlyJournal(scene.path);
      numbers.push(reader.prm('linky'));
    };
    look();
    journal.addImport(file);
    journal.addImport({ ...madeUpImport('linky', 1, 1, 1), prm: '11111111111111' });
    journal.addImport(madeUpImport('linky', 2, 1, 2));
    look();
    const frame = { ...readingAt(0).frame, mode: 'standard' as const };
    journal.take('linky', readingAt(scene.clock.nowMs, { frame, prm: '98765432109876' }));
    scene.pass(1_000);
    journal.take('linky', readingAt(scene.clock.nowMs, { frame }));
    scene.pass(1_000);
    journal.take('barn', readingAt(scene.clock.nowMs, { frame, prm: '55555555555555' }));
    journal.commit();
    look();
    expect(numbers).toEqual([undefined, '11111111111111', '98765432109876']);
  });
});
