import { en, type Texts } from './texts/en.ts';
import { fr } from './texts/fr.ts';

export type { Texts };
export type Language = 'en' | 'fr';

export const textsIn: { readonly [L in Language]: Texts } = { en, fr };
