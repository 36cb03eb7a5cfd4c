/**
 * `npm run --silent release:contents` prints what is in the package that was built, as SPDX 2.3: the packages that npm installs with it,
 * in the versions of the lockfile, and those whose code stands in its own files.
 */
import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PROJECT } from '../testbed/project.ts';
import { bundledIn, packagesInside } from './contents.ts';

const text = (path: string) => readFile(join(PROJECT, path), 'utf8');

const { stdout } = await promisify(execFile)('npm', ['sbom', '--sbom-format=spdx', '--package-lock-only'], {
  cwd: PROJECT,
  maxBuffer: 1e8,
});
const built = await Promise.all(
  ['dist/NOTICES.txt', ...globSync('homebridge-ui/public/*.js', { cwd: PROJECT })].map(text),
);
const inside = packagesInside(JSON.parse(stdout), JSON.parse(await text('package-lock.json')), bundledIn(built));
process.stdout.write(`${JSON.stringify(inside, null, 2)}\n`);
