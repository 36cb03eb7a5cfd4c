import { en, englishFor, type Texts } from './en/texts.ts';
import { fr, frenchFor } from './fr/texts.ts';
import type { Host } from './host.ts';
import type { Language } from './languages.ts';

export type { Host, Language, Texts };

/** The texts of the plugin. */
export const textsIn: { readonly [L in Language]: Texts } = { en, fr };

const textsByHost: { readonly [L in Language]: { readonly [H in Host]: Texts } } = { en: englishFor, fr: frenchFor };

/** The texts of a service, which differ with what runs it. */
export function textsFor(language: Language, host: Host): Texts {
  return textsByHost[language][host];
}
