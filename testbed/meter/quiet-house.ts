import { setImmediate as turn } from 'node:timers/promises';
import type { Homebridge } from '../homebridge/homebridge.ts';
import { historiqueFrame, voltAmperes } from '../support/frames.ts';
import type { TcpMeter } from './tcp-meter.ts';

/**
 * A meter named `Linky` in historique mode sends one frame of so many VA, below 1000. Resolves when it was read, and a second has
 * passed after it. Homebridge's clock is stopped, and its log has the readings.
 */
export async function hear(meter: TcpMeter, { log, waitForLog, clock }: Homebridge, va: number): Promise<void> {
  const at = log.length;
  meter.write(historiqueFrame({ PAPP: voltAmperes(va) }));
  await waitForLog(`Linky: ${va} VA`, at);
  await clock.advance(1_000);
}

/**
 * The plugin closes the port of a silent meter, and opens it again, every eleven seconds. Resolves when it has just opened it,
 * so that the next frame reaches it. A connection that is accepted late, on a busy machine, may be closed already: then it is
 * not the one.
 */
export async function meterIsOpenedAnew(meter: TcpMeter, { clock }: Pick<Homebridge, 'clock'>): Promise<void> {
  const readers = await readersOf(meter);
  while ((await readersOf(meter)) === readers || !meter.isRead) await clock.advance(500);
}

/**
 * Moves the stopped clock on until each of these meters is being read: one that was silent while the test was busy is closed for a
 * second every eleven seconds.
 */
export async function metersAreRead(meters: readonly TcpMeter[], { clock }: Pick<Homebridge, 'clock'>): Promise<void> {
  for (;;) {
    for (const meter of meters) await readersOf(meter);
    if (meters.every(({ isRead }) => isRead)) return;
    await clock.advance(500);
  }
}

/**
 * In each turn of its event loop, this process accepts one of those who wait for that. When none came for so many turns, it has
 * accepted all, and has heard of those that have gone since.
 */
const QUIET_TURNS = 10;

/** All that have connected by now, also those that this process had yet to accept. */
async function readersOf(meter: TcpMeter): Promise<number> {
  let { readers } = meter;
  for (let quiet = 0; quiet < QUIET_TURNS; ) {
    await turn();
    quiet = meter.readers === readers ? quiet + 1 : 0;
    readers = meter.readers;
  }
  return readers;
}
