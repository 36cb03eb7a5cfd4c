import { en, englishFor, type Texts } from './en/texts.ts';
import { fr, frenchFor } from './fr/texts.ts';
import type { Host } from './host.ts';

export type { Host, Texts };
export type Language = 'en' | 'fr';

/** The texts of the plugin. */
export const textsIn: { readonly [L in Language]: Texts } = { en, fr };

/** The texts of a service, which differ with what runs it. */
export function textsFor(language: Language, host: Host): Texts {
  return { en: englishFor, fr: frenchFor }[language][host];
}
