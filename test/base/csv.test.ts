import { expect, test } from 'vitest';
import { csvRow } from '../../src/base/csv.ts';

const ENGLISH = { between: ',', decimal: '.' };
const FRENCH = { between: ';', decimal: ',' };

test.each<[string, number | string | undefined, string, string]>([
  ['a number', -1234.5, '-1234.5', '-1234,5'],
  ['a number in a text', '0.25', '0.25', '0,25'],
  ['a very small number', -1.5e-7, '-1.5e-7', '-1,5e-7'],
  ['nothing', undefined, '', ''],
  ['a date', '2026-10-01', '2026-10-01', '2026-10-01'],
  ['a comma', 'a,b', '"a,b"', '"a,b"'],
  ['a semicolon', 'a;b', '"a;b"', '"a;b"'],
  ['a tab', 'a\tb', '"a\tb"', '"a\tb"'],
  ['a quote', 'a "b"', '"a ""b"""', '"a ""b"""'],
  ['a line end', 'a\r\nb', '"a\r\nb"', '"a\r\nb"'],
])('a field with %s', (_, value, english, french) => {
  expect([csvRow([value, 1], ENGLISH), csvRow([value, 1], FRENCH)]).toEqual([`${english},1`, `${french};1`]);
});

test.each(['=1+1', '+1+1', '-1+1', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("http://x";"y")'])(
  'a spreadsheet program does not take %j for a formula',
  (text) => {
    for (const signs of [ENGLISH, FRENCH]) expect(csvRow([text], signs)).toBe(`"'${text.replaceAll('"', '""')}"`);
  },
);
