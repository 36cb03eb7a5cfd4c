import { setTimeout as delay } from 'node:timers/promises';
import type { OwnDatabase } from '../../../testbed/databases/shared-databases.ts';
import { REPEATED_UNKNOWN_LABELS, singleUnknownLabel } from '../unusual-frames.ts';
import type { World, WorldScene } from '../world.ts';

/** By the clock of the home: after how long the bridge disconnects each reader, and for how long it goes on. */
const DISCONNECTS_AFTER_S = 0.4;
const DISCONNECTING_S = 40;
/** A source is well again after a minute of frames. */
const WELL_AFTER_S = 70;
const UNKNOWN_LABELS_S = 30;
/** By the clock of the home. Frames with unknown labels come faster than a line could carry them. */
const FRAME_EVERY_S = 0.1;
/** How many unknown labels are believed of one meter. */
const MOST_UNKNOWN = 32;
/** How many of the labels that came once are searched for in the database. */
const SINGLE_LABELS = 200;
/** How many Readings the queue on Homebridge's thread holds. Those that do not fit are counted and logged. */
const QUEUE = 10_000;

export const meterLineWorlds: readonly World[] = [
  {
    name: 'a meter sends ever new labels that no specification names',
    home: 'line',
    says: /labels/,
    async play({ home, meters }) {
      await meters.setBehaviour(home.meter, {
        everyMs: FRAME_EVERY_S * home.secondMs,
        frames: 'unknown labels',
      });
      await delay(UNKNOWN_LABELS_S * home.secondMs);
      await meters.setBehaviour(home.meter, home.behaviour);
    },
    async check({ home, database, expect }) {
      const fieldsAmong = (labels: readonly string[]) => fieldsOf(home.meter, database, labels);
      const cameOnce = Array.from({ length: SINGLE_LABELS }, (_, nth) => singleUnknownLabel(nth));
      expect.soft(await fieldsAmong(cameOnce), 'fields for labels that came once').toEqual([]);
      expect
        .soft((await fieldsAmong(REPEATED_UNKNOWN_LABELS)).length, 'fields for unknown labels')
        .toBeLessThanOrEqual(MOST_UNKNOWN);
    },
  },
  {
    name: 'a bridge disconnects its reader every 400 ms',
    home: 'line',
    says: /disappeared while it was read/,
    async play({ home, meters }) {
      const { everyMs } = home.behaviour;
      await meters.setBehaviour(home.meter, {
        everyMs: everyMs / 10,
        disconnectsAfterMs: DISCONNECTS_AFTER_S * home.secondMs,
      });
      await meters.drop(home.meter);
      await delay(DISCONNECTING_S * home.secondMs);
      await meters.setBehaviour(home.meter, home.behaviour);
      await delay(WELL_AFTER_S * home.secondMs);
    },
  },
  { name: '6 000 frames arrive at once', home: 'slow', play: (scene) => burst(scene, 6_000) },
  {
    name: '20 000 frames arrive at once',
    home: 'slow',
    play: (scene) => burst(scene, 20_000),
    mayLack: { most: 20_000 - QUEUE, logged: 'by number' },
  },
];

/** Which of these labels of a meter are fields in the database. */
async function fieldsOf(meter: string, { query }: OwnDatabase, labels: readonly string[]): Promise<readonly string[]> {
  const fields = labels.map((label) => `last("${label}") AS "${label}"`);
  const [row = {}] = await query(`SELECT ${fields} FROM linky_tic WHERE meter = '${meter}'`);
  return labels.filter((label) => row[label] !== undefined && row[label] !== null);
}

async function burst({ home, meters }: WorldScene, frames: number): Promise<void> {
  await meters.burst(home.meter, frames);
}
