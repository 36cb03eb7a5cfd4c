import { Duplex } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { clientOn } from '../../src/mqtt/broker-client.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { brokerConfig } from './broker-config.ts';

test('of what a broker says of itself the library gets what is used alone, and not that it offers 65 535 short names of topics', async () => {
  const duplex = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  const broker = { config: brokerConfig('mqtt://a'), clientId: 'linkytic', clock: fakeClock() };
  const client = clientOn({ duplex, isTaken: true, asked() {} }, broker, 5, () => {});
  onTestFinished(() => {
    client.end(true);
  });
  const connected = new Promise((resolve) => {
    client.once('connect', resolve);
  });
  // MQTT 5.0 §3.2.2.3: a maximum of aliases, a keep alive, and the longest packet that it takes.
  duplex.push(Buffer.from([0x20, 14, 0, 0, 11, 0x22, 255, 255, 0x13, 0, 9, 0x27, 0, 0, 1, 0]));
  await connected;
  expect(client.serverProperties).toEqual({ serverKeepAlive: 9, maximumPacketSize: 256 });
});
