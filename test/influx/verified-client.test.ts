import type { ServerResponse } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { InfluxConfig } from '../../src/config/config.ts';
import { openClient, type Timeouts } from '../../src/influx/client.ts';
import type { KnownServer } from '../../src/influx/known-server.ts';
import { createVerifiedClient, type Note } from '../../src/influx/verified-client.ts';
import {
  INFLUX_HEADERS,
  NO_HEADERS,
  PATIENT,
  type ScriptedAnswer,
  type ScriptedServer,
  startScriptedServer,
} from '../../testbed/databases/scripted-server.ts';
import { impatientClock } from './impatient-clock.ts';

const NOW_MS = Date.UTC(2026, 6, 28, 10);
const LINE = `linky,meter=linky power_va=390 ${NOW_MS - 5_000}`;
const TOKEN = 's3cr3t-t0k3n';
const ANY_INFLUX: KnownServer = { product: 'influx' };
const NEVER = new AbortController().signal;
const STORED = { status: 204 } as const;
const DENIED = { status: 401, body: '{"code":"unauthorized","message":"unauthorized access"}' } as const;

/** The answers by the beginning of the path, `write` that to a write; any other request is answered 404. */
interface Script {
  readonly [path: string]: ScriptedAnswer;
}

interface Meeting {
  readonly script?: Script;
  readonly headers?: Readonly<Record<string, string>>;
  readonly settings?: Partial<InfluxConfig>;
  readonly timeouts?: Timeouts;
  readonly note?: Note;
}

/** A verified client of a server without headers of a database. */
async function met({ script = {}, headers = NO_HEADERS, settings = {}, timeouts = PATIENT, note }: Meeting) {
  let answers: Script = { '/api/v2/write': STORED, ...script };
  const server: ScriptedServer = await startScriptedServer((): ScriptedAnswer => {
    const path = server.requests.at(-1)?.path ?? '';
    const key = Object.keys(answers).find((known) => (known === '/' ? path === '/' : path.startsWith(known)));
    return (key !== undefined && answers[key]) || { status: 404, body: 'not found' };
  }, headers);
  const clock = impatientClock(NOW_MS);
  const given = {
    version: '2',
    url: server.url,
    token: TOKEN,
    org: 'home',
    bucket: 'linky',
    literal: true,
    ...settings,
  };
  const config = given as InfluxConfig;
  const client = openClient(config, timeouts);
  const kept = note ?? memo();
  const verified = () => createVerifiedClient({ client, config, clock, note: kept });
  onTestFinished(() => {
    client.close();
    return server[Symbol.asyncDispose]();
  });
  const paths = () => server.requests.map(({ path }) => path.replace(/\?.*/, ''));
  return {
    verified: verified(),
    /** The client as it is after a restart. */
    again: verified,
    clock,
    note: kept,
    server,
    paths,
    questions: () => paths().filter((path) => !path.endsWith('/write')),
    change(other: Script) {
      answers = { ...answers, ...other };
    },
  };
}

function memo(text?: string): Note {
  let held = text;
  return {
    get: () => held,
    set(given) {
      held = given;
    },
  };
}

const rows = (...times: readonly number[]) => {
  const series = [{ name: 'linky_test', columns: ['time', 'value'], values: times.map((at) => [at, 1]) }];
  return {
    status: 200,
    body: JSON.stringify({ results: [times.length === 0 ? { statement_id: 0 } : { statement_id: 0, series }] }),
  };
};

describe('an answer with a header of a database counts at once:', () => {
  test.each(['x-influxdb-version', 'X-Influxdb-Build', 'x-greptime-metrics'])('%s', async (header) => {
    const { verified, questions, note } = await met({ headers: { [header]: '1' } });
    expect(await verified.write([LINE], NEVER)).toEqual({ kind: 'stored' });
    expect(verified.isVerified).toBe(true);
    expect(questions()).toEqual([]);
    // But it holds for this answer alone.
    expect(note.get()).toBeUndefined();
  });
});

