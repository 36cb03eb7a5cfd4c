import { setTimeout as delay } from 'node:timers/promises';
import type { OwnDatabase } from '../../../testbed/databases/shared-databases.ts';
import { REPEATED_UNKNOWN_LABELS, singleUnknownLabel } from '../unusual-frames.ts';
import type { World, WorldScene } from '../world.ts';

/** By the clock of the home: how often the bridge lets go, and how long that goes on. */
const LETS_GO_AFTER_S = 0.4;
const COMES_AND_GOES_S = 40;
/** A source is well again after a minute of frames. */
const WELL_AFTER_S = 70;
const STRANGE_S = 30;
/** Strange frames come faster than a line can carry them. */
const STRANGE_EVERY_MS = 20;
/** Unknown labels that are believed of one meter. */
const MOST_UNKNOWN = 32;
/** Of the labels that came once, so many are looked for. */
const SOME_ONCE = 200;
/** Readings that Homebridge's thread may hold. What does not fit is counted and said. */
const QUEUE = 10_000;

export const meterLineWorlds: readonly World[] = [
  {
    name: 'labels that nobody knows come without an end',
    home: 'line',
    says: /labels/,
    async play({ home, meters }) {
      await meters.talk(home.meter, { everyMs: STRANGE_EVERY_MS, frames: 'strange' });
      await delay(STRANGE_S * home.secondMs);
      await meters.talk(home.meter, home.manner);
    },
    async check({ home, database, expect }) {
      const fieldsAmong = (labels: readonly string[]) => fieldsOf(home.meter, database, labels);
      const cameOnce = Array.from({ length: SOME_ONCE }, (_, nth) => singleUnknownLabel(nth));
      expect.soft(await fieldsAmong(cameOnce), 'fields for labels that came once').toEqual([]);
      expect
        .soft((await fieldsAmong(REPEATED_UNKNOWN_LABELS)).length, 'fields for unknown labels')
        .toBeLessThanOrEqual(MOST_UNKNOWN);
    },
  },
  {
    name: 'a bridge lets go of its reader every 400 ms',
    home: 'line',
    says: /went away/,
    async play({ home, meters }) {
      const { everyMs } = home.manner;
      await meters.talk(home.meter, { everyMs: everyMs / 10, letsGoAfterMs: LETS_GO_AFTER_S * home.secondMs });
      await meters.drop(home.meter);
      await delay(COMES_AND_GOES_S * home.secondMs);
      await meters.talk(home.meter, home.manner);
      await delay(WELL_AFTER_S * home.secondMs);
    },
  },
  { name: '6 000 frames come at once', home: 'slow', play: (scene) => burst(scene, 6_000) },
  {
    name: '20 000 frames come at once',
    home: 'slow',
    play: (scene) => burst(scene, 20_000),
    mayLack: { most: 20_000 - QUEUE, told: 'by number' },
  },
];

/** Which of these labels of a meter have become fields in the database. */
async function fieldsOf(meter: string, { query }: OwnDatabase, labels: readonly string[]): Promise<readonly string[]> {
  const fields = labels.map((label) => `last("${label}") AS "${label}"`);
  const [row = {}] = await query(`SELECT ${fields} FROM linky_tic WHERE meter = '${meter}'`);
  return labels.filter((label) => row[label] !== undefined && row[label] !== null);
}

async function burst({ home, meters }: WorldScene, frames: number): Promise<void> {
  await meters.burst(home.meter, frames);
}
