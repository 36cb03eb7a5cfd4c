import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { childClock } from '../../testbed/child-clock/child-clock.ts';
import { freePort } from '../../testbed/daemon.ts';
import { type Homebridge, STOPPED, startHomebridge, temporaryStorage } from '../../testbed/homebridge/homebridge.ts';
import { missingPty } from '../../testbed/meter/pty.ts';
import { demoGroups, type PtyMeter, startPtyMeter } from '../../testbed/meter/pty-meter.ts';
import { type Certificate, certificateOfOwn, missingOpenssl } from '../../testbed/mqtt/certificates.ts';
import { type Mosquitto, missingMosquitto, startMosquitto, type Witness } from '../../testbed/mqtt/mosquitto.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';

const USER = { username: 'linky', password: 'ein "Wort" für uns' };
const DISCOVERY = 'homeassistant/device/home_meter_house/config';
const ALL = ['home/meter/available', 'home/meter/house', 'home/meter/house/available', DISCOVERY];

const missing = missingPty() ?? missingMosquitto() ?? missingOpenssl();
const title = ['a real broker with users and TLS', missing].filter(Boolean).join(', skipped: ');

describe.skipIf(missing)(title, () => {
  const started = new AsyncDisposableStack();
  let meter: PtyMeter;
  let certificate: Certificate;
  let broker: Mosquitto;
  let witness: Witness;
  let start: (discovered?: boolean) => Promise<Homebridge>;
  let home: Homebridge;
  const state = (topic: string) => () => witness.newest(topic);
  const power = () => JSON.parse(witness.newest('home/meter/house') ?? '{}').apparentPower;

  beforeAll(async () => {
    meter = started.use(await startPtyMeter());
    meter.say(demoGroups(1_234), 'standard');
    certificate = certificateOfOwn();
    const port = await freePort();
    const storage = started.use(await temporaryStorage());
    const url = `mqtts://localhost:${port}`;
    start = async (discovery = true) => {
      const mqtt = { url, ...USER, ca: certificate.ca, topic: 'home/meter', discovery };
      const meters = [{ name: 'House', port: meter.port, mode: 'standard', staleAfter: 5 }];
      const config = pluginBlock({ meters, mqtt, journal: { commitSeconds: 1 } });
      return started.use(
        await startHomebridge({ config, storage: storage.path, clock: childClock({ endsSlowly: true }) }),
      );
    };
    home = await start();
    await home.waitForLog(`Nothing listens at ${url}`);
    broker = started.use(await startMosquitto({ port, user: USER, tls: certificate }));
    witness = started.use(await broker.witness());
  });

  afterAll(() => started.disposeAsync());

  test('which was away at the start gets all that there is, to be kept', async () => {
    await expect.poll(() => new Set(witness.messages.map(({ topic }) => topic))).toEqual(new Set(ALL));
    expect(witness.messages.filter(({ isRetained }) => !isRetained)).toEqual([]);
    await expect.poll(state('home/meter/available')).toBe('online');
    await expect.poll(state('home/meter/house/available')).toBe('online');
    expect(JSON.parse(witness.newest(DISCOVERY) ?? '')).toMatchObject({ state_topic: 'home/meter/house' });
    await home.waitForLog('gets the readings again');
  });

  test('gives each state on as the meter told it, also to a program that comes later, and that speaks MQTT 3.1.1', async () => {
    for (const va of [0, 2_345, 11_999]) {
      meter.say(demoGroups(va), 'standard');
      await expect.poll(power).toBe(va);
    }
    await using later = await broker.witness('mqttv311');
    await expect.poll(() => new Set(later.messages.map(({ topic }) => topic))).toEqual(new Set(ALL));
    expect(JSON.parse(later.newest('home/meter/house') ?? '')).toMatchObject({ name: 'House', apparentPower: 11_999 });
  });

  test('is told when the meter falls silent, and when it is back', async () => {
    meter.fallSilent();
    await expect.poll(state('home/meter/house/available')).toBe('offline');
    expect(witness.newest('home/meter/available')).toBe('online');
    meter.say(demoGroups(500), 'standard');
    await expect.poll(state('home/meter/house/available')).toBe('online');
    await expect.poll(power).toBe(500);
  });

  test('that starts again and has forgotten all gets all of it again', async () => {
    await broker.restart();
    witness = started.use(await broker.witness());
    await expect.poll(() => new Set(witness.messages.map(({ topic }) => topic))).toEqual(new Set(ALL));
    await expect.poll(state('home/meter/available')).toBe('online');
  });

  test('is told of an orderly stop', async () => {
    expect(await home.stop()).toEqual({ code: STOPPED[2] });
    await expect.poll(state('home/meter/available')).toBe('offline');
    home = await start();
    await expect.poll(state('home/meter/available')).toBe('online');
  });

  test('finds out by itself when the home is killed', async () => {
    await home.kill();
    await expect.poll(state('home/meter/available')).toBe('offline');
  });

  test('has what Home Assistant was told taken back, once the settings want that', async () => {
    home = await start(false);
    await expect.poll(state(DISCOVERY)).toBe('');
    await expect.poll(state('home/meter/house/available')).toBe('online');
    expect(home.log.join('\n')).not.toContain(USER.password);
  });
});
