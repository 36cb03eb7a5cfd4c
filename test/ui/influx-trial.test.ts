import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import type { Timeouts } from '../../src/influx/client.ts';
import { textsFor } from '../../src/texts/texts.ts';
import { createDatabase, tryInflux } from '../../src/ui/influx-trial.ts';
import { startCore } from '../../testbed/databases/influx3-core.ts';
import {
  INFLUX_HEADERS,
  NO_HEADERS,
  PATIENT,
  type ScriptedAnswer,
  type ScriptedServer,
  startScriptedServer,
} from '../../testbed/databases/scripted-server.ts';
import { runs } from '../../testbed/support/generated.ts';
import { asRead } from '../influx/as-read.ts';

const NOW_MS = Date.UTC(2026, 6, 28, 10);
const STORED = { status: 204 } as const;
const WRITES = { '/write': STORED, '/api/v2/write': STORED } as const;
const VERSION_2 = { version: '2', bucket: 'linky', org: 'home', token: 's3cr3t-t0k3n' };
const VERSION_1 = { version: '1', database: 'linky', username: 'pi', password: 'passw0rd' };
/** Timeouts for a server that answers nothing. */
const HASTE: Timeouts = { silenceMs: 100, requestMs: 100 };

const { influx: WORDS } = textsFor('en', 'page').ui;

/**
 * The answers of a server by the beginning of the requested path, one after the other, and the last one for ever; 404 for all other
 * paths.
 */
interface Script {
  readonly [path: string]: ScriptedAnswer | readonly ScriptedAnswer[];
}

type Headers = Readonly<Record<string, string>>;

async function startServer(script: Script, headers: Headers = INFLUX_HEADERS): Promise<ScriptedServer> {
  const left = new Map(Object.entries(script).map(([path, answers]) => [path, [answers].flat()]));
  const server = await startScriptedServer((): ScriptedAnswer => {
    const path = server.requests.at(-1)?.path ?? '';
    const [, answers = []] = [...left].find(([known]) => path.startsWith(known)) ?? [];
    return (answers.length > 1 ? answers.shift() : answers[0]) ?? { status: 404, body: 'not found' };
  }, headers);
  return server;
}

interface TrialScene {
  readonly script: Script;
  /** Of each answer. */
  readonly headers?: Headers;
  readonly settings?: object;
  readonly timeouts?: Timeouts;
}

/** The last step of a trial, all of its steps, and the requests that the server got. */
async function runTrial({ script, headers, settings = VERSION_2, timeouts }: TrialScene) {
  await using server = await startServer(script, headers);
  const { url, requests } = server;
  const trial = await tried({ url, ...settings }, timeouts);
  const says = trial.steps.map((step) => step.says);
  return { ...trial, ...trial.steps.at(-1), steps: trial.steps.map(({ step }) => step), all: says, url, requests };
}

function tried(raw: unknown, timeouts = PATIENT) {
  return tryInflux(raw, 'en', impatientClock(), timeouts);
}

describe('settings', () => {
  test.each([
    [undefined, 'The address of InfluxDB is missing.'],
    ['a text', 'Settings, influx: '],
    [{ url: 'localhost:8086' }, 'an address such as http://localhost:8086'],
    [{ url: 'http://pi:passw0rd@localhost:8086' }, 'must not contain a user or a password'],
    [{ url: '', token: 's3cr3t-t0k3n' }, 'Missing: an address'],
  ])('that cannot be used send no request: %j', async (influx, words) => {
    const { steps, canCreate } = await tried(influx);
    expect(steps).toEqual([{ step: 'settings', ok: false, says: expect.stringContaining(words) }]);
    expect(JSON.stringify(steps)).not.toMatch(/passw0rd|s3cr3t/);
    expect(canCreate).toBe(false);
  });

  test('with a problem that does not stop the trial: the problem is shown all the same', async () => {
    const { all } = await runTrial({ script: WRITES, settings: { ...VERSION_2, tokn: 'x' } });
    expect(all[0]).toContain('Did you mean “token”?');
  });
});

describe('no InfluxDB can be reached:', () => {
  test.each<[string, ScriptedAnswer, string]>([
    ['a redirect', { status: 301, headers: { location: 'http://127.0.0.1:1/' } }, 'not InfluxDB'],
    ['a server in trouble', { status: 503, body: 'no' }, 'reports an error (503 no)'],
    ['no answer in time', 'hang', 'does not answer'],
  ])('%s', async (_, answer, words) => {
    const it = await runTrial({ script: { '/': answer }, timeouts: answer === 'hang' ? HASTE : PATIENT });
    expect(it).toMatchObject({ step: 'reach', ok: false, says: expect.stringContaining(words) });
  });
});

