import { closeSync, constants, openSync, writeSync } from 'node:fs';
import type { TicMode } from '../../src/reading/reading.ts';
import { standardGroups } from '../../src/source/demo/frames.ts';
import { household } from '../../src/source/demo/household.ts';
import { encodeFrame, type WireGroup } from '../../src/tic/encode.ts';
import { openPty } from './pty.ts';

/**
 * Settings of a meter that never counts as silent in Apple Home, however slow the machine is: the time is longer than
 * any test.
 */
export const NEVER_STALE = { staleAfter: 3600 };

/** How a meter begins that sends only when it is asked to: with a clock that the test moves, in each step of it. */
export const WHEN_ASKED = { everyMs: Number.POSITIVE_INFINITY };

export interface PtyMeter extends AsyncDisposable {
  readonly port: string;
  unplug(): Promise<void>;
  replug(): Promise<void>;
  /** How many frames it has sent so far. */
  sent(): number;
  /** Sets the frame that it repeats from now on. */
  say(groups: readonly WireGroup[], mode: TicMode): void;
  fallSilent(): void;
  /** Sends its frame once. Nothing is sent while it is unplugged or silent, or while nobody reads. */
  send(): void;
}

/** The address of the meter in `demoGroups`. */
export const DEMO_ADDRESS = '021900000001';

/** The groups of a frame of the demo house in standard mode, with this power. */
export function demoGroups(va: number): readonly WireGroup[] {
  const data = String(va).padStart(5, '0');
  return standardGroups(household(1), DEMO_ADDRESS, Date.now()).map((group) =>
    group.label === 'SINSTS' ? { ...group, data } : group,
  );
}

/** Starts a meter on a pseudo-terminal, which sends its frame again and again: five times a second unless it is told otherwise. */
export async function startPtyMeter({ everyMs = 200 } = {}): Promise<PtyMeter> {
  const pty = await openPty();
  let frame: Uint8Array | undefined;
  let sent = 0;
  let line: number | undefined;
  const plugIn = () => {
    line = openSync(pty.meterSide, constants.O_WRONLY | constants.O_NOCTTY | constants.O_NONBLOCK);
  };
  const hangUp = () => {
    if (line !== undefined) closeSync(line);
    line = undefined;
  };
  const send = () => {
    if (frame && line !== undefined && isWritten(line, frame)) sent += 1;
  };
  plugIn();
  const repeat = Number.isFinite(everyMs) ? setInterval(send, everyMs) : undefined;
  return {
    port: pty.pluginSide,
    async unplug() {
      hangUp();
      await pty.close();
    },
    async replug() {
      await pty.reopen();
      plugIn();
    },
    sent: () => sent,
    say(groups, mode) {
      frame = encodeFrame(groups, mode);
    },
    fallSilent() {
      frame = undefined;
    },
    send,
    async [Symbol.asyncDispose]() {
      clearInterval(repeat);
      hangUp();
      await pty[Symbol.asyncDispose]();
    },
  };
}

/** Whether a frame was written. Once the buffers of a line that nobody reads are full, a frame is lost. */
export function isWritten(line: number, frame: Uint8Array): boolean {
  try {
    return writeSync(line, frame) === frame.length;
  } catch {
    return false;
  }
}
