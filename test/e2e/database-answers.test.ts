import { beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import type { InfluxConfig } from '../../src/config/config.ts';
import type { WriteResult } from '../../src/influx/answer.ts';
import { openClient } from '../../src/influx/client.ts';
import { createRefusedSeries } from '../../src/influx/refused-series.ts';
import { type SendResult, sendLines } from '../../src/influx/send-lines.ts';
import { createVerifiedClient } from '../../src/influx/verified-client.ts';
import { PATIENT } from '../../testbed/databases/scripted-server.ts';
import { ACCOUNT, missingServers, startInflux, startVictoria, startVmauth } from '../../testbed/databases/servers.ts';
import {
  createTestDatabase,
  databaseIn,
  type OwnDatabase,
  sharedVictoria,
  uniqueName,
} from '../../testbed/databases/shared-databases.ts';
import { victoriaAnswers } from '../../testbed/databases/victoria-answers.ts';

const NEVER = new AbortController().signal;
const VERSION_1 = { version: '1', database: 'linky', retentionPolicy: '' } as const;

beforeEach(({ skip }) => {
  const missing = missingServers();
  skip(missing.length > 0 && !process.env['CI'], `needs ${missing.join(', ')}`);
});

describe('an answer of InfluxDB 1.6', () => {
  test('204 means that the points are stored', async () => {
    const influx = await createTestDatabase();
    expect(await delivered(one(influx), linesAt(3))).toEqual({ kind: 'stored' });
    expect(await valuesIn(influx)).toEqual([0, 1, 2]);
  });

  test('400 for a type conflict means that these lines are refused, and the others stored', async () => {
    const influx = await createTestDatabase();
    await influx.write(influx.database, `linky,meter=other other=1i ${Date.now()}`);
    const lines = linesAt(200);
    const bad = lines[77]?.replace(' v=', ' other=') ?? '';
    const sent = await sentTo(one(influx), lines.with(77, bad));
    expect(sent).toEqual({
      kind: 'done',
      dropped: 0,
      refusals: [{ line: bad, says: expect.stringMatching(/^400 .*field type conflict/) }],
    });
    expect(await valuesIn(influx)).toEqual(range(200).toSpliced(77, 1));
  });

  test('400 for a line that it cannot parse means that this line is refused, and the others stored', async () => {
    const influx = await createTestDatabase();
    const sent = await sentTo(one(influx), linesAt(200).with(3, 'not a line'));
    expect(sent).toMatchObject({ kind: 'done', refusals: [{ line: 'not a line' }] });
    expect(await valuesIn(influx)).toEqual(range(200).toSpliced(3, 1));
  });

  test('400 for points older than its retention means that these are counted, and the others stored', async () => {
    const influx = await createTestDatabase();
    await influx.query(`ALTER RETENTION POLICY autogen ON "${influx.database}" DURATION 1h SHARD DURATION 1h`);
    const old = linesAt(5, 'linky', Date.now() - 86_400_000);
    expect(await delivered(one(influx), [...old, ...linesAt(3)])).toEqual({ kind: 'beyondRetention', dropped: 5 });
    expect(await valuesIn(influx)).toEqual([0, 1, 2]);
  });

  test('401 means that the password is wrong', async () => {
    const influx = await createTestDatabase();
    const delivery = await delivered({ ...one(influx), password: 'wr0ng' }, linesAt(1));
    expect(delivery).toMatchObject({ kind: 'misconfigured', why: 'credentials' });
  });

  test('403 means that the user may only read', async () => {
    const influx = await createTestDatabase();
    const guest = { username: uniqueName('guest'), password: 'gu3st' };
    await influx.query(`CREATE USER "${guest.username}" WITH PASSWORD '${guest.password}'`);
    await influx.query(`GRANT READ ON "${influx.database}" TO "${guest.username}"`);
    const delivery = await delivered({ ...one(influx), ...guest }, linesAt(1));
    expect(delivery).toMatchObject({ kind: 'misconfigured', why: 'rights' });
  });

  test('404 means that the database does not exist', async () => {
    const influx = await createTestDatabase();
    const delivery = await delivered({ ...one(influx), database: uniqueName('other') }, linesAt(1));
    expect(delivery).toMatchObject({ kind: 'misconfigured', why: 'noSuchStore' });
  });

  test('413 means that the request is too large, and must be sent in parts', async () => {
    // The limit counts for uncompressed requests only.
    await using server = await startInflux({ mostBytes: 400 });
    await server.query('CREATE DATABASE linky');
    const influx = databaseIn(server, 'linky');
    expect(await delivered(one(influx), linesAt(20))).toMatchObject({ kind: 'tooLarge' });
    expect(await sentTo(one(influx), linesAt(20))).toEqual({ kind: 'done', refusals: [], dropped: 0 });
    expect(await valuesIn(influx)).toEqual(range(20));
  });
});

describe('an answer of VictoriaMetrics', () => {
  test('204 means that the points are stored', async () => {
    const victoria = sharedVictoria();
    const meter = uniqueName('meter');
    expect(await delivered(two(victoria.url), linesAt(3, meter))).toEqual({ kind: 'stored' });
    expect(await victoria.samples(`linky_v{meter="${meter}"}`)).toHaveLength(3);
  });

  // The VictoriaMetrics of Debian 12 stores the others, and does not tell of the bad line.
  test('to a line that it cannot parse means that this line is not stored, and the others are', async () => {
    const victoria = sharedVictoria();
    const meter = uniqueName('meter');
    const sent = await sentTo(two(victoria.url), linesAt(200, meter).with(3, 'not-a-line'));
    const refusals = victoriaAnswers().badLine === 'refused' ? [{ line: 'not-a-line' }] : [];
    expect(sent).toMatchObject({ kind: 'done', refusals });
    const values = (await victoria.samples(`linky_v{meter="${meter}"}`)).map(({ value }) => value);
    expect(values).toEqual(range(200).toSpliced(3, 1));
  });

  test('about a full disk is temporary', async () => {
    await using victoria = await startVictoria({ leastFreeBytes: 1e18 });
    expect(await delivered(two(victoria.url), linesAt(3))).toMatchObject({ kind: 'unreachable', why: 'full' });
  });

  test.each([
    ['a token that it does not know', { version: '2', token: 'wr0ng', org: '', bucket: 'linky' }, 'Bearer'],
    ['a user and a password that it does not know', { ...VERSION_1, username: 'jo', password: 'wr0ng' }, 'Basic'],
    ['a user with a wrong password', { ...VERSION_1, ...ACCOUNT, password: 'wr0ng' }, 'Basic'],
    ['no token', { version: '2', token: '', org: '', bucket: 'linky' }, undefined],
    ['no user', { ...VERSION_1, username: '', password: '' }, undefined],
  ] as const)('from vmauth to %s means that the settings are wrong, and repeats no secret', async (_, sent, scheme) => {
    const { url } = sharedVictoria().vmauth;
    const says = scheme === undefined ? expect.stringMatching(/^401 missing/) : victoriaAnswers().unknown(scheme);
    const delivery = await delivered({ url, literal: true, ...sent }, linesAt(1));
    expect(delivery).toEqual({ kind: 'misconfigured', why: 'credentials', says });
  });

  test('from vmauth to a user with the right password means that the points are stored', async () => {
    const { vmauth, samples } = sharedVictoria();
    const meter = uniqueName('meter');
    const config = { url: vmauth.url, literal: true, ...VERSION_1, ...ACCOUNT };
    expect(await delivered(config, linesAt(3, meter))).toEqual({ kind: 'stored' });
    expect(await samples(`linky_v{meter="${meter}"}`)).toHaveLength(3);
  });

  test('502 from vmauth, while VictoriaMetrics does not run, is temporary', async () => {
    await using victoria = await startVictoria();
    await using vmauth = await startVmauth({ token: 's3cr3t', upstream: victoria.url });
    await victoria.stop();
    expect(await delivered(two(vmauth.url), linesAt(1))).toMatchObject({ kind: 'unreachable', why: 'failing' });
  });
});

function one({ url, username, password, database }: OwnDatabase): Extract<InfluxConfig, { version: '1' }> {
  return { ...VERSION_1, url, username, password, database, literal: true };
}

function two(url: string): Extract<InfluxConfig, { version: '2' }> {
  return { version: '2', url, token: 's3cr3t', org: '', bucket: 'linky', literal: true };
}

async function delivered(config: InfluxConfig, lines: readonly string[]): Promise<WriteResult> {
  const client = openClient(config, PATIENT);
  const delivery = await createVerifiedClient({ client, config, clock: systemClock }).write(lines, NEVER);
  client.close();
  return delivery;
}

async function sentTo(config: InfluxConfig, lines: readonly string[]): Promise<SendResult> {
  const client = openClient(config, PATIENT);
  const sent = await sendLines(
    lines,
    createVerifiedClient({ client, config, clock: systemClock }).write,
    NEVER,
    createRefusedSeries(),
  );
  client.close();
  return sent;
}

/** `count` lines, a millisecond apart, the first with the value 0. */
function linesAt(count: number, meter = 'linky', fromMs = Date.now() - count): readonly string[] {
  return range(count).map((value) => `linky,meter=${meter} v=${value} ${fromMs + value}`);
}

async function valuesIn(influx: OwnDatabase): Promise<readonly unknown[]> {
  return (await influx.query('SELECT v FROM linky')).map(({ v }) => v);
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at);
}
