import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import type { InfluxConfig } from '../../src/config/config.ts';
import type { WriteResult } from '../../src/influx/answer.ts';
import { openClient, type Timeouts } from '../../src/influx/client.ts';
import { createVerifiedClient } from '../../src/influx/verified-client.ts';
import {
  PATIENT,
  type Request,
  type ScriptedAnswer,
  startScriptedServer,
} from '../../testbed/databases/scripted-server.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';

const LINE = 'linky,meter=linky power_va=390 1700000000000';
const LARGE = Array.from({ length: 100 }, () => LINE);
/** What ends a request whose answer never comes, or never ends. All others are waited for. */
const SHORT_MS = 100;
const NOW_MS = Date.UTC(2026, 6, 28, 10);
const CLOCK = { ...systemClock, wall: () => NOW_MS };

describe('version 2', () => {
  test('posts the lines with a token to the bucket of the organisation, times in ms', async () => {
    const { request } = await delivered(version2());
    expect(request?.path).toBe('/api/v2/write?org=my+home&bucket=a%26b&precision=ms');
    expect(request?.headers.authorization).toBe('Token s3cr3t');
    expect(request?.lines).toEqual([LINE]);
  });

  test('sends no authorization without a token', async () => {
    const { request } = await delivered(version2({ token: '' }));
    expect(request?.headers.authorization).toBeUndefined();
  });
});

describe('version 1', () => {
  test('posts the lines with user and password to the database, times in ms', async () => {
    const { request } = await delivered(version1({ username: 'linky', password: 'a b:é' }));
    expect(request?.path).toBe('/write?db=my+house&precision=ms');
    expect(request?.headers.authorization).toBe(`Basic ${Buffer.from('linky:a b:é').toString('base64')}`);
  });

  test('names the retention policy when there is one', async () => {
    const { request } = await delivered(version1({ retentionPolicy: 'two years' }));
    expect(request?.path).toBe('/write?db=my+house&rp=two+years&precision=ms');
  });

  test('sends no authorization without a user', async () => {
    const { request } = await delivered(version1());
    expect(request?.headers.authorization).toBeUndefined();
  });
});

test('an address keeps its path, and loses its user, query and last slash', async () => {
  await using server = await startScriptedServer(() => ({ status: 204 }));
  const url = `${server.url.replace('//', '//user:pass@')}/influx//?a=b`;
  await deliver({ ...version1(), url });
  expect(server.requests[0]?.path).toBe('/influx/write?db=my+house&precision=ms');
});

test('a large body is sent gzipped, and arrives whole', async () => {
  const { request } = await delivered(version2(), [{ status: 204 }], LARGE);
  expect(request?.headers['content-encoding']).toBe('gzip');
  expect(request?.lines).toEqual(LARGE);
});

test('one connection serves many requests', async () => {
  await using server = await startScriptedServer(() => ({ status: 204 }));
  const client = openClient({ ...version2(), url: server.url }, PATIENT);
  for (let i = 0; i < 5; i += 1) await client.post([LINE], new AbortController().signal);
  const connections = await server.connections();
  client.close();
  expect(connections).toBe(1);
});

describe('an idle connection', () => {
  test('that the other side closes counts as cut off until the next request', async () => {
    await using it = await client(() => ({ status: 204 }));
    await it.post();
    expect(it.client.wasCutOff).toBe(false);
    await it.server.closeIdleConnections();
    expect(it.client.wasCutOff).toBe(true);
    await it.post();
    expect(it.client.wasCutOff).toBe(false);
  });

  test('that the other side closes right after its answer counts as cut off', async () => {
    await using it = await client(() => 'last');
    await it.post();
    await expect.poll(() => it.client.wasCutOff).toBe(true);
  });

  test('whose end was announced does not count as cut off', async () => {
    await using it = await client(() => ({ status: 204, headers: { connection: 'close' } }));
    await it.post();
    await expect.poll(() => it.server.connections()).toBe(0);
    expect(it.client.wasCutOff).toBe(false);
  });

  test('that is closed in every pause no longer counts as cut off', async () => {
    await using it = await client(() => ({ status: 204 }));
    const told: boolean[] = [];
    for (let pause = 0; pause < 7; pause += 1) {
      await it.post();
      await it.server.closeIdleConnections();
      told.push(it.client.wasCutOff);
    }
    expect(told).toEqual([true, true, true, true, true, false, false]);
  });

  async function client(answerTo: () => ScriptedAnswer) {
    const server = await startScriptedServer(answerTo);
    const opened = openClient({ ...version2(), url: server.url }, PATIENT);
    return {
      server,
      client: opened,
      post: () => opened.post([LINE], new AbortController().signal),
      async [Symbol.asyncDispose]() {
        opened.close();
        await server[Symbol.asyncDispose]();
      },
    };
  }
});

