import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { WireGroup } from '../../src/tic/encode.ts';
import { startHomebridge } from './support/homebridge.ts';
import {
  type MatterDevice,
  type MatterHome,
  type MatterReport,
  missingMatter,
  openMatterHome,
} from './support/matter.ts';
import { meterOn } from './support/meter.ts';
import { missingPty } from './support/pty.ts';

const STALE_AFTER_S = 5;
/** The controller connects again in its own time. */
const AFTER_RESTART = { timeout: 200_000 };
const OUTLET = 0x010a;
const ELECTRICAL_SENSOR = 0x0510;
const BRIDGED_NODE = 0x0013;

const HISTORIQUE: readonly WireGroup[] = [
  { label: 'ADCO', data: '021876543210' },
  { label: 'OPTARIF', data: 'BASE' },
  { label: 'ISOUSC', data: '30' },
  { label: 'BASE', data: '002565285' },
  { label: 'PTEC', data: 'TH..' },
  { label: 'IINST', data: '002' },
  { label: 'IMAX', data: '090' },
  { label: 'PAPP', data: '00390' },
  { label: 'MOTDETAT', data: '000000' },
];

const missing = missingMatter() ?? missingPty();

/** One after the other in one home: each begins where the one before ended. */
describe.skipIf(missing)(missing ?? 'a producer’s meter in Matter', () => {
  const started = new AsyncDisposableStack();
  const producer = (other: object = {}) => platform(meter.port, { powerFactor: 0.9, ...other });
  let meter: Awaited<ReturnType<typeof meterOn>>;
  let home: MatterHome;
  let endpoint: number;

  beforeAll(async () => {
    meter = started.use(await meterOn());
    home = started.use(await openMatterHome());
    meter.say(standard(), 'standard');
    await home.start(producer());
    await home.commission();
    ({ endpoint } = await deviceOf(home));
  });

  afterAll(() => started.disposeAsync());

  test('is an outlet with each measure of the frame, in Matter’s units', async () => {
    const device = await deviceOf(home);
    expect(device.deviceTypes.toSorted()).toEqual([OUTLET, ELECTRICAL_SENSOR, BRIDGED_NODE].toSorted());
    expect(device.attributes).toMatchObject({
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
    expect(Object.values(device.attributes)).not.toContain(null);
  });

  test('a subscription reports what changed and nothing else, and energy once a minute at most', async () => {
    meter.say(standard({ EAST: '002565292' }), 'standard');
    const energy = { endpoint, attribute: 'cumulativeEnergyImported', value: { energy: 2_565_292_000 } };
    expect(await reportsOf(home, 1)).toMatchObject([energy]);

    meter.say(standard({ SINSTS: '06210', IRMS1: '027', EAST: '002565299' }), 'standard');
    const heard = await reportsOf(home, 3);
    expect(heard.toSorted((a, b) => a.attribute.localeCompare(b.attribute))).toEqual([
      { endpoint, attribute: 'activePower', value: 5_589_000 },
      { endpoint, attribute: 'apparentPower', value: 6_210_000 },
      { endpoint, attribute: 'rmsCurrent', value: 27_000 },
    ]);
    const before = meter.sent();
    await expect.poll(() => meter.sent()).toBeGreaterThan(before + 10);
    expect(await home.reports()).toEqual([]);
  });

  test('silent it is unreachable, with the first good frame it is reachable again', async () => {
    meter.fallSilent();
    const gone = { endpoint, attribute: 'reachable', value: false };
    await expect.poll(() => home.reports()).toContainEqual(gone);
    expect((await deviceOf(home)).attributes).toMatchObject({ reachable: false, apparentPower: 6_210_000 });
    meter.say(standard(), 'standard');
    const back = { endpoint, attribute: 'reachable', value: true };
    await expect.poll(() => home.reports()).toContainEqual(back);
  });

  test('the outlet springs back when it is switched off, and the log says why, once', async () => {
    // Off is taken, as an error would stand in Homebridge's log each time; Homebridge itself fails a toggle.
    for (const [command, answer] of [
      ['off', 'done'],
      ['toggle', 'Failure (code 1)'],
    ] as const) {
      expect(await home.invoke(endpoint, command)).toBe(answer);
      await expect.poll(() => isOn(home)).toBe(true);
    }
    const log = await home.log();
    expect(log.filter((line) => /stays on/.test(line))).toHaveLength(1);
    expect(log.filter((line) => /error/i.test(line))).toEqual([]);
  });

  test('a restart shows the same accessory at once, unreachable until the first frame', async () => {
    const before = await deviceOf(home);
    await home.stop();
    meter.fallSilent();

    await home.start(producer());
    await expect.poll(() => reachable(home), AFTER_RESTART).toBe(false);
    const restored = await deviceOf(home);
    expect(restored.endpoint).toBe(endpoint);
    expect(Object.keys(restored.attributes)).toEqual(Object.keys(before.attributes));

    const later = { SINSTS: '00400', URMS1: '231', EAST: '002565399', EAIT: '000012400' };
    meter.say(standard(later), 'standard');
    await expect
      .poll(async () => (await deviceOf(home)).attributes)
      .toMatchObject({
        reachable: true,
        apparentPower: 400_000,
        voltage: 231_000,
        cumulativeEnergyImported: { energy: 2_565_399_000 },
        cumulativeEnergyExported: { energy: 12_400_000 },
      });
    expect((await home.log()).filter((line) => /error|fail/i.test(line))).toEqual([]);
  });

  test('a meter more and a meter less leave the other where it is', async () => {
    await home.stop();
    const garage = { name: 'Garage', port: 'demo:standard', tiles: [] };
    await home.start({ ...producer(), meters: [garage, ...producer().meters] });
    await expect.poll(() => endpointsOf(home), AFTER_RESTART).toEqual({ Linky: endpoint, Garage: expect.any(Number) });
    await home.stop();

    await home.start(producer());
    await expect.poll(() => endpointsOf(home), AFTER_RESTART).toEqual({ Linky: endpoint });
    await expect.poll(() => reachable(home), AFTER_RESTART).toBe(true);
    expect((await home.log()).filter((line) => /error|fail/i.test(line))).toEqual([]);
  });
});

/** One after the other in one home, too. */
describe.skipIf(missing)(missing ?? 'a meter in historique mode, in Matter', () => {
  const started = new AsyncDisposableStack();
  const sensor = { matter: 'electricalSensor' };
  let meter: Awaited<ReturnType<typeof meterOn>>;
  let home: MatterHome;
  let endpoint: number;

  beforeAll(async () => {
    meter = started.use(await meterOn());
    home = started.use(await openMatterHome());
    meter.say(HISTORIQUE, 'historique');
    await home.start(platform(meter.port, { mode: 'historique', ...sensor }));
    await home.commission();
    ({ endpoint } = await deviceOf(home));
  });

  afterAll(() => started.disposeAsync());

  test('it declares nothing that the meter does not tell', async () => {
    const device = await deviceOf(home);
    expect(device.deviceTypes.toSorted()).toEqual([ELECTRICAL_SENSOR, BRIDGED_NODE].toSorted());
    expect(device.attributes).toMatchObject({ activePower: 390_000, apparentPower: 390_000, rmsCurrent: 2000 });
    expect(Object.keys(device.attributes)).not.toContain('voltage');
    expect(Object.keys(device.attributes)).not.toContain('cumulativeEnergyExported');
    expect(Object.keys(device.attributes)).not.toContain('onOff');
    expect(Object.values(device.attributes)).not.toContain(null);
  });

  test('when the meter changes its mode, it comes to tell what it has now', async () => {
    await home.stop();
    meter.say(standard(), 'standard');
    await home.start(platform(meter.port, sensor));
    await expect
      .poll(async () => (await home.devices()).map(({ attributes }) => attributes['voltage']), AFTER_RESTART)
      .toEqual([233_000]);
    expect((await deviceOf(home)).endpoint).toBe(endpoint);
    expect((await home.log()).filter((line) => /error|fail/i.test(line))).toEqual([]);
  });

  test('an electrical sensor becomes an outlet when the settings say so, not by a slip of the pen', async () => {
    await home.stop();
    meter.say(standard({ SINSTS: '00400' }), 'standard');
    await home.start(platform(meter.port, { matter: 'electricalSensr' }));
    const devices = async () =>
      (await home.devices()).map(({ endpoint, deviceTypes, attributes }) => ({
        endpoint,
        isOutlet: deviceTypes.includes(OUTLET),
        activePower: attributes['activePower'],
      }));
    await expect.poll(devices, AFTER_RESTART).toEqual([{ endpoint, isOutlet: false, activePower: 400_000 }]);
    await home.stop();

    meter.say(standard({ SINSTS: '00410' }), 'standard');
    await home.start(platform(meter.port, { matter: 'outlet' }));
    await expect
      .poll(devices, AFTER_RESTART)
      .toEqual([{ endpoint: expect.any(Number), isOutlet: true, activePower: 410_000 }]);
  });
});

/** A home of its own: after many restarts the controller waits longer and longer before it looks again. */
describe.skipIf(missing)(missing ?? 'a meter that is taken out of the settings', () => {
  test('stays, unreachable, as long as there is a mistake in them, and goes when there is none', async () => {
    await using meter = await meterOn();
    await using home = await openMatterHome();
    meter.say(standard(), 'standard');
    await home.start(platform(meter.port));
    await home.commission();
    const { endpoint } = await deviceOf(home);
    await home.stop();

    await home.start(platform('no port'));
    await expect.poll(() => reachable(home), AFTER_RESTART).toBe(false);
    expect(await endpointsOf(home)).toEqual({ Linky: endpoint });
    await home.stop();

    await home.start(platform(meter.port, { matter: 'off' }));
    await expect.poll(() => home.devices(), AFTER_RESTART).toEqual([]);
  });
});

describe.skipIf(missing)(missing ?? 'a child bridge', () => {
  test('has a meter of three phases in Matter: all of its power, the most loaded phase, the mean voltage', async () => {
    await using meter = await meterOn();
    await using home = await openMatterHome();
    const currents = { IRMS1: '004', IRMS2: '017', IRMS3: '000' };
    const voltages = { URMS1: '233', URMS2: '231', URMS3: '230' };
    const powers = { SINSTS: '04830', SINSTS1: '00920', SINSTS2: '03910', SINSTS3: '00000' };
    meter.say(standard({ ...currents, ...voltages, ...powers }), 'standard');
    const bridge = { username: '0E:45:67:89:AB:CD', port: 51_826, matter: { port: 5541 } };
    await home.start({ ...platform(meter.port), _bridge: bridge }, {});
    await home.commission();
    expect((await deviceOf(home)).attributes).toMatchObject({
      reachable: true,
      apparentPower: 4_830_000,
      rmsCurrent: 17_000,
      voltage: 231_333,
    });
  });
});

describe.skipIf(missingPty())(missingPty() ?? 'without Matter', () => {
  test.each([1, 2] as const)('Homebridge %i has nothing of it, and nothing to say about it', async (version) => {
    await using meter = await meterOn();
    meter.say(standard(), 'standard');
    await using homebridge = await startHomebridge({ config: platform(meter.port), version });
    await homebridge.waitForLog(/standard mode/);
    await homebridge.stop();
    expect(homebridge.log.filter((line) => /matter|error|fail/i.test(line))).toEqual([]);
  });
});

/** What a producer's single-phase meter says, but for some labels. */
function standard(other: { readonly [label: string]: string } = {}): readonly WireGroup[] {
  const labels = {
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
  };
  return Object.entries(labels).map(([label, data]) => ({ label, data }));
}

function platform(port: string, meter: object = {}) {
  return {
    platform: 'LinkyTIC',
    name: 'Linky TIC',
    language: 'en',
    meters: [{ name: 'Linky', port, mode: 'standard', staleAfter: STALE_AFTER_S, tiles: ['power'], ...meter }],
  };
}

/** The one accessory of the bridge, as soon as it stands. */
function deviceOf(home: MatterHome): Promise<MatterDevice> {
  const look = async () => {
    const [device, ...others] = await home.devices();
    if (!device || others.length > 0) throw new Error('there is not one accessory');
    return device;
  };
  return vi.waitFor(look, { timeout: 120_000, interval: 200 });
}

async function reachable(home: MatterHome) {
  return (await home.devices())[0]?.attributes['reachable'];
}

/** Where each meter is, by its name. */
async function endpointsOf(home: MatterHome) {
  const devices = await home.devices();
  return Object.fromEntries(devices.map(({ endpoint, attributes }) => [attributes['nodeLabel'], endpoint]));
}

async function isOn(home: MatterHome) {
  return (await home.devices())[0]?.attributes['onOff'];
}

/** The reports since the last ones, once there are as many. */
async function reportsOf(home: MatterHome, count: number) {
  const heard: MatterReport[] = [];
  await expect.poll(async () => heard.push(...(await home.reports()))).toBeGreaterThanOrEqual(count);
  return heard;
}
