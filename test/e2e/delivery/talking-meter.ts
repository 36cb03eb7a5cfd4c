import { setTimeout as delay } from 'node:timers/promises';
import type { TicMode } from '../../../src/reading/reading.ts';
import { encodeFrame } from '../../../src/tic/encode.ts';
import { type NumberedFrame, numberedFrame } from '../../../testbed/meter/numbered-frames.ts';
import { openPty } from '../../../testbed/meter/pty.ts';
import type { PluginClock } from './plugin-clock.ts';

const BETWEEN_FRAMES_MS = 20;

/** A frame that left the meter. */
export interface SentFrame {
  /** When its first byte was sent, by the plugin's clock. */
  readonly atMs: number;
  /** By when the plugin had logged it, by the same clock. Known only of frames that are due. */
  readonly loggedMs?: number;
  /** Whether it must be in the database: it began while the plugin had the port open and no interruption was about to come. */
  readonly isDue: boolean;
  readonly frame: NumberedFrame;
}

/**
 * A meter whose frames have serial numbers. With each frame it moves the plugin's clock forward by a step, but not before the
 * plugin has logged that frame, if it is due.
 */
export interface TalkingMeter extends AsyncDisposable {
  readonly port: string;
  readonly mode: TicMode;
  /** By serial number. */
  readonly sent: ReadonlyMap<number, SentFrame>;
  /** Resolves when the plugin has opened the port since it was last plugged in. From then on all frames are due. */
  waitUntilOpened(): Promise<void>;
  /**
   * Sends no further frame. Gives the serial number of the last frame that is due since it was plugged in, after that
   * was sent.
   */
  fallSilent(): Promise<number | undefined>;
  resume(): void;
  /**
   * To be called before the line is cut: sends one more frame and the beginning of another, and goes on. None of these
   * is due.
   */
  sendOptionalFrames(): Promise<void>;
  unplug(): Promise<void>;
  /** Plugs it in again, and resumes. */
  plug(): Promise<void>;
}

export async function startTalkingMeter(clock: PluginClock, mode: TicMode = 'historique'): Promise<TalkingMeter> {
  const pty = await openPty();
  const sent = new Map<number, SentFrame>();
  let serial = 0;
  let isTalking = true;
  let isOpened = false;
  let lastDue: number | undefined;
  let hasEnded = false;
  let sending = Promise.resolve();
  const talking = talk();

  return {
    port: pty.pluginSide,
    mode,
    sent,
    async waitUntilOpened() {
      await pty.waitUntilOpened();
      isOpened = true;
    },
    async fallSilent() {
      isTalking = false;
      await sending;
      return lastDue;
    },
    resume() {
      isTalking = true;
    },
    async sendOptionalFrames() {
      isOpened = false;
      await send(nextFrame());
      await send(encodeFrame(numberedFrame[mode](serial + 1, clock.wall()).groups, mode).subarray(0, 60));
      isTalking = true;
    },
    async unplug() {
      isTalking = false;
      isOpened = false;
      lastDue = undefined;
      await pty.close();
      await sending;
    },
    async plug() {
      await pty.reopen();
      isTalking = true;
    },
    async [Symbol.asyncDispose]() {
      hasEnded = true;
      await pty[Symbol.asyncDispose]();
      await talking;
    },
  };

  async function talk(): Promise<void> {
    for (; !hasEnded; await delay(BETWEEN_FRAMES_MS)) {
      // While the port is open and nothing is sent, the clock must stand still: the plugin would find the meter silent.
      if (isTalking) await sendNextFrame();
      else if (isOpened) continue;
      await clock.step();
    }
  }

  async function sendNextFrame(): Promise<void> {
    let isSent = false;
    sending = send(nextFrame()).finally(() => {
      isSent = true;
    });
    const number = serial;
    const frame = sent.get(number);
    // If the buffers of the line are full, they have room only once the plugin has read on, for which its clock must go on.
    await clock.passUntil(() => isSent);
    if (!frame?.isDue) return;
    await clock.waitUntilLogged(number, () => isOpened && !hasEnded);
    sent.set(number, { ...frame, loggedMs: clock.wall() + clock.uncertaintyMs });
  }

  function nextFrame(): Uint8Array {
    serial += 1;
    const atMs = clock.wall();
    const frame = numberedFrame[mode](serial, atMs);
    sent.set(serial, { atMs, isDue: isOpened, frame });
    if (isOpened) lastDue = serial;
    return encodeFrame(frame.groups, mode);
  }

  /** The plug may be pulled meanwhile, which is no error. */
  async function send(bytes: Uint8Array): Promise<void> {
    await pty.write(bytes).catch(() => undefined);
  }
}