describe('the write is refused:', () => {
  const error = (says: string) => JSON.stringify({ error: says });
  test.each<[ScriptedAnswer, object, string, boolean]>([
    [{ status: 401, body: error('authorization failed') }, VERSION_1, 'refuses the user pi or the password', false],
    [{ status: 401 }, VERSION_2, 'into the field Token.', false],
    [{ status: 403 }, VERSION_1, 'GRANT WRITE ON "linky" TO "pi"', false],
    [{ status: 404, body: error('database not found: "linky"') }, VERSION_1, 'with the button of the test', true],
    [{ status: 404, body: error('bucket "linky" not found') }, VERSION_2, 'has no bucket linky in the organ', false],
    [{ status: 422, body: error('field type conflict') }, VERSION_2, 'refuses the point', false],
    [
      { status: 422, body: error('partial write: points beyond retention policy dropped=1') },
      VERSION_2,
      'clock',
      false,
    ],
  ])('%j', async (answer, settings, words, canCreate) => {
    const it = await runTrial({ script: { '/': answer }, settings });
    expect(it).toMatchObject({ step: 'write', ok: false, canCreate, says: expect.stringContaining(words) });
    expect(it.requests).toHaveLength(1);
  });

  test.each([
    ['linky', 'no room for another one (400 Adding a new database would exceed limit of 5 databases)'],
    ['_linky', WORDS.refused('400 db name did not start with a number or letter')],
  ])('by InfluxDB 3 Core with five databases, for one named %s', async (bucket, words) => {
    await using core = await startCore(VERSION_2.token, ['home', 'weather', 'solar', 'heating', 'test']);
    const { steps } = await tried({ ...VERSION_2, url: core.url, bucket });
    expect(steps.at(-1)).toMatchObject({ step: 'write', ok: false, says: expect.stringContaining(words) });
  });
});

