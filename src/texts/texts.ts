import { loadTexts } from '../own-files.ts';
import type { Texts } from './en/texts.ts';
import type { Host } from './host.ts';
import type { Language } from './languages.ts';

export type { Host, Language, Texts };

/** The texts of the plugin. Those of a language are loaded when the first of them is asked for: mostly one language is. */
export const textsIn: { readonly [L in Language]: Texts } = {
  get en() {
    return textsFor('en', 'homebridge');
  },
  get fr() {
    return textsFor('fr', 'homebridge');
  },
};

const loaded = new Map<string, Texts>();

/** The texts of a service, which differ with what runs it. */
export function textsFor(language: Language, host: Host): Texts {
  const key = `${language} ${host}`;
  const texts = loaded.get(key) ?? loadTexts[language]().textsFor(host);
  loaded.set(key, texts);
  return texts;
}
