import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TicMode } from '../../src/reading/reading.ts';
import type { WireGroup } from '../../src/tic/encode.ts';
import { childClock, QUICKLY } from '../../testbed/child-clock/child-clock.ts';
import { type Homebridge, startHomebridge, temporaryStorage } from '../../testbed/homebridge/homebridge.ts';
import { type Phone, phoneOf } from '../../testbed/homebridge/phone.ts';
import { missingPty } from '../../testbed/meter/pty.ts';
import { NEVER_STALE, type PtyMeter, startPtyMeter, WHEN_ASKED } from '../../testbed/meter/pty-meter.ts';

const NO_RESPONSE = { status: -70402 };
/** For the meter that is unplugged. */
const STALE_AFTER_S = 5;

/** A frame of a single-phase meter with this power and current, in each mode. */
const FRAMES: { readonly [M in TicMode]: (va: number, amperes: number) => readonly WireGroup[] } = {
  historique: (va, amperes) => [
    { label: 'ADCO', data: '021876543210' },
    { label: 'OPTARIF', data: 'BASE' },
    { label: 'ISOUSC', data: '30' },
    { label: 'BASE', data: '002565285' },
    { label: 'PTEC', data: 'TH..' },
    { label: 'IINST', data: digits(amperes, 3) },
    { label: 'IMAX', data: '090' },
    { label: 'PAPP', data: digits(va, 5) },
    { label: 'MOTDETAT', data: '000000' },
  ],
  standard: (va, amperes) => [
    { label: 'ADSC', data: '021876543210' },
    { label: 'VTIC', data: '02' },
    { label: 'DATE', horodate: 'H261125011500', data: '' },
    { label: 'EAST', data: '002565285' },
    { label: 'IRMS1', data: digits(amperes, 3) },
    { label: 'URMS1', data: '233' },
    { label: 'PREF', data: '06' },
    { label: 'SINSTS', data: digits(va, 5) },
    { label: 'STGE', data: '003A0001' },
  ],
};

const THREE_PHASES: readonly WireGroup[] = [
  { label: 'ADCO', data: '021876543210' },
  { label: 'OPTARIF', data: 'BASE' },
  { label: 'ISOUSC', data: '20' },
  { label: 'BASE', data: '002565285' },
  { label: 'PTEC', data: 'TH..' },
  { label: 'IINST1', data: '004' },
  { label: 'IINST2', data: '017' },
  { label: 'IINST3', data: '000' },
  { label: 'IMAX1', data: '060' },
  { label: 'IMAX2', data: '060' },
  { label: 'IMAX3', data: '060' },
  { label: 'PMAX', data: '05830' },
  { label: 'PAPP', data: '04830' },
  { label: 'MOTDETAT', data: '000000' },
  { label: 'PPOT', data: '00' },
];

const missing = missingPty();

