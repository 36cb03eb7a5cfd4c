import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { type ChildClock, type SteeredClock, steer } from '../child-clock/child-clock.ts';
import { freePort } from '../daemon.ts';
import { removeUnlessFailed, reportOnFailure } from '../failure-report.ts';
import { PROJECT } from '../project.ts';

/** For a line in the log. */
const PATIENCE_MS = 240_000;
const BINARIES = { 1: 'node_modules/homebridge-1/bin/homebridge', 2: 'node_modules/homebridge/bin/homebridge.js' };

export interface HomebridgePlan {
  /** The plugin's block in `platforms`, or several blocks. */
  readonly config: object | readonly object[];
  /** What the block `bridge` holds besides, as for Matter. */
  readonly bridge?: object;
  /** A storage folder that outlives this run, its bridge kept: to start again where another run ended. */
  readonly storage?: string;
  readonly version?: 1 | 2;
  readonly debug?: boolean;
  readonly env?: NodeJS.ProcessEnv;
  /** Clocks of its own, which the test may stop and move forward. */
  readonly clock?: ChildClock;
  /** The Node to run it on; the one of the tests unless said otherwise. */
  readonly node?: string;
  /** The folder of the plugin; this project's own, as built in dist/, unless said otherwise. */
  readonly plugin?: string;
}

/** A real Homebridge, in a process and on ports of its own. Leaving its scope kills it. */
export interface Homebridge extends AsyncDisposable {
  readonly storage: string;
  readonly bridge: Bridge;
  /** Its clocks, if it was given some of its own. */
  readonly clock: SteeredClock;
  /** What it said so far, without colours. */
  readonly log: readonly string[];
  /** The same to the letter, with the control characters that a terminal would obey. */
  readonly raw: readonly string[];
  /** Whether the process that was started has not ended. */
  readonly isAlive: boolean;
  /**
   * The first line, from line `from` on, that matches; waited for.
   * @throws with the whole log when it has not come within four minutes, or can no longer come.
   */
  waitForLog(pattern: RegExp | string, from?: number): Promise<string>;
  /** Asks it to end; tells its exit code. */
  stop(signal?: NodeJS.Signals): Promise<{ readonly code: number | null }>;
  /** Ends it without warning, as a power cut would. */
  kill(): Promise<void>;
}

/** What a client of HomeKit needs to know of a bridge. */
export interface Bridge {
  readonly name: string;
  readonly username: string;
  readonly port: number;
  readonly pin: string;
}

/** An empty storage folder, for runs that follow each other on it. It goes when it leaves its scope. */
export async function temporaryStorage(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'homebridge-'));
  return { path, [Symbol.asyncDispose]: () => removeUnlessFailed(path) };
}

/** @throws with what it said when it ends, or has not opened its bridge within four minutes. */
export async function startHomebridge(plan: HomebridgePlan): Promise<Homebridge> {
  const folder = plan.storage === undefined ? await temporaryStorage() : kept(plan.storage);
  const storage = folder.path;
  const bridge = await writeConfig(storage, plan);
  const child = spawn(plan.node ?? process.execPath, argumentsOf(plan, storage), {
    cwd: storage,
    env: { ...process.env, ...plan.clock?.env, ...plan.env },
    stdio: ['ignore', 'pipe', 'pipe', ...(plan.clock?.isSteered ? (['ipc'] as const) : [])],
  });
  const log = linesOf(child);
  const raw = linesOf(child, (line) => line);
  reportOnFailure({ name: 'Homebridge', folder: storage, said: () => log });
  const homebridge: Homebridge = {
    storage,
    bridge,
    clock: steer(child),
    log,
    raw,
    get isAlive() {
      return isRunning(child);
    },
    waitForLog: (pattern, from = 0) => waitForLog(child, log, pattern, from),
    stop: (signal = 'SIGTERM') => end(child, signal),
    async kill() {
      await end(child, 'SIGKILL');
    },
    async [Symbol.asyncDispose]() {
      await end(child, 'SIGKILL');
      await folder[Symbol.asyncDispose]();
    },
  };
  try {
    await homebridge.waitForLog(/ is running on port \d+/);
    return homebridge;
  } catch (error) {
    await homebridge[Symbol.asyncDispose]();
    throw error;
  }
}

function kept(path: string): Awaited<ReturnType<typeof temporaryStorage>> {
  return { path, [Symbol.asyncDispose]: async () => {} };
}

function argumentsOf({ version = 2, plugin = PROJECT, debug }: HomebridgePlan, storage: string): string[] {
  const binary = join(PROJECT, BINARIES[version]);
  return [binary, '-Q', '-U', storage, '-P', plugin, '--strict-plugin-resolution', ...(debug ? ['-D'] : [])];
}

/** Writes config.json around the bridge that the storage has, or a new one. */
async function writeConfig(storage: string, plan: HomebridgePlan): Promise<Bridge> {
  const file = join(storage, 'config.json');
  const before = await readFile(file, 'utf8').then(JSON.parse, () => undefined);
  const bridge = { ...(before?.bridge ?? (await newBridge())), ...plan.bridge };
  await writeFile(file, JSON.stringify({ bridge, accessories: [], platforms: [plan.config].flat() }, null, 2));
  return bridge;
}

async function newBridge() {
  const username = ['0E', ...[...randomBytes(5)].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase())];
  return {
    name: `Test ${username.slice(-2).join('')}`,
    username: username.join(':'),
    port: await freePort(),
    pin: '031-45-154',
    advertiser: 'ciao',
    bind: ['lo'],
  };
}

/** What it says, line by line as it comes, without colours unless said otherwise. */
export function linesOf({ stdout, stderr }: ChildProcess, kept = stripVTControlCharacters): readonly string[] {
  const lines: string[] = [];
  for (const input of [stdout, stderr]) {
    if (input) createInterface({ input }).on('line', (line) => lines.push(kept(line)));
  }
  return lines;
}

async function waitForLog(
  child: ChildProcess,
  log: readonly string[],
  pattern: RegExp | string,
  from: number,
): Promise<string> {
  const deadlineMs = performance.now() + PATIENCE_MS;
  for (;;) {
    const hasEnded = !isRunning(child) && child.stdout?.readableEnded !== false;
    const line = log
      .slice(from)
      .find((one) => (typeof pattern === 'string' ? one.includes(pattern) : pattern.test(one)));
    if (line !== undefined) return line;
    if (hasEnded || performance.now() > deadlineMs) {
      const why = hasEnded ? 'ended' : `went on for ${PATIENCE_MS} ms`;
      throw new Error(`Homebridge ${why} without saying ${pattern}:\n${log.join('\n')}`);
    }
    await delay(20);
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals) {
  if (isRunning(child)) {
    // 'close' comes when the last line was read, too.
    const closed = once(child, 'close');
    child.kill(signal);
    await closed;
  }
  return { code: child.exitCode };
}

export function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}
