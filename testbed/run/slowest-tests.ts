import { join } from 'node:path';
import { PROJECT } from '../project.ts';

const FOLDER = join(PROJECT, 'test');
/**
 * The test files that take longest, below `test/`, the longest first. They start first: one that started last would run alone at the
 * end, while all other workers have nothing to do.
 */
export const SLOWEST: readonly string[] = [
  'e2e/broken-home.test.ts',
  'e2e/fortnight.spring.test.ts',
  'e2e/fortnight.autumn.test.ts',
  'e2e/matter.test.ts',
  'e2e/page.test.ts',
  'e2e/page.contract.test.ts',
  'e2e/page.energy.test.ts',
  'e2e/page.live.test.ts',
  'e2e/arm64.test.ts',
  'e2e/versions.test.ts',
  'journal/power-cut/states.property.test.ts',
  'journal/failing-disk/nth-call.property.test.ts',
  'e2e/history-import-home.test.ts',
  'e2e/history-import-year.test.ts',
  'e2e/cli.test.ts',
  'e2e/watts.test.ts',
  'e2e/mirror-sensor.test.ts',
  'e2e/history-import.test.ts',
];

/** The place of a test file among the slowest ones; behind all of them if it is none of them. */
export function slownessPlace(file: string): number {
  const place = SLOWEST.findIndex((name) => join(FOLDER, name) === file);
  return place < 0 ? SLOWEST.length : place;
}
