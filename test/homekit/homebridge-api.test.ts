import { expect, test } from 'vitest';
import { homebridges } from './homebridge-api.ts';

test('what tests load of Homebridge leaves the traces of errors as they are', () => {
  expect(homebridges.length).toBe(2);
  // Of `source-map-support`, which looks for the source of each frame.
  expect(String(Error.prepareStackTrace)).not.toContain('emptyCacheBetweenOperations');
});
