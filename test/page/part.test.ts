import { expect, test } from 'vitest';
import { part } from '../../homebridge-ui/page/part.ts';

test('a part is fetched once, however often it is asked for, and is there from then on', async () => {
  let fetched = 0;
  const one = part(async () => {
    fetched += 1;
    return 'code';
  });
  expect(one.loaded).toBeUndefined();
  expect(await Promise.all([one.load(), one.load()])).toEqual(['code', 'code']);
  expect(await one.load()).toBe('code');
  expect([one.loaded, fetched]).toEqual(['code', 1]);
});

test('a part that could not be fetched is fetched again, each time from another address', async () => {
  const queries: (string | undefined)[] = [];
  const one = part(async () => {
    queries.push(globalThis.partQuery);
    if (queries.length < 3) throw new Error('offline');
    return 'code';
  });
  await expect(one.load()).rejects.toThrow('offline');
  expect(one.loaded).toBeUndefined();
  await expect(one.load()).rejects.toThrow('offline');
  expect(await one.load()).toBe('code');
  expect(new Set(queries).size).toBe(3);
});
