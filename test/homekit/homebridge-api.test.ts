import { expect, test } from 'vitest';

test('what tests load of Homebridge leaves the traces of errors as they are', async () => {
  const { prepareStackTrace } = Error;
  const { homebridges } = await import('./homebridge-api.ts');
  expect(homebridges).toHaveLength(2);
  expect(Error.prepareStackTrace).toBe(prepareStackTrace);
});
