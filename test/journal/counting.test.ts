import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { createCounting } from '../../src/journal/counting.ts';
import { prepareSchema } from '../../src/journal/schema.ts';
import { entryWith, SOME_MS } from '../../testbed/support/readings.ts';

const entry = (wh: number, second: number, contract = 'BASE') =>
  entryWith(
    { importedWh: wh, apparentPowerVA: 300, registers: { BASE: wh }, contract },
    SOME_MS + second * 1_000,
    second,
  );

function countingInMemory() {
  const db = new DatabaseSync(':memory:');
  prepareSchema(db);
  return { db, counting: createCounting(db) };
}

test('what was counted in a transaction that is rolled back, as on a full disk, is counted once, with the next one', () => {
  const { db, counting } = countingInMemory();
  const entries = [entry(1_010, 1), entry(1_040, 70)];
  counting.inTransaction(() => counting.add([entry(1_000, 0)], 0));
  const failing = () => {
    counting.add(entries, 1);
    throw new Error('full');
  };
  expect(() => counting.inTransaction(failing)).toThrow('full');
  counting.inTransaction(() => counting.add(entries, 1));
  expect(db.prepare('SELECT count, wh FROM minute').all()).toEqual([
    { count: 2, wh: 10 },
    { count: 1, wh: 30 },
  ]);
});

test('a minute has what the meter had told by its end, and not what it tells in the minute after', () => {
  const { db, counting } = countingInMemory();
  counting.inTransaction(() => counting.add([entry(1_000, 0), entry(1_010, 70, 'HC..')], 0));
  const told = db.prepare('SELECT contract FROM minute JOIN told ON told.id = minute.told ORDER BY minute').all();
  expect(told).toEqual([{ contract: 'BASE' }, { contract: 'HC..' }]);
});
