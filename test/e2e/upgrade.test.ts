import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BUILT_AT_MS } from '../../src/settings.ts';
import { type ChildClock, childClock } from '../../testbed/child-clock/child-clock.ts';
import { freePort } from '../../testbed/daemon.ts';
import { missingServers } from '../../testbed/databases/servers.ts';
import { createTestDatabase, type OwnDatabase } from '../../testbed/databases/shared-databases.ts';
import { type Homebridge, STOPPED, startHomebridge, temporaryStorage } from '../../testbed/homebridge/homebridge.ts';
import { type HapAccessory, type Phone, pairedPhone } from '../../testbed/homebridge/phone.ts';
import { missingPty } from '../../testbed/meter/pty.ts';
import { type PtyMeter, startPtyMeter } from '../../testbed/meter/pty-meter.ts';
import { runCli } from '../../testbed/programs/cli.ts';
import { type KeptHome, readKeptHome, unpackHome } from '../../testbed/version-0.1.0/kept-home.ts';
import { GROUPS, METERS, MODES } from '../../testbed/version-0.1.0/meters.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** The characteristics by which Apple Home tells accessories apart: Name, SerialNumber (HAP R2 §9). */
const NAMES = ['23', '30'];
/** Those that are the state of a sensor: MotionDetected, ContactSensorState, OccupancyDetected. */
const STATES = ['22', '6A', '71'];
/** The colours of errors and of warnings in Homebridge’s log. */
const RED = '\u001b[31m';
const YELLOW = '\u001b[33m';

const missing = [missingPty() ?? [], process.env['CI'] ? [] : missingServers()].flat();

describe.skipIf(missing.length > 0).each([1, 2] as const)(
  [...missing, 'a home that version 0.1.0 has left in Homebridge %i'].join(': '),
  (version) => {
    const started = new AsyncDisposableStack();
    let home: KeptHome;
    let storage: string;
    let meters: readonly PtyMeter[];
    let influx: OwnDatabase;
    let aheadMs: number;
    let clock: ChildClock;
    let homebridge: Homebridge;
    let phone: Phone;

    const start = async () =>
      startHomebridge({
        ...{ config: configOf(home, meters, influx), storage, version, clock },
        // The port of then may be taken, and is no part of the bridge's identity.
        bridge: { port: await freePort() },
      });

    beforeAll(async () => {
      home = await readKeptHome(version);
      storage = started.use(await temporaryStorage()).path;
      await unpackHome(home, storage);
      meters = [started.use(await startPtyMeter()), started.use(await startPtyMeter())];
      influx = await createTestDatabase();
      aheadMs = Math.max(home.stoppedAtMs, BUILT_AT_MS) + 3 * DAY_MS - Date.now();
      clock = childClock({ aheadMs, endsSlowly: version === 2 });
      homebridge = started.use(await start());
      phone = started.use(pairedPhone(homebridge.bridge, home.pairing));
    });

    afterAll(() => started.disposeAsync());

    test('has every accessory, service and characteristic under its number and its name, for the phone of then', async () => {
      expect(identitiesIn(await accessoriesOf(phone)).toSorted()).toEqual(identitiesIn(home.accessories).toSorted());
    });

    test('keeps the state of every sensor until its meter is heard', async () => {
      const states = valuesIn(home.accessories, STATES);
      expect(states.length).toBe(6);
      expect(valuesIn(await accessoriesOf(phone), STATES).toSorted()).toEqual(states.toSorted());
    });

    test('sends to InfluxDB what it had not received, rather than everything anew', async () => {
      const stored = async () =>
        (await influx.query(`SELECT meter, power_va FROM linky WHERE time <= ${Math.round(home.stoppedAtMs)}ms`)).map(
          ({ meter, time, power_va: va }) => `${meter} ${time} ${va}`,
        );
      const due = home.waiting.map((point) => point.join(' '));
      expect(due.length).toBeGreaterThan(100);
      const lacking = async () => {
        const there = new Set(await stored());
        return due.filter((point) => !there.has(point));
      };
      await expect.poll(lacking).toEqual([]);
      // Some of what was stored is sent once more: the file says only from where on version 0.1.0 was not sure of it.
      const times = (await stored()).map((point) => Number(point.split(' ')[1]));
      expect(Math.min(...times)).toBeGreaterThan(home.receivedMs[0] + MINUTE_MS);
    });

    test('shows the next frame of each meter', async () => {
      const atMs = Date.now() + aheadMs;
      for (const [nth, name] of METERS.entries()) {
        meters[nth]?.say(GROUPS[name]({ atMs, minutes: 600, va: 1230 }), MODES[name]);
        await expect.poll(() => phone.read(`${name} Puissance`, 'CurrentAmbientLightLevel')).toEqual({ value: 1230 });
      }
    });

    test('has the minutes and the days of then in its history', async () => {
      const history = async (by: string) => {
        const args = ['history', '--storage', storage, '--since', '2026-11-25', '--by', by, '--json'];
        const { code, stdout } = await runCli(args, { clock });
        expect(code).toBe(0);
        const lines = stdout
          .trim()
          .split('\n')
          .map((line): Span => JSON.parse(line));
        return lines.filter(({ from }) => from < home.stoppedAtMs);
      };
      expect(await history('minute')).toEqual(home.minutes.map(inWordsOfToday));
      // Version 0.1.0 had the days of the machine's zone. Those of Paris begin an hour earlier in winter.
      expect(await history('day')).toMatchObject([
        { meter: 'atelier', date: '2026-11-25', energyWhByTariff: { BASE: 110 }, givenWh: 220, greatestVA: 1010 },
        { meter: 'atelier', date: '2026-11-26', energyWhByTariff: { BASE: 120 }, givenWh: 240, greatestVA: 6300 },
        { meter: 'linky', date: '2026-11-25', energyWhByTariff: { HC: 1100 }, greatestVA: 1010 },
        { meter: 'linky', date: '2026-11-26', energyWhByTariff: { HC: 1200 }, greatestVA: 6300 },
      ]);
      expect(home.days.map(({ energyWh }) => energyWh)).toEqual([110 + 120, 1100 + 1200]);
    });

    test('starts once more without a word of complaint, with the same accessories in Homebridge’s cache', async () => {
      expect(await homebridge.stop()).toMatchObject({ code: STOPPED[version] });
      await using second = await start();
      for (const name of METERS) await second.waitForLog(new RegExp(`\\] ${name}\\s: le compteur répond`));
      expect(await second.stop()).toMatchObject({ code: STOPPED[version] });
      for (const { raw } of [homebridge, second]) expect(raw.filter((line) => line.includes(RED))).toEqual([]);
      const ours = second.raw.filter((line) => line.includes('[Linky TIC]'));
      expect(ours.filter((line) => line.includes(YELLOW))).toEqual([]);
      expect((await cachedIn(storage)).toSorted()).toEqual(cachedOf(home).toSorted());
    });
  },
);

