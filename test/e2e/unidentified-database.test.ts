import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import type { InfluxConfig } from '../../src/config/config.ts';
import { greetInflux } from '../../src/doctor/influx-greeting.ts';
import type { WriteResult } from '../../src/influx/answer.ts';
import { openClient } from '../../src/influx/client.ts';
import { createVerifiedClient, type Note } from '../../src/influx/verified-client.ts';
import { tryInflux } from '../../src/ui/influx-trial.ts';
import { freePort, isAnswering, startDaemon } from '../../testbed/daemon.ts';
import { openProxy, WITHOUT_NAMES } from '../../testbed/databases/proxy.ts';
import { PATIENT } from '../../testbed/databases/scripted-server.ts';
import { missingServers, startVmauth } from '../../testbed/databases/servers.ts';
import {
  createTestDatabase,
  type OwnDatabase,
  sharedVictoria,
  uniqueName,
} from '../../testbed/databases/shared-databases.ts';

const NEVER = new AbortController().signal;
const STORED: WriteResult = { kind: 'stored' };

beforeEach(({ skip }) => {
  const missing = missingServers();
  skip(missing.length > 0 && !process.env['CI'], `needs ${missing.join(', ')}`);
});

describe('InfluxDB 1.6 behind a proxy that removes its headers', () => {
  test('is identified by a point that is read back and deleted, and so again after a restart', async () => {
    const influx = await createTestDatabase();
    await using proxy = await strippingProxy(influx.url);
    const note = memo();
    expect(await deliverOneLine(one(influx, proxy.url), note)).toEqual({ delivery: STORED, isVerified: true });
    expect((await influx.query('SHOW MEASUREMENTS')).map(({ name }) => name)).toEqual(['linky']);
    const asked = proxy.paths.length;
    expect(await deliverOneLine(one(influx, proxy.url), note)).toEqual({ delivery: STORED, isVerified: true });
    expect(proxy.paths.slice(asked)).toEqual(['/write']);
  });

  test('is identified with another retention policy, too, and stores the points there', async () => {
    const influx = await createTestDatabase();
    await influx.query(`CREATE RETENTION POLICY "short" ON "${influx.database}" DURATION 2h REPLICATION 1`);
    await using proxy = await strippingProxy(influx.url);
    const config = { ...one(influx, proxy.url), retentionPolicy: 'short' };
    expect(await deliverOneLine(config)).toEqual({ delivery: STORED, isVerified: true });
  });

  test('cannot be verified by a user who may only write', async () => {
    const influx = await createTestDatabase();
    const pi = await writerOf(influx);
    await using proxy = await strippingProxy(influx.url);
    expect(await deliverOneLine({ ...one(influx, proxy.url), ...pi })).toEqual({ delivery: STORED, isVerified: false });
    const { last, says } = await tried({ ...one(influx, proxy.url), ...pi });
    expect(last).toEqual({ step: 'read', ok: true });
    expect(says).toContain(
      'accepts what it is sent, but nothing may be read back there, so nothing shows that it keeps it',
    );
    expect(says).toContain('give the token or the user the right to read');
  });

  test('is identified by the test of the settings page', async () => {
    const influx = await createTestDatabase();
    await using proxy = await strippingProxy(influx.url);
    const { last, says } = await tried(one(influx, proxy.url));
    expect(last).toEqual({ step: 'read', ok: true });
    expect(says).toContain('was found there');
  });

  test('cannot be verified if the proxy passes writes only: then no reading counts as delivered', async () => {
    const influx = await createTestDatabase();
    await using proxy = await strippingProxy(influx.url, (path) => path === '/write');
    const { delivery } = await deliverOneLine(one(influx, proxy.url));
    expect(delivery).toEqual({ kind: 'misconfigured', why: 'stranger', says: '204' });
    const { last, says } = await tried(one(influx, proxy.url));
    expect(last).toEqual({ step: 'read', ok: false });
    expect(says).toContain('does not show that it is an InfluxDB');
  });
});

test('with headers, InfluxDB is identified for a user who may only write, too', async () => {
  const influx = await createTestDatabase();
  const pi = await writerOf(influx);
  expect(await deliverOneLine({ ...one(influx), ...pi })).toEqual({ delivery: STORED, isVerified: true });
});

describe('VictoriaMetrics behind a proxy that removes its headers', () => {
  test('is identified by its home page', async () => {
    const { url } = sharedVictoria();
    await using proxy = await strippingProxy(url);
    expect(await deliverOneLine(two(proxy.url))).toEqual({ delivery: STORED, isVerified: true });
    expect(proxy.paths).not.toContain('/query');
  });

  test('is identified by an exported point if the proxy passes nothing else', async () => {
    const { url } = sharedVictoria();
    await using proxy = await strippingProxy(url, (path) => /write$|export$|force_flush$/.test(path));
    expect(await deliverOneLine(two(proxy.url))).toEqual({ delivery: STORED, isVerified: true });
  });

  test('is identified behind vmauth, which accepts one token', async () => {
    const { url, token } = sharedVictoria().vmauth;
    await using proxy = await strippingProxy(url);
    expect(await deliverOneLine({ ...two(proxy.url), token })).toEqual({ delivery: STORED, isVerified: true });
    const { delivery } = await deliverOneLine({ ...two(proxy.url), token: 'wr0ng' });
    expect(delivery).toMatchObject({ kind: 'misconfigured', why: 'credentials' });
  });
});

