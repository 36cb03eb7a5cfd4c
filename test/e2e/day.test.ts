import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { TempoColour, TicMode } from '../../src/reading.ts';
import { encodeFrame, type WireGroup } from '../../src/tic/encode.ts';
import { type CharacteristicName, type HapEvent, type Phone, pair, type Subscription } from './support/hap.ts';
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

const NAMES = SENSORS.map(({ name }) => name);
const TILE = 'Linky Power';
const TILED = { name: 'Linky', tiles: ['power'] };
/** Of the meter whose frames are short for a while. */
const STALE_AFTER_S = 10;

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

/**
 * How late a frame of the script may be written: 9 s are below the delay of 10 s, and 11 s above it, only as long as none
 * is a second late. And how far an event may be from its second besides: less than from one frame to the next.
 */
const TOLERANCE_S = 0.9;
/** How late a frame may be written for the one after it not to come within the 250 ms that Homebridge gathers events. */
const TOGETHER_S = 0.5;
/** Until the phone has heard of the last frame. */
const LAST_EVENTS_MS = 4_000;
/** How often a day may begin anew because the machine had others to serve. */
const MOST_TIMES = 6;

/** The machine, not the plugin, was late: what was seen says nothing. */
class TooLate extends Error {}

const missing = missingPty();

describe.skipIf(missing)(missing ?? 'a day of the sensors in Apple Home', () => {
  test.concurrent.each(['historique', 'standard'] as const)(
    'in %s mode, with a restart at noon',
    { timeout: 900_000 },
    (mode) => inTime(() => day(mode)),
  );

  const patient = { timeout: 300_000 };
  test.concurrent('three phases over the limit are one overload, and no silence of the power', patient, async () => {
    await using pty = await openPty();
    const meter = { port: pty.pluginSide, mode: 'historique', staleAfter: STALE_AFTER_S };
    const sensors = SENSORS.filter(({ when }) => when === 'overload');
    await using homebridge = await startHomebridge({ config: platform([{ ...TILED, ...meter, sensors }]) });
    await using phone = await pair(homebridge.bridge);
    const heard = await subscribed(phone, ['Overload']);
    await pty.listened();
    const send = (groups: readonly WireGroup[]) => pty.write(encodeFrame(groups, 'historique'));
    await send(longFrame(4830));
    await send(longFrame(4830));
    expect(await heardOf(heard, ['Overload'])).toEqual(wakingOf(['Overload'], 4830));

    const says = () => heard.pending.map(said);
    for (const va of [21_000, 21_500]) {
      // For longer than a silence may last.
      for (let nth = 0; nth < 20; nth += 1) {
        await send(SHORT_FRAME);
        await delay((1500 * STALE_AFTER_S) / 20);
      }
      await send(longFrame(va));
      await expect.poll(says).toContain(`Power ${va}`);
    }
    expect(says()).toEqual(['Overload on', 'Power 21000', 'Power 21500']);

    await send(longFrame(5000));
    await expect.poll(() => says().length).toBe(5);
    expect(says().slice(3).toSorted()).toEqual(['Overload off', 'Power 5000']);
    await send(longFrame(5100));
    await expect.poll(says).toContain('Power 5100');
    expect(says()).toHaveLength(6);
  });
});

/** A day from one frame of dawn to the evening; Homebridge starts anew at noon. */
async function day(mode: TicMode): Promise<void> {
  await using storage = await temporaryStorage();
  await using pty = await openPty();
  const meter = { ...TILED, port: pty.pluginSide, mode, sensors: SENSORS };
  const plan = { config: platform([meter]), storage: storage.path };
  await using before = await startHomebridge(plan);
  await using phone = await pair(before.bridge);

  const morning = await subscribed(phone, NAMES);
  await pty.listened();
  await pty.write(frameOf(DAWN, mode));
  expect(await heardOf(morning, NAMES)).toEqual(wakingOf(NAMES, DAWN.va));
  const noon = await play(MORNING, DAWN, pty, mode, morning, MORNING_EVENTS);

  const states = await statesOf(phone);
  await before.stop();
  await using _after = await startHomebridge(plan);
  expect(await statesOf(phone)).toEqual(states);

  const evening = await subscribed(phone, NAMES);
  await pty.listened();
  await pty.write(frameOf(noon, mode));
  expect(await heardOf(evening, NAMES)).toEqual(wakingOf(NAMES, noon.va));
  await play(EVENING, noon, pty, mode, evening, EVENING_EVENTS);
}

/** Begins anew, in a house of its own, when the machine was too late. */
async function inTime(live: () => Promise<void>): Promise<void> {
  for (let nth = 1; ; nth += 1) {
    try {
      return await live();
    } catch (error) {
      if (!(error instanceof TooLate) || nth === MOST_TIMES) throw error;
    }
  }
}

describe('the settings, edited', { timeout: 600_000 }, () => {
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

  test('a mistake in a sensor costs none its identity or its kind', async () => {
    await using storage = await temporaryStorage();
    const started = (...sensors: readonly object[]) =>
      startHomebridge({ config: platform([{ ...house, sensors }]), storage: storage.path });
    await using first = await started(overload, night);
    await using phone = await pair(first.bridge);
    const before = await idsOf(phone);
    await first.stop();

    // A kind that there is not, a name that cannot be one, and a new one that senses the same.
    const laundry = { ...night, name: 'Laundry' };
    await using second = await started({ ...overload, kind: 'moton' }, { ...night, name: '-' }, laundry);
    const wrong = await idsOf(phone);
    expect([...wrong.keys()].toSorted()).toEqual(['House Power', 'Laundry', 'Night', 'Overload']);
    await second.stop();

    await using _third = await started(overload, night, laundry);
    expect(await idsOf(phone)).toEqual(wrong);
    for (const [name, ids] of before) expect(wrong.get(name)).toEqual(ids);
  });
});

