import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Language } from './texts/languages.ts';

// Files that are found by their path, and not by an import. This file is directly in src, and its compiled version directly in dist. The
// build replaces the names below with those that it gives to the files: `.js` instead of `.ts`, and `texts/cli.en.js` instead of
// `texts/en/cli.ts`.

/** The entry files of the threads. */
export const THREADS = {
  share: new URL('./share/thread/thread.ts', import.meta.url),
  writer: new URL('./writer/thread/thread.ts', import.meta.url),
  historyFile: new URL('./history-import/reading-thread.ts', import.meta.url),
  houseHistory: new URL('./house/thread/thread.ts', import.meta.url),
} as const;

/** The folder of the files for browsers. The house's page serves those that are listed in `house-files.json`. */
export const BROWSER_FILES = new URL('../homebridge-ui/public/', import.meta.url);

const require = createRequire(import.meta.url);

/** The texts of a language, split into the parts in which they are needed. */
export interface TextParts {
  plugin(): Pick<typeof import('./texts/en/texts.ts'), 'textsFor'>;
  cli(): Pick<typeof import('./texts/en/cli.ts'), 'cli'>;
  historyImport(): Pick<typeof import('./texts/en/history-import.ts'), 'historyImport'>;
  ui(): Pick<typeof import('./texts/en/ui.ts'), 'ui'>;
  house(): Pick<typeof import('./texts/en/house.ts'), 'house'>;
  homeAssistant(): Pick<typeof import('./texts/en/home-assistant.ts'), 'homeAssistant'>;
}

/** Loads a part synchronously, whereas an `import()` would make the caller wait. Usually only one language is needed. */
export const loadTexts: { readonly [L in Language]: TextParts } = {
  en: {
    plugin: () => require('./texts/en/texts.ts'),
    cli: () => require('./texts/en/cli.ts'),
    historyImport: () => require('./texts/en/history-import.ts'),
    ui: () => require('./texts/en/ui.ts'),
    house: () => require('./texts/en/house.ts'),
    homeAssistant: () => require('./texts/en/home-assistant.ts'),
  },
  fr: {
    plugin: () => require('./texts/fr/texts.ts'),
    cli: () => require('./texts/fr/cli.ts'),
    historyImport: () => require('./texts/fr/history-import.ts'),
    ui: () => require('./texts/fr/ui.ts'),
    house: () => require('./texts/fr/house.ts'),
    homeAssistant: () => require('./texts/fr/home-assistant.ts'),
  },
};

/** The folder of the package. */
export const OWN_FOLDER = fileURLToPath(new URL('..', import.meta.url));

/** The version of the package. */
export function ownVersion(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}
