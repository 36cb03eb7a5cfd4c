import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { describe, type ExpectStatic, test } from 'vitest';
import { thisMachine } from '../../src/doctor/machine.ts';
import { runningPluginStatus } from '../../src/doctor/running-plugin.ts';
import type { TicMode } from '../../src/reading/reading.ts';
import { digits, horodateOf } from '../../src/source/demo/frames.ts';
import { encodeFrame, type WireGroup } from '../../src/tic/encode.ts';
import { advancingASecond, childClock } from '../../testbed/child-clock/child-clock.ts';
import { freePort } from '../../testbed/daemon.ts';
import { ACCOUNT, type Influx, missingServers, startInflux } from '../../testbed/databases/servers.ts';
import { sharedVictoria, uniqueName } from '../../testbed/databases/shared-databases.ts';
import { type Homebridge, startHomebridge } from '../../testbed/homebridge/homebridge.ts';
import { missingPty, openPty, type Pty } from '../../testbed/meter/pty.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';

const FRAMES = 50;
/** The time from one frame to the next. */
const STEP_MS = 600;
/** About the real time between two looks at what has arrived. */
const SOON_MS = 5;
const FRAMES_IN_A_MINUTE = 60_000 / STEP_MS;
/** When the first frame in standard mode says that it was sent. Homebridge's clock begins with that of the tests. */
const BEGAN_MS = Date.now();

/** The horodate of the n-th frame. */
const dateOf = (n: number) => horodateOf(BEGAN_MS + n * STEP_MS);

/** The n-th frame. No two are equal, so that a lost, doubled or swapped frame shows. */
const FRAME: { readonly [M in TicMode]: (n: number) => readonly WireGroup[] } = {
  historique: (n) => [
    { label: 'ADCO', data: '021876543210' },
    { label: 'OPTARIF', data: 'HC..' },
    { label: 'ISOUSC', data: '45' },
    { label: 'HCHC', data: digits(94_939_439, 9) },
    { label: 'HCHP', data: digits(127_970_334 + n, 9) },
    { label: 'PTEC', data: 'HP..' },
    { label: 'IINST', data: digits(n % 90, 3) },
    { label: 'IMAX', data: '090' },
    { label: 'PAPP', data: digits(10 * n, 5) },
    { label: 'HHPHC', data: 'A' },
    { label: 'MOTDETAT', data: '000000' },
  ],
  standard: (n) => [
    { label: 'ADSC', data: '021876543210' },
    { label: 'VTIC', data: '02' },
    { label: 'DATE', horodate: dateOf(n), data: '' },
    { label: 'NGTF', data: '      BASE      ' },
    { label: 'LTARF', data: '      BASE      ' },
    { label: 'EAST', data: digits(11_887_649 + n, 9) },
    { label: 'EASF01', data: digits(11_887_649 + n, 9) },
    { label: 'IRMS1', data: digits(n % 90, 3) },
    { label: 'URMS1', data: '230' },
    { label: 'PREF', data: '09' },
    { label: 'SINSTS', data: digits(10 * n, 5) },
    { label: 'STGE', data: '003A0001' },
    { label: 'NTARF', data: '01' },
  ],
};

/** The fields that the n-th frame must have in `linky` and, for its numbers, in `linky_tic`. */
const POINT: { readonly [M in TicMode]: (n: number) => { linky: object; linky_tic: object } } = {
  historique: (n) => ({
    linky: {
      power_va: 10 * n,
      power_w: 5 * n,
      current_a: n % 90,
      import_wh: 222_909_773 + n,
      subscribed_va: 9000,
      overload: 0,
      refused_groups: 0,
    },
    linky_tic: { PAPP: 10 * n, IINST: n % 90, HCHC: 94_939_439, HCHP: 127_970_334 + n, ISOUSC: 45, IMAX: 90 },
  }),
  standard: (n) => ({
    linky: {
      power_va: 10 * n,
      power_w: 5 * n,
      current_a: n % 90,
      voltage_v: 230,
      import_wh: 11_887_649 + n,
      subscribed_va: 9000,
      tariff_index: 1,
      overload: 0,
      refused_groups: 0,
    },
    linky_tic: {
      SINSTS: 10 * n,
      IRMS1: n % 90,
      URMS1: 230,
      EAST: 11_887_649 + n,
      EASF01: 11_887_649 + n,
      PREF: 9,
      VTIC: 2,
      NTARF: 1,
    },
  }),
};

