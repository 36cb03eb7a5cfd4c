import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The environment of a home whose preloaded modules look for flags in this folder. */
export const flagsIn = (folder: string): NodeJS.ProcessEnv => ({ SIEGE_FLAGS: folder });

/** How often a preloaded module looks for a flag, by the clock of its home. */
export const LOOK_MS = 200;

/** The flag by which the test makes one call of Matter hang. */
export const HANG_MATTER_CALL = 'hang a call of Matter';
/** Reported when Matter is called again after that. */
export const MATTER_CALLED_AGAIN = 'Matter was called again';
/** Reported by each thread that begins: its number. */
export const THREAD = 'thread';
/** Reported after each update of the power of a meter in Matter: the state that Matter then has, as JSON. */
export const MATTER_STATE = 'state in Matter';

/** In the test: asks a module that is preloaded into the process of a home to do something. */
export function raiseFlag(folder: string, name: string): void {
  writeFileSync(join(folder, name), '');
}

/** In the test: whether a flag is there: raised and not taken yet, or reported. */
export function isFlagRaised(folder: string, name: string): boolean {
  return existsSync(join(folder, name));
}

/** In the process of the home: whether the flag is raised. It is removed then. */
export function takeFlag(name: string): boolean {
  const file = join(process.env['SIEGE_FLAGS'] ?? '', name);
  if (!existsSync(file)) return false;
  rmSync(file);
  return true;
}

/** In the process of the home: reports something to the test. `isFlagRaised` sees it, `readReport` reads the text. */
export function reportToTest(name: string, text = ''): void {
  writeFileSync(join(process.env['SIEGE_FLAGS'] ?? '', name), text);
}

/** In the test: the last text that was reported under this name. @throws if there was none */
export function readReport(folder: string, name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}
