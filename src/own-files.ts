import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

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

const load = createRequire(import.meta.url);

/**
 * Loads the texts of a language by parts, synchronously, whereas an `import()` would make the caller wait. Usually only one language is
 * needed. `texts/texts.ts` has their types.
 */
export const loadTexts = {
  en: {
    plugin: () => load('./texts/en/texts.ts'),
    cli: () => load('./texts/en/cli.ts'),
    historyImport: () => load('./texts/en/history-import.ts'),
    ui: () => load('./texts/en/ui.ts'),
    house: () => load('./texts/en/house.ts'),
    homeAssistant: () => load('./texts/en/home-assistant.ts'),
  },
  fr: {
    plugin: () => load('./texts/fr/texts.ts'),
    cli: () => load('./texts/fr/cli.ts'),
    historyImport: () => load('./texts/fr/history-import.ts'),
    ui: () => load('./texts/fr/ui.ts'),
    house: () => load('./texts/fr/house.ts'),
    homeAssistant: () => load('./texts/fr/home-assistant.ts'),
  },
};

/** The folder of the package. */
export const OWN_FOLDER = fileURLToPath(new URL('..', import.meta.url));

/** The version of the package. */
export function ownVersion(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}
