import type { TicMode } from '../../src/reading.ts';
import { standardGroups } from '../../src/source/demo/frames.ts';
import { household } from '../../src/source/demo/household.ts';
import { encodeFrame, type WireGroup } from '../../src/tic/encode.ts';
import { openPty } from './pty.ts';

/**
 * Settings of a meter that never counts as silent in Apple Home, however slow the machine is: the time is longer than
 * any test.
 */
export const NEVER_STALE = { staleAfter: 3600 };

export interface PtyMeter extends AsyncDisposable {
  readonly port: string;
  unplug(): Promise<void>;
  replug(): Promise<void>;
  /** How many frames it has sent so far. */
  sent(): number;
  /** Sets the frame that it repeats from now on. */
  say(groups: readonly WireGroup[], mode: TicMode): void;
  fallSilent(): void;
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
  let isBusy = false;
  let sent = 0;
  const repeat = setInterval(async () => {
    if (!frame || isBusy) return;
    isBusy = true;
    // Writing fails while the meter is unplugged, or when the test ends before everything was read.
    await pty.write(frame).then(
      () => {
        sent += 1;
      },
      () => {},
    );
    isBusy = false;
  }, everyMs);
  return {
    port: pty.pluginSide,
    unplug: pty.close,
    replug: pty.reopen,
    sent: () => sent,
    say(groups, mode) {
      frame = encodeFrame(groups, mode);
    },
    fallSilent() {
      frame = undefined;
    },
    async [Symbol.asyncDispose]() {
      clearInterval(repeat);
      await pty[Symbol.asyncDispose]();
    },
  };
}
