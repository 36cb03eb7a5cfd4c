import type { TicMode } from '../../src/reading.ts';
import { standardGroups } from '../../src/source/demo/frames.ts';
import { household } from '../../src/source/demo/household.ts';
import { encodeFrame, type WireGroup } from '../../src/tic/encode.ts';
import { openPty } from './pty.ts';

/** For a meter that is not to fall silent in Apple Home, however slow the machine is: longer than any test. */
export const NEVER_STALE = { staleAfter: 3600 };

export interface PtyMeter extends AsyncDisposable {
  readonly port: string;
  unplug(): Promise<void>;
  replug(): Promise<void>;
  /** How many frames have left it so far. */
  sent(): number;
  /** What it says from now on. */
  say(groups: readonly WireGroup[], mode: TicMode): void;
  fallSilent(): void;
}

/** The number of the meter in `demoGroups`. */
export const DEMO_ADDRESS = '021900000001';

/** A frame of the demo house in standard mode that draws so much. */
export function demoGroups(va: number): readonly WireGroup[] {
  const data = String(va).padStart(5, '0');
  return standardGroups(household(1), DEMO_ADDRESS, Date.now()).map((group) =>
    group.label === 'SINSTS' ? { ...group, data } : group,
  );
}

/** A meter on a pseudo-terminal, which repeats its frame as meters do. */
export async function startPtyMeter(): Promise<PtyMeter> {
  const pty = await openPty();
  let frame: Uint8Array | undefined;
  let isBusy = false;
  let sent = 0;
  const repeat = setInterval(async () => {
    if (!frame || isBusy) return;
    isBusy = true;
    // Nothing leaves an unplugged meter, and what nobody has read by the end is not missed.
    await pty.write(frame).then(
      () => {
        sent += 1;
      },
      () => {},
    );
    isBusy = false;
  }, 200);
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
