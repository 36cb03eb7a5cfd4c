import { type PageWords, pageWordsOf } from '../../homebridge-ui/page/model/page-words.ts';
import { englishPage as en, type PageTexts } from '../../src/texts/en/page.ts';
import { frenchPage as fr } from '../../src/texts/fr/page.ts';
import type { Language } from '../../src/texts/languages.ts';

/** The texts of the page, which loads those of one language. */
export const pageTextsIn: { readonly [L in Language]: PageTexts } = { en, fr };

/** The texts of the page in a language: see `pageWordsOf`. */
export function pageWordsIn(language: Language, locales: readonly string[], timeZone?: string): PageWords {
  return pageWordsOf(language, pageTextsIn[language], locales, timeZone);
}
