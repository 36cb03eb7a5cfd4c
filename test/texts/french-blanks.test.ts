import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** U+202F stands between the digits of a number only. Every other blank that must not break is U+00A0. */
const THIN_BLANK = /(?<!\d)\u202f|\u202f(?!\d)/g;
/** A blank that may break, or none, inside quotes or before a high sign. In code, an operator or a quote tells that it is none. */
const OTHER_BLANK = /«[^\u00a0]|[^\u00a0\s]»| %(?=[.,;)'`]| \p{L})|\p{L} ;|\p{L} ?[!?](?=['`"]|\s\p{Lu}|$)/gmu;
const BEFORE_COLON = /(?<=^[^?\n]*\p{L}) :(?=\s)/gmu;

const FILES = ['LISEZMOI.md', ...globSync(['src/texts/fr/*.ts', 'docs/*.fr.md'])];

test.each(FILES)('%s has the blanks of French', (path) => {
  const text = readFileSync(path, 'utf8')
    .replace(/^(`{3,})[\s\S]*?^\1/gm, '')
    // A heading has blanks that may break, so that its anchor has a hyphen for each.
    .replace(path.endsWith('.md') ? /^#.*/gm : /^import .*/gm, '');
  const wrong = [THIN_BLANK, OTHER_BLANK, BEFORE_COLON].flatMap((pattern) => [...text.matchAll(pattern)]);
  expect(wrong.map(({ 0: found, index }) => around(text, index, found.length))).toEqual([]);
});

test.each([
  'Vrai\u202f?',
  'Vrai ?',
  'Vrai?',
  'vrai : faux',
  'vrai ; faux',
  '« vrai »',
  '«\u202fvrai\u202f»',
  '«vrai»',
  'à 50 %.',
])('%j has wrong blanks', (text) => {
  expect([THIN_BLANK, OTHER_BLANK, BEFORE_COLON].some((pattern) => text.search(pattern) >= 0)).toBe(true);
});

test('each wrong colon of a line is found', () => {
  expect([...'un : deux : trois\u00a0: quatre'.matchAll(BEFORE_COLON)].map(({ index }) => index)).toEqual([2, 9]);
});

/** A wrong place with what is before and after it, its blanks spelled out. */
function around(text: string, index: number, length: number): string {
  const shown = text.slice(Math.max(0, index + length - 30), index + length + 10);
  return shown.replaceAll('\u202f', '\\u202f').replaceAll('\u00a0', '\\u00a0');
}
