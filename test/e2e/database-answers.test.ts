import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { JOURNAL_FILE } from '../../src/base/plugin-names.ts';
import type { InfluxConfig } from '../../src/config/config.ts';
import { type WriteResult, writeResultOf } from '../../src/influx/answer.ts';
import { openClient } from '../../src/influx/client.ts';
import type { Line } from '../../src/influx/points.ts';
import { createSender, type SendResult } from '../../src/influx/sender.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { childClock } from '../../testbed/child-clock/child-clock.ts';
import {
  PATIENT,
  type ScriptedAnswer,
  type ScriptedServer,
  startScriptedServer,
} from '../../testbed/databases/scripted-server.ts';
import { ACCOUNT, missingServers, startInflux, startVictoria, startVmauth } from '../../testbed/databases/servers.ts';
import {
  createTestDatabase,
  databaseIn,
  type OwnDatabase,
  sharedVictoria,
  uniqueName,
} from '../../testbed/databases/shared-databases.ts';
import { victoriaAnswers } from '../../testbed/databases/victoria-answers.ts';
import { type Homebridge, startHomebridge } from '../../testbed/homebridge/homebridge.ts';
import { writeHistory } from '../../testbed/journal-history.ts';
import { certificateOfOwn, missingOpenssl } from '../../testbed/mqtt/certificates.ts';
import { runCli } from '../../testbed/programs/cli.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { readingWith } from '../../testbed/support/readings.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';

describe('an answer of a real database', () => {
  const VERSION_1 = { version: '1', database: 'linky', retentionPolicy: '' } as const;

  beforeEach(({ skip }) => {
    const missing = missingServers();
    skip(missing.length > 0 && !process.env['CI'], `needs ${missing.join(', ')}`);
  });

  test('InfluxDB: a line that it cannot parse is refused, and the others are stored', async () => {
    const influx = await createTestDatabase();
    const sent = await sentTo(one(influx), linesAt(200).with(3, { measurement: 'linky', atMs: 3, text: 'no line' }));
    expect(sent).toMatchObject({ kind: 'sent', refused: [{ says: expect.stringContaining('unable to parse') }] });
    expect((await influx.query('SELECT v FROM linky')).map(({ v }) => v)).toEqual(range(200).toSpliced(3, 1));
  });

  test('InfluxDB: a user may only read', async () => {
    const influx = await createTestDatabase();
    const guest = { username: uniqueName('guest'), password: 'gu3st' };
    await influx.query(`CREATE USER "${guest.username}" WITH PASSWORD '${guest.password}'`);
    await influx.query(`GRANT READ ON "${influx.database}" TO "${guest.username}"`);
    const delivery = await delivered({ ...one(influx), ...guest }, linesAt(1));
    expect(delivery).toMatchObject({ kind: 'misconfigured', why: 'rights' });
  });

  test('InfluxDB: a request is too large', async () => {
    // The limit counts for uncompressed requests only.
    await using server = await startInflux({ mostBytes: 400 });
    await server.query('CREATE DATABASE linky');
    expect(await delivered(one(databaseIn(server, 'linky')), linesAt(20))).toMatchObject({ kind: 'tooLarge' });
  });

  // The VictoriaMetrics of Debian 12 stores the others, and does not tell of the bad line.
  test('VictoriaMetrics: a line that it cannot parse is refused with those of its measurement, and the others are stored', async () => {
    const victoria = sharedVictoria();
    const meter = uniqueName('meter');
    const bad = { measurement: 'bad', atMs: 3, text: 'bad' };
    const sent = await sentTo(two(victoria.url), [...linesAt(200, meter), bad]);
    const refused = victoriaAnswers().badLine === 'refused' ? [{ measurement: 'bad', points: 1 }] : [];
    expect(sent).toMatchObject({ kind: 'sent', refused });
    const stored = await victoria.samples(`linky_v{meter="${meter}"}`);
    expect(stored.map(({ value }) => value)).toEqual(range(200));
  });

  test('VictoriaMetrics: its disk is full', async () => {
    await using victoria = await startVictoria({ leastFreeBytes: 1e18 });
    expect(await delivered(two(victoria.url), linesAt(3))).toMatchObject({ kind: 'unreachable', why: 'full' });
  });

  test.each([
    ['a user that it does not know', { ...VERSION_1, username: 'jo', password: 'wr0ng' }, 'Basic'],
    ['a wrong password', { ...VERSION_1, ...ACCOUNT, password: 'wr0ng' }, 'Basic'],
    ['no token', { version: '2', token: '', org: '', bucket: 'linky' }, undefined],
    ['no user', { ...VERSION_1, username: '', password: '' }, undefined],
  ] as const)('vmauth: %s is a mistake in the settings, told without a secret', async (_, sent, scheme) => {
    const { url } = sharedVictoria().vmauth;
    const says = scheme === undefined ? expect.stringMatching(/^401 missing/) : victoriaAnswers().unknown(scheme);
    const delivery = await delivered({ url, literal: true, ...sent }, linesAt(1));
    expect(delivery).toEqual({ kind: 'misconfigured', why: 'credentials', says });
  });

  test('vmauth: the right user and password', async () => {
    const { vmauth, samples } = sharedVictoria();
    const meter = uniqueName('meter');
    const config = { url: vmauth.url, literal: true, ...VERSION_1, ...ACCOUNT };
    expect(await delivered(config, linesAt(3, meter))).toEqual({ kind: 'stored' });
    expect(await samples(`linky_v{meter="${meter}"}`)).toHaveLength(3);
  });

  test('vmauth: VictoriaMetrics is not running behind it', async () => {
    await using victoria = await startVictoria();
    await using vmauth = await startVmauth({ token: 's3cr3t', upstream: victoria.url });
    await victoria.stop();
    expect(await delivered(two(vmauth.url), linesAt(1))).toMatchObject({ kind: 'unreachable', why: 'failing' });
  });

  function one({ url, username, password, database }: OwnDatabase): InfluxConfig {
    return { ...VERSION_1, url, username, password, database, literal: true };
  }

  function two(url: string): InfluxConfig {
    return { version: '2', url, token: 's3cr3t', org: '', bucket: 'linky', literal: true };
  }
});

