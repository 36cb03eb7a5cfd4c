import { setTimeout as delay } from 'node:timers/promises';
import type { TicMode } from '../../../src/reading.ts';
import { encodeFrame } from '../../../src/tic/encode.ts';
import { openPty } from '../../../testbed/meter/pty.ts';
import { type NumberedFrame, numberedFrame } from './numbered-frames.ts';
import type { PluginClock } from './plugin-clock.ts';

const BETWEEN_FRAMES_MS = 20;

/** One frame that left the meter. */
export interface SentFrame {
  /** When it began, by the plugin's clock. */
  readonly atMs: number;
  /** When the plugin had told of it at the latest, by the same clock. Not known of what it need not have heard. */
  readonly toldMs?: number;
  /** Whether it began while the plugin had the port open and nothing was about to cut it: it must be in the database. */
  readonly heard: boolean;
  readonly told: NumberedFrame;
}

/**
 * A meter whose every frame carries a serial number of its own. It lets time pass, a step for each frame: one that the
 * plugin must hear it has told of by then.
 */
export interface TalkingMeter extends AsyncDisposable {
  readonly port: string;
  readonly mode: TicMode;
  /** By serial number. */
  readonly written: ReadonlyMap<number, SentFrame>;
  /**
   * Resolves when the plugin has opened the port since it was plugged: from then on it listens, and every frame that
   * begins must be in the database.
   */
  listened(): Promise<void>;
  /** No frame begins any more. Gives the last one since it was plugged that must be in the database, once it has left. */
  fallSilent(): Promise<number | undefined>;
  talkAgain(): void;
  /**
   * Something is about to cut the line: one last frame whole and the start of another, and then it goes on. Nobody needs to
   * have any of this.
   */
  sayLastWords(): Promise<void>;
  unplug(): Promise<void>;
  /** And it talks again. */
  plug(): Promise<void>;
}

export async function startTalkingMeter(time: PluginClock, mode: TicMode = 'historique'): Promise<TalkingMeter> {
  const pty = await openPty();
  const written = new Map<number, SentFrame>();
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
    async listened() {
      await pty.listened();
      isHeard = true;
    },
    async fallSilent() {
      isTalking = false;
      await saying;
      return lastHeard;
    },
    talkAgain() {
      isTalking = true;
    },
    async sayLastWords() {
      isHeard = false;
      await say(next());
      await say(encodeFrame(numberedFrame[mode](serial + 1, time.wall()).groups, mode).subarray(0, 60));
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
      // Time must not pass while the plugin listens and nothing is sent: it would find the meter silent.
      if (isTalking) await sayNext();
      else if (isHeard) continue;
      await time.pass();
    }
  }

  async function sayNext(): Promise<void> {
    saying = say(next());
    const said = serial;
    const frame = written.get(said);
    await saying;
    if (!frame?.heard) return;
    await time.told(said, () => isHeard && !isOver);
    written.set(said, { ...frame, toldMs: time.wall() + time.unsureMs });
  }

  function next(): Uint8Array {
    serial += 1;
    const atMs = time.wall();
    const told = numberedFrame[mode](serial, atMs);
    written.set(serial, { atMs, heard: isHeard, told });
    if (isHeard) lastHeard = serial;
    return encodeFrame(told.groups, mode);
  }

  /** A plug may be pulled in the middle. */
  async function say(bytes: Uint8Array): Promise<void> {
    await pty.write(bytes).catch(() => undefined);
  }
}