/** The texts of the frame, which only a database with strings stores. */
const TEXTS: { readonly [M in TicMode]: (n: number) => object } = {
  historique: () => ({ ADCO: '021876543210', OPTARIF: 'HC..', PTEC: 'HP..', HHPHC: 'A', MOTDETAT: '000000' }),
  standard: (n) => ({
    ADSC: '021876543210',
    STGE: '003A0001',
    NGTF: '      BASE      ',
    LTARF: '      BASE      ',
    'DATE@': dateOf(n),
  }),
};

const modes = ['historique', 'standard'] as const;
const missing = [missingPty() ?? [], process.env['CI'] ? [] : missingServers()].flat();
const title = missing.length > 0 ? `skipped: ${missing.join(', ')}` : 'from the line into the database';

describe.skipIf(missing.length > 0)(title, () => {
  test.concurrent('InfluxDB 1.6 with a user, started a minute after the meters, gets every frame from before and after its start, in both modes', async ({
    expect,
  }) => {
    const port = await freePort();
    await using meters = await metersOn({ historique: 'historique', standard: 'standard' });
    const late = { version: '1', url: `http://127.0.0.1:${port}`, database: 'linky', ...ACCOUNT };
    await using homebridge = await startHomebridge({
      config: platform(meters, late),
      clock: childClock({ isSteered: true, waitsForRequests: true }),
    });
    await stopClockOnceListening(meters, homebridge);
    await send(expect, meters, homebridge, [0, FRAMES_IN_A_MINUTE]);

    await using influx = await startInflux({ auth: true, port });
    await influx.query('CREATE DATABASE linky');
    await send(expect, meters, homebridge, [FRAMES_IN_A_MINUTE, FRAMES_IN_A_MINUTE + FRAMES]);
    const frames = range(FRAMES_IN_A_MINUTE + FRAMES);
    for (const { mode, slug } of meters.all) {
      await expect.poll(advancingASecond(homebridge, () => lastPower(influx, slug))).toBe(10 * (frames.length - 1));
      // A database may show a part of a request before the rest of it.
      const linky = frames.map((n) => POINT[mode](n).linky);
      await expect.poll(() => rowsOf(influx, 'linky', slug)).toEqual(linky);
      const literal = frames.map((n) => ({ ...POINT[mode](n).linky_tic, ...TEXTS[mode](n) }));
      await expect.poll(() => rowsOf(influx, 'linky_tic', slug)).toEqual(literal);
    }
    await homebridge.waitForLog(/The database at \S+ is back after .* waiting readings were sent/);
    expect(homebridge.log.filter((said) => said.includes('nothing listens there'))).toHaveLength(1);
  });

  test.concurrent('VictoriaMetrics with a token gets each frame, in both modes', async ({ expect }) => {
    const { vmauth, samples } = sharedVictoria();
    await using meters = await metersOn({ historique: uniqueName('historique'), standard: uniqueName('standard') });
    const influx = { version: '2', url: vmauth.url, token: vmauth.token, org: '', bucket: 'linky' };
    await using homebridge = await startHomebridge({
      config: platform(meters, influx),
      clock: childClock({ isSteered: true, waitsForRequests: true }),
    });
    await stopClockOnceListening(meters, homebridge);
    await send(expect, meters, homebridge, [0, FRAMES]);

    for (const { mode, slug } of meters.all) {
      const valuesOf = async (name: string) =>
        (await samples(`{__name__="${name}",meter="${slug}"}`)).map(({ value }) => value);
      const lastPowerVA = async () => (await valuesOf('linky_power_va')).at(-1);
      await expect.poll(advancingASecond(homebridge, lastPowerVA)).toBe(10 * (FRAMES - 1));
      for (const [measurement, fields] of Object.entries(POINT[mode](0))) {
        for (const field of Object.keys(fields)) {
          const sent = range(FRAMES).map(
            (n) => (POINT[mode](n) as Record<string, Record<string, number>>)[measurement]?.[field],
          );
          await expect.poll(() => valuesOf(`${measurement}_${field}`), { message: field }).toEqual(sent);
        }
      }
    }
  });
});