describe('vmagent, which has no such header, is identified', () => {
  test('by its home page', async () => {
    await using agent = await startVmagent(`-remoteWrite.url=${sharedVictoria().url}/api/v1/write`);
    expect(await deliverOneLine(two(agent.url))).toEqual({ delivery: STORED, isVerified: true });
  });

  test('by the databases that it makes up, at the path of a tenant, behind vmauth, by the test of the settings page and by doctor, too', async () => {
    const token = 't0ken';
    // What it takes for a cluster waits in its folder.
    await using agent = await startVmagent('-remoteWrite.multitenantURL=http://127.0.0.1:1');
    await using vmauth = await startVmauth({ token, upstream: agent.url });
    for (const config of [two(`${agent.url}/insert/0/influx`), { ...two(`${vmauth.url}/insert/0/influx`), token }]) {
      expect(await deliverOneLine(config)).toEqual({ delivery: STORED, isVerified: true });
      expect(await tried(config)).toMatchObject({ last: { step: 'read', ok: true } });
      expect(await greeted(config)).toEqual({ isRecognised: true, server: { product: 'victoriaMetrics' } });
    }
  });
});

test.each(['', ' behind vmauth'])('VictoriaMetrics is identified at its path for InfluxDB%s', async (behind) => {
  const { url, vmauth, samples } = sharedVictoria();
  const at = behind === '' ? { url: `${url}/influx` } : { url: `${vmauth.url}/influx/`, token: vmauth.token };
  const config = { ...two(url), ...at };
  const meter = uniqueName('path');
  expect(await deliverOneLine(config, memo(), meter)).toEqual({ delivery: STORED, isVerified: true });
  await expect.poll(() => samples(`linky_power_va{meter="${meter}"}`)).toHaveLength(1);
  expect(await tried(config)).toMatchObject({ last: { step: 'read', ok: true } });
  expect(await greeted(config)).toEqual({ isRecognised: true, server: { product: 'victoriaMetrics' } });
});

async function startVmagent(remote: string) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const daemon = await startDaemon({
    binary: 'vmagent',
    debian: 'victoria-metrics',
    isReady: () => isAnswering(`${url}/health`),
    args: async (folder) => [
      `-httpListenAddr=127.0.0.1:${port}`,
      remote,
      `-remoteWrite.tmpDataPath=${join(folder, 'queue')}`,
    ],
  });
  return { ...daemon, url };
}

/** What `doctor` finds out. */
async function greeted(config: InfluxConfig) {
  const { isRecognised, server } = await greetInflux(config, NEVER);
  return { isRecognised, server };
}

/** A proxy that removes every header by which a database identifies itself, and answers 404 where it passes nothing on. */
async function strippingProxy(upstream: string, passes: (path: string) => boolean = () => true) {
  const paths: string[] = [];
  const proxy = await openProxy(upstream, {
    rule({ path }) {
      const [asked = ''] = path.split('?');
      paths.push(asked);
      return passes(asked) ? WITHOUT_NAMES : { status: 404, body: 'not here' };
    },
  });
  return { ...proxy, paths };
}

/** Delivers one line with a new verified client, as after a restart, and gives the result. */
async function deliverOneLine(config: InfluxConfig, note: Note = memo(), meter = uniqueName('unidentified')) {
  const client = openClient(config, PATIENT);
  const verified = createVerifiedClient({ client, config, clock: systemClock, note });
  try {
    const delivery = await verified.write([`linky,meter=${meter} power_va=390 ${Date.now() - 1000}`], NEVER);
    return { delivery, isVerified: verified.isVerified };
  } finally {
    client.close();
  }
}

async function tried(config: InfluxConfig) {
  const { literal: _, ...settings } = config;
  const { steps } = await tryInflux(settings, 'en', systemClock, PATIENT);
  const { step, ok, says } = steps.at(-1) ?? {};
  return { last: { step, ok }, says };
}

/** Creates a user who may write, but not read. */
async function writerOf({ database, query }: OwnDatabase) {
  const [username, password] = [uniqueName('pi'), 'passw0rd'];
  await query(`CREATE USER "${username}" WITH PASSWORD '${password}'`);
  await query(`GRANT WRITE ON "${database}" TO "${username}"`);
  return { username, password };
}

function one({ url, username, password, database }: OwnDatabase, through = url) {
  const account = { username, password, database, retentionPolicy: '' };
  return { version: '1', url: through, literal: true, ...account } as const satisfies InfluxConfig;
}

function two(url: string) {
  return { version: '2', url, token: '', org: '', bucket: 'linky', literal: true } as const satisfies InfluxConfig;
}

function memo(): Note {
  let held: string | undefined;
  return {
    get: () => held,
    set(text) {
      held = text;
    },
  };
}
