/**
 * `npm run --silent release:contents` prints what is in the package that was built, as SPDX 2.3: the packages that npm installs with it,
 * in the versions of the lockfile, and those whose code stands in its own files.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PROJECT } from '../testbed/project.ts';
import { bundledAt, packagesInside } from './contents.ts';

const { stdout } = await promisify(execFile)('npm', ['sbom', '--sbom-format=spdx', '--package-lock-only'], {
  cwd: PROJECT,
  maxBuffer: 1e8,
});
const lockfile = JSON.parse(await readFile(join(PROJECT, 'package-lock.json'), 'utf8'));
const inside = packagesInside(JSON.parse(stdout), lockfile, await bundledAt(PROJECT));
process.stdout.write(`${JSON.stringify(inside, null, 2)}\n`);
