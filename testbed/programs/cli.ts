import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ChildClock } from '../child-clock/child-clock.ts';
import { reportOnFailure } from '../failure-report.ts';
import { isRunning } from '../homebridge/homebridge.ts';
import { PROJECT } from '../project.ts';

export const CLI = join(PROJECT, 'dist/cli.js');
const PATIENCE_MS = 300_000;
const BUILT = { node: process.execPath, cli: CLI };

/** What a command line came to. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `linky-tic` at work, as it was built. Leaving its scope kills it. */
export interface RunningCli extends AsyncDisposable {
  readonly pid: number;
  readonly stdout: string;
  readonly stderr: string;
  /** @throws with all that it said when it has not said this in five minutes, or has ended without saying it */
  waitFor(words: string | RegExp): Promise<void>;
  /** Nobody reads its answer any more. */
  hangUp(): void;
  /** Asks it to end. */
  stop(signal?: NodeJS.Signals): Promise<CliResult>;
  readonly ended: Promise<CliResult>;
}

export interface CliOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Clocks of its own. */
  readonly clock?: ChildClock;
  /** A program to run it by, as `setpriv`. */
  readonly by?: readonly string[];
  /** Where it is, if it is not the one that was built here, and the Node.js for it. */
  readonly program?: { readonly node: string; readonly cli: string };
}

export function startCli(
  args: readonly string[],
  { env, cwd, clock, by = [], program = BUILT }: CliOptions = {},
): RunningCli {
  const [command = '', ...rest] = [...by, program.node, program.cli, ...args];
  const child = spawn(command, rest, {
    cwd,
    env: { ...process.env, LANG: 'C', LC_ALL: '', ...clock?.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    said.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.stderr += chunk;
  });
  reportOnFailure({
    name: `linky-tic ${args[0]}`,
    folder: cwd,
    said: () => `${said.stdout}${said.stderr}`.split('\n'),
  });
  let hasEnded = false;
  const ended = once(child, 'close').then(([code]): CliResult => {
    hasEnded = true;
    return { code, ...said };
  });
  return {
    pid: child.pid ?? 0,
    get stdout() {
      return said.stdout;
    },
    get stderr() {
      return said.stderr;
    },
    async waitFor(words) {
      for (const endMs = performance.now() + PATIENCE_MS; performance.now() < endMs; await delay(20)) {
        const isOver = hasEnded;
        const all = said.stdout + said.stderr;
        if (typeof words === 'string' ? all.includes(words) : words.test(all)) return;
        if (isOver) break;
      }
      throw new Error(`linky-tic did not say ${words}:\n${said.stdout}${said.stderr}`);
    },
    hangUp: () => void child.stdout.destroy(),
    async stop(signal = 'SIGINT') {
      child.kill(signal);
      return ended;
    },
    ended,
    async [Symbol.asyncDispose]() {
      if (isRunning(child)) child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Runs a command line to its end. */
export function runCli(args: readonly string[], circumstances?: CliOptions): Promise<CliResult> {
  return startCli(args, circumstances).ended;
}
