/** Counts instructions with callgrind. Unlike times, they do not depend on what else runs on the machine. */
import { execFileSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isInstalled } from '../testbed/daemon.ts';
import { temporaryStorage } from '../testbed/homebridge/homebridge.ts';

/** How long a program may take to start under Valgrind, which makes it tens of times slower. */
const SETTLE_MS = 60_000;

/** What has to be installed before anything can be counted; undefined when nothing is missing. */
export function missingValgrind(): string | undefined {
  return isInstalled('valgrind') ? undefined : 'install Debian\'s package "valgrind"';
}

/**
 * The instructions that a program executes in a second, once it has started; those of the kernel do not count.
 * @param open starts the program behind this command, and returns its process id
 */
export async function countedIn(
  seconds: number,
  open: (by: readonly string[]) => Promise<AsyncDisposable & { readonly pid: number }>,
): Promise<number> {
  await using folder = await temporaryStorage();
  await using program = await open([...countingIn(folder.path), '--instr-atstart=no']);
  await delay(SETTLE_MS);
  tell(program.pid, '--instr=on');
  const startedMs = performance.now();
  await delay(seconds * 1_000);
  const tookMs = performance.now() - startedMs;
  tell(program.pid, '--dump');
  return ((await totalIn(folder.path)) / tookMs) * 1_000;
}

/**
 * The instructions that a program executes from its start to its end; those of the kernel do not count.
 * @param run runs the program behind this command to its end
 */
export async function countedWhole(run: (by: readonly string[]) => Promise<unknown>): Promise<number> {
  await using folder = await temporaryStorage();
  await run(countingIn(folder.path));
  return await totalIn(folder.path);
}

/** The command before a program whose instructions are counted into a file of this folder. */
function countingIn(folder: string): readonly string[] {
  return ['valgrind', '--tool=callgrind', '--smc-check=all-non-file', `--callgrind-out-file=${folder}/counted.%p`];
}

export function millions(count: number): number {
  return count / 1e6;
}

function tell(pid: number, what: string): void {
  execFileSync('callgrind_control', [what, String(pid)], { stdio: 'ignore' });
}

/** @throws when nothing was counted */
async function totalIn(folder: string): Promise<number> {
  const files = (await readdir(folder)).filter((name) => name.startsWith('counted.'));
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  const totals = texts.map((text) => Number(/^(?:totals|summary): (\d+)/m.exec(text)?.[1] ?? 0));
  const total = Math.max(0, ...totals);
  if (total === 0) throw new Error('Valgrind has counted nothing');
  return total;
}
