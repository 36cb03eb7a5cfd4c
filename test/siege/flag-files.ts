import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How often a preloaded module checks for a flag, in ms of its own fast clock. */
export const CHECK_MS = 200;

/** The flag by which the test makes one call of Matter hang. */
export const HANG_MATTER_CALL = 'hang a call of Matter';
/** Reported when Matter is called again after that. */
export const MATTER_CALLED_AGAIN = 'Matter was called again';
/** Reported by Homebridge's process: its process id. */
export const PID = 'pid';
/** Has each thread collect its garbage. The flag is gone when that is done. */
export const COLLECT = 'collect the garbage';
/** Reported by each thread that begins: its number. */
export const THREAD = 'thread';
/** Reported after each update of the power of a meter in Matter: the state that Matter then has, as JSON. */
export const MATTER_STATE = 'state in Matter';

/** In the test: asks a module that is preloaded into the process of a home to do something. */
export function raiseFlag(flagFolder: string, name: string): Promise<void> {
  return writeFile(join(flagFolder, name), '');
}

/** In the test: whether a flag is there: raised and not taken yet, or reported. */
export function isFlagRaised(flagFolder: string, name: string): boolean {
  return existsSync(join(flagFolder, name));
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
export function readReport(flagFolder: string, name: string): string {
  return readFileSync(join(flagFolder, name), 'utf8');
}
