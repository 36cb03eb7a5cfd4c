/**
 * `npm run release:check` says whether this checkout can be released. It ends with 0 when every check holds, with 1 when one
 * does not, and with 2 when one could not be answered.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BUILT_AT_MS } from '../src/base/plugin-names.ts';
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
  | { readonly kind: 'holds'; readonly detail?: string }
  | { readonly kind: 'broken'; readonly problems: Problems }
  | { readonly kind: 'notAnswered'; readonly detail: string };

const cwd = fileURLToPath(new URL('..', import.meta.url));
const run = (command: string, ...args: string[]) => promisify(execFile)(command, args, { cwd, maxBuffer: 1e8 });
const text = (path: string) => readFile(join(cwd, path), 'utf8');

const pack = JSON.parse(await text('package.json'));
const lockfile: Lockfile = JSON.parse(await text('package-lock.json'));
const folder = await mkdtemp(join(tmpdir(), 'linky-release-'));
const tarball = join(folder, `${pack.name}-${pack.version}.tgz`);

const CHECKS: readonly (readonly [name: string, check: () => Promise<Outcome>])[] = [
  ['the tree is clean', async () => outcomeOf(treeProblems((await run('git', 'status', '--porcelain')).stdout))],
  ['the changelog', async () => outcomeOf(changelogProblems(await text('CHANGELOG.md'), pack.version, BUILT_AT_MS))],
  ['one version everywhere', async () => outcomeOf(versionProblems(pack.version, lockfile))],
  ['no addresses in the lockfile', async () => outcomeOf(lockfileProblems(lockfile))],
  ['the words of pages and pictures', proseAgrees],
  ['the package', packageIsWhole],
  ['the package, installed', packageRuns],
  ['what Homebridge verifies in it', homebridgeWouldVerify],
  ['known weaknesses', hasNoKnownWeakness],
];

const MARK = { holds: '✓', broken: '✗', notAnswered: '?' } as const;
const EXIT_CODE = { holds: 0, broken: 1, notAnswered: 2 } as const;

try {
  const kinds = new Set<Outcome['kind']>();
  for (const [name, check] of CHECKS) {
    const outcome = await check().catch(outcomeOfFailure);
    kinds.add(outcome.kind);
    print(`${MARK[outcome.kind]} ${name}${'detail' in outcome ? `: ${outcome.detail}` : ''}`);
    if (outcome.kind === 'broken') for (const problem of outcome.problems) print(`    ${problem}`);
  }
  process.exitCode = EXIT_CODE[kinds.has('broken') ? 'broken' : kinds.has('notAnswered') ? 'notAnswered' : 'holds'];
} finally {
  await rm(folder, { recursive: true, force: true });
}

/**
 * Runs the tests of words, which need not hold between two releases: the words of the pictures, what the two languages of a page have in
 * common, and how long the README is.
 */
async function proseAgrees(): Promise<Outcome> {
  await run('npx', 'vitest', 'run', '--project', 'prose');
  return { kind: 'holds' };
}

/** Builds the package and packs it, as publishing would. */
async function packageIsWhole(): Promise<Outcome> {
  await run('npm', 'pack', '--pack-destination', folder);
  const { bytes, unpackedBytes, files } = await dryPackOf(cwd);
  const problems = await problemsInPack({ bytes, files }, cwd);
  if (problems.length > 0) return { kind: 'broken', problems };
  const others = files.filter((path) => !path.startsWith('dist/'));
  const detail = `${bytes} bytes, ${unpackedBytes} unpacked: ${files.length - others.length} files in dist, ${others.join(', ')}`;
  return { kind: 'holds', detail };
}

/** Installs the package, and asks the installed `linky-tic` for its help and its version. */
async function packageRuns(): Promise<Outcome> {
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

/** Looks at the installed package as Homebridge's own verification does. */
async function homebridgeWouldVerify(): Promise<Outcome> {
  const { version } = JSON.parse(await text('node_modules/homebridge/package.json'));
  return outcomeOf(verificationProblems(await readPackage(join(folder, 'lib/node_modules', pack.name)), version));
}

async function hasNoKnownWeakness(): Promise<Outcome> {
  const audit = await auditOf(cwd);
  if (audit.kind === 'answered') return outcomeOf(audit.problems);
  return { kind: 'notAnswered', detail: `not answered by this registry: ${audit.reason}` };
}

function outcomeOf(problems: Problems): Outcome {
  return problems.length > 0 ? { kind: 'broken', problems } : { kind: 'holds' };
}

/** The outcome of a check whose program ended with an error: the last lines that the program printed. */
function outcomeOfFailure(error: Error & { readonly stdout?: string; readonly stderr?: string }): Outcome {
  const output = `${error.stdout ?? ''}${error.stderr ?? ''}`.trim() || error.message;
  return { kind: 'broken', problems: output.split('\n').slice(-20) };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