test('a database is reached by IPv6, over TLS of a private authority, and at a path', async ({ skip }) => {
  const missing = networkInterfaces()['lo']?.some(({ family }) => family === 'IPv6') ? missingOpenssl() : 'IPv6';
  skip(missing !== undefined && !process.env['CI'], `needs ${missing}`);
  const { ca, cert, key } = certificateOfOwn();
  const paths: (string | undefined)[] = [];
  const tls = { cert: readFileSync(cert), key: readFileSync(key) };
  const server = createServer(tls, (request, response) => {
    paths.push(request.url);
    response.writeHead(204).end();
  });
  await once(server.listen(0, '::1'), 'listening');
  const url = `https://[::1]:${(server.address() as AddressInfo).port}/influx`;
  const storage = temporaryFolder();
  writeHistory(storage, [{ meter: 'linky', atMs: Date.now(), reading: readingWith({ apparentPowerVA: 390 }) }]);
  const sent = await runCli(['history', 'send', '--url', url, '--bucket', 'linky', '--storage', storage], {
    env: { NODE_EXTRA_CA_CERTS: ca },
  });
  server.close();
  expect(sent).toMatchObject({ code: 0, stdout: expect.stringContaining('1 reading sent') });
  expect(paths).toEqual(['/influx/api/v2/write?org=&bucket=linky&precision=ms']);
});

