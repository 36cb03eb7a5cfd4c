import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pack from '../../../package.json' with { type: 'json' };

const run = promisify(execFile);
const PROJECT = fileURLToPath(new URL('../../..', import.meta.url));

/** The package as a user has it: packed, installed with what it needs, where every user of the machine can reach it. */
export interface Installed extends AsyncDisposable {
  readonly folder: string;
  readonly tarball: string;
  /** A Node.js for it, which every user can reach too. */
  readonly node: string;
  readonly cli: string;
  /** The folder of the plugin, with what it depends on inside it. */
  readonly plugin: string;
}

/** Leaving its scope removes it. */
export async function installPackage(): Promise<Installed> {
  const folder = await mkdtemp(join(tmpdir(), 'linky-installed-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await chmod(folder, 0o755);
    // The build is there already, and other tests run on it: it must not be made anew under them.
    await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: PROJECT });
    const tarball = join(folder, (await readdir(folder))[0] ?? '');
    await run('npm', [...INSTALL, '--prefix', folder, tarball]);
    const node = join(folder, 'bin/node');
    await copyFile(process.execPath, node);
    const cli = join(folder, 'bin/linky-tic');
    const plugin = join(folder, 'lib/node_modules', pack.name);
    return { folder, tarball, node, cli, plugin, [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

const INSTALL = ['install', '--global', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
