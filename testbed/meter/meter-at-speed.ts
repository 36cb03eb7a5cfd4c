import { setTimeout as delay } from 'node:timers/promises';
import { openPty, type Pty } from './pty.ts';
import { readAtBauds } from './wrong-speed.ts';

/** A meter whose line has a speed, though a pseudo-terminal has none. */
export interface MeterAtSpeed extends AsyncDisposable {
  readonly port: string;
}

/** Starts a meter that repeats a frame at this speed on a pseudo-terminal. */
export async function startMeterAtSpeed(frame: Uint8Array, bauds: number): Promise<MeterAtSpeed> {
  const pty = await openPty();
  const life = new AbortController();
  const talking = talk(pty, frame, bauds, life.signal);
  return {
    port: pty.pluginSide,
    async [Symbol.asyncDispose]() {
      life.abort();
      await pty[Symbol.asyncDispose]();
      await talking;
    },
  };
}

async function talk(pty: Pty, frame: Uint8Array, bauds: number, life: AbortSignal): Promise<void> {
  while (!life.aborted) {
    await sendAtBauds(pty, frame, bauds);
    await delay(100);
  }
}

/** Looks at the speed that the reader has set, if there is one, and sends what a reader at that speed would get from the wire. */
export async function sendAtBauds(pty: Pty, frame: Uint8Array, bauds: number): Promise<void> {
  // Both fail once the line is gone.
  const readerBauds = await pty.readerBauds().catch(() => undefined);
  if (readerBauds !== undefined) await pty.write(readAtBauds(frame, bauds, readerBauds)).catch(() => {});
}