interface Meters extends AsyncDisposable {
  readonly all: readonly { readonly mode: TicMode; readonly slug: string; readonly line: Pty }[];
}

/** A meter in each mode. The name of each is its own slug. */
async function metersOn(slugs: { readonly [M in TicMode]: string }): Promise<Meters> {
  const started = new AsyncDisposableStack();
  const all = await Promise.all(
    modes.map(async (mode) => ({ mode, slug: slugs[mode], line: started.use(await openPty()) })),
  );
  return { all, [Symbol.asyncDispose]: () => started.disposeAsync() };
}

function platform({ all }: Meters, influx: object) {
  const meters = all.map(({ mode, slug, line }) => ({ name: slug, port: line.pluginSide, mode, powerFactor: 0.5 }));
  return pluginBlock({ meters, influx });
}

/** Stops Homebridge's clock, which only the test moves from now on. */
async function stopClockOnceListening({ all }: Meters, homebridge: Homebridge): Promise<void> {
  await Promise.all(all.map(({ line }) => line.waitUntilOpened()));
  while ((await powers(homebridge)) === undefined) await delay(20);
  await homebridge.clock.stop();
}

/**
 * Each meter sends some frames, each after the plugin has read the one before. The clock moves forward one step for
 * each frame, and a little more while a frame is on its way. So the meters never look silent, however slow the machine is.
 */
async function send(
  expect: ExpectStatic,
  { all }: Meters,
  homebridge: Homebridge,
  [from, to]: readonly [number, number],
): Promise<void> {
  const { clock } = homebridge;
  for (let n = from; n < to; n += 1) {
    const said = all.map(() => 10 * n);
    await Promise.all(all.map(({ mode, line }) => line.write(encodeFrame(FRAME[mode](n), mode))));
    await clock.advance(STEP_MS);
    if (isDeepStrictEqual(await powers(homebridge), said)) continue;
    // The clock must go on while the frame is on its way, because the reader waits for a timer between two pieces of it.
    const soon = async () => {
      await clock.advance(SOON_MS);
      return powers(homebridge);
    };
    await expect.poll(soon, { interval: 1 }).toEqual(said);
  }
}

/** The last Reading of each meter by the status socket; undefined while that is not served. */
async function powers({ storage }: Homebridge): Promise<readonly unknown[] | undefined> {
  return (await runningPluginStatus(storage, thisMachine()))?.meters.map(
    ({ lastReading }) => lastReading?.apparentPowerVA,
  );
}

/** The power of the newest frame of a meter in the database. As frames are sent in order, all earlier ones are there, too. */
async function lastPower(influx: Influx, meter: string): Promise<unknown> {
  const newest = `SELECT power_va FROM linky WHERE meter = '${meter}' ORDER BY time DESC LIMIT 1`;
  return (await influx.query(newest, 'linky'))[0]?.['power_va'];
}

/** The rows of a meter ordered by time, without the columns that the database adds and without empty ones. */
async function rowsOf(influx: Influx, measurement: string, meter: string) {
  const rows = await influx.query(`SELECT * FROM ${measurement} WHERE meter = '${meter}'`, 'linky');
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).filter(([key, value]) => key !== 'time' && key !== 'meter' && value !== null),
    ),
  );
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}
