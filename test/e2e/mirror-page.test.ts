import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { dateOf, parisDayOf } from '../../src/base/paris-time.ts';
import type { Protocol } from '../../src/ui/protocol.ts';
import { freePort } from '../../testbed/daemon.ts';
import { houseHistory } from '../../testbed/energy-history.ts';
import { writeHistory } from '../../testbed/journal-history.ts';
import { type RunningCli, startCli } from '../../testbed/programs/cli.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { DAY_MS } from '../../testbed/support/time.ts';

const DAYS = 10;
const PRICES = [{ from: '2020-01-01', subscription: 10, periods: [{ name: 'BASE', price: 0.2 }] }];

describe('linky-tic mirror with the house’s page and no InfluxDB', () => {
  test('serves the page and the live values, and ends with the session', async () => {
    const { get, running } = await start();
    const page = await get('/');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^text\/html/)]);
    expect(await page.text()).toContain('<html');
    const reading = async () => (await ask<'/status'>(get, '/status', {})).status?.meters[0];
    await expect.poll(reading).toMatchObject({ slug: 'linky', name: 'Linky', lastReading: expect.any(Object) });
    expect(running.stdout).toContain(' is kept in ');
    expect((await running.stop('SIGTERM')).code).toBe(0);
  });

  test('has the prices of the file that --config names, and without one no euros', async () => {
    const config = join(temporaryFolder(), 'prices.json');
    await writeFile(config, JSON.stringify({ meters: [{ name: 'Maison', port: 'demo', prices: PRICES }] }));
    const [priced, unpriced] = await Promise.all([start(['--config', config]), start()]);
    // A whole day of the history, with 10 euros a month and 0.20 per kWh.
    const dayBefore = dateOf(parisDayOf(Date.now() - 3 * DAY_MS));
    const asks = { meter: 'linky', by: 'day', from: dayBefore, to: dayBefore };
    const { spans } = await ask<'/spans'>(priced.get, '/spans', asks);
    expect(spans).toMatchObject([{ cost: { euros: expect.any(Number) } }]);
    expect(spans[0]?.cost?.euros).toBeGreaterThan(0.3);
    const { spans: without } = await ask<'/spans'>(unpriced.get, '/spans', asks);
    expect(without).toHaveLength(1);
    expect(without[0]?.cost?.euros).toBeUndefined();
  });
});

type Get = (path: string) => Promise<Response>;

/** Starts a mirror of the demo house that has a history, and waits until its page can be asked. */
async function start(options: readonly string[] = []): Promise<{ readonly get: Get; readonly running: RunningCli }> {
  const storage = temporaryFolder();
  await writeHistory(storage, houseHistory('linky', Date.now(), DAYS));
  const port = await freePort();
  const running = startCli(['mirror', 'demo', '--page-port', String(port), '--storage', storage, ...options]);
  onTestFinished(() => running[Symbol.asyncDispose]());
  await running.waitFor(`The house’s page is at http://127.0.0.1:${port}, only for browsers on this machine.`);
  return { running, get: (path) => fetch(`http://127.0.0.1:${port}${path}`) };
}

/** What the page is answered. @param asks the fields of the request besides its language */
async function ask<P extends '/status' | '/spans'>(get: Get, path: P, asks: object): Promise<Protocol[P]['answers']> {
  const asked = encodeURIComponent(JSON.stringify({ language: 'en', ...asks }));
  const answer = await get(`/api${path}?asks=${asked}`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Protocol[P]['answers'];
}
