import { expect, test } from 'vitest';
import { LANGUAGES, type Language } from '../../src/texts/languages.ts';
import { markdownIn, USER_PAGES } from '../../testbed/markdown.ts';
import { textsOf } from '../../testbed/support/all-texts.ts';

/** Words that no text and no page for users has, each with what stands in their place. */
const OTHER_NAMES: { readonly [L in Language]: readonly (readonly [RegExp, string])[] } = {
  en: [
    [/\bbauds\b/i, 'baud'],
    [/\barchives?\b/i, 'local history'],
    [/\band alike\b/i, 'and similar'],
    [/\ball taxes in\b/i, 'incl. taxes'],
    [/\bchild-bridge\b|\bsub-?bridge\b|\bsecondary bridge\b/i, 'child bridge'],
    [/\bgiven to the grid\b|\bgives? to the grid\b/i, 'exported'],
    [/\bmeter[’']?s? index\b|\bindex of the meter\b/i, 'meter reading'],
    [/\blet go\b/i, 'disconnected'],
    [/\bfor whoever\b|\bonce told\b/i, 'a plain sentence'],
  ],
  fr: [
    [/\barchives?\b/i, 'historique local'],
    [/\bjournal (?:local|sur cette machine)\b/i, 'historique local'],
    [/\bfichier de l[’']extension\b/i, 'historique local'],
    // `Child Bridge` is what Homebridge’s own page calls it in places.
    [/\b[Pp]onts? enfants?\b|\b[Ss]ous-ponts?\b|\bchild bridges?\b/, 'pont secondaire'],
    [/\bdocteur\b/i, 'diagnostic'],
    [/\bcomptes? de tarif\b/i, 'index'],
    [/\bplugin\b/i, 'extension'],
    [/\btoutes taxes comprises\b(?! \(TTC\))/i, 'TTC'],
    [/\bune pièce à (?:lui|elle)\b/i, 'une pièce dédiée'],
    [/\b(?:trouv|détect)ée?s? toute?s? seule?s?\b/i, 'détection automatique'],
    [/\bl[’']historique d[’']avant\b/i, 'historique antérieur'],
  ],
};

function otherNames(language: Language, text: string): readonly string[] {
  return OTHER_NAMES[language].flatMap(([pattern, name]) => {
    const found = pattern.exec(text)?.[0];
    return found === undefined ? [] : [`“${found}” for ${name}`];
  });
}

test.each(LANGUAGES)('the product’s texts in %s have one name for a thing', (language) => {
  const found = textsOf(language).flatMap(({ path, text }) =>
    otherNames(language, text).map((name) => `${path}: ${name} in “${text}”`),
  );
  expect(found).toEqual([]);
});

test.each(LANGUAGES.flatMap((language) => USER_PAGES[language].map((page) => [page, language] as const)))(
  '%s has one name for a thing',
  (page, language) => {
    const paragraphs = markdownIn(page).prose.split(/\n\s*\n/);
    const found = paragraphs.flatMap((paragraph) =>
      otherNames(language, withoutCode(paragraph)).map((name) => `${name} in “${paragraph.trim().slice(0, 80)}…”`),
    );
    expect(found).toEqual([]);
  },
);

/** A paragraph on one line, without the code in it and without the targets of its links. */
function withoutCode(paragraph: string): string {
  return paragraph
    .replace(/`[^`]*`/g, '')
    .replace(/\]\([^)]*\)|(?:src|srcset|href)="[^"]*"/g, ']')
    .replace(/\s+/g, ' ');
}

test.each([
  ['en', 'It runs at 1200 bauds.'],
  ['en', 'It is in the archive.'],
  ['fr', 'Le pont enfant a son code.'],
  ['fr', 'Les archives sont copiées.'],
] as const)('another name in %s is found: %s', (language, text) => {
  expect(otherNames(language, text)).toHaveLength(1);
});
