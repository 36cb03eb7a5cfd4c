import type { TicMode } from '../../../src/reading.ts';
import { encodeFrame, type WireGroup } from '../../../src/tic/encode.ts';
import { openPty } from './pty.ts';

/** A meter on a pseudo-terminal, which repeats its frame as meters do. */
export async function meterOn() {
  const pty = await openPty();
  let frame: Uint8Array | undefined;
  let isBusy = false;
  let sent = 0;
  const repeat = setInterval(async () => {
    if (!frame || isBusy) return;
    isBusy = true;
    // Nothing leaves an unplugged meter, and what nobody has read by the end is not missed.
    await pty.write(frame).catch(() => {});
    isBusy = false;
    sent += 1;
  }, 200);
  return {
    port: pty.pluginSide,
    unplug: pty.close,
    replug: pty.reopen,
    /** How many frames so far. */
    sent: () => sent,
    /** What it says from now on. */
    say(groups: readonly WireGroup[], mode: TicMode) {
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