test('InfluxDB 3 shows what it is in the answer to GET /ping alone', async () => {
  const version = { 'x-influxdb-build': 'Core', 'x-influxdb-version': '3.4.0' };
  const { verified, paths } = await met({ script: { '/ping': { status: 200, headers: version, body: '{}' } } });
  expect(await verified.write([LINE], NEVER)).toEqual({ kind: 'stored' });
  expect(verified.server).toEqual({ product: 'influxCore', version: '3.4.0' });
  expect(paths()).toEqual(['/api/v2/write', '/ping', '/api/v2/write']);
});

describe('behind a proxy that removes the headers a database is known', () => {
  test.each<[string, Script, KnownServer?]>([
    [
      'by the ping of InfluxDB 3',
      { '/ping': { status: 200, body: '{"version":"3.2.0","revision":"a","process_id":"b"}' } },
      { product: 'influx', version: '3.2.0' },
    ],
    ['by its /health', { '/health': { status: 200, body: '{"name":"influxdb","status":"pass"}' } }, ANY_INFLUX],
    [
      'by the page of VictoriaMetrics',
      { '/': { status: 200, body: '<h2>Single-node VictoriaMetrics</h2></br>' } },
      { product: 'victoriaMetrics' },
    ],
    [
      'by the databases that VictoriaMetrics makes up',
      {
        '/query': {
          status: 200,
          body: '{"results":[{"series":[{"name":"databases","columns":["name"],"values":[]}]}]}',
        },
      },
      { product: 'victoriaMetrics' },
    ],
    ['by the page of vmagent', { '/': { status: 200, body: '<h2>vmagent</h2>See docs' } }, { product: 'vmagent' }],
    [
      'as Telegraf',
      { '/api/v2/ready': { status: 200, body: '{"started":"t","status":"ready","up":"1s"}' } },
      { product: 'telegraf' },
    ],
    [
      'by the headers of its /ping, which are left',
      { '/ping': { status: 204, headers: INFLUX_HEADERS } },
      { product: 'influx', version: '1.8.10' },
    ],
    ['by a point that is read back', { '/query': rows(NOW_MS) }],
    [
      'by a point that is read back, while all else fails',
      { '/ping': { status: 502 }, '/health': 'reset', '/query': rows(NOW_MS) },
    ],
  ])('%s, and is asked once', async (_, script, server) => {
    const { verified, paths, questions } = await met({ script });
    expect(await verified.write([LINE], NEVER)).toEqual({ kind: 'stored' });
    expect(verified.isVerified).toBe(true);
    expect(verified.server).toEqual(server);
    const asked = questions().length;
    expect(await verified.write([LINE], NEVER)).toEqual({ kind: 'stored' });
    expect(questions()).toHaveLength(asked);
    expect(paths().at(-1)).toBe('/api/v2/write');
  });

  test('and is known again after a restart, without asking', async () => {
    const { verified, again, questions } = await met({ script: { '/query': rows(NOW_MS) } });
    await verified.write([LINE], NEVER);
    const asked = questions().length;
    const restarted = again();
    expect(await restarted.write([LINE], NEVER)).toEqual({ kind: 'stored' });
    expect(restarted.isVerified).toBe(true);
    expect(questions()).toHaveLength(asked);
  });

  test('and is called what it is after a restart, but for its version, which may have changed', async () => {
    const ping = { status: 200, headers: { 'x-influxdb-build': 'Core', 'x-influxdb-version': '3.4.0' }, body: '{}' };
    const { verified, again, questions } = await met({ script: { '/ping': ping } });
    await verified.write([LINE], NEVER);
    const asked = questions().length;
    const restarted = again();
    expect(await restarted.write([LINE], NEVER)).toEqual({ kind: 'stored' });
    expect(restarted.server).toEqual({ product: 'influxCore' });
    expect(questions()).toHaveLength(asked);
  });

  test('but a note of a database that this version does not know tells nothing of what it is', async () => {
    const first = await met({ script: { '/health': { status: 200, body: '{"name":"influxdb"}' } } });
    await first.verified.write([LINE], NEVER);
    first.note.set(first.note.get()?.replace(/influx$/, 'toString') ?? '');
    const restarted = first.again();
    expect(await restarted.write([LINE], NEVER)).toEqual({ kind: 'stored' });
    expect(restarted.server).toBeUndefined();
  });

  test('but not because another database at that address is known', async () => {
    const first = await met({ script: { '/query': rows(NOW_MS) } });
    await first.verified.write([LINE], NEVER);
    const note = memo(first.note.get()?.replace(/linky$/, 'other'));
    const { verified, questions } = await met({ note });
    expect(await verified.write([LINE], NEVER)).toMatchObject({ why: 'stranger' });
    expect(questions()).not.toEqual([]);
  });

  test('until an answer has a header: then the next one without is asked about anew', async () => {
    const it = await met({ script: { '/query': rows(NOW_MS) } });
    await it.verified.write([LINE], NEVER);
    it.change({ '/api/v2/write': { status: 204, headers: INFLUX_HEADERS }, '/query': { status: 404 } });
    await it.verified.write([LINE], NEVER);
    it.change({ '/api/v2/write': STORED });
    expect(await it.verified.write([LINE], NEVER)).toMatchObject({ why: 'stranger' });
  });

  test('until the server goes away: then it is found out anew who answers', async () => {
    const first = await met({ script: { '/query': rows(NOW_MS) } });
    await first.verified.write([LINE], NEVER);
    await first.server[Symbol.asyncDispose]();
    expect(await first.verified.write([LINE], NEVER)).toMatchObject({ kind: 'unreachable' });
    await using other = await startScriptedServer(() => STORED, NO_HEADERS, Number(new URL(first.server.url).port));
    expect(await first.verified.write([LINE], NEVER)).toMatchObject({ why: 'stranger' });
    expect(other.requests.length).toBeGreaterThan(1);
  });

  test('until something else answers there: then it is found out anew who answers', async () => {
    const it = await met({ script: { '/query': rows(NOW_MS) } });
    await it.verified.write([LINE], NEVER);
    it.change({ '/api/v2/write': { status: 200, body: '<html>' }, '/query': { status: 200, body: '<html>' } });
    expect(await it.verified.write([LINE], NEVER)).toMatchObject({ why: 'address' });
    it.change({ '/api/v2/write': STORED });
    expect(await it.verified.write([LINE], NEVER)).toMatchObject({ why: 'stranger' });
    expect(await it.again().write([LINE], NEVER)).toMatchObject({ why: 'stranger' });
  });
});

