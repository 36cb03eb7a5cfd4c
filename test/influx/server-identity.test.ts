import { describe, expect, onTestFinished, test } from 'vitest';
import type { InfluxConfig } from '../../src/config/config.ts';
import { DEFAULT_TIMEOUTS, openClient, type Timeouts } from '../../src/influx/client.ts';
import { createVerifiedClient, type Note } from '../../src/influx/verified-client.ts';
import {
  INFLUX_HEADERS,
  NO_HEADERS,
  type ScriptedAnswer,
  type ScriptedServer,
  startScriptedServer,
} from '../../testbed/databases/scripted-server.ts';
import { impatient } from './impatient-clock.ts';

const NOW_MS = Date.UTC(2026, 6, 28, 10);
const LINE = `linky,meter=linky power_va=390 ${NOW_MS - 5_000}`;
const TOKEN = 's3cr3t-t0k3n';
const NEVER = new AbortController().signal;
const STORED = { status: 204 } as const;
const DENIED = { status: 401, body: '{"code":"unauthorized","message":"unauthorized access"}' } as const;
/** For a server that keeps one waiting; long enough for all that it answers before. */
const HASTE: Timeouts = { silenceMs: 500, requestMs: 800 };

/** What is answered, by the beginning of the path; `write` is what a write comes to, and all else 404. */
interface Script {
  readonly [path: string]: ScriptedAnswer;
}

interface Meeting {
  readonly script?: Script;
  readonly headers?: Readonly<Record<string, string>>;
  readonly settings?: Partial<InfluxConfig>;
  readonly patience?: Timeouts;
  readonly note?: Note;
}

