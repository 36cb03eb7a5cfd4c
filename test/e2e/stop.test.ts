import { expect, test } from 'vitest';
import { startScripted } from '../influx/scripted.ts';
import { startHomebridge } from './support/homebridge.ts';

// A busy machine has nine more tries to show that it can.
test('SIGTERM ends it in under a second while InfluxDB accepts and never answers', { retry: 9 }, async () => {
  await using server = await startScripted(() => 'hang');
  const config = {
    platform: 'LinkyTIC',
    language: 'en',
    meters: [{ name: 'House', port: 'demo:standard' }],
    influx: { version: '1', url: server.url, database: 'linky' },
  };
  await using homebridge = await startHomebridge({ config });
  await expect.poll(() => server.requests.length).toBe(1);
  const { code, ms, heldUpMs } = await homebridge.stop();
  expect(code).toBe(0);
  expect(ms - heldUpMs).toBeLessThan(1_000);
  expect(homebridge.log.filter((line) => line.includes('InfluxDB'))).toEqual([]);
});
