import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { inject } from 'vitest';

/**
 * The package as a user has it: packed, and installed with its dependencies, in a folder that every user of the machine
 * can read.
 */
export interface Installed {
  readonly folder: string;
  readonly tarball: string;
  /** A Node.js in the same folder. */
  readonly node: string;
  readonly cli: string;
  /** The folder of the plugin, with its dependencies inside. */
  readonly plugin: string;
}

/** The answer of `install-package.ts` to each connection: where the package is, or why it could not be installed. */
export type Answer = { readonly installed: Installed } | { readonly error: string };

declare module 'vitest' {
  interface ProvidedContext {
    /** The port of 127.0.0.1 on which `install-package.ts` listens. */
    packagePort: number;
  }
}

/**
 * The package. It is installed once in a run, when the first test asks for it. All tests of the run share it, so none
 * may write to its folder.
 * @throws with the message of npm when it could not be installed
 */
export async function installedPackage(): Promise<Installed> {
  const answer: Answer = JSON.parse(await text(connect(inject('packagePort'), '127.0.0.1')));
  if ('error' in answer) throw new Error(`the package could not be installed: ${answer.error}`);
  return answer.installed;
}
