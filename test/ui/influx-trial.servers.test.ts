import { describe, expect, test } from 'vitest';
import type { InfluxConfig } from '../../src/config/config.ts';
import { deliveryTroubleText, type Mistake } from '../../src/influx/delivery-trouble.ts';
import { type Language, textsFor } from '../../src/texts/texts.ts';
import { tryInflux } from '../../src/ui/influx-trial.ts';
import { startCore } from '../../testbed/databases/influx3-core.ts';
import { NO_HEADERS, type ScriptedAnswer, startScriptedServer } from '../../testbed/databases/scripted-server.ts';
import { impatientClock } from '../influx/impatient-clock.ts';

const NOW_MS = Date.UTC(2026, 6, 28, 10);
const TOKEN = 's3cr3t-t0k3n';
const NOT_FOUND = { status: 404, body: 'not found' } as const;
const LANGUAGES = ['en', 'fr'] as const;

/** A database as it answers: where it gives which headers, and what it says to a wrong or missing token. */
interface Server {
  readonly headers?: Readonly<Record<string, string>>;
  readonly denied: ScriptedAnswer;
  /** By the path, without its query. A write is answered 204. */
  readonly answers: { readonly [path: string]: ScriptedAnswer };
}

const FOUND: ScriptedAnswer = {
  status: 200,
  body: JSON.stringify({
    results: [{ series: [{ name: 'linky_test', columns: ['time', 'value'], values: [[NOW_MS, 1]] }] }],
  }),
};

/** InfluxDB 3 shows what it is in the answer to GET /ping alone; from 3.10 on it wants the token there, too. */
function influx3(build: string, version: string): Server {
  const ping = {
    status: 200,
    headers: { 'x-influxdb-build': build, 'x-influxdb-version': version },
    body: JSON.stringify({ version, revision: '5e3d5a1', process_id: 'b' }),
  };
  return {
    denied: { status: 401, body: '{"error": "the request was not authenticated"}' },
    answers: { '/query': FOUND, '/ping': ping },
  };
}

/** InfluxDB 1.x and 2.x show in each answer what they are. */
function influxOss(version: string, denied: ScriptedAnswer): Server {
  const headers = { 'x-influxdb-build': 'OSS', 'x-influxdb-version': version };
  return { headers, denied, answers: { '/query': FOUND } };
}

const SERVERS = {
  '1.12': influxOss('1.12.4', { status: 401, body: '{"error":"authorization failed"}' }),
  '2.9': influxOss('v2.9.1', { status: 401, body: '{"code":"unauthorized","message":"unauthorized access"}' }),
  core: influx3('Core', '3.10.0'),
  enterprise: influx3('Enterprise', '3.10.0'),
} as const satisfies { readonly [name: string]: Server };

/** Tries a database that takes one token or password, with the right or another one. */
async function tried(name: keyof typeof SERVERS, token: string, language: Language) {
  const { headers = NO_HEADERS, denied, answers }: Server = SERVERS[name];
  const isVersion1 = name === '1.12';
  const right = isVersion1 ? `Basic ${Buffer.from(`pi:${TOKEN}`).toString('base64')}` : `Token ${TOKEN}`;
  await using server = await startScriptedServer((): ScriptedAnswer => {
    const asked = server.requests.at(-1);
    if (asked?.headers.authorization !== right) return denied;
    const path = asked.path.replace(/\?.*/, '');
    return path.endsWith('/write') ? { status: 204 } : (answers[path] ?? NOT_FOUND);
  }, headers);
  const settings = isVersion1
    ? { version: '1', database: 'linky', username: 'pi', password: token }
    : { version: '2', bucket: 'linky', org: 'home', token };
  const trial = await tryInflux({ url: server.url, ...settings }, language, impatientClock(NOW_MS));
  const says = trial.steps.map((step) => step.says);
  const failed = trial.steps.filter(({ ok }) => !ok).map(({ step }) => step);
  return { ...trial, failed, says, url: server.url };
}

describe.each(LANGUAGES)('the test of the settings in %s', (language) => {
  const { influx } = textsFor(language, 'page').ui;

  test.each([
    ['1.12', 'InfluxDB 1.12.4', undefined],
    ['2.9', 'InfluxDB 2.9.1', undefined],
    ['core', 'InfluxDB 3 Core 3.10.0', influx.hints.influxCore],
    ['enterprise', 'InfluxDB 3 Enterprise 3.10.0', undefined],
  ] as const)('calls %s what it is, and tells what to know of it', async (name, called, hint) => {
    const { failed, says, url, hint: told } = await tried(name, TOKEN, language);
    expect(failed).toEqual([]);
    expect(says).toContain(influx.reached(url, called));
    expect(told).toBe(hint);
  });

  test.each(['2.9', 'core', 'enterprise'] as const)(
    'tells of a wrong token for %s that a lost one is gone',
    async (name) => {
      const { failed, says } = await tried(name, 'wr0ng-one', language);
      expect(failed).toEqual(['write']);
      expect(says.at(-1)).toContain(language === 'fr' ? 'si le vôtre est perdu' : 'if yours is lost');
    },
  );

  test('tells of a missing token, too', async () => {
    const { failed, says } = await tried('core', '', language);
    expect(failed).toEqual(['write']);
    expect(says.at(-1)).toContain(language === 'fr' ? 'demande un jeton (401' : 'requires a token (401');
  });

  test('speaks of a user and a password with 1.12, not of a token', async () => {
    const { failed, says } = await tried('1.12', 'wr0ng-one', language);
    expect(failed).toEqual(['write']);
    expect(says.at(-1)).not.toMatch(/token|jeton/);
    expect(says.at(-1)).toContain('pi');
  });
});

describe.each(LANGUAGES)(
  'what InfluxDB 3 Core refuses for its database, the test of the settings in %s',
  (language) => {
    const texts = textsFor(language, 'page');
    const textOf = (why: Mistake, says: string, config: InfluxConfig) =>
      deliveryTroubleText({ kind: 'misconfigured', why, says }, config, texts);
    const triedInto = async (bucket: string) => {
      await using core = await startCore(TOKEN, ['home', 'weather', 'solar', 'heating', 'test']);
      const settings = { url: core.url, version: '2', bucket, token: TOKEN } as const;
      const { steps } = await tryInflux(settings, language, impatientClock(NOW_MS));
      return { last: steps.at(-1), place: { ...settings, org: '', literal: true } };
    };

    test('tells of a database for which there is no room', async () => {
      const { last, place } = await triedInto('linky');
      const reason = '400 Adding a new database would exceed limit of 5 databases';
      expect(last).toEqual({ step: 'write', ok: false, says: textOf('noRoom', reason, place) });
    });

    test('tells of a name that is not allowed', async () => {
      const { last, place } = await triedInto('_linky');
      const reason = '400 db name did not start with a number or letter';
      expect(last).toEqual({ step: 'write', ok: false, says: textOf('name', reason, place) });
    });
  },
);

test('the hint about InfluxDB 3 Core tells its limits, and the option that lifts one', () => {
  for (const language of LANGUAGES) {
    const { influxCore } = textsFor(language, 'page').ui.influx.hints;
    expect(influxCore.replaceAll(/\s/g, ' ')).toMatch(/72 h.*--query-file-limit 100000.*Flux.*VictoriaMetrics/);
  }
});
