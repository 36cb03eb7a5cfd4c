import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compilePreload } from '../c-preload.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { diskCallsEnv } from './control.ts';
import { callsIn, type DiskCall } from './recording.ts';

const SOURCE = fileURLToPath(new URL('disk-calls.c', import.meta.url));

/** What a process did to a folder. */
export interface Recorded {
  readonly folder: string;
  readonly calls: readonly DiskCall[];
  /** What it printed. */
  readonly output: string;
}

/** Compiles the library that records what a process does to a folder, and gives its path. */
export function compileDiskCalls(): string {
  return compilePreload(SOURCE);
}

/**
 * Runs a script with the path of an empty folder and these words, and records what it does there.
 * @throws when it does not end with 0
 */
export function record(library: string, script: string, ...words: readonly string[]): Recorded {
  // The kernel names what is open by its real path.
  const folder = realpathSync(temporaryFolder({ name: 'recorded', inMemory: true }));
  const log = join(temporaryFolder({ name: 'recording', inMemory: true }), 'calls');
  const env = { ...process.env, ...diskCallsEnv(library, folder, log) };
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, folder, ...words], { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${script} ended with ${status}: ${stdout}${stderr}`);
  return { folder, calls: existsSync(log) ? callsIn(readFileSync(log)) : [], output: stdout };
}
