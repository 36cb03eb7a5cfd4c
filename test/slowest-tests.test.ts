import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT } from '../testbed/project.ts';
import { SLOWEST, slownessPlace } from '../testbed/run/slowest-tests.ts';

const folder = join(PROJECT, 'test');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
const placeOf = (name: string) => slownessPlace(join(folder, name));

test('each of the slowest test files exists', () => {
  expect(files).toEqual(expect.arrayContaining([...SLOWEST]));
});

test('the slowest test files start before all others, the slowest one first', () => {
  const sorted = files.toSorted((one, other) => placeOf(one) - placeOf(other));
  expect(sorted.slice(0, SLOWEST.length)).toEqual(SLOWEST);
});
