import { describe, expect, test } from 'vitest';
import { frenchPage } from '../../../src/texts/fr/page.ts';
import { pageWordsIn } from '../../../testbed/support/page-words.ts';

const en = pageWordsIn('en', ['en-GB'], 'Europe/Paris');
const fr = pageWordsIn('fr', ['fr-FR'], 'Europe/Paris');
const MS = Date.UTC(2026, 10, 24, 17, 5);

describe('numbers', () => {
  test('have the language’s separators, and a no-break space before the unit', () => {
    expect(fr.quantity(1234, 'VA')).toBe('1\u202f234\u00a0VA');
    expect(en.quantity(1234, 'VA')).toBe('1,234\u00a0VA');
  });

  test('of energy are in kWh', () => {
    expect(fr.energy(12_345)).toBe('12,3\u00a0kWh');
    expect(en.energy(12_345_000, 0)).toBe('12,345\u00a0kWh');
  });

  test('of euros are written to the cent, and prices of a kWh to as many decimals as they have', () => {
    expect(en.euros(1234.5)).toBe('€1,234.50');
    expect(fr.euros(12.345)).toBe('12,35\u00a0€');
    expect(fr.euros(0.2142, 4)).toBe('0,2142\u00a0€');
  });

  test('of a share have no decimal that is zero', () => {
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
  test('is written in the page’s language, and by a clock of 24 hours also where the browser is American', () => {
    const american = pageWordsIn('en', ['fr-FR', 'en-US'], 'Europe/Paris');
    expect(fr.time(MS)).toBe('18:05');
    expect(american.time(MS)).toBe('18:05');
    expect(fr.moment(MS)).toContain('mar');
  });

  test('is written in the page’s language when the browser prefers only other ones', () => {
    expect(pageWordsIn('fr', ['de-DE'], 'Europe/Paris').weekday(MS)).toBe('mar. 24');
  });
});

describe('the French texts', () => {
  test('have no-break spaces before and within punctuation, so that no line begins with it', () => {
    const texts = [...stringsIn(frenchPage)];
    expect(texts.length).toBeGreaterThan(100);
    expect(texts.filter((text) => / [;:!?»]|« /.test(text))).toEqual([]);
  });
});

/** Every text of the page. A text with parameters gets a dash for each. */
function* stringsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'function') yield value(...Array(value.length).fill('–'));
  else for (const inner of Object.values(value ?? {})) yield* stringsIn(inner);
}
