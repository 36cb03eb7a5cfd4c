import { describe, expect, test } from 'vitest';
import { nearest } from '../../src/config/spelling.ts';

describe('the name that was meant', () => {
  const names = ['commitSeconds', 'keepDays', 'maxMegabytes', 'url'];

  test.each([
    ['comitSeconds', 'commitSeconds'],
    ['commitseconds', 'commitSeconds'],
    ['keepDaysss', 'keepDays'],
    ['maxMegaBtes', 'maxMegabytes'],
    ['uri', 'url'],
  ])('by %s is %s', (word, name) => {
    expect(nearest(word, names)).toBe(name);
  });

  test.each(['retries', 'u', '', 'keepSeconds'])('by %s is anybody’s guess', (word) => {
    expect(nearest(word, names)).toBeUndefined();
  });

  test('is the nearest of several', () => {
    expect(nearest('modes', ['node', 'mode'])).toBe('mode');
  });
});