describe('InfluxDB 2', () => {
  const STORED: ScriptedAnswer = { status: 204 };
  const MOST_LINES = 20;
  const RETRY_S = 90;
  /** What the server answers to a write. */
  let answerTo: (lines: readonly string[]) => ScriptedAnswer;
  /** The lines that it holds. */
  const stored = new Set<string>();
  /** How far Homebridge's clock had moved forward at each request, to a second. */
  const askedAtMs: number[] = [];
  let server: ScriptedServer;
  let homebridge: Homebridge;

  beforeAll(async () => {
    answerTo = () => STORED;
    server = await startScriptedServer((lines) => {
      askedAtMs.push(homebridge?.clock.aheadMs);
      const answer = answerTo(lines);
      if (answer === STORED) for (const line of lines) stored.add(line);
      return answer;
    });
    homebridge = await startHomebridge({
      config: pluginBlock({
        meters: [{ name: 'House', port: 'demo:standard' }],
        influx: { url: server.url, token: 's3cr3t', org: 'home', bucket: 'linky' },
      }),
      clock: childClock({ isSteered: true, endsSlowly: true, waitsForRequests: true }),
    });
    await homebridge.clock.stop();
    await logged(/Every reading goes to InfluxDB at /);
  });

  afterAll(async () => {
    await homebridge?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });

  test.each([
    [503, 'unavailable', 'out of order', {}, /reports an error \(503 out of order\)/],
    [429, 'too many requests', 'slow down', { 'retry-after': String(RETRY_S) }, /to wait \(429 slow down\)/],
    [307, '', '', { location: 'https://login.example/' }, /is not InfluxDB.* \(307 → https:\/\/login.example\)/],
    [401, 'unauthorized', 'unauthorized access', {}, /refuses the token \(401 unauthorized access\)/],
    [404, 'not found', 'bucket "linky" not found', {}, /has no bucket linky in the organisation home/],
  ])('%i: it is told once, and what waits is sent afterwards', async (status, code, message, headers, says) => {
    answerTo = () => inJson(status, { code, message }, headers);
    const [from, first] = [homebridge.log.length, askedAtMs.length];
    await logged(says, from);
    answerTo = () => STORED;
    await logged(/is back after .*: \d+ waiting readings were sent/, from);
    expect(homebridge.log.slice(from).filter((line) => says.test(line))).toHaveLength(1);
    const [atMs = 0, nextAtMs = 0] = askedAtMs.slice(first);
    if (status === 429) expect(nextAtMs - atMs).toBeGreaterThanOrEqual((RETRY_S - 1) * 1_000);
  });

  test('413: what waits is sent in parts', async () => {
    answerTo = () => inJson(503, { code: 'unavailable', message: 'out of order' });
    const from = homebridge.log.length;
    await logged(/reports an error/, from);
    await homebridge.clock.advance(MOST_LINES * 1_000);
    const sizes: number[] = [];
    answerTo = (lines) => {
      sizes.push(lines.length);
      return lines.length > MOST_LINES ? inJson(413, { code: 'request too large', message: 'no' }) : STORED;
    };
    await logged(/is back after/, from);
    answerTo = () => STORED;
    expect(Math.max(...sizes)).toBeGreaterThan(MOST_LINES);
    expect(homebridge.log.slice(from).filter((line) => line.includes('413'))).toEqual([]);
  });

  test('422 for a part: it names the measurement, and once it accepts that again, says so', async () => {
    const conflict =
      'failure writing points to database: partial write: field type conflict: input field "SINSTS" on measurement "linky_tic" is type float, already exists as type integer dropped=1';
    answerTo = (lines) => {
      for (const line of lines) if (!line.startsWith('linky_tic')) stored.add(line);
      return inJson(422, { code: 'unprocessable entity', message: conflict });
    };
    const from = homebridge.log.length;
    const says = /refuses points of linky_tic, from .* \(422 field type conflict/;
    await logged(says, from);
    await homebridge.clock.advance(60_000);
    answerTo = () => STORED;
    await logged(/accepts the points of linky_tic again/, from);
    expect(homebridge.log.slice(from).filter((line) => says.test(line))).toHaveLength(1);
  });

  test('in the end it holds a point of every reading', async () => {
    await homebridge.clock.run();
    expect(await homebridge.stop()).toMatchObject({ code: 0 });
    const wall = () => Date.now() + homebridge.clock.aheadMs;
    using journal = openReadOnlyJournal(join(homebridge.storage, JOURNAL_FILE), wall);
    const points = [...stored].filter((line) => line.startsWith('linky,'));
    const timesStored = points.map((line) => Number(line.slice(line.lastIndexOf(' ')))).sort((a, b) => a - b);
    const times = [...journal.entries(0)].map(({ atMs }) => atMs);
    expect(timesStored.length).toBeGreaterThan(300);
    expect(timesStored).toEqual(times.filter((atMs) => atMs <= (timesStored.at(-1) ?? 0)));
  });

  /** Moves Homebridge's clock forward, a second at a time, until its log says this. */
  function logged(words: RegExp, from = 0): Promise<void> {
    return passUntil(() => homebridge.log.slice(from).some((line) => words.test(line)));
  }

  async function passUntil(isOver: () => boolean): Promise<void> {
    while (!isOver()) await homebridge.clock.advance(1_000);
  }
});

function inJson(status: number, body: object, headers: Readonly<Record<string, string>> = {}): ScriptedAnswer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

async function delivered(config: InfluxConfig, lines: readonly Line[]): Promise<WriteResult> {
  const client = openClient(config, PATIENT);
  const answer = await client.write(lines, NEVER);
  client.close();
  return writeResultOf(answer, Date.now());
}

async function sentTo(config: InfluxConfig, lines: readonly Line[]): Promise<SendResult> {
  const client = openClient(config, PATIENT);
  const sent = await createSender(client).send(lines, NEVER);
  client.close();
  return sent;
}

const NEVER = new AbortController().signal;

/** `count` lines, a millisecond apart, the first with the value 0. */
function linesAt(count: number, meter = 'linky'): readonly Line[] {
  const fromMs = Date.now() - count;
  return range(count).map((value) => {
    const atMs = fromMs + value;
    return { measurement: 'linky', atMs, text: `linky,meter=${meter} v=${value} ${atMs}` };
  });
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at);
}
