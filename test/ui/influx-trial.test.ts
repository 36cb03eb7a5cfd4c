import type { ServerResponse } from 'node:http';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import type { Timeouts } from '../../src/influx/client.ts';
import type { Language } from '../../src/texts/texts.ts';
import { createDatabase, tryInflux } from '../../src/ui/influx-trial.ts';
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
import { impatientClock } from '../influx/impatient-clock.ts';

const STORED = { status: 204 } as const;
const NOW_MS = Date.UTC(2026, 6, 28, 10);
const WEB_PAGE = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: '<!doctype html><title>Welcome</title>',
};
/** How vmauth 1.79.5 refuses what it does not know. */
const vmauth = (quoted: string) => ({
  status: 400,
  body: `cannot find the provided auth token "${quoted}" in config\n`,
});
/** Timeouts for a server that answers nothing: whatever does answer is waited for. */
const HASTE: Timeouts = { silenceMs: 100, requestMs: 100 };

/** The answers of a server by the beginning of the requested path; 404 for all other paths. */
interface Script {
  readonly [path: string]: ScriptedAnswer | readonly ScriptedAnswer[];
}

async function startServer(script: Script, headers: Headers = INFLUX_HEADERS): Promise<ScriptedServer> {
  const asked = new Map<string, number>();
  const server = await startScriptedServer((): ScriptedAnswer => {
    const path = server.requests.at(-1)?.path ?? '';
    const key = Object.keys(script).find((known) => path.startsWith(known));
    const answers = key === undefined ? undefined : script[key];
    if (key === undefined || answers === undefined) return { status: 404, body: 'not found' };
    const times = asked.get(key) ?? 0;
    asked.set(key, times + 1);
    return Array.isArray(answers) ? answers[Math.min(times, answers.length - 1)] : (answers as ScriptedAnswer);
  }, headers);
  return server;
}

type Headers = Readonly<Record<string, string>>;

interface TrialScene {
  readonly script: Script;
  /** Of each answer. */
  readonly headers?: Headers;
  readonly settings?: object;
  readonly language?: Language;
  readonly timeouts?: Timeouts;
}

const VERSION_2 = { version: '2', bucket: 'linky', org: 'home', token: 's3cr3t-t0k3n' };
const VERSION_1 = { version: '1', database: 'linky', username: 'pi', password: 'passw0rd' };

/** The last step of a trial, the steps before it, and the requests that the server got. */
async function runTrial({ script, headers, settings = VERSION_2, language, timeouts }: TrialScene) {
  await using server = await startServer(script, headers);
  const trial = await tried({ url: server.url, ...settings }, language, timeouts);
  const [last] = trial.steps.slice(-1);
  const all = trial.steps.map(({ says }) => says).join(' ');
  return {
    ...last,
    all,
    steps: trial.steps.map(({ step }) => step),
    canCreate: trial.canCreate,
    requests: server.requests,
  };
}

function tried(raw: unknown, language: Language = 'en', timeouts = PATIENT) {
  return tryInflux(raw, language, impatientClock(NOW_MS), timeouts);
}

const rows = (...times: readonly number[]) => ({
  status: 200,
  body: JSON.stringify({
    results: [
      times.length === 0
        ? { statement_id: 0 }
        : { series: [{ name: 'linky_test', columns: ['time', 'value'], values: times.map((at) => [at, 1]) }] },
    ],
  }),
});

describe('settings', () => {
  test.each([
    [undefined, 'The address of InfluxDB is missing.'],
    [{}, 'The address of InfluxDB is missing.'],
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
    await using server = await startServer({ '/api/v2/write': STORED });
    const { steps } = await tried({ url: server.url, ...VERSION_2, tokn: 'x' });
    expect(steps[0]).toMatchObject({
      step: 'settings',
      ok: true,
      says: expect.stringContaining('Did you mean “token”?'),
    });
  });
});

const isSlow = (answer: ScriptedAnswer) => answer === 'hang' || answer === 'trickle';