describe('the trial point', () => {
  const points = ({ requests }: ScriptedServer) =>
    requests.flatMap(({ lines }) => lines).filter((line) => line.startsWith('linky_test '));

  test('has a measurement of its own, and the present time', async () => {
    const { verified, server } = await met({ script: { '/query': rows(NOW_MS) } });
    await verified.write([LINE], NEVER);
    expect(points(server)).toEqual([`linky_test value=1 ${NOW_MS}`]);
  });

  test('has the time of the newest line where that is later, as the database may keep nothing so old as now', async () => {
    const laterMs = NOW_MS + 3_600_000;
    const { verified, server } = await met({ script: { '/query': rows(laterMs) } });
    const lines = [`linky,meter=a message="a b 9" ${laterMs}`, LINE];
    expect(await verified.write(lines, NEVER)).toEqual({ kind: 'stored' });
    expect(points(server)).toEqual([`linky_test value=1 ${laterMs}`]);
  });

  test('is deleted again from an InfluxDB 1.x', async () => {
    const settings = { version: '1', database: 'linky', retentionPolicy: '', username: '', password: '' } as const;
    const { verified, server } = await met({ script: { '/write': STORED, '/query': rows(NOW_MS) }, settings });
    await verified.write([LINE], NEVER);
    const bodies = server.requests.map(({ lines }) => new URLSearchParams(lines.join('\n')).get('q'));
    expect(bodies).toContain(`DELETE FROM "linky_test" WHERE time = ${NOW_MS}ms`);
  });

  test('is found before the lines are sent once more, as the answer before does not count', async () => {
    const { verified, server } = await met({ script: { '/api/v2/write': STORED, '/query': rows(NOW_MS) } });
    expect(await verified.write([LINE], NEVER)).toEqual({ kind: 'stored' });
    expect(server.requests.filter(({ lines }) => lines[0] === LINE)).toHaveLength(2);
    expect(server.requests.at(-1)?.lines).toEqual([LINE]);
  });

  test('shows a database, too, when it is refused as too old', async () => {
    const { verified, change, server } = await met({});
    const tooOld = { status: 400, body: '{"error":"partial write: points beyond retention policy dropped=1"}' };
    change({ '/api/v2/write': tooOld });
    expect(await verified.write([LINE], NEVER)).toEqual({ kind: 'beyondRetention', dropped: 1 });
    expect(points(server)).toHaveLength(1);
  });
});

