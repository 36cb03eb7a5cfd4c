import { thisMachine } from '../../../src/doctor/machine.ts';
import { runningPluginStatus } from '../../../src/doctor/running-plugin.ts';
import type { Status } from '../../../src/status/status.ts';
import type { OwnDatabase } from '../../../testbed/databases/shared-databases.ts';
import { HOUR_MS } from '../../../testbed/support/time.ts';
import { WH_REGISTERS } from '../unusual-frames.ts';
import type { World, WorldScene } from '../world.ts';

const LEAST_SERIES = 200;
const REFUSES = /refuses points of/;
/**
 * By the clock of the home. Some series come only once a minute, so all have come by then, and a drop that has succeeded
 * is not followed by another one.
 */
const DROPPED_EVERY_S = 75;
/** `hc`, `hp` and `total` of the meter that is read in Apple Home. */
const SERIES_OF_MAIN = 3;

export const refusedSeriesWorlds: readonly World[] = [
  {
    name: 'the database refuses 200 series beside good ones',
    home: 'crowded',
    says: REFUSES,
    async play(scene) {
      const { home, database, expect } = scene;
      const message = 'another program writes the field with another type first';
      await expect.poll(() => writeOtherType(database), { message }).toBe(true);
      const refuses = async () => (await mirrorOf(home.storage))?.refusedSeriesInAll ?? 0;
      await expect.poll(refuses, { message: 'refused series' }).toBeGreaterThanOrEqual(LEAST_SERIES);
      await expectOthersDelivered(scene);
      await expectAcceptedOnceDropped(scene);
    },
  },
];

/**
 * Writes the field `wh` with whole numbers, as another program might do before the plugin. Returns false if the plugin
 * wrote first, so that the field has the plugin's type. The second point is for the next shard, in case that begins
 * within the hour.
 */
async function writeOtherType({ database, query, write }: OwnDatabase): Promise<boolean> {
  await query('DROP MEASUREMENT linky_energy');
  const nowMs = Date.now();
  const points = [nowMs, nowMs + HOUR_MS].map((ms) => `linky_energy wh=1i ${ms}`);
  return write(database, points.join('\n')).then(
    () => true,
    () => false,
  );
}

/** All other points are delivered: no other series counts as refused, and no frame is missing. */
async function expectOthersDelivered({ home, database, missingOf, expect }: WorldScene): Promise<void> {
  let mirror: Status['mirror'];
  const state = async () => {
    mirror = await mirrorOf(home.storage);
    return mirror?.state;
  };
  await expect.poll(state, { message: 'state' }).toBe('clash');
  const most = home.others.length * WH_REGISTERS.length + SERIES_OF_MAIN;
  expect.soft(mirror?.refusedSeriesInAll, 'refused series, none of them a good one').toBeLessThanOrEqual(most);
  expect.soft(await missingOf(home.others), 'missing frames').toEqual([]);
  // Reactive energy is in the same measurement, in a field whose type has not changed.
  const reactive = await database.query(`SELECT last(varh) FROM linky_energy WHERE meter = '${home.others[0]}'`);
  expect.soft(reactive.length, 'reactive energy').toBe(1);
}

/**
 * Drops the measurement as a user does: again while it is still refused, since InfluxDB keeps the type of a field where a point
 * of the measurement arrives during the drop.
 */
async function expectAcceptedOnceDropped({ home, database, expect }: WorldScene): Promise<void> {
  const stateAfterDrop = async () => {
    const { state } = (await mirrorOf(home.storage)) ?? {};
    if (state !== 'delivering') await database.query('DROP MEASUREMENT linky_energy');
    return state;
  };
  await expect
    .poll(stateAfterDrop, { message: 'once the measurement is gone', interval: DROPPED_EVERY_S * home.secondMs })
    .toBe('delivering');
  const series = async () =>
    (await database.query('SELECT last(wh) FROM linky_energy GROUP BY meter, register')).length;
  await expect
    .poll(series, { message: 'series of energy' })
    .toBeGreaterThanOrEqual(home.others.length * WH_REGISTERS.length);
}

/** Undefined if a busy plugin does not answer in time. */
async function mirrorOf(storage: string): Promise<Status['mirror']> {
  return (await runningPluginStatus(storage, thisMachine()))?.mirror;
}
