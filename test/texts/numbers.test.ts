import fc from 'fast-check';
import { expect, test } from 'vitest';
import { englishNumber } from '../../src/texts/en/numbers.ts';
import { frenchNumber } from '../../src/texts/fr/numbers.ts';
import { numberFormats, pageNumbers } from '../../src/texts/numbers.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { textsOf } from '../../testbed/support/all-texts.ts';

test.each([
  [0, 0, '0', '0'],
  [999, 0, '999', '999'],
  [1230, 0, '1,230', '1\u202f230'],
  [12_345.6789, 3, '12,345.679', '12\u202f345,679'],
  [1_234_567, 0, '1,234,567', '1\u202f234\u202f567'],
  [-1234.5, 1, '−1,234.5', '−1\u202f234,5'],
])('%d with %d decimals is %s in English and %s in French', (value, decimals, english, french) => {
  expect(englishNumber(value, decimals)).toBe(english);
  expect(frenchNumber(value, decimals)).toBe(french);
});

test.each([
  ['en', englishNumber],
  ['fr', frenchNumber],
] as const)('numbers in %s are the same in the log, on the command line and on the page', (language, written) => {
  const { number } = pageNumbers(language);
  fc.assert(
    fc.property(fc.nat(2_000_000_000), fc.integer({ min: 0, max: 3 }), (digits, decimals) => {
      expect(written(digits / 10 ** decimals, decimals)).toBe(number(digits / 10 ** decimals, decimals));
    }),
  );
});

test.each([
  ['en', /[\d…][\s\u00a0]%|\d[\s\u202f]\d{3}(?!\d)/],
  ['fr', /[\d…] ?%|(?<![\d.])\d{1,3}[ .]\d{3}(?![\d.])/],
] as const)('the texts in %s write percentages and thousands as the page does', (language, otherwise) => {
  const texts = textsOf(language).filter(({ text }) => otherwise.test(text));
  expect(texts).toEqual([]);
});

test('a number with a decimal in a French sentence has a comma', () => {
  const { cli } = textsIn.fr;
  expect(cli.watch.subscribed(4.6)).toBe('4,6 kVA souscrits');
  expect(cli.watch.load(50, 4.6)).toBe('50\u00a0% de 4,6 kVA');
});

test.each([
  ['fr-FR', '1\u202f234,5', '3,7\u00a0%'],
  ['en-GB', '1,234.5', '3.7%'],
])('the page in %s writes %s and %s', (locale, number, percent) => {
  const page = pageNumbers(locale);
  expect(page.number(1234.5, 1)).toBe(number);
  expect(page.percent(0.037, 1)).toBe(percent);
});

test('a percentage on the page has no needless decimals', () => {
  expect(pageNumbers('en').percent(1, 1)).toBe('100%');
});

test('a number format is made once', () => {
  let made = 0;
  const formats = numberFormats('en', (minimumFractionDigits: number) => {
    made += 1;
    return { minimumFractionDigits };
  });
  const written = [1, 2, 1, 2].map((decimals) => formats(decimals).format(3));
  expect(written).toEqual(['3.0', '3.00', '3.0', '3.00']);
  expect(made).toBe(2);
});
