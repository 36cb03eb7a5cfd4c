import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PRELOAD = fileURLToPath(new URL('loaded-files-preload.cjs', import.meta.url));

/** A file that Node loaded. */
interface LoadedFile {
  /** The thread that loaded it, by its number in `node:worker_threads`: 0 is the main thread. */
  readonly thread: number;
  readonly file: string;
}

/** The files that Node loads for the programs of one environment. */
export interface LoadedFiles {
  /** The environment for a program whose files are to be seen. Each Node that it starts with this environment belongs to it. */
  readonly env: NodeJS.ProcessEnv;
  /** The files so far, in their order. What a thread loads again is not listed again; what another one loads is. */
  soFar(): readonly LoadedFile[];
}

/**
 * Lists each file that Node loads as a module: CommonJS, ES modules and JSON, imported or required, early or late, on every thread.
 * Node's own modules have no file. Native bindings, and what a program reads itself, are no modules.
 */
export function watchLoadedFiles(): LoadedFiles {
  const list = join(temporaryFolder({ name: 'linky-loaded', inMemory: true }), 'files');
  writeFileSync(list, '');
  const options = [process.env['NODE_OPTIONS'], `--require=${JSON.stringify(PRELOAD)}`];
  return {
    env: { NODE_OPTIONS: options.filter((one) => one !== undefined).join(' '), LINKY_TIC_LOADED_FILES: list },
    soFar: () =>
      readFileSync(list, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line): LoadedFile => JSON.parse(line)),
  };
}
