import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import type { Language } from './texts/languages.ts';

// The files of the package that are found by their path, and not by an import. This file stands right in src, and what the
// build makes of it right in dist, so that each of these paths is the same in both.

/** A module that is loaded by its path: what a thread begins with, and the texts of a language. */
export type OwnModule = 'writer/thread/thread' | 'history-import/reading-thread' | `texts/${Language}/texts`;

const require = createRequire(import.meta.url);

/** The file of a module: a source of ours, or what was built of it. */
export function ownModule(path: OwnModule): URL {
  return new URL(`./${path}${extname(import.meta.url)}`, import.meta.url);
}

/** Loads a module at once, where an `import()` would make its caller wait. */
export function loadNow(path: OwnModule): unknown {
  return require(`./${path}${extname(import.meta.url)}`);
}

/** The version of the package. */
export function ownVersion(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}
