/**
 * `npm run release:check`: whether a release can be made of what stands here. It ends with 0 when everything holds, with
 * 1 when something does not, and with 2 when something could not be answered.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { MADE_AT_MS } from '../src/settings.ts';
import { verificationProblems } from './homebridge-verification.ts';
import { auditOf, dryPackOf, problemsInPack, readPackage } from './package.ts';
import {
  changelogProblems,
  type Lockfile,
  lockfileProblems,
  type Problems,
  treeProblems,
  versionProblems,
} from './rules.ts';

type Outcome =
  | { readonly kind: 'holds'; readonly says?: string }
  | { readonly kind: 'broken'; readonly problems: Problems }
  | { readonly kind: 'notAnswered'; readonly says: string };

const cwd = fileURLToPath(new URL('..', import.meta.url));
const run = (command: string, ...args: string[]) => promisify(execFile)(command, args, { cwd, maxBuffer: 1e8 });
const text = (path: string) => readFile(join(cwd, path), 'utf8');

const pack = JSON.parse(await text('package.json'));
const lockfile: Lockfile = JSON.parse(await text('package-lock.json'));
const folder = await mkdtemp(join(tmpdir(), 'linky-release-'));
const tarball = join(folder, `${pack.name}-${pack.version}.tgz`);

const CHECKS: readonly (readonly [name: string, check: () => Promise<Outcome>])[] = [
  ['the tree is clean', async () => outcomeOf(treeProblems((await run('git', 'status', '--porcelain')).stdout))],
  ['the changelog', async () => outcomeOf(changelogProblems(await text('CHANGELOG.md'), pack.version, MADE_AT_MS))],
  ['one version everywhere', async () => outcomeOf(versionProblems(pack.version, lockfile))],
  ['no addresses in the lockfile', async () => outcomeOf(lockfileProblems(lockfile))],
  ['schemas and READMEs, the same in both languages', theSame],
  ['the package', packed],
  ['the package, installed', installed],
  ['what Homebridge verifies in it', verified],
  ['known weaknesses', audited],
];

const MARK = { holds: '✓', broken: '✗', notAnswered: '?' } as const;
const EXIT_CODE = { holds: 0, broken: 1, notAnswered: 2 } as const;

try {
  const kinds = new Set<Outcome['kind']>();
  for (const [name, check] of CHECKS) {
    const outcome = await check().catch(brokenBy);
    kinds.add(outcome.kind);
    print(`${MARK[outcome.kind]} ${name}${'says' in outcome ? `: ${outcome.says}` : ''}`);
    if (outcome.kind === 'broken') for (const problem of outcome.problems) print(`    ${problem}`);
  }
  process.exitCode = EXIT_CODE[kinds.has('broken') ? 'broken' : kinds.has('notAnswered') ? 'notAnswered' : 'holds'];
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Two languages that say the same, documents whose pictures and links are there: the tests hold it. */
async function theSame(): Promise<Outcome> {
  await run('npx', 'vitest', 'run', '--project', 'unit', 'test/config/schema.test.ts', 'test/readme.test.ts');
  return { kind: 'holds' };
}

/** Packs it as it would be published: built anew. */
async function packed(): Promise<Outcome> {
  await run('npm', 'pack', '--pack-destination', folder);
  const { bytes, unpackedBytes, files } = await dryPackOf(cwd);
  const problems = await problemsInPack({ bytes, files }, cwd);
  if (problems.length > 0) return { kind: 'broken', problems };
  const others = files.filter((path) => !path.startsWith('dist/'));
  const says = `${bytes} bytes, ${unpackedBytes} unpacked: ${files.length - others.length} files in dist, ${others.join(', ')}`;
  return { kind: 'holds', says };
}

async function installed(): Promise<Outcome> {
  await run('npm', 'install', '--global', '--no-audit', '--no-fund', '--prefix', folder, tarball);
  const program = join(folder, 'bin/linky-tic');
  const { stdout: help } = await run(process.execPath, program, '--help');
  const { stdout: version } = await run(process.execPath, program, '--version');
  const problems = [
    ...(help.includes('doctor') ? [] : ['linky-tic --help does not know the doctor']),
    ...(version.trim() === pack.version ? [] : [`linky-tic --version says ${version.trim()}`]),
  ];
  return outcomeOf(problems);
}

async function verified(): Promise<Outcome> {
  const { version } = JSON.parse(await text('node_modules/homebridge/package.json'));
  return outcomeOf(verificationProblems(await readPackage(join(folder, 'lib/node_modules', pack.name)), version));
}

async function audited(): Promise<Outcome> {
  const audit = await auditOf(cwd);
  if (audit.kind === 'answered') return outcomeOf(audit.problems);
  return { kind: 'notAnswered', says: `not answered by this registry: ${audit.says}` };
}

function outcomeOf(problems: Problems): Outcome {
  return problems.length > 0 ? { kind: 'broken', problems } : { kind: 'holds' };
}

/** A program that ended with an error, by the last that it said. */
function brokenBy(error: Error & { readonly stdout?: string; readonly stderr?: string }): Outcome {
  const said = `${error.stdout ?? ''}${error.stderr ?? ''}`.trim() || error.message;
  return { kind: 'broken', problems: said.split('\n').slice(-20) };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
