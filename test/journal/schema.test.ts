import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { prepareSchema } from '../../src/journal/schema.ts';

test('SQLite keeps half a megabyte of pages at most, whatever was written', () => {
  const db = new DatabaseSync(':memory:');
  prepareSchema(db);
  expect(db.prepare('PRAGMA cache_size').get()).toEqual({ cache_size: -512 });
});
