import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { TempoColour, TicMode } from '../../src/reading.ts';
import { encodeFrame, type WireGroup } from '../../src/tic/encode.ts';
import { type CharacteristicName, type Phone, pair, type Subscription } from './support/hap.ts';
import { startHomebridge, temporaryStorage } from './support/homebridge.ts';
import { missingPty, openPty, type Pty } from './support/pty.ts';

/** What the meter of a Tempo contract says at a moment. */
interface Scene {
  readonly va: number;
  readonly overload: boolean;
  readonly offPeak: boolean;
  readonly today: TempoColour;
  readonly tomorrow?: TempoColour | undefined;
}

/** What changes, by the second at which it does. */
type Script = readonly (readonly [atS: number, change: Partial<Scene>])[];

const SENSORS = [
  { name: 'Busy', kind: 'occupancy', when: 'power', above: 6000, hysteresis: 200, delayOn: 10, delayOff: 5 },
  { name: 'Overload', kind: 'motion', when: 'overload' },
  { name: 'Night', kind: 'contact', when: 'offPeak' },
  { name: 'Red', kind: 'occupancy', when: 'tempoRed' },
  { name: 'Red tomorrow', kind: 'occupancy', when: 'tempoRedTomorrow' },
] as const;

const STATE: { readonly [kind: string]: CharacteristicName } = {
  occupancy: 'OccupancyDetected',
  motion: 'MotionDetected',
  contact: 'ContactSensorState',
};

const DAWN: Scene = { va: 400, overload: false, offPeak: false, today: 'blue' };

const MORNING: Script = [
  [2, { overload: true }],
  [4, { overload: false }],
  [6, { offPeak: true }],
  [8, { offPeak: false }],
  [10, { offPeak: true }],
  [12, { tomorrow: 'red' }],
  // Around the threshold.
  ...[0, 2, 4, 6, 8, 10].flatMap((s) => [[3 + s, { va: 6100 }] as const, [4 + s, { va: 5900 }] as const]),
  // 9 s above it, then 11 s.
  [16, { va: 9000 }],
  [25, { va: 400 }],
  [27, { va: 9000 }],
  // Within the hysteresis, for longer than the delay to off.
  ...[0, 2, 4, 6].flatMap((s) => [[38 + s, { va: 5801 }] as const, [39 + s, { va: 6100 }] as const]),
  [46, {}],
];
const MORNING_EVENTS = [
  [2, 'Overload on'],
  [4, 'Overload off'],
  [6, 'Night on'],
  [8, 'Night off'],
  [10, 'Night on'],
  [12, 'Red tomorrow on'],
  [37, 'Busy on'],
] as const;

const EVENING: Script = [
  [2, { va: 5800 }],
  [9, { today: 'red', tomorrow: undefined }],
  [11, { offPeak: false }],
  [13, {}],
];
const EVENING_EVENTS = [
  [7, 'Busy off'],
  [9, 'Red on'],
  [9, 'Red tomorrow off'],
  [11, 'Night off'],
] as const;

/** How far an event may be from its second: less than from one frame to the next. */
const TOLERANCE_S = 0.9;

const missing = missingPty();

describe.skipIf(missing)(missing ?? 'a day of the sensors in Apple Home', () => {
  test.concurrent.each(['historique', 'standard'] as const)('in %s mode, with a restart at noon', async (mode) => {
    await using storage = await temporaryStorage();
    await using pty = await openPty();
    const meter = { name: 'Linky', port: pty.pluginSide, mode, tiles: [], sensors: SENSORS };
    const plan = { config: platform([meter]), storage: storage.path };
    await using before = await startHomebridge(plan);
    await using phone = await pair(before.bridge);

    const morning = await subscribed(phone);
    await pty.listened();
    await pty.write(frameOf(DAWN, mode));
    expect(await wakingOf(morning)).toEqual(SENSORS.map(({ name }) => `${name} active`));
    const noon = await play(MORNING, DAWN, pty, mode, morning, MORNING_EVENTS);

    const states = await statesOf(phone);
    await before.stop();
    await using _after = await startHomebridge(plan);
    expect(await statesOf(phone)).toEqual(states);

    const evening = await subscribed(phone);
    await pty.listened();
    await pty.write(frameOf(noon, mode));
    expect(await wakingOf(evening)).toEqual(SENSORS.map(({ name }) => `${name} active`));
    await play(EVENING, noon, pty, mode, evening, EVENING_EVENTS);
  });
});

