import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TempoColour, TicMode } from '../../src/reading/reading.ts';
import { encodeFrame, type WireGroup } from '../../src/tic/encode.ts';
import { childClock } from '../../testbed/child-clock/child-clock.ts';
import { type Homebridge, startHomebridge } from '../../testbed/homebridge/homebridge.ts';
import {
  type CharacteristicName,
  type HapEvent,
  type Phone,
  phoneOf,
  type Subscription,
} from '../../testbed/homebridge/phone.ts';
import { meterIsOpenedAnew } from '../../testbed/meter/quiet-house.ts';
import { startTcpMeter, type TcpMeter } from '../../testbed/meter/tcp-meter.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';

/** The values of a meter with a Tempo contract at one moment. */
interface Scene {
  readonly va: number;
  readonly overload: boolean;
  readonly offPeak: boolean;
  readonly today: TempoColour;
  readonly tomorrow?: TempoColour;
  /** The meter tells it in standard mode only. */
  readonly volts: number;
}

/** The values that change, by the second of the change. */
type Script = readonly (readonly [atS: number, change: Partial<Scene>])[];

const SENSORS = [
  { name: 'Busy', kind: 'occupancy', when: 'power', above: 6000, hysteresis: 200, delayOn: 10, delayOff: 5 },
  { name: 'Overload', kind: 'motion', when: 'overload' },
  { name: 'Night', kind: 'contact', when: 'offPeak' },
  { name: 'Red', kind: 'occupancy', when: 'tempoRed' },
  { name: 'Red tomorrow', kind: 'occupancy', when: 'tempoRedTomorrow' },
  // Between 20 A and 21 A, at the 230 V of a historique frame and at the 233 V of a standard one.
  { name: 'Sun', kind: 'occupancy', when: 'surplus', above: 4700, hysteresis: 4700, delayOn: 10, delayOff: 5 },
  { name: 'High', kind: 'motion', when: 'voltage', above: 250, hysteresis: 5, delayOn: 10, delayOff: 5 },
  { name: 'Low', kind: 'contact', when: 'voltage', below: 207, hysteresis: 3, delayOn: 10, delayOff: 5 },
] as const;

const MODES = ['historique', 'standard'] as const;
/** A meter of the home, by its name, and the sensors that it has. */
type Meter = { readonly name: string; readonly mode: TicMode; readonly sensors: readonly Sensor[] };
type Sensor = (typeof SENSORS)[number];
/** One of each mode, which is silent until its turn comes, and one that sends short frames. */
const [HISTORIQUE, STANDARD] = MODES.map((mode): Meter => ({ name: mode, mode, sensors: SENSORS })) as [Meter, Meter];
const THREE_PHASE: Meter = {
  ...{ name: 'three', mode: 'historique' },
  sensors: SENSORS.filter(({ when }) => when === 'overload'),
};
const METERS = [HISTORIQUE, STANDARD, THREE_PHASE];

/** The sensors of which a meter tells the value. The others are never active. */
function liveSensors({ mode, sensors }: Meter): readonly Sensor[] {
  return sensors.filter(({ when }) => when !== 'voltage' || mode === 'standard');
}

/** The accessories of a meter, which have its name before their own. */
const TILE = 'Power';
const CURRENT = 'Current';
/** The current in the first frame. */
const FIRST_A = 99;
/** Of the meter that sends short frames for some time. The others never count as silent. */
const STALE_AFTER_S = 10;
const NEVER_S = 3_600;

const STATE: { readonly [kind: string]: CharacteristicName } = {
  occupancy: 'OccupancyDetected',
  motion: 'MotionDetected',
  contact: 'ContactSensorState',
};

const DAWN: Scene = { va: 400, overload: false, offPeak: false, today: 'blue', volts: 233 };

const MORNING: Script = [
  [2, { overload: true }],
  [4, { overload: false }],
  [6, { offPeak: true }],
  [8, { offPeak: false }],
  [10, { offPeak: true }],
  [12, { tomorrow: 'red' }],
  // The power crosses the threshold.
  ...[0, 2, 4, 6, 8, 10].flatMap((s) => [[3 + s, { va: 6100 }] as const, [4 + s, { va: 5900 }] as const]),
  // 9 s above the threshold, and then 11 s.
  [16, { va: 9000 }],
  [25, { va: 400 }],
  [27, { va: 9000 }],
  // Within the hysteresis, for longer than `delayOff`.
  ...[0, 2, 4, 6].flatMap((s) => [[38 + s, { va: 5801 }] as const, [39 + s, { va: 6100 }] as const]),
  // The voltage rises, falls to within the hysteresis, leaves it, and is low in the end.
  [5, { volts: 251 }],
  [16, { volts: 246 }],
  [22, { volts: 245 }],
  [28, { volts: 206 }],
  [46, {}],
];
const MORNING_EVENTS = [
  [2, 'Overload on'],
  [4, 'Overload off'],
  [6, 'Night on'],
  [8, 'Night off'],
  [10, 'Night on'],
  [12, 'Red tomorrow on'],
  [15, 'High on'],
  [27, 'High off'],
  [37, 'Busy on'],
  [38, 'Low on'],
] as const;