function platform(meters: readonly object[]) {
  return { platform: 'LinkyTIC', name: 'Linky TIC', language: 'en', meters };
}

/**
 * Plays a script, a frame a second, and holds the events against those expected, and against the power of each frame
 * that has another one. Gives the last scene.
 * @throws TooLate when a frame was written too late for the script
 */
async function play(
  script: Script,
  from: Scene,
  pty: Pty,
  mode: TicMode,
  subscription: Subscription,
  expected: readonly (readonly [atS: number, says: string])[],
): Promise<Scene> {
  const startMs = performance.now();
  const secondsAt = (atMs: number) => (atMs - startMs) / 1000;
  const powers: [atS: number, says: string][] = [];
  const late: number[] = [];
  let scene = from;
  for (let second = 0; second <= Math.max(...script.map(([atS]) => atS)); second += 1) {
    const { va } = scene;
    for (const [atS, change] of script) if (atS === second) scene = { ...scene, ...change };
    if (scene.va !== va) powers.push([second, `Power ${scene.va}`]);
    await delay(Math.max(0, startMs + 1000 * second - performance.now()));
    await pty.write(frameOf(scene, mode));
    late.push(secondsAt(performance.now()) - second);
  }
  await delay(LAST_EVENTS_MS);
  const events = subscription.pending.map((event) => [secondsAt(event.atMs), said(event)] as const);
  const seen = events.filter(([, says]) => says.startsWith('Power'));
  // Homebridge gathers what a tile says for 250 ms: of two frames in that time the phone sees one.
  const mostLate = seen.length < powers.length ? TOGETHER_S : TOLERANCE_S;
  if (Math.max(...late) > mostLate) throw new TooLate(`a frame was late by ${Math.max(...late)} s`);

  expect(seen.map(([, says]) => says)).toEqual(powers.map(([, says]) => says));
  const others = events.filter(([, says]) => !says.startsWith('Power'));
  expect(others.map(([, says]) => says)).toEqual(expected.map(([, says]) => says));
  const off = others.map(([atS], nth) => atS - (expected[nth]?.[0] ?? 0));
  const seenLate = seen.map(([atS], nth) => atS - (powers[nth]?.[0] ?? 0));
  expect(off.filter((s) => s < -TOLERANCE_S || s > TOLERANCE_S + Math.max(...late, ...seenLate))).toEqual([]);
  return scene;
}

function subscribed(phone: Phone, sensors: readonly string[]): Promise<Subscription> {
  const targets = SENSORS.filter(({ name }) => sensors.includes(name)).map(
    ({ name, kind }) => [name, STATE[kind] as CharacteristicName] as const,
  );
  return phone.subscribe(
    ...[...targets, [TILE, 'CurrentAmbientLightLevel'] as const].flatMap(([accessory, state]) =>
      [state, 'StatusActive' as const, 'StatusFault' as const].map((characteristic) => ({ accessory, characteristic })),
    ),
  );
}

function said({ accessory, characteristic, value }: HapEvent): string {
  switch (characteristic) {
    case 'CurrentAmbientLightLevel':
      return `Power ${value}`;
    case 'StatusActive':
      return `${accessory} ${value ? 'active' : 'inactive'}`;
    case 'StatusFault':
      return `${accessory} ${value ? 'at fault' : 'without fault'}`;
    default:
      return `${accessory} ${value ? 'on' : 'off'}`;
  }
}

/** What the first frame brings: the tile's number, and that each is live. */
function wakingOf(sensors: readonly string[], va: number): readonly string[] {
  return [`Power ${va}`, ...[TILE, ...sensors].flatMap((name) => [`${name} active`, `${name} without fault`])];
}

/** As many events as the first frame brings. */
async function heardOf(subscription: Subscription, sensors: readonly string[]): Promise<readonly string[]> {
  const says: string[] = [];
  for (const _ of wakingOf(sensors, 0)) says.push(said(await subscription.next()));
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

/** What a three-phase meter sends while its first phase is over, twenty for each long frame. */
const SHORT_FRAME: readonly WireGroup[] = [
  { label: 'ADIR1', data: '063' },
  { label: 'ADCO', data: '021876543210' },
  { label: 'IINST1', data: '063' },
  { label: 'IINST2', data: '017' },
  { label: 'IINST3', data: '000' },
];

function longFrame(va: number): readonly WireGroup[] {
  return [
    { label: 'ADCO', data: '021876543210' },
    { label: 'OPTARIF', data: 'BASE' },
    { label: 'ISOUSC', data: '60' },
    { label: 'BASE', data: '002565285' },
    { label: 'PTEC', data: 'TH..' },
    { label: 'IINST1', data: '063' },
    { label: 'IINST2', data: '017' },
    { label: 'IINST3', data: '000' },
    { label: 'IMAX1', data: '060' },
    { label: 'IMAX2', data: '060' },
    { label: 'IMAX3', data: '060' },
    { label: 'PMAX', data: '05830' },
    { label: 'PAPP', data: String(va).padStart(5, '0') },
    { label: 'MOTDETAT', data: '000000' },
    { label: 'PPOT', data: '00' },
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
