import { runningPluginStatus } from '../../../src/doctor/homebridge-storage.ts';
import { thisMachine } from '../../../src/doctor/machine.ts';
import type { Status } from '../../../src/status/status.ts';
import type { OwnDatabase } from '../../../testbed/databases/shared-databases.ts';
import { WH_REGISTERS } from '../unusual-frames.ts';
import type { World, WorldScene } from '../world.ts';

const LEAST_SERIES = 200;
const REFUSES = /refuses points of/;
const HOUR_MS = 3_600_000;
/** `hc`, `hp` and `total` of the meter that is read in Apple Home. */
const SERIES_OF_MAIN = 3;

export const refusedSeriesWorlds: readonly World[] = [
  {
    name: 'the database refuses 200 series beside good ones',
    home: 'crowded',
    says: REFUSES,
    async play(scene) {
      const { home, database, expect } = scene;
      const message = 'another program gives the field another type';
      await expect.poll(() => giveOtherType(database), { message }).toBe(true);
      const refuses = async () => (await mirrorOf(home.storage))?.refusedSeriesInAll ?? 0;
      await expect.poll(refuses, { message: 'refused series' }).toBeGreaterThanOrEqual(LEAST_SERIES);
      await expectRestGoesOn(scene);
      await database.query('DROP MEASUREMENT linky_energy');
      await expectTakenAgain(scene);
    },
  },
];

/**
 * As another program may do it before the plugin: it gives `wh` whole numbers. False when the plugin was quicker, whose own
 * type then stands. The second point is for the case that what comes within an hour belongs to another shard.
 */
async function giveOtherType({ database, query, write }: OwnDatabase): Promise<boolean> {
  await query('DROP MEASUREMENT linky_energy');
  const nowMs = Date.now();
  const points = [nowMs, nowMs + HOUR_MS].map((ms) => `linky_energy wh=1i ${ms}`);
  return write(database, points.join('\n')).then(
    () => true,
    () => false,
  );
}

/** All else is in the database: no other series counts as refused, and no frame waits. */
async function expectRestGoesOn({ home, database, missingOf, expect }: WorldScene): Promise<void> {
  const { state, refusedSeriesInAll = 0 } = (await mirrorOf(home.storage)) ?? {};
  expect.soft(state).toBe('clash');
  const most = home.others.length * WH_REGISTERS.length + SERIES_OF_MAIN;
  expect.soft(refusedSeriesInAll, 'refused series, none of them a good one').toBeLessThanOrEqual(most);
  for (const meter of home.others) {
    expect.soft(await missingOf(meter), `missing frames of ${meter}`).toEqual([]);
  }
  // It is of the same measurement, in a field whose type has stayed.
  const reactive = await database.query(`SELECT last(varh) FROM linky_energy WHERE meter = '${home.others[0]}'`);
  expect.soft(reactive.length, 'reactive energy').toBe(1);
}

async function expectTakenAgain({ home, database, expect }: WorldScene): Promise<void> {
  const isDelivering = async () => (await mirrorOf(home.storage))?.state;
  await expect.poll(isDelivering, { message: 'once the measurement is gone' }).toBe('delivering');
  const series = await database.query('SELECT last(wh) FROM linky_energy GROUP BY meter, register');
  expect.soft(series.length, 'series of energy').toBeGreaterThanOrEqual(home.others.length * WH_REGISTERS.length);
}

async function mirrorOf(storage: string): Promise<Status['mirror']> {
  return (await runningPluginStatus(storage, thisMachine()))?.mirror;
}
