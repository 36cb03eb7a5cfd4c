import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { bundledAt, pathsInside } from './contents.ts';
import type { Package, PluginSchema } from './homebridge-verification.ts';
import { type Audit, auditIn, type Pack, type Problems, packProblems } from './rules.ts';

const run = promisify(execFile);

/** Reads the files of a package that Homebridge's verification looks at. @param folder where the package is unpacked or installed */
export async function readPackage(folder: string): Promise<Package> {
  const paths = (await readdir(folder, { recursive: true })).filter((path) => !path.startsWith('node_modules'));
  const text = (path: string) => readFile(join(folder, path), 'utf8');
  const read = async <T>(pattern: RegExp, parse: (text: string) => T) => {
    const found = paths.filter((path) => pattern.test(path));
    return Object.fromEntries(await Promise.all(found.map(async (path) => [path, parse(await text(path))] as const)));
  };
  return {
    manifest: JSON.parse(await text('package.json')),
    schemas: await read<PluginSchema>(/(?:^|\/)config\.schema\.(?:\w+\.)?json$/, JSON.parse),
    code: await read(/(?<!^package)\.(?:[cm]?js|ts|json|html)$/, String),
  };
}

/** A package that was not written to disk. */
export interface DryPack extends Pack {
  readonly unpackedBytes: number;
}

/** What `npm pack` would pack of a project, as it is built now. */
export async function dryPackOf(project: string): Promise<DryPack> {
  const args = ['pack', '--ignore-scripts', '--dry-run', '--json'];
  const { stdout } = await run('npm', args, { cwd: project, maxBuffer: 1e8 });
  const [{ size, unpackedSize, files }] = JSON.parse(stdout);
  return { bytes: size, unpackedBytes: unpackedSize, files: files.map(({ path }: { path: string }) => path) };
}

/** What speaks against publishing this: files that were built or are named and that the package lacks, and files too many. */
export async function problemsInPack(pack: Pack, project: string): Promise<Problems> {
  const dist = await readdir(join(project, 'dist'), { recursive: true, withFileTypes: true });
  const built = dist.filter((file) => file.isFile()).map((file) => relative(project, join(file.parentPath, file.name)));
  return packProblems(pack, built, await filesNamedByPackage(project));
}

/** The files that package.json names: one by one, by their folder, or by a pattern. Those in dist are what the build has made. */
async function filesNamedByPackage(project: string): Promise<readonly string[]> {
  const { main, bin, files } = JSON.parse(await readFile(join(project, 'package.json'), 'utf8'));
  const named: readonly string[] = [main, ...Object.values<string>(bin), ...files];
  const paths = named.filter((path) => path !== 'dist').map((path) => filesNamedBy(path, project));
  return [...(await filesOfPages(project)), ...(await Promise.all(paths)).flat()];
}

async function filesNamedBy(path: string, project: string): Promise<readonly string[]> {
  if (path.includes('*')) return globSync(path, { cwd: project });
  const names = await readdir(join(project, path), { recursive: true }).catch(() => undefined);
  return names ? names.map((name) => join(path, name)) : [path];
}

/** The files of the two pages. Most of them are built, so that the folder alone would not tell that one is missing. */
async function filesOfPages(project: string): Promise<readonly string[]> {
  const list = await readFile(join(project, PUBLIC, HOUSE_LIST), 'utf8');
  const ofHouse: readonly string[] = JSON.parse(list).files;
  const ofSettings = ['index.html', 'page.css', 'views.css', 'uplot.css', ...(await codeFrom('page.js', project))];
  return [...new Set([HOUSE_LIST, ...ofHouse, ...ofSettings])].map((name) => `${PUBLIC}/${name}`);
}

/** A file of code, and all those that it may come to fetch. */
async function codeFrom(first: string, project: string): Promise<readonly string[]> {
  const names = [first];
  for (const name of names) {
    const code = await readFile(join(project, PUBLIC, name), 'utf8');
    const next = Array.from(code.matchAll(/\b(?:import\(|from)[`"']\.\/([\w-]+\.js)/g), ([, found = '']) => found);
    names.push(...next.filter((found) => !names.includes(found)));
  }
  return names;
}

const PUBLIC = 'homebridge-ui/public';
/** The list of what the house's page may be given. */
const HOUSE_LIST = 'house-files.json';

/** Asks the registry for the known weaknesses of the packages whose code users get, in what the build has made of a project. */
export async function auditOf(project: string): Promise<Audit> {
  // npm ends with an error on every weakness, grave or not; its answer is the same.
  const { stdout } = await run('npm', ['audit', '--json'], { cwd: project, maxBuffer: 1e8 }).catch(
    (error: { stdout: string }) => error,
  );
  const lockfile = JSON.parse(await readFile(join(project, 'package-lock.json'), 'utf8'));
  return auditIn(stdout, pathsInside(lockfile, await bundledAt(project)));
}
