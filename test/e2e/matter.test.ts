import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { WireGroup } from '../../src/tic/encode.ts';
import {
  type MatterDevice,
  type MatterHome,
  type MatterReport,
  METER_TYPE_PRELOAD,
  missingMatter,
  openMatterHome,
} from '../../testbed/homebridge/matter-home.ts';
import { missingPty } from '../../testbed/meter/pty.ts';
import { NEVER_STALE, type PtyMeter, startPtyMeter } from '../../testbed/meter/pty-meter.ts';
import { type Groups, groupsOf, historiqueGroups } from '../../testbed/support/frames.ts';
import { PATIENCE_MS } from '../../testbed/support/patience.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';

/**
 * How long the plugin waits between two requests to Homebridge: `RETRY_AFTER_MS` of `src/matter/time-limited-calls.ts`.
 */
const AGAIN_MS = 10_000;
/** Longer than a busy machine ever takes between two frames, and than a test moves the clock before a meter is silent. */
const STALE_AFTER_S = 300;
const OUTLET = 0x010a;
const ELECTRICAL_SENSOR = 0x0510;
const ELECTRICAL_METER = 0x0514;
const BRIDGED_NODE = 0x0013;

/** ElectricalPowerMeasurement.powerMode for alternating current. */
const AC = 2;
const POWER_SOURCE = 0x2f;
const POWER_TOPOLOGY = 0x9c;

const DEMO = { port: 'demo:standard', tiles: [] };
/** A meter whose settings have a mistake. */
const MISTAKEN_SHED = { name: 'Shed', port: 'no port', tiles: [] };

/** Each look at the accessories reads all attributes of the bridge, so there is some time between two. */
const LOOKS = { interval: 1_000 };

const missing = missingMatter() ?? missingPty();

