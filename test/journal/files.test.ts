import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { requireSpaceForCopy } from '../../src/journal/files.ts';
import { temporaryFolder } from './scene.ts';

test('a database is only copied to a disk that has room for it', () => {
  const path = join(temporaryFolder(), 'linky-tic.db');
  writeFileSync(path, 'a few bytes');
  expect(() => requireSpaceForCopy(path)).not.toThrow();
  truncateSync(path, 2 ** 42);
  expect(() => requireSpaceForCopy(path)).toThrow('no room for a copy');
});
