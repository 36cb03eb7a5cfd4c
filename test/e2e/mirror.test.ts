import { setTimeout as delay } from 'node:timers/promises';
import { describe, test } from 'vitest';
import type { TicMode } from '../../src/reading.ts';
import { encodeFrame, type WireGroup } from '../../src/tic/encode.ts';
import { freePort } from './support/daemon.ts';
import { startHomebridge } from './support/homebridge.ts';
import { missingPty, openPty, type Pty } from './support/pty.ts';
import { type Influx, missingServers, startInflux, startVictoria, startVmauth } from './support/servers.ts';

const FRAMES = 200;
/** Quicker than any meter, slow enough that no buffer of the pseudo-terminal overflows. */
const BETWEEN_FRAMES_MS = 25;
const LATE_MS = 120_000;
/** What the last frame says: 10 VA more than the one before it. */
const LAST_VA = 10 * (FRAMES - 1);

/** The n-th frame: no two alike, so that a lost, doubled or swapped one shows. */
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
    { label: 'DATE', horodate: `H2611250115${digits(n % 60, 2)}`, data: '' },
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

/** What the n-th frame must be in `linky` and, of its numbers, in `linky_tic`. */
const POINT: { readonly [M in TicMode]: (n: number) => { linky: object; linky_tic: object } } = {
  historique: (n) => ({
    linky: {
      power_va: 10 * n,
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

/** The texts of the frame, which only a database with strings keeps. */
const TEXTS: { readonly [M in TicMode]: (n: number) => object } = {
  historique: () => ({ ADCO: '021876543210', OPTARIF: 'HC..', PTEC: 'HP..', HHPHC: 'A', MOTDETAT: '000000' }),
  standard: (n) => ({
    ADSC: '021876543210',
    STGE: '003A0001',
    NGTF: '      BASE      ',
    LTARF: '      BASE      ',
    'DATE@': `H2611250115${digits(n % 60, 2)}`,
  }),
};

const modes = ['historique', 'standard'] as const;
const missing = [missingPty() ?? [], process.env['CI'] ? [] : missingServers()].flat();
const title = missing.length > 0 ? `skipped: ${missing.join(', ')}` : 'from the line into the database';

describe.skipIf(missing.length > 0)(title, () => {
  test.concurrent.for(modes)(
    'InfluxDB 1.6 with a user holds each of 200 frames in %s mode',
    async (mode, { expect }) => {
      await using influx = await startInflux({ auth: true });
      await influx.query('CREATE DATABASE linky');
      await using line = await openPty();
      await using _ = await startHomebridge({ config: platform(line, mode, influxOne(influx)) });
      await send(line, mode);

      await expect.poll(() => lastPower(influx), { interval: 500 }).toBe(LAST_VA);
      expect(await rowsOf(influx, 'linky')).toEqual(range((n) => POINT[mode](n).linky));
      expect(await rowsOf(influx, 'linky_tic')).toEqual(
        range((n) => ({ ...POINT[mode](n).linky_tic, ...TEXTS[mode](n) })),
      );
    },
  );

  test.concurrent.for(modes)(
    'VictoriaMetrics behind a token holds each of 200 frames in %s mode',
    async (mode, { expect }) => {
      await using victoria = await startVictoria();
      await using gate = await startVmauth({ token: 's3cr3t', upstream: victoria.url });
      await using line = await openPty();
      const influx = { version: '2', url: gate.url, token: 's3cr3t', org: '', bucket: 'linky' };
      await using _ = await startHomebridge({ config: platform(line, mode, influx) });
      await send(line, mode);

      const valuesOf = async (series: string) => (await victoria.samples(series)).map(({ value }) => value);
      const lastPowerVA = async () => (await valuesOf('linky_power_va')).at(-1);
      await expect.poll(lastPowerVA, { interval: 500 }).toBe(LAST_VA);
      for (const [measurement, fields] of Object.entries(POINT[mode](0))) {
        for (const field of Object.keys(fields)) {
          const sent = range((n) => (POINT[mode](n) as Record<string, Record<string, number>>)[measurement]?.[field]);
          expect(await valuesOf(`{__name__="${measurement}_${field}"}`), field).toEqual(sent);
        }
      }
    },
  );

  test.concurrent('InfluxDB started two minutes late has all of them', { timeout: LATE_MS + 400_000 }, async ({
    expect,
  }) => {
    const port = await freePort();
    await using line = await openPty();
    const late = { version: '1', url: `http://127.0.0.1:${port}`, database: 'linky' };
    await using homebridge = await startHomebridge({ config: platform(line, 'historique', late) });
    await send(line, 'historique');
    await delay(LATE_MS);

    await using influx = await startInflux({ port });
    await influx.query('CREATE DATABASE linky');
    await expect.poll(() => lastPower(influx), { interval: 1000 }).toBe(LAST_VA);
    expect(await rowsOf(influx, 'linky')).toEqual(range((n) => POINT.historique(n).linky));
    expect(homebridge.log.filter((said) => said.includes('nothing listens there'))).toHaveLength(1);
    await homebridge.waitForLog('has everything again');
  });
});

function platform(line: Pty, mode: TicMode, influx: object) {
  return {
    platform: 'LinkyTIC',
    language: 'en',
    meters: [{ name: 'Linky', port: line.pluginSide, mode }],
    influx,
  };
}

function influxOne({ url, username, password }: { url: string; username: string; password: string }) {
  return { version: '1', url, database: 'linky', username, password };
}

/** The frames, one after the other, once the plugin listens. */
async function send(line: Pty, mode: TicMode): Promise<void> {
  await line.listened();
  for (const groups of range(FRAME[mode])) {
    await line.write(encodeFrame(groups, mode));
    await delay(BETWEEN_FRAMES_MS);
  }
}

/** The power of the newest frame: as they come in order, all others are there with the last. */
async function lastPower(influx: Influx): Promise<unknown> {
  return (await influx.query('SELECT power_va FROM linky ORDER BY time DESC LIMIT 1', 'linky'))[0]?.['power_va'];
}

/** The rows of a measurement in the order of time, without what the database adds and without empty columns. */
async function rowsOf(influx: Influx, measurement: string) {
  const rows = await influx.query(`SELECT * FROM ${measurement}`, 'linky');
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).filter(([key, value]) => key !== 'time' && key !== 'meter' && value !== null),
    ),
  );
}

function range<T>(of: (n: number) => T): T[] {
  return Array.from({ length: FRAMES }, (_, n) => of(n));
}

function digits(value: number, length: number): string {
  return String(value).padStart(length, '0');
}
