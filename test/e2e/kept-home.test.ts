import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BUILT_AT_MS } from '../../src/base/plugin-names.ts';
import { childClock } from '../../testbed/child-clock/child-clock.ts';
import { freePort } from '../../testbed/daemon.ts';
import { type ScriptedServer, startScriptedServer } from '../../testbed/databases/scripted-server.ts';
import { type Homebridge, STOPPED, startHomebridge, temporaryStorage } from '../../testbed/homebridge/homebridge.ts';
import { type HapAccessory, type Phone, pairedPhone } from '../../testbed/homebridge/phone.ts';
import {
  type KeptHome,
  keptHomesOfReleases,
  packHome,
  pointsIn,
  unpackHome,
} from '../../testbed/kept-home/kept-home.ts';
import { liveInHome } from '../../testbed/kept-home/live-in-home.ts';
import { counting, GROUPS, METERS, MODES } from '../../testbed/kept-home/meters.ts';
import { type ToldHistory, toldContract, toldHistory } from '../../testbed/kept-home/told-history.ts';
import { missingPty } from '../../testbed/meter/pty.ts';
import { type PtyMeter, startPtyMeter } from '../../testbed/meter/pty-meter.ts';
import { withoutMachineTroubles } from '../../testbed/support/machine-troubles.ts';
import { DAY_MS } from '../../testbed/support/time.ts';

/** The characteristics by which Apple Home tells accessories apart: Name, SerialNumber (HAP R2 §9). */
const NAMES = ['23', '30'];
/** Those that are the state of a sensor: MotionDetected, ContactSensorState, OccupancyDetected. */
const STATES = ['22', '6A', '71'];
/** The colours of errors and of warnings in Homebridge’s log. */
const RED = '\u001b[31m';
const YELLOW = '\u001b[33m';

const missing = missingPty() ?? [];
const homes: readonly (readonly [name: string, home: () => Promise<KeptHome>])[] = [
  ['the present version has left in Homebridge 1', () => liveInHome(1)],
  ['the present version has left in Homebridge 2', () => liveInHome(2)],
  ...[...(await keptHomesOfReleases())].map(([path, home]) => [`is in ${path}`, async () => home] as const),
];