/** A span as `linky-tic history --json` prints it. */
interface Span {
  readonly from: number;
  readonly energyWhByTariff?: { readonly [period: string]: number };
}

/** A span of then with the tariff periods as they are called since: `HC` for `HC..`. */
function inWordsOfToday({ energyWhByTariff = {}, ...span }: Span): Span {
  const renamed = Object.entries(energyWhByTariff).map(([period, wh]) => [period.replace('..', ''), wh] as const);
  return { ...span, energyWhByTariff: Object.fromEntries(renamed) };
}

/** The settings of then, but for what belongs to this run: the ports, and where the database is. */
function configOf(
  { config }: KeptHome,
  ports: readonly PtyMeter[],
  { url, database, username, password }: OwnDatabase,
) {
  const meters = config.meters.map((meter, nth) => ({ ...meter, port: ports[nth]?.port }));
  return { ...config, meters, influx: { ...config.influx, url, database, username, password } };
}

async function accessoriesOf({ client }: Phone): Promise<readonly HapAccessory[]> {
  return (await client.getAccessories()).accessories as unknown as readonly HapAccessory[];
}

/** Each number that a phone knows an accessory, a service or a characteristic by, with what it is. */
function identitiesIn(accessories: readonly HapAccessory[]): readonly string[] {
  const services = bridged(accessories).flatMap(({ aid, services: all }) =>
    all.map((service) => ({ aid, ...service })),
  );
  return services.flatMap(({ aid, iid, type, characteristics }) => [
    `${aid}.${iid} is the service ${type}`,
    ...characteristics.map((one) => {
      const name = NAMES.includes(shortOf(one.type)) ? ` ${one.value}` : '';
      return `${aid}.${one.iid} is ${one.type}${name}`;
    }),
  ]);
}

/** The values of all characteristics of these types, each after its number. */
function valuesIn(accessories: readonly HapAccessory[], types: readonly string[]): readonly string[] {
  return bridged(accessories).flatMap(({ aid, services }) =>
    services
      .flatMap(({ characteristics }) => characteristics)
      .filter(({ type }) => types.includes(shortOf(type)))
      .map(({ iid, value }) => `${aid}.${iid} is ${value}`),
  );
}

function bridged(accessories: readonly HapAccessory[]): readonly HapAccessory[] {
  return accessories.filter(({ aid }) => aid !== 1);
}

function shortOf(uuid: string): string {
  return uuid.replace(/^0*([\dA-F]+)-0000-1000-8000-0026BB765291$/, '$1');
}

/** The accessories in Homebridge's cache, each with its UUID. */
async function cachedIn(storage: string): Promise<readonly string[]> {
  const folder = join(storage, 'accessories');
  const [file = ''] = (await readdir(folder)).filter((name) => CACHE.test(name));
  return namesIn(await readFile(join(folder, file), 'utf8'));
}

function cachedOf({ files }: KeptHome): readonly string[] {
  const [, content = ''] = Object.entries(files).find(([path]) => CACHE.test(path.replace('accessories/', ''))) ?? [];
  return namesIn(Buffer.from(content, 'base64').toString());
}

function namesIn(cache: string): readonly string[] {
  const all: readonly { readonly UUID: string; readonly displayName: string }[] = JSON.parse(cache);
  return all.map(({ UUID, displayName }) => `${UUID} ${displayName}`);
}

const CACHE = /^cachedAccessories(?:\.[\dA-F]{12})?$/;