describe('no InfluxDB can be reached:', () => {
  test.each<[string, ScriptedAnswer, string]>([
    ['a redirect is not followed', { status: 301, headers: { location: 'http://127.0.0.1:1/' } }, 'not InfluxDB'],
    ['a web page', WEB_PAGE, 'not InfluxDB'],
    ['a page that does not exist', { status: 404, body: 'not found' }, 'not InfluxDB'],
    ['a server in trouble', { status: 503, body: 'no' }, 'reports an error (503 no)'],
    ['a connection that is cut', 'reset', 'is interrupted'],
    ['no answer in time', 'hang', 'does not answer'],
    ['an answer that trickles', 'trickle', 'does not answer'],
  ])('%s', async (_, answer, words) => {
    const { step, ok, says, requests } = await runTrial({
      script: { '/': answer },
      ...(isSlow(answer) && { timeouts: HASTE }),
    });
    expect([step, ok]).toEqual(['reach', false]);
    expect(says).toContain(words);
    // Who hurries may give up before the request has arrived.
    if (isSlow(answer)) expect(requests.length).toBeLessThanOrEqual(1);
    else expect(requests.length).toBe(1);
  });

  test('an unknown name, and a port on which nothing listens', async () => {
    const to = (url: string) => tried({ url, ...VERSION_2 }, 'fr');
    expect((await to('http://linky.invalid:8086')).steps.at(-1)?.says).toContain('aucune machine ne répond au nom');
    await using server = await startServer({});
    const { url } = server;
    await server[Symbol.asyncDispose]();
    expect((await to(url)).steps.at(-1)?.says).toContain('rien n’y écoute');
  });
});

describe('the write is refused:', () => {
  const error = (says: string) => JSON.stringify({ error: says });
  test.each<[ScriptedAnswer, object, string, boolean]>([
    [{ status: 401, body: error('authorization failed') }, VERSION_1, 'refuses the user pi or the password', false],
    [{ status: 401 }, { ...VERSION_1, username: '' }, 'refuses writing without a user', false],
    [
      { status: 401 },
      VERSION_2,
      'Put a token that may write to the bucket linky (in InfluxDB 2: Load Data, API Tokens) into the field Token.',
      false,
    ],
    [{ status: 401 }, { ...VERSION_2, token: '' }, 'requires a token (401)', false],
    [vmauth('Bearer s3cr3t'), VERSION_2, 'refuses the token (400 cannot find', false],
    [vmauth('Basic cGk6cHc='), VERSION_1, 'refuses the user pi or the password (400 cannot find', false],
    [{ status: 403 }, VERSION_1, 'GRANT WRITE ON "linky" TO "pi"', false],
    [{ status: 403 }, VERSION_2, 'may not write to the bucket linky', false],
    [
      { status: 404, body: error('database not found: "linky"') },
      VERSION_1,
      'Create it with the button of the test on this page',
      true,
    ],
    [{ status: 404, body: error('bucket "linky" not found') }, VERSION_2, 'has no bucket linky in the organ', false],
    [{ status: 404, body: error('organization not found') }, { ...VERSION_2, org: '' }, 'name of your organ', false],
    [{ status: 500, body: error('retention policy not found: x') }, VERSION_1, 'the retention policy', false],
    [{ status: 422, body: error('field type conflict') }, VERSION_2, 'refuses the point', false],
    [{ status: 422, body: error('points beyond retention policy dropped=1') }, VERSION_2, 'the clock', false],
    [{ status: 429 }, VERSION_2, 'asks this plugin to wait', false],
  ])('%j', async (answer, settings, words, canCreate) => {
    const it = await runTrial({ script: { '/': answer }, settings });
    expect(it).toMatchObject({ step: 'write', ok: false, canCreate, says: expect.stringContaining(words) });
    expect(it.requests).toHaveLength(1);
  });
});

test('one point is written, to its own measurement, with the present time', async () => {
  const { requests } = await runTrial({ script: { '/api/v2/write': STORED, '/query': rows(NOW_MS) } });
  expect(requests[0]?.lines).toEqual([`linky_test value=1 ${NOW_MS}`]);
  expect(requests.filter(({ path }) => path.startsWith('/api/v2/write'))).toHaveLength(1);
});

