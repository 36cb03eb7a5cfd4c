import { expect, test } from 'vitest';
import type { InfluxConfig } from '../../src/config/config.ts';
import { greetInflux, greetingState } from '../../src/doctor/influx-greeting.ts';
import { deliveryTroubleText } from '../../src/influx/delivery-trouble.ts';
import { textsFor } from '../../src/texts/texts.ts';
import { startCore } from '../../testbed/databases/influx3-core.ts';

const TOKEN = 's3cr3t-t0k3n';
const texts = textsFor('en', 'homebridge');

/** What the doctor says of a bucket in an InfluxDB 3 Core that has these databases. */
async function greeted(bucket: string, databases: readonly string[]) {
  await using core = await startCore(TOKEN, databases);
  const config: InfluxConfig = { version: '2', url: core.url, token: TOKEN, org: '', bucket, literal: true };
  const greeting = await greetInflux(config, new AbortController().signal);
  const state = greetingState({ ...greeting, hasStored: false }, config, texts);
  return { ...state, config, points: core.databases.get(bucket)?.size };
}

const FIVE = ['home', 'weather', 'solar', 'heating', 'test'];

test('an empty write shows that InfluxDB 3 Core has no room for another database', async () => {
  const { isWell, says, config } = await greeted('linky', FIVE);
  const reason = '400 Adding a new database would exceed limit of 5 databases';
  expect({ isWell, says }).toEqual({
    isWell: false,
    says: deliveryTroubleText({ kind: 'misconfigured', why: 'noRoom', says: reason }, config, texts),
  });
});

test('InfluxDB 3 Core objects to the emptiness alone where there is room', async () => {
  const { isWell, says, config, points } = await greeted('linky', FIVE.slice(1));
  const words = texts.cli.influx.well(config.url, 'linky', 'InfluxDB 3 Core 3.10.0');
  expect({ isWell, says, points }).toEqual({ isWell: true, says: words, points: 0 });
});

test('a name that InfluxDB 3 Core does not allow is no objection to the emptiness', async () => {
  const { isWell, says } = await greeted('a b', []);
  expect({ isWell, says }).toEqual({ isWell: false, says: expect.stringContaining("namespace name 'a b' contains") });
});
