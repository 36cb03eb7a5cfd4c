import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { type ChildClock, keepMoving, type Pace, type SteeredClock, steer } from '../child-clock/child-clock.ts';
import { freePort } from '../daemon.ts';
import { PROJECT } from '../project.ts';
import { removeUnlessFailed, reportOnFailure } from '../run/failure-report.ts';
import { MEMORY_FOLDER } from '../run/run-folder.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { type Bridge, rememberPhone } from './known-phone.ts';

const BINARIES = { 1: 'node_modules/homebridge-1/bin/homebridge', 2: 'node_modules/homebridge/bin/homebridge.js' };

export interface HomebridgePlan {
  /** The plugin's block in `platforms`, or several blocks. */
  readonly config: object | readonly object[];
  /** More settings for the block `bridge`, as for Matter. */
  readonly bridge?: object;
  /** A storage folder that is kept after this run. Its bridge is used again. */
  readonly storage?: string;
  readonly version?: 1 | 2;
  /** Whether a new bridge waits for its first phone. Otherwise it has been paired with that of `phoneOf`. */
  readonly isUnpaired?: boolean;
  readonly debug?: boolean;
  readonly env?: NodeJS.ProcessEnv;
  /** Its clock, which the test may stop and move forward; the machine's unless given. */
  readonly clock?: ChildClock;
  /** How its clock, a steered one, moves on by itself until it is to end. */
  readonly pace?: Pace;
  /** The Node to run it on; that of the tests unless given. */
  readonly node?: string;
  /** The folder of the plugin; this project, as built in dist/, unless given. */
  readonly plugin?: string;
}

/** A real Homebridge in its own process. Leaving its scope kills it. */
export interface Homebridge extends AsyncDisposable {
  readonly storage: string;
  readonly bridge: Bridge;
  /** Controls its clock, if it was given a steered one. */
  readonly clock: SteeredClock;
  /** Its log so far, without colours. */
  readonly log: readonly string[];
  /** The same with all control characters. */
  readonly raw: readonly string[];
  /** Whether the process that was started has not ended. */
  readonly isAlive: boolean;
  /**
   * Waits for the first line, from line `from` on, that matches.
   * @throws with the whole log when no such line comes in time, or when the process has ended
   */
  waitForLog(pattern: RegExp | string, from?: number): Promise<string>;
  /** Sends it a signal, and waits for its end. */
  stop(signal?: NodeJS.Signals): Promise<{ readonly code: number | null }>;
  /** Ends it without warning, as a power cut would. */
  kill(): Promise<void>;
}

/** The exit code of each version of Homebridge that ends in good order after SIGTERM. */
export const STOPPED = { 1: 143, 2: 0 } as const;

/**
 * Creates an empty storage folder, for several runs one after the other. Leaving its scope removes it. In a run of the tests it is in
 * memory: each commit to the journal waits for its disk, and tests that break or watch a disk bring their own.
 */
export async function temporaryStorage(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(process.env[MEMORY_FOLDER] ?? tmpdir(), 'homebridge-'));
  return { path, [Symbol.asyncDispose]: () => removeUnlessFailed(path) };
}

/** @throws with its log when it ends, or has not opened its bridge in time */
export async function startHomebridge(plan: HomebridgePlan): Promise<Homebridge> {
  const folder = plan.storage === undefined ? await temporaryStorage() : kept(plan.storage);
  const storage = folder.path;
  const bridge = await writeConfig(storage, plan);
  const child = spawn(plan.node ?? process.execPath, argumentsOf(plan, storage), {
    cwd: storage,
    env: { ...process.env, ...plan.clock?.env, ...plan.env },
    stdio: ['ignore', 'pipe', 'pipe', ...(plan.clock?.isSteered ? (['ipc'] as const) : [])],
  });
  const raw: string[] = [];
  const log = linesOf(child, (line) => {
    raw.push(line);
    return stripVTControlCharacters(line);
  });
  reportOnFailure({ name: 'Homebridge', folder: storage, said: () => log });
  const clock = steer(child);
  const moving = plan.pace && keepMoving(clock, plan.pace);
  const homebridge: Homebridge = {
    storage,
    bridge,
    clock,
    log,
    raw,
    get isAlive() {
      return isRunning(child);
    },
    waitForLog: (pattern, from = 0) => waitForLog(child, log, pattern, from),
    async stop(signal = 'SIGTERM') {
      await moving?.halt();
      return end(child, signal);
    },
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

/** Writes config.json, with the bridge that the storage already has, or a new one and its phone. */
async function writeConfig(storage: string, plan: HomebridgePlan): Promise<Bridge> {
  const file = join(storage, 'config.json');
  const before = await readFile(file, 'utf8').then(JSON.parse, () => undefined);
  const bridge = { ...(before?.bridge ?? (await newBridge())), ...plan.bridge };
  if (before === undefined && !plan.isUnpaired) await rememberPhone(storage, bridge);
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

/** The growing list of the lines that a process prints, by default without colours. */
export function linesOf({ stdout, stderr }: ChildProcess, transform = stripVTControlCharacters): readonly string[] {
  const lines: string[] = [];
  for (const input of [stdout, stderr]) {
    if (input) createInterface({ input }).on('line', (line) => lines.push(transform(line)));
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
  for (let next = from; ; ) {
    const hasEnded = !isRunning(child) && child.stdout?.readableEnded !== false;
    for (; next < log.length; next += 1) {
      const line = log[next] ?? '';
      if (typeof pattern === 'string' ? line.includes(pattern) : pattern.test(line)) return line;
    }
    if (hasEnded || performance.now() > deadlineMs) {
      const why = hasEnded ? 'ended' : `went on for ${PATIENCE_MS} ms`;
      throw new Error(`Homebridge ${why} without saying ${pattern}:\n${log.join('\n')}`);
    }
    await delay(20);
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals) {
  if (isRunning(child)) {
    // 'close' comes after the last line was read.
    const closed = once(child, 'close');
    child.kill(signal);
    await closed;
  }
  return { code: child.exitCode };
}

export function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}
