import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TicMode } from '../../src/reading.ts';
import { encodeFrame, type WireGroup } from '../../src/tic/encode.ts';
import { type Phone, pair } from './support/hap.ts';
import { type Homebridge, startHomebridge, temporaryStorage } from './support/homebridge.ts';
import { missingPty, openPty } from './support/pty.ts';

const STALE_AFTER_S = 5;
const NO_RESPONSE = { status: -70402 };

const POWER = { accessory: 'Linky Power', characteristic: 'CurrentAmbientLightLevel' } as const;
const CURRENT = { accessory: 'Linky Current', characteristic: 'CurrentAmbientLightLevel' } as const;

/** What a single-phase meter sends while it draws so much, in each mode. */
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
  describe.each(['historique', 'standard'] as const)('a meter in %s mode', (mode) => {
    test('shows the power and the current of each frame, 0 like any other', async () => {
      await using meter = await meterOn();
      await using homebridge = await startHomebridge({ config: platform(meter.port, { mode }) });
      await using phone = await pair(homebridge.bridge);
      const power = await phone.subscribe(POWER);
      const current = await phone.subscribe(CURRENT);

      for (const [va, amperes] of [
        [390, 2],
        [0, 0],
        [6210, 27],
      ] as const) {
        meter.say(encodeFrame(FRAMES[mode](va, amperes), mode));
        expect([(await power.next()).value, (await current.next()).value]).toEqual([va, amperes]);
        expect(await numbersOf(phone)).toEqual([{ value: va }, { value: amperes }]);
      }
    });
  });

  test('a frame that says nothing new pushes nothing', async () => {
    await using meter = await meterOn();
    await using homebridge = await startHomebridge({ config: platform(meter.port) });
    await using phone = await pair(homebridge.bridge);
    const power = await phone.subscribe(POWER, { ...POWER, characteristic: 'StatusActive' });
    meter.say(encodeFrame(FRAMES.historique(390, 2), 'historique'));
    expect([(await power.next()).value, (await power.next()).value]).toEqual([390, 1]);

    const before = meter.sent();
    await expect.poll(() => meter.sent()).toBeGreaterThan(before + 5);
    expect(power.pending).toEqual([]);
  });

  test('unplugged it does not respond, plugged in again it does', async () => {
    await using meter = await meterOn();
    await using homebridge = await startHomebridge({ config: platform(meter.port) });
    await using phone = await pair(homebridge.bridge);
    const statesOf = async () => [
      ...(await numbersOf(phone)),
      await phone.read('Linky Power', 'StatusActive'),
      await phone.read('Linky Power', 'StatusFault'),
    ];
    const live = [{ value: 390 }, { value: 2 }, { value: 1 }, { value: 0 }];
    const gone = [NO_RESPONSE, NO_RESPONSE, { value: 0 }, { value: 1 }];
    expect(await statesOf()).toEqual(gone);

    meter.say(encodeFrame(FRAMES.historique(390, 2), 'historique'));
    await expect.poll(statesOf).toEqual(live);

    await meter.unplug();
    await expect.poll(statesOf, { timeout: (STALE_AFTER_S + 3) * 1000 }).toEqual(gone);

    await meter.replug();
    await expect.poll(statesOf).toEqual(live);
  });

  test('three phases stand beside the most loaded one as soon as the meter tells of them', async () => {
    await using meter = await meterOn();
    await using homebridge = await startHomebridge({ config: platform(meter.port) });
    await using phone = await pair(homebridge.bridge);
    meter.say(encodeFrame(THREE_PHASES, 'historique'));

    await expect.poll(() => numbersOf(phone)).toEqual([{ value: 4830 }, { value: 17 }]);
    const phases = [1, 2, 3].map((n) => phone.read('Linky Current', 'CurrentAmbientLightLevel', `Linky Phase ${n}`));
    expect(await Promise.all(phases)).toEqual([{ value: 4 }, { value: 17 }, { value: 0 }]);
  });

  test('a restart shows the same accessories at once, not responding until the first frame', async () => {
    await using storage = await temporaryStorage();
    await using meter = await meterOn();
    const plan = { config: platform(meter.port), storage: storage.path };
    meter.say(encodeFrame(THREE_PHASES, 'historique'));
    await using before = await startHomebridge(plan);
    await using phone = await pair(before.bridge);
    await expect.poll(() => numbersOf(phone)).toEqual([{ value: 4830 }, { value: 17 }]);
    const ids = await idsOf(phone);
    await before.stop();
    const uuids = await uuidsIn(storage.path);
    meter.fallSilent();

    await using after = await startHomebridge(plan);
    expect(await numbersOf(phone)).toEqual([NO_RESPONSE, NO_RESPONSE]);
    expect(await idsOf(phone)).toEqual(ids);

    meter.say(encodeFrame(THREE_PHASES, 'historique'));
    await expect.poll(() => numbersOf(phone)).toEqual([{ value: 4830 }, { value: 17 }]);
    await after.stop();
    expect(await uuidsIn(storage.path)).toEqual(uuids);
  });

  test('a tile that is no longer configured goes with the next start', async () => {
    await using storage = await temporaryStorage();
    await using meter = await meterOn();
    await using before = await startHomebridge({ config: platform(meter.port), storage: storage.path });
    await using phone = await pair(before.bridge);
    expect([...(await phone.accessories()).keys()]).toEqual(['Linky Power', 'Linky Current']);
    await before.stop();

    const config = platform(meter.port, { tiles: ['power'] });
    await using _after = await startHomebridge({ config, storage: storage.path });
    expect([...(await phone.accessories()).keys()]).toEqual(['Linky Power']);
  });

  // A busy machine has nine more tries to show that it can.
  test('ends in under a second when asked to, in the middle of the frames', { retry: 9 }, async () => {
    await using meter = await meterOn();
    await using homebridge = await startHomebridge({ config: platform(meter.port) });
    await using phone = await pair(homebridge.bridge);
    meter.say(encodeFrame(FRAMES.historique(390, 2), 'historique'));
    await expect.poll(() => numbersOf(phone)).toEqual([{ value: 390 }, { value: 2 }]);

    const { code, ms, heldUpMs } = await homebridge.stop();
    expect(code).toBe(0);
    expect(ms - heldUpMs).toBeLessThan(1000);
  });

  test('runs in Homebridge 1.11, too', async () => {
    await using meter = await meterOn();
    await using homebridge = await startHomebridge({ config: platform(meter.port), version: 1 });
    await using phone = await pair(homebridge.bridge);
    expect(await numbersOf(phone)).toEqual([NO_RESPONSE, NO_RESPONSE]);
    meter.say(encodeFrame(FRAMES.historique(390, 2), 'historique'));
    await expect.poll(() => numbersOf(phone)).toEqual([{ value: 390 }, { value: 2 }]);
    expect(complaintsIn(homebridge)).toEqual([]);
  });

  test('gives Homebridge nothing to complain about', async () => {
    await using meter = await meterOn();
    meter.say(encodeFrame(THREE_PHASES, 'historique'));
    await using homebridge = await startHomebridge({
      config: platform(meter.port, { name: 'Île d’Yeu' }),
      debug: true,
    });
    await homebridge.waitForLog(/historique mode/);
    await homebridge.stop();
    expect(complaintsIn(homebridge)).toEqual([]);
  });
});

