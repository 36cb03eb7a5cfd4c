/** The languages of the plugin. Each is a folder beside this file. */
export const LANGUAGES = ['fr', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The language to answer in. @param code see below; anything that is no code of a language of the list gives English */
export function languageFor(code: unknown): Language {
  return knownLanguage(code) ?? 'en';
}

/** @param code of a language, with its country or not: `fr`, `fr-CA` (BCP 47), `fr_FR.UTF-8` (POSIX) */
export function knownLanguage(code: unknown): Language | undefined {
  const [name] = typeof code === 'string' ? code.toLowerCase().split(/[-_.@]/) : [];
  return LANGUAGES.find((language) => language === name);
}
