import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { inject } from 'vitest';

/** The package as a user has it: packed, installed with what it needs, where every user of the machine can reach it. */
export interface Installed {
  readonly folder: string;
  readonly tarball: string;
  /** A Node.js for it, which every user can reach too. */
  readonly node: string;
  readonly cli: string;
  /** The folder of the plugin, with what it depends on inside it. */
  readonly plugin: string;
}

/** What `install-package.ts` answers to whoever connects: where the package is, or why it could not be installed. */
export type Answer = { readonly installed: Installed } | { readonly error: string };

declare module 'vitest' {
  interface ProvidedContext {
    /** Where `install-package.ts` listens, on 127.0.0.1. */
    packagePort: number;
  }
}

/**
 * The package, which is installed once a run, when the first test asks for it. All tests of the run share it: none may
 * write to its folder.
 * @throws with what npm said when it could not be installed
 */
export async function installedPackage(): Promise<Installed> {
  const answer: Answer = JSON.parse(await text(connect(inject('packagePort'), '127.0.0.1')));
  if ('error' in answer) throw new Error(`the package could not be installed: ${answer.error}`);
  return answer.installed;
}
