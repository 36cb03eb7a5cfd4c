import { expect, test } from 'vitest';
import { latest } from '../../src/tic/latest.ts';

test('the same question again is answered from memory, another one anew', () => {
  const asked: string[] = [];
  const answer = latest((name: string) => {
    asked.push(name);
    return name === '' ? undefined : name.length;
  });
  expect(['HC', 'HC', 'HP..', 'HC', '', ''].map(answer)).toEqual([2, 2, 4, 2, undefined, undefined]);
  expect(asked).toEqual(['HC', 'HP..', 'HC', '']);
});