function platform(port: string, meter: object = {}) {
  return {
    platform: 'LinkyTIC',
    name: 'Linky TIC',
    language: 'en',
    meters: [{ name: 'Linky', port, mode: 'historique', staleAfter: STALE_AFTER_S, ...meter }],
  };
}

/** A meter on a pseudo-terminal, which repeats its frame as meters do. */
async function meterOn() {
  const pty = await openPty();
  let frame: Uint8Array | undefined;
  let isBusy = false;
  let sent = 0;
  const repeat = setInterval(async () => {
    if (!frame || isBusy) return;
    isBusy = true;
    // Nothing leaves an unplugged meter.
    await pty.write(frame).catch(() => undefined);
    isBusy = false;
    sent += 1;
  }, 200);
  return {
    port: pty.pluginSide,
    unplug: pty.close,
    replug: pty.reopen,
    /** How many frames so far. */
    sent: () => sent,
    say(next: Uint8Array) {
      frame = next;
    },
    fallSilent() {
      frame = undefined;
    },
    async [Symbol.asyncDispose]() {
      clearInterval(repeat);
      await pty[Symbol.asyncDispose]();
    },
  };
}

function numbersOf(phone: Phone) {
  return Promise.all([POWER, CURRENT].map(({ accessory, characteristic }) => phone.read(accessory, characteristic)));
}

/** The number by which HomeKit knows each accessory, service and characteristic. */
async function idsOf(phone: Phone) {
  return [...(await phone.accessories())].map(([name, { aid, services }]) => ({
    name,
    aid,
    services: services.map(({ iid, characteristics }) => [iid, ...characteristics.map((one) => one.iid)]),
  }));
}

async function uuidsIn(storage: string): Promise<readonly string[]> {
  const cache = JSON.parse(await readFile(join(storage, 'accessories', 'cachedAccessories'), 'utf8'));
  return cache.map(({ UUID }: { UUID: string }) => UUID);
}

/** What Homebridge and hap-nodejs say of a plugin that does not keep to their rules. */
function complaintsIn({ log }: Homebridge): readonly string[] {
  return log.filter((line) => /This plugin|HAP-NodeJS WARNING|Warning:|Error/.test(line));
}

function digits(number: number, length: number): string {
  return String(number).padStart(length, '0');
}