describe('the settings, edited', () => {
  const [busy, overload, night] = SENSORS;
  const house = { name: 'House', port: '/dev/no-such-meter', tiles: ['power'] };
  const garage = { name: 'Garage', port: '/dev/no-such-meter-either', tiles: ['power'], sensors: [busy] };

  test.each([2, 1] as const)('what is renamed, moved or left stays what it was, in Homebridge %i', async (version) => {
    await using storage = await temporaryStorage();
    await using first = await started([{ ...house, sensors: [busy, overload, night] }]);
    await using phone = await pair(first.bridge);
    const before = await idsOf(phone);
    expect([...before.keys()]).toEqual(['House Power', 'Busy', 'Overload', 'Night']);
    await first.stop();
    const uuids = await uuidsIn(storage.path);

    // A sensor renamed, one gone, the others in another order; a meter more.
    await using second = await started([garage, { ...house, sensors: [night, { ...busy, name: 'Too much' }] }]);
    const edited = await idsOf(phone);
    expect([...edited.keys()].toSorted()).toEqual(['Busy', 'Garage Power', 'House Power', 'Night', 'Too much']);
    expect(edited.get('Too much')).toEqual(before.get('Busy'));
    expect(edited.get('Night')).toEqual(before.get('Night'));
    expect(edited.get('House Power')).toEqual(before.get('House Power'));
    expect([...before.values()]).not.toContainEqual(edited.get('Busy'));
    await second.stop();
    expect(await uuidsIn(storage.path)).toEqual({
      ...uuids,
      'Too much': uuids['Busy'],
      Busy: expect.any(String),
      'Garage Power': expect.any(String),
      Overload: undefined,
    });

    // The first meter gone.
    await using _third = await started([garage]);
    const left = await idsOf(phone);
    expect([...left.keys()].toSorted()).toEqual(['Busy', 'Garage Power']);
    expect(left.get('Busy')).toEqual(edited.get('Busy'));

    function started(meters: readonly object[]) {
      return startHomebridge({ config: platform(meters), storage: storage.path, version });
    }
  });
});

function platform(meters: readonly object[]) {
  return { platform: 'LinkyTIC', name: 'Linky TIC', language: 'en', meters };
}

/** Plays a script, a frame a second, and holds the events against those expected. Gives the last scene. */
async function play(
  script: Script,
  from: Scene,
  pty: Pty,
  mode: TicMode,
  subscription: Subscription,
  expected: readonly (readonly [atS: number, says: string])[],
): Promise<Scene> {
  const startMs = performance.now();
  let scene = from;
  for (let second = 0; second <= Math.max(...script.map(([atS]) => atS)); second += 1) {
    for (const [atS, change] of script) if (atS === second) scene = { ...scene, ...change };
    await delay(Math.max(0, startMs + 1000 * second - performance.now()));
    await pty.write(frameOf(scene, mode));
  }
  await delay(500);
  const events = subscription.pending.map(({ accessory, characteristic, value, atMs }) => ({
    says: `${accessory} ${characteristic === 'StatusActive' ? 'active ' : ''}${value ? 'on' : 'off'}`,
    atS: (atMs - startMs) / 1000,
  }));
  expect(events.map(({ says }) => says)).toEqual(expected.map(([, says]) => says));
  const late = events.map(({ atS }, n) => atS - (expected[n]?.[0] ?? 0));
  expect(late.filter((s) => Math.abs(s) > TOLERANCE_S)).toEqual([]);
  return scene;
}

function subscribed(phone: Phone): Promise<Subscription> {
  return phone.subscribe(
    ...SENSORS.flatMap(({ name: accessory, kind }) => [
      { accessory, characteristic: STATE[kind] as CharacteristicName },
      { accessory, characteristic: 'StatusActive' as const },
    ]),
  );
}

