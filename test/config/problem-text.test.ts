import { describe, expect, test } from 'vitest';
import { nearestName } from '../../src/config/problem-text.ts';

describe('the name nearest to a misspelt word', () => {
  const names = ['commitSeconds', 'keepDays', 'maxMegabytes', 'url'];

  test.each([
    ['comitSeconds', 'commitSeconds'],
    ['commitseconds', 'commitSeconds'],
    ['keepDaysss', 'keepDays'],
    ['maxMegaBtes', 'maxMegabytes'],
    ['uri', 'url'],
  ])('for %s is %s', (word, name) => {
    expect(nearestName(word, names)).toBe(name);
  });

  test.each(['retries', 'u', '', 'keepSeconds'])('for %s is none: none is similar enough', (word) => {
    expect(nearestName(word, names)).toBeUndefined();
  });

  test('is the most similar of several', () => {
    expect(nearestName('modes', ['node', 'mode'])).toBe('mode');
  });
});
