import { describe, expect, test } from 'vitest';
import { nearestName } from '../../src/config/problem-text.ts';

describe('the name that was meant', () => {
  const names = ['commitSeconds', 'keepDays', 'maxMegabytes', 'url'];

  test.each([
    ['comitSeconds', 'commitSeconds'],
    ['commitseconds', 'commitSeconds'],
    ['keepDaysss', 'keepDays'],
    ['maxMegaBtes', 'maxMegabytes'],
    ['uri', 'url'],
  ])('by %s is %s', (word, name) => {
    expect(nearestName(word, names)).toBe(name);
  });

  test.each(['retries', 'u', '', 'keepSeconds'])('by %s is anybody’s guess', (word) => {
    expect(nearestName(word, names)).toBeUndefined();
  });

  test('is the nearest of several', () => {
    expect(nearestName('modes', ['node', 'mode'])).toBe('mode');
  });
});
