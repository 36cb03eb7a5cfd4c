import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { PATIENCE_MS } from '../support/patience.ts';

/** A speed that no meter has. The speed has no effect on a pseudo-terminal. */
const UNHEARD_BAUDS = '300';

const MISSING = 'socat is missing: install Debian\'s package "socat"';

/** A pair of pseudo-terminals that acts as a serial line: bytes written on the meter's side arrive on the plugin's side. */
export interface Pty extends AsyncDisposable {
  readonly meterSide: string;
  /** The port to give to the plugin. */
  readonly pluginSide: string;
  /** Sends bytes unchanged, bit 7 included. If nobody reads them, it waits once the buffers of the line are full. */
  write(bytes: Uint8Array): Promise<void>;
  /**
   * Resolves when a reader has opened the port since the last call. Opening it discards the bytes that were written before.
   * @throws when nobody has opened it within two minutes
   */
  waitUntilOpened(): Promise<void>;
  /** The speed that a reader has set since the last call of `waitUntilOpened`; undefined if none has. */
  readerBauds(): Promise<number | undefined>;
  /** Pulls the plug: both devices disappear. */
  close(): Promise<void>;
  /** Plugs it in again, under the same names. */
  reopen(): Promise<void>;
}

/** Why this machine can have no pseudo-terminal; undefined under CI, where its absence is a failure. */
export function missingPty(): string | undefined {
  if (process.env['CI']) return undefined;
  return spawnSync('socat', ['-V']).error ? MISSING : undefined;
}

/** Creates a pair of pseudo-terminals in a folder of its own. Leaving its scope removes them. */
export async function openPty(): Promise<Pty> {
  const folder = await mkdtemp(join(tmpdir(), 'linky-pty-'));
  const meterSide = join(folder, 'meter');
  const pluginSide = join(folder, 'plugin');
  const remove = () => rm(folder, { recursive: true });
  let line = await plug(meterSide, pluginSide).catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  return {
    meterSide,
    pluginSide,
    write: async (bytes) => void (await line.handle.writeFile(bytes)),
    waitUntilOpened: () => waitUntilOpened(pluginSide),
    readerBauds: async () => {
      const speed = await stty(pluginSide, 'speed');
      return speed === UNHEARD_BAUDS ? undefined : Number(speed);
    },
    close: () => unplug(line),
    reopen: async () => {
      line = await plug(meterSide, pluginSide);
    },
    [Symbol.asyncDispose]: async () => {
      await unplug(line);
      await remove();
    },
  };
}

interface Line {
  readonly socat: ChildProcess;
  readonly handle: FileHandle;
}

async function plug(meterSide: string, pluginSide: string): Promise<Line> {
  const sides = [meterSide, pluginSide].map((link) => `pty,raw,echo=0,b${UNHEARD_BAUDS},link=${link}`);
  const socat = spawn('socat', ['-d', '-d', ...sides], { stdio: ['ignore', 'ignore', 'pipe'] });
  await ready(socat.stderr, once(socat, 'exit'));
  return { socat, handle: await open(meterSide, constants.O_WRONLY | constants.O_NOCTTY) };
}

async function unplug({ socat, handle }: Line): Promise<void> {
  if (socat.exitCode === null && socat.signalCode === null) {
    const exited = once(socat, 'exit');
    socat.kill();
    await exited;
  }
  await handle.close();
}

/** A shell does it, as it starts other programs at far less cost than this process. */
const UNTIL_OPENED = `while [ "$(stty -F "$0" speed)" = ${UNHEARD_BAUDS} ]; do sleep 0.02; done; stty -F "$0" ${UNHEARD_BAUDS}`;

/** Waits until the speed has changed: setting it is the last step of serialport's opening, right after discarding old bytes. */
async function waitUntilOpened(pluginSide: string): Promise<void> {
  try {
    await promisify(execFile)('sh', ['-c', UNTIL_OPENED, pluginSide], { timeout: PATIENCE_MS });
  } catch (cause) {
    throw new Error(`nobody has opened ${pluginSide}`, { cause });
  }
}

async function stty(device: string, setting: string): Promise<string> {
  return (await promisify(execFile)('stty', ['-F', device, setting])).stdout.trim();
}

/** Resolves when socat has created both devices. Its later output is ignored. */
async function ready(stderr: Readable, exited: Promise<unknown>): Promise<void> {
  const isUp = new Promise<void>((resolve) => {
    let said = '';
    stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('starting data transfer loop')) resolve();
    });
  });
  const isOver = exited.then(
    () => Promise.reject(new Error('socat ended before it had both devices')),
    (cause: unknown) => Promise.reject(new Error(MISSING, { cause })),
  );
  await Promise.race([isUp, isOver]);
}
