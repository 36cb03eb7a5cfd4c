import { thisMachine } from '../../../src/doctor/machine.ts';
import { runningPluginStatus } from '../../../src/doctor/running-plugin.ts';
import type { Status } from '../../../src/status/status.ts';
import { HOUR_MS } from '../../support/time.ts';
import type { Home } from '../home.ts';
import type { HomeDatabase } from '../stored-frames.ts';
import { WH_REGISTERS } from '../unusual-frames.ts';
import { unless, type World } from '../world.ts';

/** Some series come only once a minute, so all have come by then, and a drop that has succeeded is not followed by another one. */
const DROPPED_EVERY_S = 75;

export const refusedSeriesWorlds: readonly World[] = [
  {
    name: 'the database refuses 200 series of a measurement beside good ones',
    home: 'crowded',
    says: [/refuses points of/],
    async play(home) {
      const { until, database, others } = home;
      await until('another program writes the field with another type first', () => hasWrittenOtherType(database));
      const problems = await problemsOfOthers(home);
      await dropUntilAccepted(home);
      await until('all series of energy are there', async () => {
        const series = await database.query('SELECT last(wh) FROM linky_energy GROUP BY meter, register');
        return series.length >= others.length * WH_REGISTERS.length;
      });
      return problems;
    },
  },
];

/**
 * Writes the field `wh` with whole numbers, as another program might do before the plugin. Gives false if the plugin
 * wrote first, so that the field has the plugin's type. The second point is for the next shard, in case that begins
 * within the hour.
 */
async function hasWrittenOtherType({ query, write }: HomeDatabase): Promise<boolean> {
  await query('DROP MEASUREMENT linky_energy');
  const nowMs = Date.now();
  const points = [nowMs, nowMs + HOUR_MS].map((ms) => `linky_energy wh=1i ${ms}`);
  return write(points.join('\n')).then(
    () => true,
    () => false,
  );
}

/** What is wrong with all other points, which are delivered: no other measurement is refused, and no frame is missing. */
async function problemsOfOthers(home: Home): Promise<readonly string[]> {
  const { until, database, others } = home;
  await until('a measurement is refused', async () => (await mirrorOf(home))?.state === 'clash');
  for (const meter of others) await home.delivered(meter.sent, meter);
  const { refusedMeasurements = [] } = (await mirrorOf(home)) ?? {};
  const wrong = refusedMeasurements.filter(({ measurement }) => measurement !== 'linky_energy');
  // Reactive energy is in the same measurement, in a field whose type has not changed.
  const reactive = await database.query(`SELECT last(varh) FROM linky_energy WHERE meter = '${others[0]?.name}'`);
  return [
    ...unless(wrong.length === 0, `${wrong.map(({ measurement }) => measurement)} is refused, too`),
    ...unless(reactive.length === 1, 'reactive energy is missing'),
  ];
}

/**
 * Drops the measurement as a user does: again while it is still refused, since InfluxDB keeps the type of a field where a point
 * of the measurement arrives during the drop.
 */
async function dropUntilAccepted(home: Home): Promise<void> {
  for (;;) {
    const { state } = (await mirrorOf(home)) ?? {};
    if (state === 'delivering') return;
    await home.database.query('DROP MEASUREMENT linky_energy');
    await home.seconds(DROPPED_EVERY_S);
  }
}

/** Undefined if a busy plugin does not answer in time. */
async function mirrorOf({ storage }: Home): Promise<Status['mirror']> {
  return (await runningPluginStatus(storage, thisMachine()))?.mirror;
}