/** A door to a server of which no header tells who it is. */
async function met({ script = {}, headers = NO_HEADERS, settings = {}, patience = DEFAULT_TIMEOUTS, note }: Meeting) {
  let answers: Script = { '/api/v2/write': STORED, ...script };
  const server: ScriptedServer = await startScriptedServer((): ScriptedAnswer => {
    const path = server.requests.at(-1)?.path ?? '';
    const key = Object.keys(answers).find((known) => (known === '/' ? path === '/' : path.startsWith(known)));
    return (key !== undefined && answers[key]) || { status: 404, body: 'not found' };
  }, headers);
  const clock = impatient(NOW_MS);
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
  const client = openClient(config, patience);
  const kept = note ?? memo();
  const door = () => createVerifiedClient({ client, config, clock, note: kept });
  onTestFinished(() => {
    client.close();
    return server[Symbol.asyncDispose]();
  });
  const paths = () => server.requests.map(({ path }) => path.replace(/\?.*/, ''));
  return {
    door: door(),
    /** As it is after a restart. */
    again: door,
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

describe('an answer that says who gave it counts at once:', () => {
  test.each(['x-influxdb-version', 'X-Influxdb-Build', 'x-greptime-metrics'])('%s', async (header) => {
    const { door, questions, note } = await met({ headers: { [header]: '1' } });
    expect(await door.deliver([LINE], NEVER)).toEqual({ kind: 'stored' });
    expect(door.isVerified).toBe(true);
    expect(questions()).toEqual([]);
    // It is true of this answer alone.
    expect(note.get()).toBeUndefined();
  });
});

describe('behind a proxy that takes the headers away it is known', () => {
  test.each<[string, Script]>([
    [
      'by the ping of InfluxDB 3',
      { '/ping': { status: 200, body: '{"version":"3.2.0","revision":"a","process_id":"b"}' } },
    ],
    ['by its health', { '/health': { status: 200, body: '{"name":"influxdb","status":"pass"}' } }],
    ['by the page of VictoriaMetrics', { '/': { status: 200, body: '<h2>Single-node VictoriaMetrics</h2></br>' } }],
    ['by the page of vmagent', { '/': { status: 200, body: '<h2>vmagent</h2>See docs' } }],
    ['as Telegraf', { '/api/v2/ready': { status: 200, body: '{"started":"t","status":"ready","up":"1s"}' } }],
    ['by a ping that has kept them', { '/ping': { status: 204, headers: INFLUX_HEADERS } }],
    ['by a point that is read back', { '/query': rows(NOW_MS) }],
    ['by that alone, while all else fails', { '/ping': { status: 502 }, '/health': 'reset', '/query': rows(NOW_MS) }],
  ])('%s, and is asked once', async (_, script) => {
    const { door, paths, questions } = await met({ script });
    expect(await door.deliver([LINE], NEVER)).toEqual({ kind: 'stored' });
    expect(door.isVerified).toBe(true);
    const asked = questions().length;
    expect(await door.deliver([LINE], NEVER)).toEqual({ kind: 'stored' });
    expect(questions()).toHaveLength(asked);
    expect(paths().at(-1)).toBe('/api/v2/write');
  });

  test('and known again after a restart, without a question', async () => {
    const { door, again, questions } = await met({ script: { '/query': rows(NOW_MS) } });
    await door.deliver([LINE], NEVER);
    const asked = questions().length;
    const restarted = again();
    expect(await restarted.deliver([LINE], NEVER)).toEqual({ kind: 'stored' });
    expect(restarted.isVerified).toBe(true);
    expect(questions()).toHaveLength(asked);
  });

  test('but not by what is known of another database there', async () => {
    const first = await met({ script: { '/query': rows(NOW_MS) } });
    await first.door.deliver([LINE], NEVER);
    const note = memo(first.note.get()?.replace(/linky$/, 'other'));
    const { door, questions } = await met({ note });
    expect(await door.deliver([LINE], NEVER)).toMatchObject({ why: 'stranger' });
    expect(questions()).not.toEqual([]);
  });

  test('until an answer names itself: one that does not is then asked about anew', async () => {
    const it = await met({ script: { '/query': rows(NOW_MS) } });
    await it.door.deliver([LINE], NEVER);
    it.change({ '/api/v2/write': { status: 204, headers: INFLUX_HEADERS }, '/query': { status: 404 } });
    await it.door.deliver([LINE], NEVER);
    it.change({ '/api/v2/write': STORED });
    expect(await it.door.deliver([LINE], NEVER)).toMatchObject({ why: 'stranger' });
  });

  test('until it goes away: what answers there later is asked anew', async () => {
    const first = await met({ script: { '/query': rows(NOW_MS) } });
    await first.door.deliver([LINE], NEVER);
    await first.server[Symbol.asyncDispose]();
    expect(await first.door.deliver([LINE], NEVER)).toMatchObject({ kind: 'unreachable' });
    await using other = await startScriptedServer(() => STORED, NO_HEADERS, Number(new URL(first.server.url).port));
    expect(await first.door.deliver([LINE], NEVER)).toMatchObject({ why: 'stranger' });
    expect(other.requests.length).toBeGreaterThan(1);
  });

  test('until something else answers there: then it is asked anew', async () => {
    const it = await met({ script: { '/query': rows(NOW_MS) } });
    await it.door.deliver([LINE], NEVER);
    it.change({ '/api/v2/write': { status: 200, body: '<html>' }, '/query': { status: 200, body: '<html>' } });
    expect(await it.door.deliver([LINE], NEVER)).toMatchObject({ why: 'address' });
    it.change({ '/api/v2/write': STORED });
    expect(await it.door.deliver([LINE], NEVER)).toMatchObject({ why: 'stranger' });
    expect(await it.again().deliver([LINE], NEVER)).toMatchObject({ why: 'stranger' });
  });
});

describe('the point that is written to be read back', () => {
  const points = ({ requests }: ScriptedServer) =>
    requests.flatMap(({ lines }) => lines).filter((line) => line.startsWith('linky_test '));

  test('is of a measurement of its own, and of now', async () => {
    const { door, server } = await met({ script: { '/query': rows(NOW_MS) } });
    await door.deliver([LINE], NEVER);
    expect(points(server)).toEqual([`linky_test value=1 ${NOW_MS}`]);
  });

  test('or of the newest line where that is later, as what the database keeps may end before', async () => {
    const laterMs = NOW_MS + 3_600_000;
    const { door, server } = await met({ script: { '/query': rows(laterMs) } });
    const lines = [`linky,meter=a message="a b 9" ${laterMs}`, LINE];
    expect(await door.deliver(lines, NEVER)).toEqual({ kind: 'stored' });
    expect(points(server)).toEqual([`linky_test value=1 ${laterMs}`]);
  });

  test('is taken away again from an InfluxDB 1.x', async () => {
    const settings = { version: '1', database: 'linky', retentionPolicy: '', username: '', password: '' } as const;
    const { door, server } = await met({ script: { '/write': STORED, '/query': rows(NOW_MS) }, settings });
    await door.deliver([LINE], NEVER);
    const bodies = server.requests.map(({ lines }) => new URLSearchParams(lines.join('\n')).get('q'));
    expect(bodies).toContain(`DELETE FROM "linky_test" WHERE time = ${NOW_MS}ms`);
  });

  test('is found before the lines are sent once more: what was answered before does not count', async () => {
    const { door, server } = await met({ script: { '/api/v2/write': STORED, '/query': rows(NOW_MS) } });
    expect(await door.deliver([LINE], NEVER)).toEqual({ kind: 'stored' });
    expect(server.requests.filter(({ lines }) => lines[0] === LINE)).toHaveLength(2);
    expect(server.requests.at(-1)?.lines).toEqual([LINE]);
  });

  test('tells who it is, too, when it is refused as too old', async () => {
    const { door, change, server } = await met({});
    const tooOld = { status: 400, body: '{"error":"partial write: points beyond retention policy dropped=1"}' };
    change({ '/api/v2/write': tooOld });
    expect(await door.deliver([LINE], NEVER)).toEqual({ kind: 'beyondRetention', dropped: 1 });
    expect(points(server)).toHaveLength(1);
  });
});

describe('a stranger settles nothing:', () => {
  const page = { status: 200, headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Hi</title>' };
  test.each<[string, Script]>([
    ['204 to everything', { '/': STORED, '/ping': STORED, '/health': STORED, '/query': STORED, '/api': STORED }],
    ['204 to what is written, 404 else', {}],
    ['201 to what is written', { '/api/v2/write': { status: 201, body: '{"ok":true}' } }],
    ['a web page for whatever it does not know', { '/ping': page, '/health': page, '/': page, '/query': page }],
    ['an empty page for it', { '/ping': { status: 200 }, '/query': { status: 200 }, '/api/v1': { status: 200 } }],
    ['JSON of something else', { '/health': { status: 200, body: '{"name":"app","status":"pass"}' } }],
    ['a database without the point', { '/query': rows() }],
    ['the words of a database', { '/api/v2/write': { status: 400, body: '{"error":"unable to parse"}' } }],
    ['too large', { '/api/v2/write': { status: 413 } }],
  ])('%s', async (_, script) => {
    const { door, note } = await met({ script });
    expect(await door.deliver([LINE], NEVER)).toMatchObject({
      kind: 'misconfigured',
      why: 'stranger',
      says: expect.stringMatching(/^\d{3}/),
    });
    expect(note.get()).toBeUndefined();
  });

  test('it is asked anew each time, and may have been a proxy that was starting', async () => {
    const { door, change } = await met({});
    expect(await door.deliver([LINE], NEVER)).toMatchObject({ why: 'stranger' });
    change({ '/health': { status: 200, body: '{"name":"influxdb"}' } });
    expect(await door.deliver([LINE], NEVER)).toEqual({ kind: 'stored' });
  });

  test('what it repeats of a secret is masked', async () => {
    const { door } = await met({ script: { '/api/v2/write': { status: 201, body: `got Token ${TOKEN}` } } });
    expect(await door.deliver([LINE], NEVER)).toMatchObject({ says: '201 got Token ***' });
  });
});

describe('a token that may only write cannot be verified:', () => {
  test('what is sent comes out as it is, and is not asked about again within the hour', async () => {
    const { door, questions, clock, note } = await met({ script: { '/query': DENIED } });
    expect(await door.deliver([LINE], NEVER)).toEqual({ kind: 'stored' });
    expect(door.isVerified).toBe(false);
    const asked = questions().length;
    clock.pass(3_500_000);
    expect(await door.deliver([LINE], NEVER)).toEqual({ kind: 'stored' });
    expect(door.isVerified).toBe(false);
    expect(questions()).toHaveLength(asked);
    expect(note.get()).toBeUndefined();
  });

  test('a right to read that it is given is found an hour later', async () => {
    const { door, clock, change } = await met({ script: { '/query': DENIED } });
    await door.deliver([LINE], NEVER);
    change({ '/query': rows(NOW_MS) });
    clock.pass(3_600_000);
    expect(await door.deliver([LINE], NEVER)).toEqual({ kind: 'stored' });
    expect(door.isVerified).toBe(true);
  });

  test('it is asked again after a restart', async () => {
    const { door, again, questions } = await met({ script: { '/query': DENIED } });
    await door.deliver([LINE], NEVER);
    const asked = questions().length;
    await again().deliver([LINE], NEVER);
    expect(questions().length).toBeGreaterThan(asked);
  });
});

describe('a trouble that kept us from finding out is no verdict:', () => {
  test.each<[string, Script, object]>([
    ['no answer', { '/ping': 'hang' }, { kind: 'unreachable', why: 'silent' }],
    ['a cut connection', { '/health': 'reset' }, { kind: 'unreachable', why: 'broken' }],
    ['a server in trouble', { '/query': { status: 503, body: 'no' } }, { kind: 'unreachable', why: 'failing' }],
    [
      'one that asks to wait',
      { '/query': { status: 429, headers: { 'retry-after': '7' } } },
      { kind: 'busy', retryInMs: 7_000 },
    ],
  ])('%s', async (_, script, trouble) => {
    const { door, change } = await met({ script, patience: HASTE });
    expect(await door.deliver([LINE], NEVER)).toMatchObject(trouble);
    change({ '/ping': { status: 204, headers: INFLUX_HEADERS } });
    expect(await door.deliver([LINE], NEVER)).toEqual({ kind: 'stored' });
  });

  test('the end cuts it short', async () => {
    const end = new AbortController();
    const { door, server } = await met({ script: { '/ping': 'hang' } });
    const delivery = door.deliver([LINE], end.signal);
    await expect.poll(() => server.requests.at(-1)?.path).toBe('/ping');
    end.abort();
    expect(await delivery).toMatchObject({ kind: 'unreachable' });
  });
});

describe('where nothing is sent, nothing is written to find out:', () => {
  test('an InfluxDB is known by a sign', async () => {
    const { door, paths } = await met({ script: { '/health': { status: 200, body: '{"name":"influxdb"}' } } });
    expect(await door.deliver([], NEVER)).toEqual({ kind: 'stored' });
    expect(door.isVerified).toBe(true);
    expect(paths()).toEqual(['/api/v2/write', '/ping', '/health']);
  });

  test('without one it is neither known nor a stranger', async () => {
    const { door, server } = await met({ script: { '/query': rows(NOW_MS) } });
    expect(await door.deliver([], NEVER)).toEqual({ kind: 'stored' });
    expect(door.isVerified).toBe(false);
    expect(server.requests.flatMap(({ lines }) => lines).join('')).toBe('');
    // It may be found out as soon as something is sent.
    expect(await door.deliver([LINE], NEVER)).toEqual({ kind: 'stored' });
    expect(door.isVerified).toBe(true);
  });
});
