import { setTimeout as delay } from 'node:timers/promises';
import type { TicMode } from '../../../src/reading.ts';
import { encodeFrame } from '../../../src/tic/encode.ts';
import { openPty } from '../support/pty.ts';
import { type Told, tells } from './meter.ts';

const BETWEEN_FRAMES_MS = 50;

/** One frame that left the meter. */
export interface Written {
  readonly atMs: number;
  /** Whether it began while the plugin had the port open and nothing was about to cut it: it must be in the database. */
  readonly heard: boolean;
  readonly told: Told;
}

/** A meter whose every frame carries a serial number of its own. */
export interface House extends AsyncDisposable {
  readonly port: string;
  readonly mode: TicMode;
  /** By serial number. */
  readonly written: ReadonlyMap<number, Written>;
  /** The plugin is known to listen: every frame that begins from now on must be in the database. */
  heard(): void;
  /** Resolves when the plugin has opened the port since it was plugged: from then on it listens. */
  listened(): Promise<void>;
  /** No frame begins any more. Gives the last one since it was plugged that must be in the database, once it has left. */
  fallSilent(): Promise<number | undefined>;
  /**
   * Something is about to cut the line: one last frame whole and the start of another, and then it goes on. Nobody needs to
   * have any of this.
   */
  sayLastWords(): Promise<void>;
  unplug(): Promise<void>;
  /** And it talks again. */
  plug(): Promise<void>;
}

export async function startHouse(mode: TicMode = 'historique'): Promise<House> {
  const pty = await openPty();
  const written = new Map<number, Written>();
  let serial = 0;
  let isTalking = true;
  let isHeard = false;
  let lastHeard: number | undefined;
  let isOver = false;
  let saying = Promise.resolve();
  const talking = talk();

  return {
    port: pty.pluginSide,
    mode,
    written,
    heard() {
      isHeard = true;
    },
    async listened() {
      await pty.listened();
      isHeard = true;
    },
    async fallSilent() {
      isTalking = false;
      await saying;
      return lastHeard;
    },
    async sayLastWords() {
      isHeard = false;
      await say(next());
      await say(encodeFrame(tells[mode](serial + 1, Date.now()).groups, mode).subarray(0, 60));
      isTalking = true;
    },
    async unplug() {
      isTalking = false;
      isHeard = false;
      lastHeard = undefined;
      await pty.close();
      await saying;
    },
    async plug() {
      await pty.reopen();
      isTalking = true;
    },
    async [Symbol.asyncDispose]() {
      isOver = true;
      await pty[Symbol.asyncDispose]();
      await talking;
    },
  };

  async function talk(): Promise<void> {
    for (; !isOver; await delay(BETWEEN_FRAMES_MS)) {
      if (!isTalking) continue;
      saying = say(next());
      await saying;
    }
  }

  function next(): Uint8Array {
    serial += 1;
    const atMs = Date.now();
    const told = tells[mode](serial, atMs);
    written.set(serial, { atMs, heard: isHeard, told });
    if (isHeard) lastHeard = serial;
    return encodeFrame(told.groups, mode);
  }

  /** A plug may be pulled in the middle. */
  async function say(bytes: Uint8Array): Promise<void> {
    await pty.write(bytes).catch(() => undefined);
  }
}