describe('the point is read back', () => {
  const exported = (...times: readonly number[]) => ({
    status: 200,
    body: `{"metric":{"__name__":"linky_test_value"},"values":[1],"timestamps":[${times}]}\n`,
  });
  const flux = {
    status: 200,
    body: '#datatype,string,long\r\n,result,table,_time,_value,_field,_measurement\r\n,,0,2026-07-28T10:00:00Z,1,value,linky_test\r\n',
  };

  test.each<[string, Script]>([
    ['by InfluxQL', { '/query': rows(NOW_MS) }],
    [
      'by export, as VictoriaMetrics answers InfluxQL with something else',
      {
        '/query': { status: 200, body: '{"results":[{"series":[{"values":[["_internal"]]}]}]}' },
        '/api/v1/export': exported(NOW_MS - 5, NOW_MS),
      },
    ],
    [
      'in Flux, where InfluxQL is not set up and the unknown is a web page',
      {
        '/query': { status: 404, body: '{"code":"not found","message":"no mapping"}' },
        '/api/v1/export': WEB_PAGE,
        '/api/v2/query': flux,
      },
    ],
    ['after a while', { '/query': [rows(), rows(), rows(NOW_MS)] }],
    [
      'after a while, which is shortened where that is possible',
      {
        '/api/v1/export': [{ status: 200 }, exported(NOW_MS)],
        '/internal/force_flush': { status: 200 },
      },
    ],
  ])('%s', async (_, script) => {
    const it = await runTrial({ script: { '/api/v2/write': STORED, ...script } });
    expect(it).toMatchObject({ step: 'read', ok: true, says: expect.stringContaining('was found there') });
    expect(it.steps).toEqual(['settings', 'reach', 'write', 'read']);
  });

  test('from the bucket or retention policy to which it was written', async () => {
    const asked = async (settings: object) => {
      const { requests } = await runTrial({ script: { '/write': STORED, '/api/v2/write': STORED }, settings });
      const { searchParams } = new URL(requests.find(({ path }) => path.startsWith('/query'))?.path ?? '', 'http://x');
      return `${searchParams.get('db')}: ${searchParams.get('q')}`;
    };
    const when = `WHERE time = ${NOW_MS}ms`;
    expect(await asked(VERSION_1)).toBe(`linky: SELECT "value" FROM "linky_test" ${when}`);
    expect(await asked({ ...VERSION_1, retentionPolicy: 'a"b\\' })).toContain(`FROM "a\\"b\\\\"."linky_test" ${when}`);
    expect(await asked({ ...VERSION_2, bucket: 'linky/short' })).toBe(
      `linky: SELECT "value" FROM "short"."linky_test" ${when}`,
    );
  });

  test('and deleted again in an InfluxDB 1.x', async () => {
    const script = { '/write': STORED, '/query': rows(NOW_MS) };
    const { requests } = await runTrial({ script, settings: VERSION_1 });
    const body = new URLSearchParams(requests.at(-1)?.lines.join('\n'));
    expect(Object.fromEntries(body)).toEqual({ db: 'linky', q: `DELETE FROM "linky_test" WHERE time = ${NOW_MS}ms` });
  });
});

describe('the point is not read back', () => {
  test.each<[string, Script, object, string]>([
    ['a token that may only write', { '/query': { status: 401 } }, VERSION_2, 'The token may write, but not read'],
    [
      'a token for which the bucket is not there to read',
      { '/api/v2/query': { status: 404, body: '{"code":"not found","message":"could not find bucket \\"linky\\""}' } },
      VERSION_2,
      'The token may write, but not read',
    ],
    ['a token that vmauth 1.79.5 knows for writes only', { '/query': vmauth('Bearer s3cr3t') }, VERSION_2, 'not read'],
    ['a user who may only write', { '/query': { status: 403 } }, VERSION_1, 'The user may write, but not read'],
    ['a proxy that lets nothing else through', {}, VERSION_2, 'cannot be looked for at this address (404'],
  ])('%s: that is no failure', async (_, script, settings, words) => {
    const writing = { '/write': STORED, '/api/v2/write': STORED };
    const it = await runTrial({ script: { ...writing, ...script }, settings });
    expect(it).toMatchObject({ step: 'read', ok: true, says: expect.stringContaining(words) });
  });

  test('since the server does not answer the query: that is no failure', async () => {
    const timeouts = { ...PATIENT };
    const storedAndThenSilent = (response: ServerResponse) => {
      Object.assign(timeouts, HASTE);
      response.writeHead(204, INFLUX_HEADERS).end();
    };
    const script: Script = { '/write': storedAndThenSilent, '/query': 'hang' };
    const it = await runTrial({ script, settings: VERSION_1, timeouts });
    const says = expect.stringContaining('cannot be looked for at this address (no answer');
    expect(it).toMatchObject({ step: 'read', ok: true, says });
  });

  test('since the server does not keep it: that is a failure', async () => {
    const it = await runTrial({ script: { '/write': STORED, '/query': rows() }, settings: VERSION_1 });
    expect(it).toMatchObject({ step: 'read', ok: false, says: expect.stringContaining('does not show it') });
  });
});