/** The tests run one after the other in one home: each begins where the one before ended. */
describe.skipIf(missing)(missing ?? 'a house in Matter, with a producer’s meter and one in historique mode', () => {
  const started = new AsyncDisposableStack();
  let meter: PtyMeter;
  let cottage: PtyMeter;
  let home: MatterHome;
  /** The Matter endpoints of the two meters. */
  let endpoint: number;
  let cottageEndpoint: number;
  const linkySettings = (other: object = {}) => ({ name: 'Linky', port: meter.port, powerFactor: 0.9, ...other });
  const cottageSettings = (other: object) => ({ name: 'Cottage', port: cottage.port, ...NEVER_STALE, ...other });

  beforeAll(async () => {
    meter = started.use(await startPtyMeter());
    cottage = started.use(await startPtyMeter());
    home = started.use(await openMatterHome());
    meter.say(standard(), 'standard');
    const sensor = cottageSettings({ mode: 'historique', matter: 'electricalSensor' });
    await home.start(platform(linkySettings(NEVER_STALE), sensor, { ...DEMO, name: 'Shed' }));
    await home.commission();
    cottage.say(historique(), 'historique');
    const both = async () => {
      const { Linky, Cottage } = await endpointsOf(home);
      if (Linky === undefined || Cottage === undefined) throw new Error('one of the meters is not there yet');
      return [Linky, Cottage] as const;
    };
    [endpoint, cottageEndpoint] = await vi.waitFor(both, { timeout: PATIENCE_MS, ...LOOKS });
    // An index that stands still tells the W in a few minutes, too. Without an index they stay unknown.
    cottage.say(historique({ BASE: undefined }), 'historique');
  });

  afterAll(() => started.disposeAsync());

  test('the first meter is an outlet with all measurements of its frame, in Matter’s units', async () => {
    const device = await deviceAt(home, endpoint);
    expect(device?.deviceTypes.toSorted()).toEqual([OUTLET, ELECTRICAL_SENSOR, BRIDGED_NODE].toSorted());
    expect(device?.attributes).toMatchObject({
      powerMode: AC,
      onOff: true,
      nodeLabel: 'Linky',
      vendorName: 'Enedis',
      productName: 'Linky TIC',
      serialNumber: 'linky',
      reachable: true,
      activePower: 351_000,
      apparentPower: 390_000,
      rmsCurrent: 2000,
      voltage: 233_000,
      cumulativeEnergyImported: { energy: 2_565_285_000 },
      cumulativeEnergyExported: { energy: 12_345_000 },
    });
    expect(Object.values(device?.attributes ?? {})).not.toContain(null);
  });

  test('each meter stands for its own part of the house, never for the node, and no Power Source hides the Energy view', async () => {
    const meters = await home.devices();
    expect(meters).toHaveLength(3);
    for (const { topology } of meters) {
      expect(topology).toEqual({
        treeTopology: true,
        nodeTopology: false,
        setTopology: false,
        dynamicPowerFlow: false,
      });
    }
    const endpoints = Object.entries(await home.clusters());
    const having = (cluster: number) => endpoints.filter(([, own]) => own.includes(cluster)).map(([id]) => Number(id));
    expect(endpoints.map(([id]) => id)).toContain('0');
    expect(having(POWER_TOPOLOGY).toSorted()).toEqual(meters.map((one) => one.endpoint).toSorted());
    expect(having(POWER_SOURCE)).toEqual([]);
  });

  test('the second meter is a sensor with only the measurements that it sends', async () => {
    const device = await deviceAt(home, cottageEndpoint);
    expect(device?.deviceTypes.toSorted()).toEqual([ELECTRICAL_SENSOR, BRIDGED_NODE].toSorted());
    expect(device?.attributes).toMatchObject({ activePower: null, apparentPower: 30_000, rmsCurrent: 2000 });
    for (const absent of ['voltage', 'cumulativeEnergyExported', 'onOff']) {
      expect(Object.keys(device?.attributes ?? {})).not.toContain(absent);
    }
    expect(Object.values(device?.attributes ?? {}).filter((value) => value === null)).toHaveLength(1);
  });

  test('after a restart the same accessories are there at once, and the subscription goes on with the first frame', async () => {
    const names = async () => Object.keys((await attributesAt(home, endpoint)) ?? {}).toSorted();
    const before = await names();
    const endpoints = await endpointsOf(home);
    await home.stop();
    meter.fallSilent();
    cottage.say(standard(), 'standard');
    // The controller is not commissioned again. One meter more, a misspelt `matter`, and a mistaken port change no endpoint.
    const linky = linkySettings({ staleAfter: STALE_AFTER_S });
    const misspelt = cottageSettings({ matter: 'electricalSensr' });
    await home.start(platform(linky, misspelt, MISTAKEN_SHED, { ...DEMO, name: 'Garage' }));
    await expect.poll(() => reachable(home, endpoint), LOOKS).toBe(false);
    expect(await names()).toEqual(before);
    await expect.poll(() => endpointsOf(home), LOOKS).toEqual({ ...endpoints, Garage: expect.any(Number) });

    meter.say(standard({ SINSTS: '00400', URMS1: '231', EAST: '002565399', EAIT: '000012400' }), 'standard');
    const shown = {
      reachable: true,
      activePower: 360_000,
      apparentPower: 400_000,
      voltage: 231_000,
      cumulativeEnergyImported: { energy: 2_565_399_000 },
      cumulativeEnergyExported: { energy: 12_400_000 },
    };
    await heard(home, ...Object.entries(shown).map(([attribute, value]) => ({ endpoint, attribute, value })));
    expect(await attributesAt(home, endpoint)).toMatchObject({ ...shown, rmsCurrent: 2000 });
  });

  test('after a meter has changed its mode, its accessory has the measurements of the new mode', async () => {
    await expect.poll(() => reachable(home, cottageEndpoint), LOOKS).toBe(true);
    // The plugin waits before it asks Homebridge to remove the accessory, and again before it asks to register it.
    await home.advance(AGAIN_MS);
    const unregistered = expect.stringContaining('Unregistered Matter accessory: Cottage');
    await expect.poll(() => home.log()).toContainEqual(unregistered);
    // Nine seconds later the accessory is there, and the plugin has not asked a second time.
    await home.advance(AGAIN_MS - 1000);
    await expect.poll(async () => (await attributesAt(home, cottageEndpoint))?.['voltage'], LOOKS).toBe(233_000);
    // Its `matter` is misspelt, so the sensor stays a sensor.
    expect((await deviceAt(home, cottageEndpoint))?.deviceTypes).not.toContain(OUTLET);
    expect(await faultsIn(home)).toEqual([]);
  });

  test('while the house gives, the active power is negative', async () => {
    meter.say(standard({ SINSTS: '00000', SINSTI: '01500' }), 'standard');
    await heard(
      home,
      { endpoint, attribute: 'activePower', value: -1_350_000 },
      { endpoint, attribute: 'apparentPower', value: 0 },
    );
    expect(await faultsIn(home)).toEqual([]);
  });

  test('a sensor becomes an outlet when the settings say so, a meter where Homebridge has that type, and who is off disappears', async () => {
    await home.stop();
    cottage.say(standard({ URMS1: '235' }), 'standard');
    const garage = { ...DEMO, name: 'Garage', matter: 'off' };
    const cellar = { ...DEMO, name: 'Cellar', matter: 'meter' };
    const meters = platform(linkySettings(), cottageSettings({ matter: 'outlet' }), garage, cellar);
    await home.start(meters, undefined, [METER_TYPE_PRELOAD]);
    const others = { Cottage: expect.any(Number), Cellar: expect.any(Number) };
    await expect.poll(() => endpointsOf(home), LOOKS).toEqual({ Linky: endpoint, ...others });
    const { deviceTypes, topology, attributes } = (await home.devices()).find(isCalled('Cellar')) ?? {};
    expect(deviceTypes?.toSorted()).toEqual([ELECTRICAL_METER, ELECTRICAL_SENSOR, BRIDGED_NODE].toSorted());
    expect(topology).toMatchObject({ treeTopology: true, nodeTopology: false });
    expect(attributes).toMatchObject({ reachable: true, apparentPower: expect.any(Number) });
    const outlets = async () =>
      (await home.devices()).map(({ deviceTypes, attributes: { nodeLabel, voltage } }) =>
        deviceTypes.includes(OUTLET) ? [nodeLabel, voltage] : [],
      );
    await expect.poll(outlets, LOOKS).toContainEqual(['Cottage', 235_000]);
    await expect.poll(() => reachable(home, endpoint), LOOKS).toBe(true);
    expect(await faultsIn(home)).toEqual([]);
  });
});