describe('the result of a write', () => {
  test.each<[string, ScriptedAnswer, Partial<WriteResult>]>([
    ['stored', { status: 204 }, { kind: 'stored' }],
    ['partly stored', { status: 201, body: '{"error":"1 line"}' }, { kind: 'partlyStored', says: '201 1 line' }],
    ['a web page', { status: 200, body: '<html>' }, { kind: 'misconfigured', why: 'address' }],
    [
      'a redirect',
      { status: 302, headers: { location: 'https://x.example/y' } },
      { kind: 'misconfigured', why: 'address' },
    ],
    ['unauthorized', { status: 401, body: 'no' }, { kind: 'misconfigured', why: 'credentials' }],
    ['refused', { status: 422, body: 'unable to parse' }, { kind: 'refused', says: '422 unable to parse' }],
    [
      'refused, in JSON',
      { status: 400, headers: { 'content-type': 'application/json' }, body: '{"error":"x"}' },
      { kind: 'refused', says: '400 x' },
    ],
    [
      'refused, in a header',
      { status: 400, headers: { 'x-influxdb-error': 'unable to parse' } },
      { kind: 'refused', says: '400 unable to parse' },
    ],
    ['partial write in a 500', { status: 500, body: 'partial write: field type conflict' }, { kind: 'refused' }],
    ['too large', { status: 413 }, { kind: 'tooLarge' }],
    ['too many requests, wait', { status: 429, headers: { 'retry-after': '3' } }, { kind: 'busy', retryInMs: 3000 }],
    ['failing, wait', { status: 503, headers: { 'retry-after': '60' } }, { kind: 'unreachable', retryInMs: 60_000 }],
    ['no answer', 'hang', { kind: 'unreachable', why: 'silent' }],
    ['an answer that never ends', 'trickle', { kind: 'unreachable', why: 'silent' }],
    ['a connection cut before the answer', 'reset', { kind: 'unreachable', why: 'broken' }],
    ['a connection cut in the answer', 'cut', { kind: 'unreachable', why: 'broken' }],
  ])('%s', async (_, scripted, expected) => {
    const { delivery } = await delivered(version2(), [scripted]);
    expect(delivery).toMatchObject(expected);
  });

  test('too many requests, wait until a date', async () => {
    const until = new Date(NOW_MS + 300_000).toUTCString();
    const { delivery } = await delivered(version2(), [{ status: 429, headers: { 'retry-after': until } }]);
    expect(delivery).toMatchObject({ kind: 'busy', retryInMs: 300_000 });
  });

  test('nothing listens', async () => {
    const server = await startScriptedServer(() => ({ status: 204 }));
    await server[Symbol.asyncDispose]();
    expect(await deliver({ ...version2(), url: server.url })).toMatchObject({
      kind: 'unreachable',
      why: 'notListening',
    });
  });

  test('HTTP where TLS is expected', async () => {
    await using server = await startScriptedServer(() => ({ status: 204 }));
    const url = server.url.replace('http:', 'https:');
    expect(await deliver({ ...version2(), url })).toMatchObject({ kind: 'misconfigured', why: 'address' });
  });

  test('a certificate that is not trusted', async ({ skip }) => {
    const certificate = selfSigned();
    skip(certificate === undefined && !process.env['CI'], 'needs openssl');
    const server = createServer(certificate ?? {}, (_, response) => void response.writeHead(204).end());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const delivery = await deliver({ ...version2(), url: `https://127.0.0.1:${port}` });
    server.close();
    expect(delivery).toMatchObject({ kind: 'misconfigured', why: 'certificate' });
  });

  test('a token with a character that no header may have', async () => {
    for (const lines of [[LINE], LARGE]) {
      const { delivery, request } = await delivered(version2({ token: 'a\nb' }), [{ status: 204 }], lines);
      expect(delivery).toMatchObject({ kind: 'misconfigured', why: 'credentials' });
      expect(request).toBeUndefined();
    }
  });
});

test.each<ScriptedAnswer>(['hang', 'trickle'])('a server that lets it %s keeps no connection', async (scripted) => {
  await using server = await startScriptedServer(() => scripted);
  const client = openClient({ ...version2(), url: server.url }, timeoutsFor(scripted));
  await client.post([LINE], new AbortController().signal);
  await expect.poll(() => server.connections()).toBe(0);
  client.close();
});

test('after a silence the next request goes through', async () => {
  const { delivery } = await delivered(version2(), ['hang', { status: 204 }]);
  expect(delivery).toEqual({ kind: 'stored' });
});

test('the signal cuts a request short', async () => {
  await using server = await startScriptedServer(() => 'hang');
  const end = new AbortController();
  const client = openClient({ ...version2(), url: server.url }, PATIENT);
  const answer = client.post([LINE], end.signal);
  await expect.poll(() => server.requests.length).toBe(1);
  end.abort();
  expect(await answer).toMatchObject({ kind: 'failed' });
  client.close();
});