describe.skipIf(missing)(missing ?? 'the tiles in Apple Home', () => {
  const started = new AsyncDisposableStack();
  /** Each meter belongs to one test; the test that restarts Homebridge uses them all. */
  const meters = new Map<string, PtyMeter>();
  const meterOf = (name: string) => meters.get(name) as PtyMeter;
  let storage: string;
  let first: Homebridge;
  let phone: Phone;

  /** Each meter sends a frame in each step of Homebridge's clock, so a slow machine makes none of them silent. */
  const send = () => {
    for (const one of meters.values()) one.send();
  };
  const startHouse = (tilesOf: { readonly [name: string]: readonly string[] } = {}, aheadMs = 0) =>
    startHomebridge({
      config: platform(Array.from(meters, ([name, { port }]) => meter(name, port, { tiles: tilesOf[name] }))),
      storage,
      debug: true,
      clock: childClock({ isSteered: true, endsSlowly: true, aheadMs }),
      pace: { ...QUICKLY, before: send },
    });

  beforeAll(async () => {
    storage = started.use(await temporaryStorage()).path;
    for (const name of ['Old', 'New', 'Still', 'Pulled', 'Île d’Yeu'])
      meters.set(name, started.use(await startPtyMeter(WHEN_ASKED)));
    first = started.use(await startHouse());
    phone = started.use(phoneOf(first.bridge));
  });

  afterAll(() => started.disposeAsync());

  test.for([
    ['Old', 'historique'],
    ['New', 'standard'],
  ] as const)(
    '%s, a meter in %s mode, shows the power and the current of each frame, 0 included',
    async ([name, mode]) => {
      const power = await phone.subscribe(powerOf(name));
      const current = await phone.subscribe(currentOf(name));
      for (const [va, amperes] of [
        [390, 2],
        [0, 0],
        [6210, 27],
      ] as const) {
        meterOf(name).say(FRAMES[mode](va, amperes), mode);
        expect([(await power.next()).value, (await current.next()).value]).toEqual([va, amperes]);
        expect(await numbersOf(phone, name)).toEqual([{ value: va }, { value: amperes }]);
      }
    },
  );

  test('a frame with unchanged values causes no event', async () => {
    const still = meterOf('Still');
    const power = await phone.subscribe(powerOf('Still'), { ...powerOf('Still'), characteristic: 'StatusActive' });
    still.say(FRAMES.historique(390, 2), 'historique');
    expect([(await power.next()).value, (await power.next()).value]).toEqual([390, 1]);

    const before = still.sent();
    await expect.poll(() => still.sent()).toBeGreaterThan(before + 5);
    // As events arrive in order, one for a repeated frame would arrive before this one.
    still.say(FRAMES.historique(400, 2), 'historique');
    expect((await power.next()).value).toBe(400);
  });

  test('a tile answers No Response while its meter is unplugged, and responds when it is plugged in again', async () => {
    const pulled = meterOf('Pulled');
    const statesOf = async () => [
      ...(await numbersOf(phone, 'Pulled')),
      await phone.read('Pulled Power', 'StatusActive'),
      await phone.read('Pulled Power', 'StatusFault'),
    ];
    const live = [{ value: 390 }, { value: 2 }, { value: 1 }, { value: 0 }];
    const gone = [NO_RESPONSE, NO_RESPONSE, { value: 0 }, { value: 1 }];
    expect(await statesOf()).toEqual(gone);

    pulled.say(FRAMES.historique(390, 2), 'historique');
    await expect.poll(statesOf).toEqual(live);

    await pulled.unplug();
    await expect.poll(statesOf).toEqual(gone);

    await pulled.replug();
    await expect.poll(statesOf).toEqual(live);
  });

  test('each of three phases has a light sensor as soon as a frame carries three phases', async () => {
    meterOf('Île d’Yeu').say(THREE_PHASES, 'historique');
    await expect.poll(() => numbersOf(phone, 'Île d’Yeu')).toEqual([{ value: 4830 }, { value: 17 }]);
    const phases = [1, 2, 3].map((n) =>
      phone.read('Île d’Yeu Current', 'CurrentAmbientLightLevel', `Île d’Yeu Phase ${n}`),
    );
    expect(await Promise.all(phases)).toEqual([{ value: 4 }, { value: 17 }, { value: 0 }]);
  });

  test('after a restart each tile keeps its ids and answers No Response until its first frame, and an unconfigured one is removed', async () => {
    const phases = meterOf('Île d’Yeu');
    phases.say(THREE_PHASES, 'historique');
    await expect.poll(() => numbersOf(phone, 'Île d’Yeu')).toEqual([{ value: 4830 }, { value: 17 }]);
    const ids = await idsOf(phone);
    for (const one of meters.values()) one.fallSilent();
    await first.stop();
    const { 'Still Current': gone, ...uuids } = await uuidsIn(storage);
    expect(gone).toEqual(expect.any(String));

    await using second = await startHouse({ Still: ['power'] }, first.clock.aheadMs);
    for (const name of ['Old', 'New', 'Pulled', 'Île d’Yeu']) {
      expect(await numbersOf(phone, name)).toEqual([NO_RESPONSE, NO_RESPONSE]);
    }
    expect(await idsOf(phone)).toEqual(ids.filter(({ name }) => name !== 'Still Current'));

    phases.say(THREE_PHASES, 'historique');
    await expect.poll(() => numbersOf(phone, 'Île d’Yeu')).toEqual([{ value: 4830 }, { value: 17 }]);
    await second.stop();
    expect(await uuidsIn(storage)).toEqual(uuids);
    expect([...complaintsIn(first), ...complaintsIn(second)]).toEqual([]);
  });

  test('work in Homebridge 1.11, too', async () => {
    await using linky = await startPtyMeter();
    const config = platform([meter('Linky', linky.port)]);
    await using homebridge = await startHomebridge({ config, version: 1 });
    await using visitor = phoneOf(homebridge.bridge);
    expect(await numbersOf(visitor, 'Linky')).toEqual([NO_RESPONSE, NO_RESPONSE]);
    linky.say(FRAMES.historique(390, 2), 'historique');
    await expect.poll(() => numbersOf(visitor, 'Linky')).toEqual([{ value: 390 }, { value: 2 }]);
    expect(complaintsIn(homebridge)).toEqual([]);
  });
});

function platform(meters: readonly object[]) {
  return { platform: 'LinkyTIC', name: 'Linky TIC', language: 'en', meters };
}

function meter(name: string, port: string, settings: object = {}) {
  const mode = name === 'New' ? 'standard' : 'historique';
  const stale = name === 'Pulled' ? { staleAfter: STALE_AFTER_S } : NEVER_STALE;
  return { name, port, mode, ...stale, ...settings };
}

function powerOf(meter: string) {
  return { accessory: `${meter} Power`, characteristic: 'CurrentAmbientLightLevel' } as const;
}

function currentOf(meter: string) {
  return { accessory: `${meter} Current`, characteristic: 'CurrentAmbientLightLevel' } as const;
}

function numbersOf(phone: Phone, meter: string) {
  const targets = [powerOf(meter), currentOf(meter)];
  return Promise.all(targets.map(({ accessory, characteristic }) => phone.read(accessory, characteristic)));
}

/**
 * The ids of each accessory, service and characteristic in HomeKit; sorted, as the bridge gives them in no fixed order.
 */
async function idsOf(phone: Phone) {
  const ids = [...(await phone.accessories())].map(([name, { aid, services }]) => ({
    name,
    aid,
    services: services.map(({ iid, characteristics }) => [iid, ...characteristics.map((one) => one.iid)]),
  }));
  return ids.toSorted((one, other) => one.aid - other.aid);
}

async function uuidsIn(storage: string): Promise<{ readonly [name: string]: string }> {
  const cache = JSON.parse(await readFile(join(storage, 'accessories', 'cachedAccessories'), 'utf8'));
  return Object.fromEntries(cache.map(({ displayName, UUID }: Record<string, string>) => [displayName, UUID]));
}

/** The warnings of Homebridge and hap-nodejs about a plugin that breaks their rules. */
function complaintsIn({ log }: Homebridge): readonly string[] {
  const says = log.filter((line) => /This plugin|HAP-NodeJS WARNING|Warning:|Error/.test(line));
  // The plugin itself logs this at debug level about the unplugged meter.
  return says.filter((line) => !/\] Pulled: Error: No such file/.test(line));
}

function digits(number: number, length: number): string {
  return String(number).padStart(length, '0');
}