describe.skipIf(missing)(missing ?? 'a child bridge', () => {
  test('shows of a three-phase meter the whole power, the current of the most loaded phase and the mean voltage', async () => {
    await using meter = await startPtyMeter();
    await using home = await openMatterHome();
    const currents = { IRMS1: '004', IRMS2: '017', IRMS3: '000' };
    const voltages = { URMS1: '233', URMS2: '231', URMS3: '230' };
    const powers = { SINSTS: '04830', SINSTS1: '00920', SINSTS2: '03910', SINSTS3: '00000' };
    meter.say(standard({ ...currents, ...voltages, ...powers }), 'standard');
    const bridge = { username: '0E:45:67:89:AB:CD', port: 51_826, matter: { port: 5541 } };
    await home.start({ ...platform({ name: 'Linky', port: meter.port }), _bridge: bridge }, {});
    await home.commission();
    await expect
      .poll(async () => (await home.devices()).map(({ attributes }) => attributes), LOOKS)
      .toMatchObject([{ reachable: true, apparentPower: 4_830_000, rmsCurrent: 17_000, voltage: 231_333 }]);
  });
});

/** A frame of a single-phase meter in historique mode with a small power, with some labels replaced. */
function historique(other: Groups = {}): readonly WireGroup[] {
  return historiqueGroups({ ISOUSC: '30', PAPP: '00030', ...other });
}

/** A frame of a producer's single-phase meter, with some labels replaced. */
function standard(other: Groups = {}): readonly WireGroup[] {
  return groupsOf({
    ADSC: '021876543210',
    VTIC: '02',
    EAST: '002565285',
    EAIT: '000012345',
    IRMS1: '002',
    URMS1: '233',
    PREF: '06',
    SINSTS: '00390',
    SINSTI: '00000',
    STGE: '003A0001',
    ...other,
  });
}

function platform(...meters: readonly object[]) {
  return pluginBlock({
    name: 'Linky TIC',
    meters: meters.map((meter) => ({ mode: 'standard', tiles: ['power'], ...meter })),
  });
}

async function deviceAt(home: MatterHome, endpoint: number): Promise<MatterDevice | undefined> {
  return (await home.devices()).find((device) => device.endpoint === endpoint);
}

async function attributesAt(home: MatterHome, endpoint: number) {
  return (await deviceAt(home, endpoint))?.attributes;
}

async function reachable(home: MatterHome, endpoint: number) {
  return (await attributesAt(home, endpoint))?.['reachable'];
}

function isCalled(name: string) {
  return ({ attributes }: MatterDevice) => attributes['nodeLabel'] === name;
}

/** The Matter endpoint of each meter, by the meter's name. */
async function endpointsOf(home: MatterHome): Promise<{ readonly [name: string]: number }> {
  const devices = await home.devices();
  return Object.fromEntries(devices.map(({ endpoint, attributes }) => [attributes['nodeLabel'], endpoint]));
}

/**
 * The errors and failures in Homebridge's log, except one of Homebridge's own: when several accessories change at the
 * same time it may fail to lock the bridge in order to increment its version.
 */
async function faultsIn(home: MatterHome) {
  const own = /Failed to notify controllers of parts list change: Cannot lock/;
  return (await home.log()).filter((line) => /error|fail/i.test(line) && !own.test(line));
}

/** Waits for all expected reports, and gives every report since the last call. */
async function heard(home: MatterHome, ...expected: readonly MatterReport[]) {
  const reports: MatterReport[] = [];
  await expect
    .poll(async () => {
      reports.push(...(await home.reports()));
      return reports;
    })
    .toEqual(expect.arrayContaining([...expected]));
  return reports;
}