const EVENING: Script = [
  [2, { va: 5800, volts: 209 }],
  [5, { volts: 233 }],
  [9, { today: 'red', tomorrow: undefined }],
  [11, { offPeak: false }],
  // The house gives, without a producer's contract. The current is one ampere more in each second.
  [14, { va: 0 }],
  [33, { va: 300 }],
  [39, {}],
];
const EVENING_EVENTS = [
  [7, 'Busy off'],
  [9, 'Red on'],
  [10, 'Low off'],
  [9, 'Red tomorrow off'],
  [11, 'Night off'],
  [31, 'Sun on'],
  [38, 'Sun off'],
] as const;

/** HAP-NodeJS delays the events of a tile by this. */
const GATHERED_MS = 250;

/** The tests run one after the other in one home: each begins where the one before ended. */
describe('the sensors in Apple Home over a day', () => {
  const started = new AsyncDisposableStack();
  const lines = new Map<Meter, TcpMeter>();
  let homebridge: Homebridge;
  let phone: Phone;
  /** The values at noon. */
  let noon: Scene;
  let storage: string;

  beforeAll(async () => {
    storage = temporaryFolder({ name: 'homebridge' });
    for (const meter of METERS) lines.set(meter, started.use(await startTcpMeter()));
    homebridge = started.use(await startHomebridge(planOf(lines, storage)));
    phone = started.use(phoneOf(homebridge.bridge));
  });
  afterAll(() => started.disposeAsync());
  const stageOf = (meter: Meter): Stage => ({ homebridge, line: lines.get(meter) as TcpMeter, phone, meter });

  test.each([HISTORIQUE, STANDARD])('in the morning, in $mode mode', async (meter) => {
    noon = await play(MORNING, DAWN, MORNING_EVENTS, stageOf(meter));
  });

  test('sensors of the voltage are inactive where the meter speaks historique, and the log says why', async () => {
    for (const name of ['High', 'Low']) {
      expect(await phone.read(`historique ${name}`, 'StatusActive')).toEqual({ value: 0 });
      expect(await phone.read(`standard ${name}`, 'StatusActive')).toEqual({ value: 1 });
    }
    const said = homebridge.log.filter((line) => line.includes('does not send the voltage'));
    expect(said).toEqual(['High', 'Low'].map((name) => expect.stringContaining(`historique ${name} is neither`)));
  });

  test('short frames of an overload on three phases turn the overload sensor on once, and the power does not count as silent', async () => {
    const { line } = stageOf(THREE_PHASE);
    const heard = await subscribed(phone, THREE_PHASE);
    await homebridge.clock.stop();
    await meterIsOpenedAnew(line, homebridge);
    const seen: string[] = [];
    // A single long frame may come between short ones. Only after a second one is the overload over.
    const waking = [...(await afterShow(longFrame(4830, 17))), ...(await afterShow(longFrame(4830, 18)))];
    expect(waking.toSorted()).toEqual(wakingOf(THREE_PHASE, 4830));

    for (const va of [21_000, 21_500]) {
      // For longer than the time after which a meter counts as silent.
      for (let nth = 0; nth < 20; nth += 1) {
        seen.push(...(await afterShow(shortFrame(40 + nth))));
        await homebridge.clock.advance((1500 * STALE_AFTER_S) / 20);
      }
      seen.push(...(await afterShow(longFrame(va, 63))));
    }
    expect(seen).toEqual(['Overload on', 'Power 21000', 'Power 21500']);
    expect((await afterShow(longFrame(5000, 17))).toSorted()).toEqual(['Overload off', 'Power 5000']);
    expect(await afterShow(longFrame(5100, 18))).toEqual(['Power 5100']);

    /** The events that the phone receives for a frame, which has another current than the frame before. */
    async function afterShow(groups: readonly WireGroup[]): Promise<readonly string[]> {
      const amperes = Number(groups.find(({ label }) => label === 'IINST1')?.data);
      await show(stageOf(THREE_PHASE), encodeFrame(groups, 'historique'), amperes);
      return (await heardWith(amperes, heard)).toSorted();
    }
  });

  test('a restart at noon leaves all sensors of states as they are', async () => {
    const states = await statesOf(phone);
    await homebridge.clock.run();
    expect(await homebridge.stop()).toMatchObject({ code: 0 });
    homebridge = started.use(await startHomebridge(planOf(lines, storage, homebridge.clock.aheadMs)));
    expect(await statesOf(phone)).toEqual(states);
  });

  test.each([HISTORIQUE, STANDARD])('in the evening, in $mode mode', async (meter) => {
    await play(EVENING, noon, EVENING_EVENTS, stageOf(meter));
  });
});

