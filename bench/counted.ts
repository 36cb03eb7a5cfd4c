/** Instructions, counted by callgrind: the same however much of the machine others have, or it stands still. */
import { execFileSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isInstalled } from '../testbed/daemon.ts';
import { temporaryStorage } from '../testbed/homebridge/homebridge.ts';

/** Valgrind takes tens of times as long: until a program has done what it does once. */
const SETTLE_MS = 60_000;

/** Why nothing can be counted here. */
export function missingValgrind(): string | undefined {
  return isInstalled('valgrind') ? undefined : 'install Debian\'s package "valgrind"';
}

/**
 * Instructions a second of a program, once it has settled; what the kernel does for it is not in them.
 * @param open starts it by this command; the answer has its process
 */
export async function countedIn(
  seconds: number,
  open: (by: readonly string[]) => Promise<AsyncDisposable & { readonly pid: number }>,
): Promise<number> {
  await using folder = await temporaryStorage();
  const options = ['--smc-check=all-non-file', '--instr-atstart=no', `--callgrind-out-file=${folder.path}/counted.%p`];
  await using program = await open(['valgrind', '--tool=callgrind', ...options]);
  await delay(SETTLE_MS);
  tell(program.pid, '--instr=on');
  const startedMs = performance.now();
  await delay(seconds * 1_000);
  const tookMs = performance.now() - startedMs;
  tell(program.pid, '--dump');
  return ((await totalIn(folder.path)) / tookMs) * 1_000;
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
