import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Texts } from './texts/en/texts.ts';
import type { Host } from './texts/host.ts';
import type { Language } from './texts/languages.ts';

// What is found by its path, and not by an import. This file stands right in src, and what the build makes of it right in dist, so
// that the paths are the same in both, but for `.ts`, of which the build makes `.js` as TypeScript does in imports.

/** What a thread begins with. */
export const THREADS = {
  writer: new URL('./writer/thread/thread.ts', import.meta.url),
  historyFile: new URL('./history-import/reading-thread.ts', import.meta.url),
} as const;

const require = createRequire(import.meta.url);

/** Loads the texts of a language at once, where an `import()` would make its caller wait: one language is mostly all that is needed. */
export const loadTexts: { readonly [L in Language]: () => { textsFor(host: Host): Texts } } = {
  en: () => require('./texts/en/texts.ts'),
  fr: () => require('./texts/fr/texts.ts'),
};

/** The version of the package. */
export function ownVersion(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}
