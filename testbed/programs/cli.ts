import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ChildClock, keepMoving, type Pace, steer } from '../child-clock/child-clock.ts';
import { isRunning } from '../homebridge/homebridge.ts';
import { PROJECT } from '../project.ts';
import { reportOnFailure } from '../run/failure-report.ts';
import { PATIENCE_MS } from '../support/patience.ts';

export const CLI = join(PROJECT, 'dist/cli.js');
const BUILT = { node: process.execPath, cli: CLI };

/** The outcome of a command. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running `linky-tic`. Leaving its scope kills it. */
export interface RunningCli extends AsyncDisposable {
  readonly pid: number;
  readonly stdout: string;
  readonly stderr: string;
  /**
   * Waits for this in its output.
   * @throws with all of its output when that does not come in time, or when it ends first
   */
  waitFor(words: string | RegExp): Promise<void>;
  /** Closes the pipe that reads its output. */
  hangUp(): void;
  /** Sends it a signal, and waits for its end. */
  stop(signal?: NodeJS.Signals): Promise<CliResult>;
  readonly ended: Promise<CliResult>;
}

export interface CliOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Its clock; the machine's unless given. */
  readonly clock?: ChildClock;
  /** How its clock, a steered one, moves on by itself until it is to end. */
  readonly pace?: Pace;
  /** A command that runs it, such as `setpriv`. */
  readonly by?: readonly string[];
  /** Another `linky-tic` than the one that was built here, and the Node.js for it. */
  readonly program?: { readonly node: string; readonly cli: string };
}

export function startCli(
  args: readonly string[],
  { env, cwd, clock, pace, by = [], program = BUILT }: CliOptions = {},
): RunningCli {
  const [command = '', ...rest] = [...by, program.node, program.cli, ...args];
  const child = spawn(command, rest, {
    cwd,
    env: { ...process.env, LANG: 'C', LC_ALL: '', ...clock?.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...(clock?.isSteered ? (['ipc'] as const) : [])],
  });
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('it has no output');
  const steered = steer(child);
  const moving = pace && keepMoving(steered, pace);
  const output = { stdout: '', stderr: '' };
  stdout.on('data', (chunk) => {
    output.stdout += chunk;
  });
  stderr.on('data', (chunk) => {
    output.stderr += chunk;
  });
  reportOnFailure({
    name: `linky-tic ${args[0]}`,
    folder: cwd,
    said: () => `${output.stdout}${output.stderr}`.split('\n'),
  });
  let hasEnded = false;
  const ended = once(child, 'close').then(([code]): CliResult => {
    hasEnded = true;
    return { code, ...output };
  });
  return {
    pid: child.pid ?? 0,
    get stdout() {
      return output.stdout;
    },
    get stderr() {
      return output.stderr;
    },
    async waitFor(words) {
      for (const endMs = performance.now() + PATIENCE_MS; performance.now() < endMs; await delay(20)) {
        const isOver = hasEnded;
        const all = output.stdout + output.stderr;
        if (typeof words === 'string' ? all.includes(words) : words.test(all)) return;
        if (isOver) break;
      }
      throw new Error(`linky-tic did not say ${words}:\n${output.stdout}${output.stderr}`);
    },
    hangUp: () => void stdout.destroy(),
    async stop(signal = 'SIGINT') {
      await moving?.halt();
      // No time passes while it ends, so a slow machine makes it give nothing up. It may have ended already.
      if (moving) await steered.stop().catch(() => {});
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

/** Runs a command to its end. */
export function runCli(args: readonly string[], circumstances?: CliOptions): Promise<CliResult> {
  return startCli(args, circumstances).ended;
}
