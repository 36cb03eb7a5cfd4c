import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import pack from '../../package.json' with { type: 'json' };
import { PROJECT } from '../project.ts';
import type { Answer, Installed } from './installed-package.ts';

const run = promisify(execFile);
const INSTALL = ['install', '--global', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];

/** Installs the package for `installedPackage` when the first test asks for it. Vitest calls this once in a run. */
export default async function offerPackage(project: TestProject): Promise<() => Promise<void>> {
  // Not a UUID: npm masks UUIDs in its messages, also in the path of this folder.
  const folder = join(tmpdir(), `linky-installed-${randomBytes(6).toString('hex')}`);
  let answer: Promise<Answer> | undefined;
  const server = createServer(async (socket) => {
    answer ??= answerFrom(folder);
    socket.on('error', () => {}).end(JSON.stringify(await answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  project.provide('packagePort', (server.address() as AddressInfo).port);
  return async () => {
    server.close();
    await answer;
    await rm(folder, { recursive: true, force: true });
  };
}

function answerFrom(folder: string): Promise<Answer> {
  return installIn(folder).then(
    (installed) => ({ installed }),
    (error) => ({ error: String(error) }),
  );
}

async function installIn(folder: string): Promise<Installed> {
  await mkdir(folder);
  await chmod(folder, 0o755);
  // Without the build script: the build exists, and other tests are using it.
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: PROJECT });
  const tarball = join(folder, (await readdir(folder))[0] ?? '');
  await run('npm', [...INSTALL, '--prefix', folder, tarball]);
  const node = join(folder, 'bin/node');
  await copyFile(process.execPath, node);
  const cli = join(folder, 'bin/linky-tic');
  return { folder, tarball, node, cli, plugin: join(folder, 'lib/node_modules', pack.name) };
}
