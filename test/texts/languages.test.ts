import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LANGUAGES, languageFor } from '../../src/texts/languages.ts';

test('each folder of texts is a language of the list', () => {
  const entries = readdirSync('src/texts', { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  expect(folders.sort()).toEqual([...LANGUAGES].sort());
});

test.each([
  ['fr', 'fr'],
  ['fr-CA', 'fr'],
  ['FR', 'fr'],
  ['fr_FR.UTF-8', 'fr'],
  ['fr.UTF-8@euro', 'fr'],
  ['en', 'en'],
  ['en_GB.UTF-8', 'en'],
])('the language for %s is %s', (code, language) => expect(languageFor(code)).toBe(language));

test.each(['de', 'frr', 'C.UTF-8', '', undefined, null, 7, ['fr'], { toString: 7 }])(
  'for %j, which is no language of the list, it is English',
  (code) => expect(languageFor(code)).toBe('en'),
);