interface Stage {
  readonly homebridge: Homebridge;
  readonly line: TcpMeter;
  readonly phone: Phone;
  readonly meter: Meter;
}

/**
 * Plays a script with one frame for each second of Homebridge's clock, which is stopped in between. So each event can
 * be expected in its exact second, however slow the machine is. Gives the values at the end.
 */
async function play(
  script: Script,
  from: Scene,
  events: readonly (readonly [atS: number, says: string])[],
  stage: Stage,
): Promise<Scene> {
  const { homebridge, line, phone, meter } = stage;
  const { clock } = homebridge;
  const heard = await subscribed(phone, meter);
  await clock.stop();
  // Until then the plugin may have closed the port of the silent meter.
  await meterIsOpenedAnew(line, homebridge);
  let scene = from;
  await show(stage, frameOf(scene, FIRST_A, meter.mode), FIRST_A);
  expect((await heardWith(FIRST_A, heard)).toSorted()).toEqual(wakingOf(meter, from.va));

  const seen: (readonly [atS: number, says: string])[] = [];
  const known = liveSensors(meter).flatMap(({ name }) => [`${name} on`, `${name} off`]);
  const expected = events.filter(([, says]) => known.includes(says));
  for (let second = 0; second <= Math.max(...script.map(([atS]) => atS)); second += 1) {
    const { va } = scene;
    for (const [atS, change] of script) if (atS === second) scene = { ...scene, ...change };
    if (scene.va !== va) expected.push([second, `Power ${scene.va}`]);
    await show(stage, frameOf(scene, second, meter.mode), second);
    // The current differs in each second. Once its event has come, all other events of that second have come, too.
    for (const says of await heardWith(second, heard)) seen.push([second, says]);
    await clock.advance(1000 - GATHERED_MS);
  }
  expect(inOrder(seen)).toEqual(inOrder(expected));
  return scene;
}

/** Sends a frame, and resolves when it was read and the events of the tiles were sent to the phones. */
async function show({ homebridge, line, meter }: Stage, frame: Uint8Array, amperes: number) {
  const { log, waitForLog, clock } = homebridge;
  const at = log.length;
  line.write(frame);
  await waitForLog(new RegExp(` ${meter.name}: (?:.* · )?${amperes} (?:/ .*)?A`), at);
  await clock.advance(GATHERED_MS);
}

/** The events by second, in an order that does not depend on their order within the second. */
function inOrder(events: readonly (readonly [atS: number, says: string])[]) {
  return events.toSorted(([oneS, one], [otherS, other]) => oneS - otherS || one.localeCompare(other));
}

function planOf(lines: ReadonlyMap<Meter, TcpMeter>, storage: string, aheadMs = 0) {
  const meters = Array.from(lines, ([meter, { port }]) => ({
    ...{ name: meter.name, port, mode: meter.mode, tiles: ['power', 'current'] },
    staleAfter: meter === THREE_PHASE ? STALE_AFTER_S : NEVER_S,
    sensors: meter.sensors.map((sensor) => ({ ...sensor, name: `${meter.name} ${sensor.name}` })),
  }));
  const config = pluginBlock({ name: 'Linky TIC', meters });
  return { config, storage, debug: true, clock: childClock({ isSteered: true, aheadMs, endsSlowly: true }) };
}

function subscribed(phone: Phone, { name: meter, sensors }: Meter): Promise<Subscription> {
  const targets = sensors.map(({ name, kind }) => [name, STATE[kind] as CharacteristicName] as const);
  return phone.subscribe(
    ...[...targets, [TILE, 'CurrentAmbientLightLevel'] as const].flatMap(([name, state]) =>
      [state, 'StatusActive' as const, 'StatusFault' as const].map((characteristic) => ({
        ...{ accessory: `${meter} ${name}`, characteristic },
      })),
    ),
    { accessory: `${meter} ${CURRENT}`, characteristic: 'CurrentAmbientLightLevel' },
  );
}

function said({ accessory: named, characteristic, value }: HapEvent): string {
  const accessory = named.slice(named.indexOf(' ') + 1);
  switch (characteristic) {
    case 'CurrentAmbientLightLevel':
      return `${accessory} ${value}`;
    case 'StatusActive':
      return `${accessory} ${value ? 'active' : 'inactive'}`;
    case 'StatusFault':
      return `${accessory} ${value ? 'at fault' : 'without fault'}`;
    default:
      return `${accessory} ${value ? 'on' : 'off'}`;
  }
}