test('a secret that the server repeats is masked', async () => {
  const basic = Buffer.from('linky:pässword').toString('base64');
  const body = `you said Token s3cr3t, Basic ${basic}, pässword`;
  const [two, one] = [
    await delivered(version2(), [{ status: 401, body }]),
    await delivered(version1({ username: 'linky', password: 'pässword' }), [{ status: 503, body }]),
  ];
  expect(two.delivery).toMatchObject({ says: expect.not.stringContaining('s3cr3t') });
  expect(one.delivery).toMatchObject({ says: '503 you said Token s3cr3t, Basic ***, ***' });
});

test.each([
  ['a token', version2(), 's3cr3t', 'Bearer'],
  ['a token longer than what is kept of an answer', version2({ token: 't'.repeat(3_000) }), 'ttt', 'Bearer'],
  ['a short token', version2({ token: 'abc' }), 'abc', 'Bearer'],
  ['a password', version1({ username: 'moi', password: 'p4ss' }), 'bW9pOnA0c3M=', 'Basic'],
])('the 400 by which vmauth 1.79.5 refuses %s is told without it', async (_, config, secret, scheme) => {
  const shown = config.version === '2' ? config.token : secret;
  const body = `cannot find the provided auth token "${scheme} ${shown}" in config\n`;
  const { delivery } = await delivered(config, [{ status: 400, headers: { 'content-type': 'text/plain' }, body }]);
  expect(delivery).toMatchObject({
    ...{ kind: 'misconfigured', why: 'credentials' },
    says: expect.stringMatching(new RegExp(`^400 cannot find the provided auth token "${scheme} \\*{3}`)),
  });
  expect(JSON.stringify(delivery)).not.toContain(secret);
});

test('a secret in an address that the server repeats is masked', async () => {
  const token = 'a b/c+==';
  const body = `no /write?t=${encodeURIComponent(token)}&${new URLSearchParams({ token })}`;
  const { delivery } = await delivered(version2({ token }), [{ status: 401, body }]);
  expect(delivery).toMatchObject({ says: '401 no /write?t=***&token=***' });
});

test('a secret with half a surrogate pair does no harm', async () => {
  const { delivery } = await delivered(version2({ token: 'tok\ud800en' }));
  expect(delivery).toMatchObject({ kind: 'misconfigured', why: 'credentials' });
});

function version2(given: Partial<Extract<InfluxConfig, { version: '2' }>> = {}): InfluxConfig {
  return { url: '', literal: true, version: '2', token: 's3cr3t', org: 'my home', bucket: 'a&b', ...given };
}

function version1(given: Partial<Extract<InfluxConfig, { version: '1' }>> = {}): InfluxConfig {
  const store = { database: 'my house', retentionPolicy: '', username: '', password: '' };
  return { url: '', literal: true, version: '1', ...store, ...given };
}

/** Writes once for each scripted answer, and gives the last result and the last request. */
async function delivered(
  config: InfluxConfig,
  script: readonly ScriptedAnswer[] = [{ status: 204 }],
  lines: readonly string[] = [LINE],
): Promise<{ readonly delivery: WriteResult | undefined; readonly request: Request | undefined }> {
  let answer: ScriptedAnswer = { status: 204 };
  const timeouts = { ...PATIENT };
  await using server = await startScriptedServer(() => answer);
  const client = openClient({ ...config, url: server.url }, timeouts);
  const verified = createVerifiedClient({ client, config: { ...config, url: server.url }, clock: CLOCK });
  let delivery: WriteResult | undefined;
  for (const scripted of script) {
    answer = scripted;
    Object.assign(timeouts, timeoutsFor(scripted));
    delivery = await verified.write(lines, new AbortController().signal);
  }
  client.close();
  return { delivery, request: server.requests.at(-1) };
}

/** An answer that never comes ends by the silence, and one that never ends by the time of the request. */
function timeoutsFor(scripted: ScriptedAnswer): Timeouts {
  return {
    silenceMs: scripted === 'hang' ? SHORT_MS : PATIENT.silenceMs,
    requestMs: scripted === 'trickle' ? SHORT_MS : PATIENT.requestMs,
  };
}

/** A new key and its certificate; undefined where there is no openssl. */
function selfSigned(): { key: Buffer; cert: Buffer } | undefined {
  const folder = temporaryFolder();
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const made = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'],
    ...['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert],
  ]);
  return made.status === 0 ? { key: readFileSync(key), cert: readFileSync(cert) } : undefined;
}

async function deliver(config: InfluxConfig): Promise<WriteResult> {
  const client = openClient(config, PATIENT);
  const verified = createVerifiedClient({ client, config, clock: CLOCK });
  const delivery = await verified.write([LINE], new AbortController().signal);
  client.close();
  return delivery;
}
