import { join } from 'node:path';
import { PROJECT } from '../project.ts';

const FOLDER = join(PROJECT, 'test/e2e');
/**
 * The end-to-end tests that take longest, the longest first. They start first: one that started last would run alone at the
 * end, while all other workers have nothing to do.
 */
export const SLOWEST: readonly string[] = [
  '../siege/siege.test.ts',
  'fortnight.spring.test.ts',
  'fortnight.autumn.test.ts',
  'matter.test.ts',
  'page.contract.test.ts',
  'page.live.test.ts',
  'page.import.test.ts',
  'page.energy.test.ts',
  'page.prices.test.ts',
  'page.test.ts',
  'form.test.ts',
  'arm64.test.ts',
  'chaos.test.ts',
  'versions.test.ts',
  'history-import-home.test.ts',
  'history-import-year.test.ts',
  'cli.test.ts',
  'page.influx.test.ts',
  'watts.test.ts',
  'mirror-sensor.test.ts',
  'history-import.test.ts',
];

/** The place of a test file among the slowest ones; behind all of them if it is none of them. */
export function slownessPlace(file: string): number {
  const place = SLOWEST.findIndex((name) => join(FOLDER, name) === file);
  return place < 0 ? SLOWEST.length : place;
}
