import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { JOURNAL_FILE } from '../../src/base/plugin-names.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import type { Status } from '../../src/status/status.ts';
import { missingServers } from '../../testbed/databases/servers.ts';
import { startHomebridge } from '../../testbed/homebridge/homebridge.ts';
import { pluginStatus } from '../../testbed/homebridge/plugin-status.ts';
import { missingPty } from '../../testbed/meter/pty.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { MINUTE_MS, SECOND_MS } from '../../testbed/support/time.ts';
import { type Database, influxDatabase, type Points } from './delivery/database.ts';
import { createPluginClock, STEP_MS } from './delivery/plugin-clock.ts';
import { type ConnectedMeter, connect, STEADY_METERS } from './watts/steady-meters.ts';

/** From one frame to the next: a second in the first minute of a run, and then two. */
const framesLieApartMs = (ms: number) => (ms < MINUTE_MS ? 1 : 2) * SECOND_MS;
/** So many minutes of a steady power tell the power factor well enough. */
const LEARNED_MINUTES = 12;

const missing = [missingPty() ?? [], process.env['CI'] ? [] : missingServers()].flat();
describe.skipIf(missing.length > 0)(`${['the watts of three meters', ...missing].join(', skipped: ')}`, () => {
  const clock = createPluginClock();
  const resources = new AsyncDisposableStack();
  let server: Database;
  let storage: string;
  let meters: readonly ConnectedMeter[];
  /** When Homebridge was started again. */
  let restartedMs: number;
  /** What the status socket said last in each of the two runs. */
  let statuses: readonly Status[];
  const points = new Map<string, Points>();

  beforeAll(async () => {
    server = resources.use(await influxDatabase());
    storage = temporaryFolder({ name: 'homebridge' });
    const beganMs = clock.wall();
    meters = await Promise.all(STEADY_METERS.map((meter) => connect(meter, beganMs)));
    for (const meter of meters) resources.use(meter);
    const first = await run(LEARNED_MINUTES);
    restartedMs = clock.wall();
    statuses = [first, await run(2)];
    for (const { slug } of meters) points.set(slug, await server.points('linky', FIELDS, slug));
  });
  afterAll(() => resources.disposeAsync());

  test.each(STEADY_METERS)('InfluxDB has them as the journal has them: $name', ({ slug }) => {
    const stored = journalOf(slug);
    expect(stored.length).toBeGreaterThan(LEARNED_MINUTES * 30);
    expect([...pointsOf(slug)]).toEqual(stored);
  });

  test.each(STEADY_METERS)('the status is what InfluxDB has at that time: $name', ({ slug }) => {
    for (const { meters } of statuses) {
      const { atMs = 0, lastReading } = meters.find((meter) => meter.slug === slug) ?? {};
      expect(lastReading?.activePowerW).toBeDefined();
      const near = [...pointsOf(slug)].filter(([at]) => Math.abs(at - atMs) < SECOND_MS / 2);
      expect(near.map(([, { power_w }]) => power_w)).toEqual([lastReading?.activePowerW]);
    }
  });

  test.each(STEADY_METERS)('for the first minute they are absent: $name', ({ slug }) => {
    const [first] = pointsOf(slug);
    const inFirstMinute = [...pointsOf(slug)].filter(([atMs]) => atMs < (first?.[0] ?? 0) + MINUTE_MS);
    expect(inFirstMinute.length).toBeGreaterThan(50);
    expect(inFirstMinute.filter(([, point]) => 'power_w' in point)).toEqual([]);
  });

  test.each(STEADY_METERS)('once they are known, they are never absent again: $name', ({ slug }) => {
    const before = [...pointsOf(slug)].filter(([atMs]) => atMs < restartedMs);
    const [firstKnown = Number.NaN] = before.find(([, { power_w }]) => power_w !== undefined) ?? [];
    const unknown = before.filter(([atMs, { power_w }]) => atMs >= firstKnown && power_w === undefined);
    expect(before.at(-1)?.[0]).toBeGreaterThan(firstKnown);
    expect(unknown).toEqual([]);
  });

  test.each(STEADY_METERS)('after a restart they are known within a minute, and right: $name', ({ slug, activeW }) => {
    const after = [...pointsOf(slug)].filter(([atMs]) => atMs >= restartedMs);
    const known = after.filter(([, { power_w }]) => power_w !== undefined);
    expect((known[0]?.[0] ?? Number.NaN) - (after[0]?.[0] ?? Number.NaN)).toBeLessThan(MINUTE_MS);
    expect(known.filter(([, { power_w }]) => !isRight(power_w, activeW))).toEqual([]);
  });

  /** Runs Homebridge for so many minutes of its clock, and gives the status at the end. */
  async function run(minutes: number): Promise<Status> {
    const config = pluginBlock({
      meters: meters.map(({ name, port, mode }) => ({ name, port, mode })),
      influx: server.settings(server.port),
      journal: { commitSeconds: 5 },
    });
    await using homebridge = await startHomebridge({ config, storage, debug: true, clock: clock.childClock() });
    // Before the clock is in the hand of the test: in its steps ten seconds pass so soon that a meter which has sent nothing
    // yet counts as silent, and what is sent while its port is closed and opened again is lost.
    await Promise.all(meters.map((meter) => meter.waitUntilOpened()));
    await clock.stop(homebridge);
    const logged = countOfReadings(homebridge.log);
    for (let passedMs = 0; passedMs < minutes * MINUTE_MS; passedMs += framesLieApartMs(passedMs)) {
      const before = logged();
      await Promise.all(meters.map((meter) => meter.send(clock.wall())));
      await clock.passUntil(() => meters.every(({ name }) => logged()[name] !== before[name]));
      for (let ms = 0; ms < framesLieApartMs(passedMs); ms += STEP_MS) await clock.step();
    }
    let status = await pluginStatus(storage);
    while (status.mirror?.pending !== 0) {
      await clock.step();
      status = await pluginStatus(storage);
    }
    await clock.run();
    expect(await homebridge.stop()).toEqual({ code: 0 });
    return status;
  }

  function pointsOf(slug: string): Points {
    return points.get(slug) ?? new Map();
  }

  /** The values of each entry of a meter, by its time. */
  function journalOf(slug: string) {
    using journal = openReadOnlyJournal(join(storage, JOURNAL_FILE));
    const entries = [...journal.entries(0)].filter(({ meter }) => meter === slug);
    return entries.map(({ atMs, reading: { apparentPowerVA, activePowerW } }) => [
      atMs,
      { power_va: apparentPowerVA, power_w: activePowerW },
    ]);
  }
});

/** Whether the watts are less than a tenth off. */
function isRight(watts: number | string | undefined, activeW: number): boolean {
  return Math.abs(Number(watts) - activeW) < Math.abs(activeW) / 10;
}

const FIELDS = ['power_va', 'power_w'];

/** Returns a function that gives for each meter's name how many of its readings were logged so far. */
function countOfReadings(log: readonly string[]): () => { readonly [name: string]: number } {
  let read = 0;
  let counts: { readonly [name: string]: number } = {};
  return () => {
    for (const line of log.slice(read)) {
      const name = / (\w+): .* kWh/.exec(line)?.[1];
      if (name !== undefined) counts = { ...counts, [name]: (counts[name] ?? 0) + 1 };
    }
    read = log.length;
    return counts;
  };
}