describe('a stranger settles nothing:', () => {
  const page = { status: 200, headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Hi</title>' };
  test.each<[string, Script]>([
    ['204 to everything', { '/': STORED, '/ping': STORED, '/health': STORED, '/query': STORED, '/api': STORED }],
    ['204 to what is written, 404 else', {}],
    ['201 to what is written', { '/api/v2/write': { status: 201, body: '{"ok":true}' } }],
    ['a web page for every unknown path', { '/ping': page, '/health': page, '/': page, '/query': page }],
    [
      'an empty page for every unknown path',
      { '/ping': { status: 200 }, '/query': { status: 200 }, '/api/v1': { status: 200 } },
    ],
    ['JSON of another program', { '/health': { status: 200, body: '{"name":"app","status":"pass"}' } }],
    ['a database without the point', { '/query': rows() }],
    ['the words of a database', { '/api/v2/write': { status: 400, body: '{"error":"unable to parse"}' } }],
    ['too large', { '/api/v2/write': { status: 413 } }],
  ])('%s', async (_, script) => {
    const { verified, note } = await met({ script });
    expect(await verified.write([LINE], NEVER)).toMatchObject({
      kind: 'misconfigured',
      why: 'stranger',
      says: expect.stringMatching(/^\d{3}/),
    });
    expect(note.get()).toBeUndefined();
  });

  test('it is found out anew each time who answers, as the stranger may have been a proxy that was starting', async () => {
    const { verified, change } = await met({});
    expect(await verified.write([LINE], NEVER)).toMatchObject({ why: 'stranger' });
    change({ '/health': { status: 200, body: '{"name":"influxdb"}' } });
    expect(await verified.write([LINE], NEVER)).toEqual({ kind: 'stored' });
  });

  test('a secret that it repeats is masked', async () => {
    const { verified } = await met({ script: { '/api/v2/write': { status: 201, body: `got Token ${TOKEN}` } } });
    expect(await verified.write([LINE], NEVER)).toMatchObject({ says: '201 got Token ***' });
  });
});

describe('a token that may only write cannot be verified:', () => {
  test('its answers count, and it is not asked again within the hour', async () => {
    const { verified, questions, clock, note } = await met({ script: { '/query': DENIED } });
    expect(await verified.write([LINE], NEVER)).toEqual({ kind: 'stored' });
    expect(verified.isVerified).toBe(false);
    const asked = questions().length;
    clock.pass(3_500_000);
    expect(await verified.write([LINE], NEVER)).toEqual({ kind: 'stored' });
    expect(verified.isVerified).toBe(false);
    expect(questions()).toHaveLength(asked);
    expect(note.get()).toBeUndefined();
  });

  test('when it is given the right to read, that is found out after an hour', async () => {
    const { verified, clock, change } = await met({ script: { '/query': DENIED } });
    await verified.write([LINE], NEVER);
    change({ '/query': rows(NOW_MS) });
    clock.pass(3_600_000);
    expect(await verified.write([LINE], NEVER)).toEqual({ kind: 'stored' });
    expect(verified.isVerified).toBe(true);
  });

  test('it is asked again after a restart', async () => {
    const { verified, again, questions } = await met({ script: { '/query': DENIED } });
    await verified.write([LINE], NEVER);
    const asked = questions().length;
    await again().write([LINE], NEVER);
    expect(questions().length).toBeGreaterThan(asked);
  });
});

describe('a trouble that prevents finding out who answers is given as it is:', () => {
  test.each<[string, Script, object]>([
    ['a cut connection', { '/health': 'reset' }, { kind: 'unreachable', why: 'broken' }],
    ['a server in trouble', { '/query': { status: 503, body: 'no' } }, { kind: 'unreachable', why: 'failing' }],
    [
      'one that asks to wait',
      { '/query': { status: 429, headers: { 'retry-after': '7' } } },
      { kind: 'busy', retryInMs: 7_000 },
    ],
  ])('%s', async (_, script, trouble) => {
    const { verified, change } = await met({ script });
    expect(await verified.write([LINE], NEVER)).toMatchObject(trouble);
    change({ '/ping': { status: 204, headers: INFLUX_HEADERS } });
    expect(await verified.write([LINE], NEVER)).toEqual({ kind: 'stored' });
  });

  test('no answer', async () => {
    const timeouts = { ...PATIENT };
    const storedAndThenSilent = (response: ServerResponse) => {
      timeouts.silenceMs = 100;
      response.writeHead(204).end();
    };
    const script: Script = { '/api/v2/write': storedAndThenSilent, '/ping': 'hang' };
    const { verified, change } = await met({ script, timeouts });
    expect(await verified.write([LINE], NEVER)).toMatchObject({ kind: 'unreachable', why: 'silent' });
    timeouts.silenceMs = PATIENT.silenceMs;
    change({ '/api/v2/write': STORED, '/ping': { status: 204, headers: INFLUX_HEADERS } });
    expect(await verified.write([LINE], NEVER)).toEqual({ kind: 'stored' });
  });

  test('the signal cuts it short', async () => {
    const end = new AbortController();
    const { verified, server } = await met({ script: { '/ping': 'hang' } });
    const delivery = verified.write([LINE], end.signal);
    await expect.poll(() => server.requests.at(-1)?.path).toBe('/ping');
    end.abort();
    expect(await delivery).toMatchObject({ kind: 'unreachable' });
  });
});

describe('without lines, nothing is written to find out who answers:', () => {
  test('an InfluxDB is known by its answers', async () => {
    const { verified, paths } = await met({ script: { '/health': { status: 200, body: '{"name":"influxdb"}' } } });
    expect(await verified.write([], NEVER)).toEqual({ kind: 'stored' });
    expect(verified.isVerified).toBe(true);
    expect(paths()).toEqual(['/api/v2/write', '/ping', '/', '/query', '/health']);
  });

  test('otherwise it is neither known nor a stranger', async () => {
    const { verified, server } = await met({ script: { '/query': rows(NOW_MS) } });
    expect(await verified.write([], NEVER)).toEqual({ kind: 'stored' });
    expect(verified.isVerified).toBe(false);
    expect(server.requests.flatMap(({ lines }) => lines).join('')).toBe('');
    // As soon as lines are sent it can be found out.
    expect(await verified.write([LINE], NEVER)).toEqual({ kind: 'stored' });
    expect(verified.isVerified).toBe(true);
  });
});