describe('when the headers do not identify the server,', () => {
  const nameless = (script: Script) =>
    runTrial({ script: { '/api/v2/write': STORED, ...script }, headers: NO_HEADERS });

  test('a point that is read back identifies it', async () => {
    const it = await nameless({ '/query': rows(NOW_MS) });
    expect(it).toMatchObject({ step: 'read', ok: true, all: expect.stringContaining('InfluxDB answers at') });
  });

  test('/health identifies it if the point cannot be read', async () => {
    const it = await nameless({ '/health': { status: 200, body: '{"name":"influxdb"}' } });
    expect(it).toMatchObject({ step: 'read', ok: true, says: expect.stringContaining('this plugin only writes') });
  });

  test.each<[string, Script, string]>([
    ['204 to everything', { '/': STORED }, '204'],
    ['204 to writes, and 404 to everything else', {}, '204'],
    ['201', { '/api/v2/write': { status: 201 } }, '201'],
    ['a database without the point', { '/query': rows() }, '204'],
  ])('an unidentified server is a failure, with what to do: %s', async (_, script, words) => {
    const it = await nameless(script);
    expect(it).toMatchObject({ step: 'read', ok: false });
    expect(it.says).toContain('does not show that it is an InfluxDB');
    expect(it.says).toContain(`(${words})`);
    expect(it.says).toContain('let /ping, /health or /query through');
    expect(it.all).not.toContain('InfluxDB answers at');
  });

  test('a token that may only write is no failure, but leaves the server unverified', async () => {
    const it = await nameless({ '/query': { status: 401 } });
    expect(it).toMatchObject({ step: 'read', ok: true });
    expect(it.says).toContain('nothing may be read back there, so nothing shows that it keeps it');
  });

  test('a server that cannot be read at present is neither an InfluxDB nor a stranger', async () => {
    const it = await nameless({ '/query': { status: 503, body: 'no' } });
    expect(it).toMatchObject({ step: 'read', ok: false, says: expect.stringContaining('Try again') });
    expect(it.says).toContain('could not be looked for (503 no)');
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

  test.each<[ScriptedAnswer, string]>([
    [{ status: 403 }, 'Ask an administrator to run: CREATE DATABASE "linky"'],
    [{ status: 401 }, 'refuses the user pi or the password'],
    [vmauth('Basic cGk6cGFzc3cwcmQ='), 'refuses the user pi or the password'],
    [{ status: 200, body: '{"results":[{"error":"no room"}]}' }, 'could not be created (no room)'],
    [WEB_PAGE, 'not InfluxDB'],
  ])('fails when the answer is %j', async (answer, words) => {
    expect(await runCreation(answer)).toMatchObject({
      step: 'create',
      ok: false,
      says: expect.stringContaining(words),
    });
  });

  test('fails for an InfluxDB 2, which has no databases', async () => {
    const { requests, ...step } = await runCreation(rows(), VERSION_2);
    expect(step).toEqual({ step: 'create', ok: false, says: expect.stringContaining('Only InfluxDB 1.x') });
    expect(requests).toEqual([]);
  });

  test('fails without an address', async () => {
    const step = await createDatabase({ ...VERSION_1 }, 'en', systemClock);
    expect(step).toMatchObject({ step: 'settings', ok: false });
  });
});

test('no text contains a secret, even if the server repeats it', async () => {
  const secret = fc
    .string({ minLength: 8, maxLength: 24, unit: 'grapheme-ascii' })
    .filter((text) => /^\S.*\S$/.test(text));
  const status = fc.constantFrom(200, 204, 301, 400, 401, 403, 404, 422, 429, 500, 503);
  const version = fc.constantFrom('1', '2');
  await using server = await startScriptedServer(() => echoed);
  let echoed: ScriptedAnswer = STORED;
  await fc.assert(
    fc.asyncProperty(secret, status, version, fc.nat({ max: 3 }), async (text, code, given, times) => {
      const sent = given === '1' ? Buffer.from(`pi:${text}`).toString('base64') : text;
      const repeated = `${text} pi:${text} ${sent} http://pi:${text}@host/ ${text}`;
      echoed = { status: code, body: inJson(repeated, times) };
      const settings = given === '1' ? { ...VERSION_1, password: text } : { ...VERSION_2, token: text };
      const raw = { url: server.url, ...settings };
      const answers = [await tried(raw, 'fr'), await createDatabase(raw, 'en', systemClock, PATIENT)];
      const says = answers.flatMap((one) => ('steps' in one ? one.steps : [one])).map((step) => step.says);
      for (const words of says) {
        expect(asRead(words)).not.toContain(asRead(text));
        expect(asRead(words)).not.toContain(asRead(sent));
      }
    }),
    runs(20),
  );
});

/** JSON inside JSON, so many times. */
function inJson(text: string, times: number): string {
  return times === 0 ? text : inJson(JSON.stringify({ error: text }), times - 1);
}