describe('the point', () => {
  const exported = (...times: readonly number[]) => ({
    status: 200,
    body: `{"metric":{"__name__":"linky_test_value"},"values":[1],"timestamps":[${times}]}\n`,
  });
  const webPage = { status: 200, headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>UI</title>' };
  const flux = {
    status: 200,
    headers: { 'content-type': 'text/csv' },
    body: [
      '#datatype,string,long,dateTime:RFC3339,double,string,string',
      '#group,false,false,false,false,true,true',
      '#default,_result,,,,,',
      ',result,table,_time,_value,_field,_measurement',
      ',,0,2026-07-28T10:00:00Z,1,value,linky_test\r\n',
    ].join('\r\n'),
  };
  const noMapping = { status: 404, body: '{"code":"not found","message":"no mapping"}' };

  test('is written once, to its own measurement, with the present time', async () => {
    const { requests } = await runTrial({ script: { '/api/v2/write': STORED, '/query': rows(NOW_MS) } });
    expect(requests[0]?.lines).toEqual([`linky_test value=1 ${NOW_MS}`]);
    expect(requests.filter(({ path }) => path.startsWith('/api/v2/write'))).toHaveLength(1);
  });

  test.each<[string, Script]>([
    ['by InfluxQL', { '/query': rows(NOW_MS) }],
    ['after a while', { '/query': [rows(), rows(), rows(NOW_MS)] }],
    [
      'by export after a flush, as VictoriaMetrics answers InfluxQL with something else',
      {
        '/query': { status: 200, body: '{"results":[{"series":[{"values":[["_internal"]]}]}]}' },
        '/api/v1/export': [{ status: 200 }, exported(NOW_MS - 5, NOW_MS)],
        '/internal/force_flush': { status: 200 },
      },
    ],
    [
      'in Flux, where InfluxQL is not set up and the unknown is a web page',
      { '/query': noMapping, '/api/v1/export': webPage, '/api/v2/query': flux },
    ],
  ])('is read back %s', async (_, script) => {
    const it = await runTrial({ script: { ...WRITES, ...script } });
    expect(it).toMatchObject({ step: 'read', ok: true, says: WORDS.found });
    expect(it.steps).toEqual(['settings', 'reach', 'write', 'read']);
    const paths = it.requests.map(({ path }) => path.replace(/\?.*/, ''));
    expect(paths).toEqual(expect.arrayContaining(Object.keys(script)));
  });

  test('is asked for by a Flux query in JSON', async () => {
    const { requests } = await runTrial({ script: { ...WRITES, '/api/v2/query': flux } });
    const asked = requests.find(({ path }) => path.startsWith('/api/v2/query'));
    expect(JSON.parse(asked?.lines.join('\n') ?? '')).toMatchObject({ query: expect.stringContaining('linky_test') });
  });

  test('is asked for in the bucket or the retention policy to which it was written', async () => {
    const asked = async (settings: object) => {
      const { requests } = await runTrial({ script: WRITES, settings });
      const { searchParams } = new URL(requests.find(({ path }) => path.startsWith('/query'))?.path ?? '', 'http://x');
      return `${searchParams.get('db')}: ${searchParams.get('q')}`;
    };
    const when = `WHERE time = ${NOW_MS}ms`;
    expect(await asked(VERSION_1)).toBe(`linky: SELECT "value" FROM "linky_test" ${when}`);
    expect(await asked({ ...VERSION_1, retentionPolicy: 'a"b\\' })).toContain(`FROM "a\\"b\\\\"."linky_test" ${when}`);
    expect(await asked({ ...VERSION_2, bucket: 'linky/short' })).toContain(`FROM "short"."linky_test" ${when}`);
  });

  test('is deleted again in an InfluxDB 1.x', async () => {
    const { requests } = await runTrial({ script: { ...WRITES, '/query': rows(NOW_MS) }, settings: VERSION_1 });
    const body = new URLSearchParams(requests.at(-1)?.lines.join('\n'));
    expect(Object.fromEntries(body)).toEqual({ db: 'linky', q: `DELETE FROM "linky_test" WHERE time = ${NOW_MS}ms` });
  });

  test.each<[string, Script, object, string]>([
    ['a token that may only write', { '/query': { status: 401 } }, VERSION_2, WORDS.writeOnly['2']],
    ['a user who may only write', { '/query': { status: 403 } }, VERSION_1, WORDS.writeOnly['1']],
    [
      'a token for which the bucket is not there to read',
      { '/api/v2/query': { status: 404, body: '{"code":"not found","message":"could not find bucket \\"linky\\""}' } },
      VERSION_2,
      WORDS.writeOnly['2'],
    ],
    ['a proxy that lets nothing else through', {}, VERSION_2, WORDS.unreadable('404 not found')],
  ])('cannot be read back by %s: that is no failure', async (_, script, settings, says) => {
    const it = await runTrial({ script: { ...WRITES, ...script }, settings });
    expect(it).toMatchObject({ step: 'read', ok: true, says });
  });

  test('is not there: that is a failure', async () => {
    const it = await runTrial({ script: { ...WRITES, '/query': rows() }, settings: VERSION_1 });
    expect(it).toMatchObject({ step: 'read', ok: false, says: WORDS.lost });
  });
});

describe('what answers', () => {
  const ping = { status: 200, headers: { 'x-influxdb-build': 'Core', 'x-influxdb-version': '3.10.0' } };
  const health = { status: 200, body: '{"name":"influxdb"}' };
  const home = { status: 200, body: '<h2>Single-node VictoriaMetrics</h2></br>' };

  test.each<[string, Script, Headers, string | undefined]>([
    ['InfluxDB 2.9.1', {}, { 'x-influxdb-build': 'OSS', 'x-influxdb-version': 'v2.9.1' }, undefined],
    ['InfluxDB 3 Core 3.10.0', { '/query': rows(NOW_MS), '/ping': ping }, NO_HEADERS, WORDS.hints.influxCore],
    ['VictoriaMetrics', {}, { 'x-influxdb-version': '1.8.0' }, WORDS.hints.victoriaMetrics],
    ['VictoriaMetrics', { '/query': rows(NOW_MS), '/': home }, NO_HEADERS, WORDS.hints.victoriaMetrics],
    ['InfluxDB', { '/health': health }, NO_HEADERS, undefined],
    ['InfluxDB', { '/query': rows(NOW_MS) }, NO_HEADERS, undefined],
    ['InfluxDB', { '/query': { status: 401 } }, NO_HEADERS, undefined],
  ])('is called %s by its answers %j and its headers %j', async (name, script, headers, hint) => {
    const it = await runTrial({ script: { ...WRITES, ...script }, headers });
    expect(it).toMatchObject({ step: 'read', ok: true, all: expect.arrayContaining([WORDS.reached(it.url, name)]) });
    expect(it.hint).toBe(hint);
  });

  test.each<[string, Script]>([
    ['204 to everything', { '/': STORED }],
    ['204 to writes, and 404 to everything else', WRITES],
    ['201 to writes', { '/api/v2/write': { status: 201 } }],
    ['nothing to a query for the point', { ...WRITES, '/query': rows() }],
    ['an error to every query', { ...WRITES, '/': { status: 503 } }],
  ])('is a stranger if it answers %s', async (_, script) => {
    const it = await runTrial({ script, headers: NO_HEADERS });
    expect(it).toMatchObject({ step: 'read', ok: false, steps: ['settings', 'reach', 'write', 'read'] });
    expect(it.says).toContain('does not show that it is an InfluxDB');
    expect(it.all.slice(1, 3)).toEqual([WORDS.answers(it.url), WORDS.accepted('linky')]);
  });
});

describe('creating a database', () => {
  async function runCreation(answer: ScriptedAnswer, settings: object = VERSION_1) {
    await using server = await startServer({ '/query': answer });
    const step = await createDatabase({ url: server.url, ...settings }, 'en', systemClock, PATIENT);
    return { ...step, requests: server.requests };
  }

  test('works with the user of the settings, and with any characters in the name', async () => {
    const it = await runCreation(rows(), { ...VERSION_1, database: 'my\n"house"\\' });
    expect(it).toMatchObject({ step: 'create', ok: true, says: expect.stringContaining('has been created') });
    const [request] = it.requests;
    expect(new URLSearchParams(request?.lines.join('\n')).get('q')).toBe('CREATE DATABASE "my\\n\\"house\\"\\\\"');
    expect(request?.headers.authorization).toBe(`Basic ${Buffer.from('pi:passw0rd').toString('base64')}`);
  });

  test.each<[ScriptedAnswer, object, string]>([
    [{ status: 403 }, VERSION_1, 'Ask an administrator to run: CREATE DATABASE "linky"'],
    [{ status: 401 }, VERSION_1, 'refuses the user pi or the password'],
    [{ status: 200, body: '{"results":[{"error":"no room"}]}' }, VERSION_1, 'could not be created (no room)'],
    [{ status: 200, body: '<html>' }, VERSION_1, 'not InfluxDB'],
    [rows(), VERSION_2, 'Only InfluxDB 1.x'],
  ])('fails when the answer is %j to %j', async (answer, settings, words) => {
    const says = expect.stringContaining(words);
    expect(await runCreation(answer, settings)).toMatchObject({ step: 'create', ok: false, says });
  });

  test('fails without an address', async () => {
    expect(await createDatabase(VERSION_1, 'en', systemClock)).toMatchObject({ step: 'settings', ok: false });
  });
});

test('no text contains a secret, even if the server repeats it', async () => {
  const secret = fc
    .string({ minLength: 8, maxLength: 24, unit: 'grapheme-ascii' })
    .filter((text) => /^\S.*\S$/.test(text));
  const status = fc.constantFrom(200, 204, 301, 400, 401, 403, 404, 422, 429, 500, 503);
  await using server = await startScriptedServer(() => echoed);
  let echoed: ScriptedAnswer = STORED;
  await fc.assert(
    fc.asyncProperty(secret, status, fc.constantFrom('1', '2'), fc.boolean(), async (text, code, version, isInJson) => {
      const sent = version === '1' ? Buffer.from(`pi:${text}`).toString('base64') : text;
      const repeated = `${text} pi:${text} ${sent} http://pi:${text}@host/ ${text}`;
      echoed = { status: code, body: isInJson ? JSON.stringify({ error: repeated }) : repeated };
      const settings = version === '1' ? { ...VERSION_1, password: text } : { ...VERSION_2, token: text };
      const raw = { url: server.url, ...settings };
      const steps = [...(await tried(raw)).steps, await createDatabase(raw, 'en', systemClock, PATIENT)];
      for (const { says } of steps) {
        expect(asRead(says)).not.toContain(asRead(text));
        expect(asRead(says)).not.toContain(asRead(sent));
      }
    }),
    runs(20),
  );
});

/** The answer of InfluxQL with the point at these times. */
function rows(...times: readonly number[]) {
  const series = [{ name: 'linky_test', columns: ['time', 'value'], values: times.map((at) => [at, 1]) }];
  const result = times.length === 0 ? { statement_id: 0 } : { series };
  return { status: 200, body: JSON.stringify({ results: [result] }) };
}

/** A clock for which every pause of less than a second is over at once; longer timers never end. */
function impatientClock(): Clock {
  let nowMs = 0;
  return {
    now: () => nowMs,
    wall: () => NOW_MS,
    after(ms, then) {
      if (ms < 1_000) {
        nowMs += ms;
        queueMicrotask(then);
      }
      return () => {};
    },
  };
}
