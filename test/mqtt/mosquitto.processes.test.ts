import { describe, expect, test } from 'vitest';
import { connectedTo } from '../../src/mqtt/broker-connection.ts';
import type { BrokerFault } from '../../src/mqtt/broker-fault.ts';
import { greetBroker } from '../../src/mqtt/greet-broker.ts';
import { publishRetained } from '../../src/mqtt/publish-retained.ts';
import { certificateOfOwn, missingOpenssl } from '../../testbed/mqtt/certificates.ts';
import { type Mosquitto, missingMosquitto, startMosquitto } from '../../testbed/mqtt/mosquitto.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { brokerConfig } from './broker-config.ts';

const USER = { username: 'linky', password: 'a "secret" wörd' };
/** No answer of the broker is late, as no time passes. */
const OURS = { clientId: 'linkytic', clock: fakeClock() };
const life = () => new AbortController().signal;
const greeted = (broker: Mosquitto, more = {}) => greetBroker(brokerConfig(broker.url, more), life(), OURS.clock);

const missing = missingMosquitto() ?? missingOpenssl();
describe.skipIf(missing)(['mosquitto', missing].filter(Boolean).join(', skipped: '), () => {
  test('takes what is published, in both versions', async () => {
    await using broker = await startMosquitto();
    await using witness = await broker.witness();
    expect(await greeted(broker)).toBe('well');
    for (const version of [4, 5] as const) {
      const message = { topic: `linky/${version}`, payload: 'é', isRetained: true };
      await connectedTo({ ...OURS, config: brokerConfig(broker.url) }, version, life(), ({ publish }) =>
        publish(message),
      );
    }
    await expect
      .poll(() => witness.messages)
      .toEqual([
        { topic: 'linky/available/test', payload: '', isRetained: false },
        { topic: 'homeassistant/device/test/test', payload: '', isRetained: false },
        { topic: 'linky/4', payload: 'é', isRetained: true },
        { topic: 'linky/5', payload: 'é', isRetained: true },
      ]);
  });

  test('refuses whoever has no user, or another password', async () => {
    await using broker = await startMosquitto({ user: USER });
    const refused = { kind: 'credentials', says: 'Not authorized' };
    expect(await greeted(broker)).toEqual(refused);
    expect(await greeted(broker, { ...USER, password: 'another' })).toEqual(refused);
    expect(await greeted(broker, USER)).toBe('well');
  });

  test('forbids a topic, which it tells in MQTT 5 alone', async () => {
    await using broker = await startMosquitto({ user: USER, acl: 'user linky\ntopic read #\n' });
    expect(await greeted(broker, USER)).toEqual({ kind: 'rights', says: 'Not authorized' });
    const message = { topic: 'linky/house', payload: '{}', isRetained: true };
    const config = brokerConfig(broker.url, USER);
    const told = await connectedTo({ ...OURS, config }, 4, life(), ({ publish }) => publish(message));
    expect(told).toEqual({ kind: 'used', result: undefined });
  });

  test('that forbids what Home Assistant is told is found out, where it is to be told', async () => {
    await using broker = await startMosquitto({ user: USER, acl: 'user linky\ntopic write linky/#\n' });
    expect(await greeted(broker, USER)).toEqual({ kind: 'rights', says: 'Not authorized' });
    expect(await greeted(broker, { ...USER, discovery: false })).toBe('well');
  });

  test('that forbids one topic gets the others, and that one once it has the right', async () => {
    await using broker = await startMosquitto({
      user: USER,
      acl: 'user linky\ntopic readwrite linky/#\ntopic read #\n',
    });
    await using witness = await broker.witness();
    const told: (BrokerFault | undefined)[] = [];
    const config = brokerConfig(broker.url, USER);
    const messages = publishRetained({
      broker: { ...OURS, config },
      report: (fault) => void told.push(fault),
      begun() {},
      tookBack() {},
    });
    messages.want('homeassistant/device/a/config', '{}');
    messages.want('linky/a', '1');
    await expect.poll(() => witness.newest('linky/a')).toBe('1');
    expect(told).toEqual([{ kind: 'rights', says: 'homeassistant/device/a/config: Not authorized' }]);
    await messages.stop('linky/available', 'offline');
    await expect.poll(() => witness.newest('linky/available')).toBe('offline');
    expect(witness.messages.map(({ topic }) => topic)).toEqual(['linky/a', 'linky/available']);
  });

  test('with TLS is trusted by its authority alone, under each of its names', async () => {
    const certificate = certificateOfOwn();
    await using broker = await startMosquitto({ tls: certificate });
    const { ca } = certificate;
    expect(await greeted(broker, { ca })).toBe('well');
    expect(await greeted(broker)).toMatchObject({
      kind: 'certificate',
      says: 'unable to verify the first certificate',
    });
    const url = (from: string, to: string) => ({ ca, url: broker.url.replace(from, to) });
    expect(await greeted(broker, url('localhost', '127.0.0.1'))).toBe('well');
    expect(await greeted(broker, url('localhost', '127.0.0.2'))).toMatchObject({ kind: 'notListening' });
    expect(await greeted(broker, url('mqtts:', 'mqtt:'))).toMatchObject({ kind: 'stranger' });
    expect(await greeted(broker, { ca: certificate.key })).toMatchObject({ kind: 'ca' });
  });

  test('whose certificate is over is not trusted', async () => {
    const over = certificateOfOwn({ isOver: true });
    await using broker = await startMosquitto({ tls: over });
    const fault = { kind: 'certificate', says: 'certificate has expired' };
    expect(await greeted(broker, { ca: over.ca })).toEqual(fault);
  });
});
