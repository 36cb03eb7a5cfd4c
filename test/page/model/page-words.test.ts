import { describe, expect, test } from 'vitest';
import { pageLanguage, pageWordsIn } from '../../../homebridge-ui/page/model/page-words.ts';
import { frenchPage } from '../../../src/texts/fr/page.ts';

const en = pageWordsIn('en', ['en-GB'], 'Europe/Paris');
const fr = pageWordsIn('fr', ['fr-FR'], 'Europe/Paris');
const MS = Date.UTC(2026, 10, 24, 17, 5);

describe('the page’s language', () => {
  test.each([
    ['fr', 'fr'],
    ['fr-CA', 'fr'],
    ['en', 'en'],
    ['de', 'en'],
    ['frr', 'en'],
  ])('for a Homebridge in %s is %s', (code, language) => {
    expect(pageLanguage(code)).toBe(language);
  });
});

describe('numbers', () => {
  test('are grouped as the language does, and never parted from their unit', () => {
    expect(fr.quantity(1234, 'VA')).toBe('1\u202f234\u00a0VA');
    expect(en.quantity(1234, 'VA')).toBe('1,234\u00a0VA');
  });

  test('of energy are in kWh', () => {
    expect(fr.energy(12_345)).toBe('12,3\u00a0kWh');
    expect(en.energy(12_345_000, 0)).toBe('12,345\u00a0kWh');
  });

  test('of a share lose what says nothing', () => {
    expect(en.percent(0.262)).toBe('26%');
    expect(en.percent(0.9876, 1)).toBe('98.8%');
    expect(en.percent(1, 1)).toBe('100%');
  });
});

describe('a length of time', () => {
  test.each([
    [0, '0 seconds'],
    [59_400, '59 seconds'],
    [60_000, '1 minute'],
    [7_200_000, '2 hours'],
    [180_000_000, '2 days'],
  ])('of %d ms is %s', (ms, says) => {
    expect(en.duration(ms)).toBe(says);
  });
});

describe('a moment', () => {
  test('is told in the page’s language, the way the browser’s country writes it', () => {
    const american = pageWordsIn('en', ['fr-FR', 'en-US'], 'Europe/Paris');
    expect(fr.time(MS)).toBe('18:05');
    expect(american.time(MS)).toMatch(/^6:05\sPM$/);
    expect(fr.moment(MS)).toContain('mar');
  });

  test('is told in the page’s language when the browser has another one alone', () => {
    expect(pageWordsIn('fr', ['de-DE'], 'Europe/Paris').day(MS)).toBe('24 nov.');
  });
});

describe('the French texts', () => {
  test('never let a sign begin a line', () => {
    const said = [...textsOf(frenchPage)];
    expect(said.length).toBeGreaterThan(100);
    expect(said.filter((text) => / [;:!?»]|« /.test(text))).toEqual([]);
  });
});

/** Every text, those that are made of others with a dash for each. */
function* textsOf(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'function') yield value(...Array(value.length).fill('–'));
  else for (const inner of Object.values(value ?? {})) yield* textsOf(inner);
}