describe.skipIf(missing.length > 0).each(homes)([missing, 'a home that %s'].flat().join(': '), (_, homeThatWasLeft) => {
  const started = new AsyncDisposableStack();
  let home: KeptHome;
  let storage: string;
  let meters: readonly PtyMeter[];
  let database: ScriptedServer;
  let nowMs: number;
  let homebridge: Homebridge;
  let phone: Phone;

  beforeAll(async () => {
    home = await homeThatWasLeft();
    storage = started.use(await temporaryStorage()).path;
    await unpackHome(home, storage);
    meters = [started.use(await startPtyMeter()), started.use(await startPtyMeter())];
    database = started.use(await startScriptedServer(() => ({ status: 204 })));
    nowMs = Math.max(home.stoppedAtMs, BUILT_AT_MS) + 3 * DAY_MS;
    homebridge = started.use(
      await startHomebridge({
        ...{ config: configOf(home, meters, database), storage, version: home.homebridge },
        clock: childClock({ aheadMs: nowMs - Date.now(), endsSlowly: home.homebridge === 2 }),
        // By the colour of a line, this test knows its level.
        env: { FORCE_COLOR: '1' },
        // The port of then may be taken, and is no part of the bridge's identity.
        bridge: { port: await freePort() },
      }),
    );
    phone = started.use(pairedPhone(homebridge.bridge, home.pairing));
  });

  afterAll(() => started.disposeAsync());

  test('has every accessory, service and characteristic under its number and its name, for the phone of then', async () => {
    expect(identitiesIn(await accessoriesOf(phone)).toSorted()).toEqual(identitiesIn(home.accessories).toSorted());
  });

  test('keeps the state of every sensor until its meter is heard', async () => {
    const states = valuesIn(home.accessories, STATES);
    expect(states.length).toBe(6);
    expect(new Set(states.map((state) => state.split(' is ')[1])).size).toBeGreaterThan(1);
    expect(valuesIn(await accessoriesOf(phone), STATES).toSorted()).toEqual(states.toSorted());
  });

  test('sends to the database what it had not received, rather than everything anew', async () => {
    const sent = () => pointsIn(database.requests.flatMap(({ lines }) => lines));
    expect(new Set(home.waiting.map(([meter]) => meter)).size).toBe(2);
    const lacking = () => {
      const there = new Set(sent().map(String));
      return home.waiting.filter((point) => !there.has(String(point)));
    };
    await expect.poll(lacking).toEqual([]);
    expect(Math.min(...sent().map(([, atMs]) => atMs))).toBeGreaterThan(home.stoppedAtMs - DAY_MS);
  });

  test('shows the next frame of each meter', async () => {
    const countedWh = counting(home.beganAtMs)(home.stoppedAtMs);
    for (const [nth, name] of METERS.entries()) {
      meters[nth]?.say(GROUPS[name]({ atMs: nowMs, va: 1230, countedWh }), MODES[name]);
      await expect.poll(() => phone.read(`${name} Puissance`, 'CurrentAmbientLightLevel')).toEqual({ value: 1230 });
    }
  });

  test('has the minutes, the days and the imports of then in its history, and what was known of each contract', async () => {
    const now = await toldHistory(storage, home.stoppedAtMs);
    expect(untilThen(now, home)).toEqual(home.told);
    for (const [meter, countedWh] of Object.entries(home.countedWh)) {
      const days = home.told.days.filter((day) => day.meter === meter && day.from >= home.beganAtMs);
      expect(days.reduce((sum, { energyWh = 0 }) => sum + energyWh, 0)).toBe(countedWh);
      expect(toldContract(storage, meter)).toEqual(home.contracts[meter]);
    }
  });

  test('stops without a word of complaint, and the pairing and the UUIDs are as they were', async () => {
    for (const name of METERS) await homebridge.waitForLog(new RegExp(`\\] ${name}\\s: le compteur répond`));
    expect(await homebridge.stop()).toMatchObject({ code: STOPPED[home.homebridge] });
    const said = withoutMachineTroubles(homebridge.raw);
    expect(said.filter((line) => line.includes(RED))).toEqual([]);
    // The meters say nothing until they are asked to, which takes as long as this machine needs.
    const warnings = said.filter((line) => line.includes('[Linky TIC]') && line.includes(YELLOW));
    expect(warnings.filter((line) => !line.includes('rien ne vient du compteur'))).toEqual([]);
    const [before, after] = [keptIn(home, home.files), keptIn(home, await packHome(storage))];
    expect(before.accessories.length).toBe(11);
    expect(after).toEqual(before);
  });
});

/** The settings of then, but for what belongs to this run: the ports, and where the database is. */
function configOf({ config }: KeptHome, ports: readonly PtyMeter[], { url }: ScriptedServer) {
  const meters = config.meters.map((meter, nth) => ({ ...meter, port: ports[nth]?.port }));
  return { ...config, meters, influx: { ...config.influx, url } };
}

/** What is told of the time before the home was stopped. */
function untilThen({ minutes, days, imports }: ToldHistory, { stoppedAtMs }: KeptHome): ToldHistory {
  const isOfThen = ({ from }: { readonly from: number }) => from < stoppedAtMs;
  return { minutes: minutes.filter(isOfThen), days: days.filter(isOfThen), imports };
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

const CACHE = /^accessories\/cachedAccessories(?:\.[\dA-F]{12})?$/;
const BRIDGE = /^persist\/AccessoryInfo\.[\dA-F]{12}\.json$/;

/** The accessories in Homebridge’s cache, each with its UUID, and what the bridge keeps for its phones. */
function keptIn({ homebridge }: KeptHome, files: KeptHome['files']) {
  const contentOf = (pattern: RegExp) => {
    const [, content = ''] = Object.entries(files).find(([path]) => pattern.test(path)) ?? [];
    return JSON.parse(Buffer.from(content, 'base64').toString());
  };
  const accessories: readonly { readonly UUID: string; readonly displayName: string }[] = contentOf(CACHE);
  const { pairedClients, configVersion } = contentOf(BRIDGE);
  return {
    accessories: accessories.map(({ UUID, displayName }) => `${UUID} ${displayName}`).toSorted(),
    pairedClients,
    // A phone reads everything anew when this has changed. In Homebridge 1 it changes with the mere order of characteristics, too.
    ...(homebridge === 2 && { configVersion }),
  };
}