/** The events of the first frame, as many as there are sensors. */
async function wakingOf(subscription: Subscription): Promise<readonly string[]> {
  const says: string[] = [];
  for (const _ of SENSORS) {
    const { accessory, characteristic, value } = await subscription.next();
    says.push(`${accessory} ${characteristic === 'StatusActive' && value ? 'active' : `${characteristic} ${value}`}`);
  }
  return says;
}

function statesOf(phone: Phone) {
  return Promise.all(SENSORS.map(({ name, kind }) => phone.read(name, STATE[kind] as CharacteristicName)));
}

/** The numbers by which HomeKit knows each accessory, its services and their characteristics. */
async function idsOf(phone: Phone) {
  const ids = [...(await phone.accessories())].map(
    ([name, { aid, services }]) =>
      [
        name,
        [aid, ...services.flatMap(({ iid, characteristics }) => [iid, ...characteristics.map((one) => one.iid)])],
      ] as const,
  );
  return new Map(ids);
}

async function uuidsIn(storage: string): Promise<{ readonly [name: string]: string }> {
  const cache = JSON.parse(await readFile(join(storage, 'accessories', 'cachedAccessories'), 'utf8'));
  return Object.fromEntries(cache.map(({ displayName, UUID }: Record<string, string>) => [displayName, UUID]));
}

function frameOf(scene: Scene, mode: TicMode): Uint8Array {
  return encodeFrame(mode === 'historique' ? historique(scene) : standard(scene), mode);
}

const PTEC = { blue: 'JB', white: 'JW', red: 'JR' } as const;
const DEMAIN = { blue: 'BLEU', white: 'BLAN', red: 'ROUG' } as const;
const LTARF = { blue: 'BLEU', white: 'BLANC', red: 'ROUGE' } as const;
const STGE = { blue: 1, white: 2, red: 3 } as const;

function historique({ va, overload, offPeak, today, tomorrow }: Scene): readonly WireGroup[] {
  return [
    { label: 'ADCO', data: '021876543210' },
    { label: 'OPTARIF', data: 'BBR(' },
    { label: 'ISOUSC', data: '30' },
    ...['HCJB', 'HPJB', 'HCJW', 'HPJW', 'HCJR', 'HPJR'].map((ptec) => ({ label: `BBR${ptec}`, data: '002565285' })),
    { label: 'PTEC', data: `${offPeak ? 'HC' : 'HP'}${PTEC[today]}` },
    { label: 'DEMAIN', data: tomorrow ? DEMAIN[tomorrow] : '----' },
    { label: 'IINST', data: '017' },
    ...(overload ? [{ label: 'ADPS', data: '032' }] : []),
    { label: 'IMAX', data: '090' },
    { label: 'PAPP', data: String(va).padStart(5, '0') },
    { label: 'HHPHC', data: 'Y' },
    { label: 'MOTDETAT', data: '000000' },
  ];
}

function standard({ va, overload, offPeak, today, tomorrow }: Scene): readonly WireGroup[] {
  const status = 0x003a_0001 + (overload ? 1 << 7 : 0) + (STGE[today] << 24) + ((tomorrow ? STGE[tomorrow] : 0) << 26);
  return [
    { label: 'ADSC', data: '021876543210' },
    { label: 'VTIC', data: '02' },
    { label: 'DATE', horodate: 'H261125011500', data: '' },
    { label: 'NGTF', data: '     TEMPO      ' },
    { label: 'LTARF', data: `    ${offPeak ? 'HC' : 'HP'}  ${LTARF[today]}`.padEnd(16) },
    { label: 'EAST', data: '002565285' },
    { label: 'IRMS1', data: '017' },
    { label: 'URMS1', data: '233' },
    { label: 'PREF', data: '06' },
    { label: 'SINSTS', data: String(va).padStart(5, '0') },
    { label: 'STGE', data: status.toString(16).toUpperCase().padStart(8, '0') },
  ];
}
