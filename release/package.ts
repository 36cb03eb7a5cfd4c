import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Package, PluginSchema } from './homebridge-verification.ts';
import { type Audit, auditIn, type Pack, type Problems, packProblems } from './rules.ts';

const run = promisify(execFile);

/** Reads what the verification looks at. @param folder where a package was unpacked or installed */
export async function readPackage(folder: string): Promise<Package> {
  const paths = (await readdir(folder, { recursive: true })).filter((path) => !path.startsWith('node_modules'));
  const text = (path: string) => readFile(join(folder, path), 'utf8');
  const read = async <T>(which: RegExp, as: (text: string) => T) => {
    const found = paths.filter((path) => which.test(path));
    return Object.fromEntries(await Promise.all(found.map(async (path) => [path, as(await text(path))] as const)));
  };
  return {
    manifest: JSON.parse(await text('package.json')),
    schemas: await read<PluginSchema>(/(?:^|\/)config\.schema\.(?:\w+\.)?json$/, JSON.parse),
    code: await read(/\.[cm]?js$|\.html$/, String),
  };
}

export interface DryPack extends Pack {
  readonly unpackedBytes: number;
}

/** What `npm pack` would pack of a project as it is built now. */
export async function dryPackOf(project: string): Promise<DryPack> {
  const dry = ['pack', '--ignore-scripts', '--dry-run', '--json'];
  const { stdout } = await run('npm', dry, { cwd: project, maxBuffer: 1e8 });
  const [{ size, unpackedSize, files }] = JSON.parse(stdout);
  return { bytes: size, unpackedBytes: unpackedSize, files: files.map(({ path }: { path: string }) => path) };
}

/** What is against packing this, by what the project has and names. */
export async function problemsInPack(pack: Pack, project: string): Promise<Problems> {
  const paths = await readdir(join(project, 'src'), { recursive: true });
  const sources = paths.filter((path) => path.endsWith('.ts') && !BUNDLED.test(path));
  return packProblems(pack, sources, await filesNamedByPackage(project));
}

/** The settings page's own words are in its bundle alone: tsconfig.build.json leaves them out of dist. */
const BUNDLED = /^texts\/\w+\/page\.ts$/;

/** What package.json names: files, and the files in folders; what is in dist comes from src. */
async function filesNamedByPackage(project: string): Promise<readonly string[]> {
  const { main, bin, files } = JSON.parse(await readFile(join(project, 'package.json'), 'utf8'));
  const named: readonly string[] = [main, ...Object.values<string>(bin), ...files];
  const paths = named.filter((path) => path !== 'dist' && !path.includes('*'));
  const contents = paths.map(async (path) => {
    const inner = await readdir(join(project, path), { recursive: true }).catch(() => undefined);
    return inner ? inner.map((name) => join(path, name)) : [path];
  });
  return [...PAGE, ...(await Promise.all(contents)).flat()];
}

/** The settings page: half of it is built, and would be missing unnoticed. */
const PAGE = ['index.html', 'page.js', 'page.css', 'uplot.css'].map((name) => `homebridge-ui/public/${name}`);

/** Asks the registry what is known against what is installed with the plugin. */
export async function auditOf(project: string): Promise<Audit> {
  const asked = ['audit', '--json', '--omit=dev'];
  // It fails on every weakness, grave or not, and says the same.
  const { stdout } = await run('npm', asked, { cwd: project, maxBuffer: 1e8 }).catch(
    (error: { stdout: string }) => error,
  );
  return auditIn(stdout);
}
