import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import type { InfluxConfig } from '../../src/config/config.ts';
import { type WriteResult, writeResultOf } from '../../src/influx/answer.ts';
import { openClient, type Timeouts } from '../../src/influx/client.ts';
import type { Line } from '../../src/influx/points.ts';
import {
  PATIENT,
  type Request,
  type ScriptedAnswer,
  startScriptedServer,
} from '../../testbed/databases/scripted-server.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';

const LINE: Line = {
  ...{ measurement: 'linky', atMs: 1_700_000_000_000 },
  text: 'linky,meter=linky power_va=390 1700000000000',
};
const LARGE = Array.from({ length: 100 }, () => LINE);
/** What ends a request whose answer never comes, or never ends. All others are waited for. */
const SHORT_MS = 100;
const NOW_MS = Date.UTC(2026, 6, 28, 10);
const NEVER = new AbortController().signal;

describe('version 2', () => {
  test('posts the lines with a token to the bucket of the organisation, times in ms', async () => {
    const { request } = await delivered(version2());
    expect(request?.path).toBe('/api/v2/write?org=my%20home&bucket=a%26b&precision=ms');
    expect(request?.headers.authorization).toBe('Token s3cr3t');
    expect(request?.lines).toEqual([LINE.text]);
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
  expect(request?.lines).toEqual(LARGE.map(({ text }) => text));
});

test('one connection serves many requests', async () => {
  await using server = await startScriptedServer(() => ({ status: 204 }));
  const client = openClient({ ...version2(), url: server.url }, PATIENT);
  for (let i = 0; i < 5; i += 1) await client.write(LARGE, NEVER);
  const connections = await server.connections();
  client.close();
  expect(connections).toBe(1);
});

test('the other side sees the name of this plugin', async () => {
  const { request } = await delivered(version2());
  expect(request?.headers['user-agent']).toBe('homebridge-linky-tic');
});

test('a batch of 5 000 lines of a kilobyte goes in one request, so that its error reaches us', async () => {
  const most = Array.from({ length: 5_000 }, () => ({ ...LINE, text: LINE.text.padEnd(1_000, '0') }));
  const { delivery, count } = await delivered(version2(), [{ status: 503 }], most);
  expect({ delivery, count }).toMatchObject({ count: 1, delivery: { kind: 'unreachable', why: 'failing' } });
});

test.each<[string, readonly Line[], 'kept' | 'new']>([
  ['a compressed', LARGE, 'kept'],
  ['a compressed', LARGE, 'new'],
  ['a small', [LINE], 'kept'],
  ['a small', [LINE], 'new'],
])('it tells that %s request has its connection before there is an answer (%#)', async (_, lines, connection) => {
  const keeps = connection === 'kept';
  await using server = await startScriptedServer((_, nth) => (keeps && nth === 0 ? { status: 204 } : 'hang'));
  const client = openClient({ ...version2(), url: server.url }, PATIENT);
  if (keeps) await client.write([LINE], NEVER);
  const end = new AbortController();
  const isSent = client.whenSent();
  const answer = client.write(lines, end.signal);
  await isSent;
  end.abort();
  expect(await answer).toMatchObject({ kind: 'failed' });
  client.close();
});

describe('an idle connection', () => {
  test('that the other side closes counts as cut off, once, with the next request', async () => {
    await using it = await client(() => ({ status: 204 }));
    await it.write();
    await it.server.closeIdleConnections();
    expect(it.client.wasCutOff()).toBe(false);
    await it.write();
    expect(it.client.wasCutOff()).toBe(true);
    expect(it.client.wasCutOff()).toBe(false);
  });

  test('that the other side closes right after its answer does not go unnoticed', async () => {
    await using it = await client(() => 'last');
    await it.write();
    // If the end has not arrived yet, the next request fails instead.
    const { kind } = await it.write();
    expect(it.client.wasCutOff() || kind === 'failed').toBe(true);
  });

  test.each<Readonly<Record<string, string>>>([{ connection: 'close' }, { 'keep-alive': 'timeout=60' }])(
    'whose end was announced (%o) does not count as cut off',
    async (headers) => {
      await using it = await client(() => ({ status: 204, headers }));
      await it.write();
      await it.server.closeIdleConnections();
      await it.write();
      expect(it.client.wasCutOff()).toBe(false);
    },
  );

  async function client(answerTo: () => ScriptedAnswer) {
    const server = await startScriptedServer(answerTo);
    const opened = openClient({ ...version2(), url: server.url }, PATIENT);
    return {
      server,
      client: opened,
      write: () => opened.write([LINE], NEVER),
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
    ['partly stored', { status: 201 }, { kind: 'stored', partly: '201' }],
    ['a web page', { status: 200, body: '<html>' }, { kind: 'misconfigured', why: 'address' }],
    [
      'a redirect, which is not followed',
      { status: 302, headers: { location: 'https://x.example/y' } },
      { kind: 'misconfigured', why: 'address' },
    ],
    ['unauthorized', { status: 401, body: 'no' }, { kind: 'misconfigured', why: 'credentials' }],
    ['refused', { status: 422, body: 'unable to parse' }, { kind: 'refused', says: '422 unable to parse' }],
    ['refused, in JSON', json(400, '{"error":"x"}'), { kind: 'refused', says: '400 x' }],
    ['refused, in JSON that is null', json(400, 'null'), { kind: 'refused', says: '400 null' }],
    [
      'refused, in a header',
      { status: 400, headers: { 'x-influxdb-error': 'unable to parse' } },
      { kind: 'refused', says: '400 unable to parse' },
    ],
    ['partial write in a 500', { status: 500, body: 'partial write: field type conflict' }, { kind: 'partial' }],
    [
      'stored, while another node of InfluxDB Enterprise is away',
      json(500, '{"error":"hinted handoff queue not empty"}'),
      { kind: 'stored' },
    ],
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

test.each<ScriptedAnswer>(['hang', 'trickle'])('after %s, no connection is left', async (scripted) => {
  await using server = await startScriptedServer(() => scripted);
  const client = openClient({ ...version2(), url: server.url }, timeoutsFor(scripted));
  await client.write([LINE], NEVER);
  await expect.poll(() => server.connections()).toBe(0);
  client.close();
});

test('after a silence the next request goes through', async () => {
  const { delivery } = await delivered(version2(), ['hang', { status: 204 }]);
  expect(delivery).toEqual({ kind: 'stored' });
});

describe('the signal', () => {
  test('cuts a request short', async () => {
    await using server = await startScriptedServer(() => 'hang');
    const end = new AbortController();
    const client = openClient({ ...version2(), url: server.url }, PATIENT);
    const answer = client.write([LINE], end.signal);
    await expect.poll(() => server.requests.length).toBe(1);
    end.abort();
    expect(await answer).toMatchObject({ kind: 'failed' });
    client.close();
  });

  test('cuts a request short that begins after it, since its body was being compressed', async () => {
    await using server = await startScriptedServer(() => 'hang');
    const end = new AbortController();
    const client = openClient({ ...version2(), url: server.url }, PATIENT);
    const answer = client.write(LARGE, end.signal);
    end.abort();
    expect(await answer).toMatchObject({ kind: 'failed' });
    await expect.poll(() => server.connections()).toBe(0);
    client.close();
  });
});

describe('an answer that would fill the memory', () => {
  test.each([200, 400])('is cut off where it never ends (%i)', async (status) => {
    const pour: ScriptedAnswer = (response) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      const more = () => response.write('x'.repeat(10_000)) && setImmediate(more);
      response.on('drain', more).on('error', () => {});
      more();
    };
    const { delivery } = await delivered(version2(), [pour]);
    expect(delivery).toMatchObject({ kind: 'unreachable', why: 'broken', says: 'an endless answer' });
  });

  test('is cut off where it is packed, which nobody asked for', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    const { delivery } = await delivered(version2(), [
      { status: 400, headers, body: gzipSync(Buffer.alloc(100_000_000)) },
    ]);
    expect(delivery).toMatchObject({ kind: 'unreachable', why: 'broken' });
  });
});

test('a Flux query is answered by its rows', async () => {
  const csv =
    '#datatype,string,long,string\n#group,false,false,true\n#default,_result,,\n,result,table,_measurement\n,,0,linky_test\n';
  await using server = await startScriptedServer(() => ({
    status: 200,
    headers: { 'content-type': 'text/csv' },
    body: csv,
  }));
  const client = openClient({ ...version2(), url: server.url }, PATIENT);
  const answer = await client.flux('from(bucket: "a")', NEVER);
  expect(answer).toMatchObject({ status: 200, body: '{"result":"_result","table":0,"_measurement":"linky_test"}' });
  expect(server.requests[0]?.path).toBe('/api/v2/query?org=my%20home');
  client.close();
});

test('nothing is written to the console', async () => {
  const error = vi.spyOn(console, 'error');
  await delivered(version2(), [{ status: 400, body: 'no' }, 'reset', { status: 503 }]);
  expect(error).not.toHaveBeenCalled();
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

function json(status: number, body: string): ScriptedAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body };
}

/** Writes once for each scripted answer, and gives the last result, the last request, and how many there were. */
async function delivered(
  config: InfluxConfig,
  script: readonly ScriptedAnswer[] = [{ status: 204 }],
  lines: readonly Line[] = [LINE],
): Promise<{ readonly delivery?: WriteResult; readonly request: Request | undefined; readonly count: number }> {
  let answer: ScriptedAnswer = { status: 204 };
  const timeouts = { ...PATIENT };
  await using server = await startScriptedServer(() => answer);
  let delivery: WriteResult | undefined;
  for (const scripted of script) {
    answer = scripted;
    Object.assign(timeouts, timeoutsFor(scripted));
    const client = openClient({ ...config, url: server.url }, timeouts);
    delivery = writeResultOf(await client.write(lines, NEVER), NOW_MS);
    client.close();
  }
  return { delivery, request: server.requests.at(-1), count: server.requests.length };
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
  const answer = await client.write([LINE], NEVER);
  client.close();
  return writeResultOf(answer, NOW_MS);
}