/** The events of the first frame: the number of the tile, and StatusActive of each accessory. */
function wakingOf(meter: Meter, va: number): readonly string[] {
  return [
    `Power ${va}`,
    ...[TILE, ...liveSensors(meter).map(({ name }) => name)].flatMap((name) => [
      `${name} active`,
      `${name} without fault`,
    ]),
  ].toSorted();
}

/** Waits for the event with that current, and gives the other events that the phone has received until then. */
async function heardWith(amperes: number, subscription: Subscription): Promise<readonly string[]> {
  await expect.poll(() => subscription.pending.map(said), { interval: 10 }).toContain(`Current ${amperes}`);
  return subscription
    .take()
    .map(said)
    .filter((says) => !says.startsWith('Current'));
}

function statesOf(phone: Phone) {
  const all = [HISTORIQUE, STANDARD].flatMap(({ name, sensors }) =>
    sensors.map((sensor) => [`${name} ${sensor.name}`, STATE[sensor.kind] as CharacteristicName] as const),
  );
  return Promise.all(all.map(([accessory, state]) => phone.read(accessory, state)));
}

function frameOf(scene: Scene, amperes: number, mode: TicMode): Uint8Array {
  const data = String(amperes).padStart(3, '0');
  return encodeFrame(mode === 'historique' ? historique(scene, data) : standard(scene, data), mode);
}

const PTEC = { blue: 'JB', white: 'JW', red: 'JR' } as const;
const DEMAIN = { blue: 'BLEU', white: 'BLAN', red: 'ROUG' } as const;
const LTARF = { blue: 'BLEU', white: 'BLANC', red: 'ROUGE' } as const;
const STGE = { blue: 1, white: 2, red: 3 } as const;

function historique({ va, overload, offPeak, today, tomorrow }: Scene, amperes: string): readonly WireGroup[] {
  return [
    { label: 'ADCO', data: '021876543210' },
    { label: 'OPTARIF', data: 'BBR(' },
    { label: 'ISOUSC', data: '30' },
    ...['HCJB', 'HPJB', 'HCJW', 'HPJW', 'HCJR', 'HPJR'].map((ptec) => ({ label: `BBR${ptec}`, data: '002565285' })),
    { label: 'PTEC', data: `${offPeak ? 'HC' : 'HP'}${PTEC[today]}` },
    { label: 'DEMAIN', data: tomorrow ? DEMAIN[tomorrow] : '----' },
    { label: 'IINST', data: amperes },
    ...(overload ? [{ label: 'ADPS', data: '032' }] : []),
    { label: 'IMAX', data: '090' },
    { label: 'PAPP', data: String(va).padStart(5, '0') },
    { label: 'HHPHC', data: 'Y' },
    { label: 'MOTDETAT', data: '000000' },
  ];
}

/** The short frame that a three-phase meter sends while its first phase is overloaded, twenty times for each long frame. */
function shortFrame(amperes: number): readonly WireGroup[] {
  return [
    { label: 'ADIR1', data: '063' },
    { label: 'ADCO', data: '021876543210' },
    { label: 'IINST1', data: `0${amperes}` },
    { label: 'IINST2', data: '017' },
    { label: 'IINST3', data: '000' },
  ];
}

function longFrame(va: number, amperes: number): readonly WireGroup[] {
  return [
    { label: 'ADCO', data: '021876543210' },
    { label: 'OPTARIF', data: 'BASE' },
    { label: 'ISOUSC', data: '60' },
    { label: 'BASE', data: '002565285' },
    { label: 'PTEC', data: 'TH..' },
    { label: 'IINST1', data: `0${amperes}` },
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

function standard({ va, overload, offPeak, today, tomorrow, volts }: Scene, amperes: string): readonly WireGroup[] {
  const status = 0x003a_0001 + (overload ? 1 << 7 : 0) + (STGE[today] << 24) + ((tomorrow ? STGE[tomorrow] : 0) << 26);
  return [
    { label: 'ADSC', data: '021876543210' },
    { label: 'VTIC', data: '02' },
    { label: 'DATE', horodate: 'H261125011500', data: '' },
    { label: 'NGTF', data: '     TEMPO      ' },
    { label: 'LTARF', data: `    ${offPeak ? 'HC' : 'HP'}  ${LTARF[today]}`.padEnd(16) },
    { label: 'EAST', data: '002565285' },
    { label: 'IRMS1', data: amperes },
    { label: 'URMS1', data: String(volts) },
    { label: 'PREF', data: '06' },
    { label: 'SINSTS', data: String(va).padStart(5, '0') },
    { label: 'STGE', data: status.toString(16).toUpperCase().padStart(8, '0') },
  ];
}
