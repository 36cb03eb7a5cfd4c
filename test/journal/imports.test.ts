import { expect, test } from 'vitest';
import { digestOf, type NewImport } from '../../src/journal/imports.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { createScene } from './scene.ts';

const file: NewImport = {
  ...{ meter: 'linky', kind: 'enedisCurve', prm: '12345678901234' },
  days: [
    { day: 19_000, curve: [{ fromMinute: 0, stepMinutes: 30, meanW: [460, 0, 1_200] }] },
    { day: 19_001, energyWh: 12_345 },
  ],
};

test('an import is listed, its days are read, and once it is undone nothing of it is left', () => {
  const scene = createScene();
  const journal = scene.open();
  const outcome = journal.addImport(file);
  const record = {
    ...{ id: 1, meter: 'linky', kind: 'enedisCurve', prm: '12345678901234', atMs: scene.clock.wallMs },
    ...{ firstDay: 19_000, lastDay: 19_001, days: 2, digest: digestOf(file.days) },
  };
  expect(outcome).toEqual({ kind: 'imported', record });
  {
    using reader = openReadOnlyJournal(scene.path);
    expect(reader.meters).toEqual(['linky']);
    expect(reader.imports('linky')).toEqual([record]);
    expect(reader.importedDays('linky')).toEqual(file.days);
    expect(reader.prm('linky')).toBe('12345678901234');
  }
  expect(journal.undoImport('linky', 1)).toEqual({ kind: 'undone', record });
  using reader = openReadOnlyJournal(scene.path);
  expect(reader.meters).toEqual([]);
  expect(reader.imports('linky')).toEqual([]);
  expect(reader.importedDays('linky')).toEqual([]);
  expect(scene.query('SELECT * FROM imported_day')).toEqual([]);
});
