import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { removeUnlessFailed, reportOnFailure } from './run/failure-report.ts';
import { PATIENCE_MS } from './support/patience.ts';

/** A server process with a folder of its own. Leaving its scope ends it and removes the folder. */
export interface Daemon extends AsyncDisposable {
  /** Ends it (SIGTERM), and waits for its end. Its stored data is kept for `restart`. */
  stop(): Promise<void>;
  /** Ends it without warning (SIGKILL), as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again on the same port with the data that it had stored. */
  restart(): Promise<void>;
}

export interface DaemonPlan {
  readonly binary: string;
  /** The Debian package of the binary, for the error message. */
  readonly debian: string;
  args(folder: string): Promise<readonly string[]>;
  /** Whether it does its work by now. */
  isReady(): Promise<boolean>;
}

/** The databases are written in Go, and hold little here: to collect their garbage costs more than to keep it. */
const SELDOM_COLLECTED = { GOGC: '800' };

/** @throws when the binary is missing (with the name of its package) or does not become ready in time (with its log) */
export async function startDaemon(plan: DaemonPlan): Promise<Daemon> {
  if (!isInstalled(plan.binary)) throw new Error(`${plan.binary} is not installed: apt-get install ${plan.debian}`);
  const name = basename(plan.binary);
  const folder = await mkdtemp(join(tmpdir(), `${name}-`));
  const args = await plan.args(folder);
  const log: string[] = [];
  reportOnFailure({ name, folder, said: () => log });
  let child = await start();

  return {
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    async restart() {
      await end('SIGTERM');
      child = await start();
    },
    async [Symbol.asyncDispose]() {
      await end('SIGKILL');
      await removeUnlessFailed(folder);
    },
  };

  async function start(): Promise<ChildProcess> {
    const started = spawn(plan.binary, args, {
      env: { ...process.env, ...SELDOM_COLLECTED },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const input of [started.stdout, started.stderr]) {
      createInterface({ input }).on('line', (line) => log.push(line));
    }
    for (const deadlineMs = performance.now() + PATIENCE_MS; performance.now() < deadlineMs; await delay(25)) {
      if (await plan.isReady()) return started;
      if (started.exitCode !== null) break;
    }
    started.kill('SIGKILL');
    throw new Error(`${plan.binary} did not become ready:\n${log.slice(-50).join('\n')}`);
  }

  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}

/** Whether PATH has a program of that name. */
export function isInstalled(binary: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, binary), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Each worker of Vitest has its own range of ports, below the range from which the system chooses ports by itself. So no other
 * process takes a port between the moment when it is found free and the moment when it is used.
 */
const FIRST_PORT = 20_000;
const PORTS_A_WORKER = 500;
const MOST_WORKERS = 24;
const worker = Number(process.env['VITEST_POOL_ID'] ?? 0) % MOST_WORKERS;
let portsGiven = Math.floor(Math.random() * PORTS_A_WORKER);

/** A port of 127.0.0.1 that nobody listens on. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < PORTS_A_WORKER; tries += 1) {
    const port = FIRST_PORT + worker * PORTS_A_WORKER + (portsGiven % PORTS_A_WORKER);
    portsGiven += 1;
    if (await isFree(port)) return port;
  }
  throw new Error('no port is free');
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port, '127.0.0.1');
  try {
    await once(probe, 'listening');
  } catch {
    return false;
  }
  probe.close();
  await once(probe, 'close');
  return true;
}

/** Whether this URL answers 2xx within a second. */
export async function isAnswering(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(1000) })).ok;
  } catch {
    return false;
  }
}
