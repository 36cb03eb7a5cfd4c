import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import type { InfluxConfig } from '../../src/config/config.ts';
import { influxPlace } from '../../src/influx/delivery-trouble.ts';
import { Mirror, type MirrorStatus } from '../../src/influx/mirror.ts';
import { type PointMemory, pointsOf } from '../../src/influx/points.ts';
import type { Reading } from '../../src/reading/reading.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { newsSentence } from '../../src/trouble/words.ts';
import { freePort } from '../../testbed/daemon.ts';
import { oneFailsIn, openProxy } from '../../testbed/databases/proxy.ts';
import { PATIENT } from '../../testbed/databases/scripted-server.ts';
import { missingServers, type Row, startInflux, startVictoria } from '../../testbed/databases/servers.ts';
import {
  createTestDatabase,
  databaseIn,
  type OwnDatabase,
  sharedVictoria,
  uniqueName,
} from '../../testbed/databases/shared-databases.ts';
import { victoriaAnswers } from '../../testbed/databases/victoria-answers.ts';
import { frameWith } from '../../testbed/support/readings.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { troublesIn } from '../../testbed/support/troubles.ts';
import { type MemoryJournal, memoryJournal } from '../influx/memory-journal.ts';
import { type ParsedLine, parseLine } from '../influx/parse-line.ts';

const { en } = textsIn;

let folder: string;
beforeEach(({ skip }) => {
  // Skipped where the servers are not installed, except under CI: there a missing server fails with the name of its package.
  const missing = missingServers();
  skip(missing.length > 0 && !process.env['CI'], `needs ${missing.join(', ')}`);
  folder = temporaryFolder();
});

describe('InfluxDB 1.6 by user and password', () => {
  test('gets every field of every measurement with its exact value', async () => {
    const influx = await createTestDatabase();
    const journal = journalOfAHouse(300);
    await using it = mirroring(version1(influx), journal);
    await it.until(({ pending }) => pending === 0);
    await expectEverything(influx, journal);
  });

  test.each(['en', 'fr'] as const)(
    'deletes what a clock that was ahead has dated by the command that the log names in %s, and nothing else',
    async (language) => {
      const influx = await createTestDatabase();
      const [fromMs, toMs] = [Date.UTC(2029, 3, 1, 12), Date.UTC(2029, 3, 4, 7, 30, 0, 123)];
      const times = [fromMs - 1, fromMs, toMs, toMs + 1];
      const lines = times.flatMap((ms) => ['linky', 'linky_energy', 'others'].map((name) => `${name} v=1 ${ms}`));
      await influx.write(influx.database, lines.join('\n'));
      const counts = { days: 3, minutes: 3, readings: 3, fromMs, toMs };
      const news = {
        part: 'clock',
        kind: 'setBack',
        folder: '/',
        to: influxPlace(version1(influx)),
        ...counts,
      } as const;
      const says = newsSentence(news, textsIn[language].troubles);
      const [, database, command = ''] = /influx -database '(\S+)' -execute "([^"]+)"/.exec(says) ?? [];
      await influx.query(command, database);
      const left = async (name: string) => (await influx.query(`SELECT v FROM ${name}`)).map(({ time }) => time);
      for (const name of ['linky', 'linky_energy']) expect(await left(name)).toEqual([fromMs - 1, toMs + 1]);
      expect(await left('others')).toEqual(times);
    },
  );

  test('with a wrong password: it is logged, and the readings are sent once the password is right', async () => {
    const influx = await createTestDatabase();
    const journal = journalOfAHouse(20);
    {
      await using it = mirroring({ ...version1(influx), password: 'wr0ng' }, journal);
      await it.until(({ state }) => state === 'misconfigured');
      expect(it.log).toEqual([
        expect.stringMatching(/refuses the user linky or the password \(401 .*authorization failed.*\)/),
      ]);
    }
    await using it = mirroring(version1(influx), journal);
    await it.until(({ pending }) => pending === 0);
    await expectEverything(influx, journal);
  });

  test('without the database: it is logged, and the readings are sent once the database exists', async () => {
    await using server = await startInflux();
    const influx = databaseIn(server, 'linky');
    const journal = journalOfAHouse(20);
    await using it = mirroring(version1(influx), journal);
    await it.until(({ state }) => state === 'misconfigured');
    expect(it.log).toEqual([
      expect.stringContaining(`curl ${influx.url}/query --data-urlencode 'q=CREATE DATABASE "linky"'`),
    ]);
    await server.query('CREATE DATABASE linky');
    await it.until(({ pending }) => pending === 0);
    await expectEverything(influx, journal);
  });

  test('without the retention policy: it is logged', async () => {
    const influx = await createTestDatabase();
    await using it = mirroring({ ...version1(influx), retentionPolicy: 'short' }, journalOfAHouse(1));
    await it.until(({ state }) => state === 'misconfigured');
    expect(it.log).toEqual([expect.stringContaining('leave influx.retentionPolicy empty')]);
  });

  test('configured as version 2: it is logged', async () => {
    const influx = await createTestDatabase();
    await using it = mirroring(version2(influx.url, 's3cr3t'), journalOfAHouse(1));
    await it.until(({ state }) => state === 'misconfigured');
    expect(it.log).toEqual([expect.stringContaining('influx.version')]);
  });

  test('with points older than its retention: they are counted, and all others are stored', async () => {
    const influx = await createTestDatabase();
    await influx.query(`CREATE RETENTION POLICY short ON "${influx.database}" DURATION 1h REPLICATION 1`);
    await using it = mirroring({ ...version1(influx), retentionPolicy: 'short', literal: false }, memoryJournal(5));
    await it.until(({ pending }) => pending === 0);
    // Five points of linky, and one of linky_info.
    expect(it.mirror.status).toMatchObject({ delivered: 5, dropped: 6, refused: 0 });
  });

  test('with lines whose type clashes with points of another program: they are set aside, and all others are stored', async () => {
    const influx = await createTestDatabase();
    const journal = memoryJournal(400);
    await influx.write(influx.database, `linky_tic,meter=other XYZ=1i ${journal.read(0, 1)[0]?.atMs}`);
    for (let at = 0; at < 3; at += 1)
      journal.take({ apparentPowerVA: 400 + at, frame: frameWith({ labels: { XYZ: 'a' } }) });
    await using it = mirroring(version1(influx), journal);
    await it.until(({ pending }) => pending === 0);
    expect(it.mirror.status).toMatchObject({ delivered: 403, refused: 3 });
    expect(await readFile(join(folder, 'linky-tic.refused.txt'), 'utf8')).toMatch(
      /^(# .* 400 .*field type conflict.*\nlinky_tic,meter=linky XYZ="a" \d+\n){3}$/,
    );
    expect(await influx.query('SELECT count(power_va) FROM linky')).toMatchObject([{ count: 403 }]);
  });

  test('with a series of which every line clashes: it is named and counted, and all others are stored', async () => {
    const influx = await createTestDatabase();
    const journal = journalOfAHouse(100);
    await influx.write(influx.database, `linky_tic,meter=other PAPP=1i ${journal.read(0, 1)[0]?.atMs}`);
    await using it = mirroring(version1(influx), journal);
    await it.until(({ pending }) => pending === 0);
    expect(it.mirror.status).toMatchObject({ state: 'clash', delivered: 100, refused: 100, refusedSeriesInAll: 1 });
    expect(it.log).toEqual([
      expect.stringMatching(/refuses points of linky_tic,meter=linky \(400 .*field type conflict/),
    ]);
    expect(await influx.query('SELECT count(power_va) FROM linky')).toMatchObject([{ count: 100 }]);
  });

  test('killed and started again later: nothing is lost', async () => {
    await using server = await startInflux();
    await server.query('CREATE DATABASE linky');
    const influx = databaseIn(server, 'linky');
    const journal = journalOfAHouse(300);
    await using it = mirroring(version1(influx), journal);
    await it.until(({ pending }) => pending === 0);
    await server.kill();
    takeDayOfAHouse(journal, 300);
    await it.until(({ state }) => state === 'unreachable');
    await server.restart();
    await it.until(({ pending }) => pending === 0 && it.log.some((line) => line.includes('has everything again')));
    await expectEverything(influx, journal);
    expect(it.log).toEqual([
      expect.stringContaining('Every reading goes to InfluxDB 1.6'),
      expect.stringMatching(/is not running|breaks/),
      expect.stringContaining('has everything again'),
    ]);
  });

  test('started long after the first readings: nothing is lost', async () => {
    const port = await freePort();
    const journal = journalOfAHouse(1_200);
    const late = { url: `http://127.0.0.1:${port}`, username: '', password: '', database: 'linky' };
    await using it = mirroring(version1(late), journal);
    await it.until(({ state }) => state === 'unreachable');
    await using server = await startInflux({ port });
    await server.query('CREATE DATABASE linky');
    await it.until(({ pending }) => pending === 0);
    await expectEverything(databaseIn(server, 'linky'), journal);
  });
});

describe('VictoriaMetrics behind vmauth by token', () => {
  test('gets every number with its exact value', async () => {
    const { vmauth, samples } = sharedVictoria();
    const journal = journalOfAHouse(300, uniqueName('meter'));
    await using it = mirroring(version2(vmauth.url, vmauth.token), journal);
    await it.until(({ pending }) => pending === 0);
    for (const [series, points] of numbersOf(linesOf(journal))) {
      expect((await samples(series)).map(({ atMs, value }) => [atMs, value])).toEqual(points);
    }
  });

  test('with a wrong token: it is logged, without any part of the token', async () => {
    const { vmauth } = sharedVictoria();
    await using it = mirroring(version2(vmauth.url, 'wr0ng'), journalOfAHouse(1));
    await it.until(({ state }) => state === 'misconfigured');
    expect(it.log).toEqual([expect.stringContaining(`refuses the token (${victoriaAnswers().unknown('Bearer')})`)]);
    expect(it.log.join()).not.toContain('wr0ng');
  });

  test('killed right after an acknowledgement and started again later: nothing is lost', async () => {
    await using victoria = await startVictoria({ forgets: true });
    const journal = memoryJournal(200);
    await using it = mirroring(version2(victoria.url, 's3cr3t'), journal);
    await it.until(({ pending }) => pending === 0);
    await victoria.kill();
    journal.take({ apparentPowerVA: 200 });
    await it.until(({ state }) => state === 'unreachable');
    await victoria.restart();
    await it.until(({ pending }) => pending === 0);
    const powers = (await victoria.samples('linky_power_va')).map(({ value }) => value);
    expect(powers).toEqual(Array.from({ length: 201 }, (_, at) => at));
  });

  test('killed and started again before the next batch, so that no request fails: nothing is lost', async () => {
    await using victoria = await startVictoria({ forgets: true });
    const journal = memoryJournal(150);
    let wake = () => {};
    const untilWoken: Clock = {
      ...systemClock,
      after(ms, then) {
        if (ms === 0) return systemClock.after(ms, then);
        wake = then;
        return () => {};
      },
    };
    await using it = mirroring(version2(victoria.url, 's3cr3t'), journal, untilWoken);
    await it.until(({ pending }) => pending === 0);
    await victoria.kill();
    await victoria.restart();
    expect(await victoria.samples('linky_power_va')).toEqual([]);
    journal.take({ apparentPowerVA: 150 });
    wake();
    await it.until(({ pending, delivered }) => pending === 0 && delivered === 151);
    const powers = (await victoria.samples('linky_power_va')).map(({ value }) => value);
    expect(powers).toEqual(Array.from({ length: 151 }, (_, at) => at));
    expect(it.log).toEqual([expect.stringContaining('Every reading goes to VictoriaMetrics at')]);
  });
});

describe('behind a proxy that fails one request in ten', () => {
  // 15 batches of 200 readings, so at least one request of the mirror fails.
  const READINGS = 3_000;
  const powers = Array.from({ length: READINGS }, (_, at) => at);

  test('InfluxDB gets a backlog, each point once', async () => {
    const influx = await createTestDatabase();
    await drain(memoryJournal(READINGS), influx.url, (url) => version1({ ...influx, url }));
    const rows = await influx.query('SELECT power_va FROM linky');
    expect(rows.map(({ power_va }) => power_va)).toEqual(powers);
  });

  test('VictoriaMetrics gets a backlog, each point once', async () => {
    const { url: direct, samples } = sharedVictoria();
    const meter = uniqueName('meter');
    await drain(memoryJournal(READINGS, meter), direct, (url) => version2(url, ''));
    expect((await samples(`linky_power_va{meter="${meter}"}`)).map(({ value }) => value)).toEqual(powers);
  });

  async function drain(journal: MemoryJournal, url: string, configOf: (url: string) => InfluxConfig): Promise<void> {
    await using proxy = await openProxy(url, { rule: oneFailsIn(10, 'overloaded') });
    await using it = mirroring({ ...configOf(proxy.url), literal: false }, journal, QUICK);
    await it.until(({ pending }) => pending === 0);
    expect(it.mirror.status).toMatchObject({
      ...{ state: 'delivering', delivered: READINGS, refused: 0, dropped: 0 },
      // A request has failed meanwhile.
      lastError: expect.any(String),
    });
  }
});

interface Running extends AsyncDisposable {
  readonly mirror: Mirror;
  /** The lines of its log, without debug lines. */
  readonly log: readonly string[];
  until(reached: (status: MirrorStatus) => boolean): Promise<void>;
}

const HASTY: Clock = { ...systemClock, after: (ms, then) => systemClock.after(Math.min(ms, 10), then) };

/**
 * A clock six hundred times as fast as the machine's, by which points are soon older than the minute for which they are
 * in doubt.
 */
const QUICK: Clock = {
  ...systemClock,
  now: () => systemClock.now() * 600,
  after: (ms, then) => systemClock.after(ms / 600, then),
};

/** Starts a mirror with short intervals, unless it is given another clock. */
function mirroring(config: InfluxConfig, journal: MemoryJournal, clock = HASTY): Running {
  const log: string[] = [];
  const say = (says: string) => void log.push(says);
  const told = { debug: () => {}, info: say, warn: say, error: say };
  const mirror = new Mirror({
    journal,
    config,
    folder,
    clock,
    timeouts: PATIENT,
    random: Math.random,
    log: told,
    reports: troublesIn(told, clock),
    texts: en.influx,
  });
  const life = new AbortController();
  const ended = mirror.run(life.signal);
  return {
    mirror,
    log,
    async until(reached) {
      while (!reached(mirror.status)) await delay(5);
    },
    async [Symbol.asyncDispose]() {
      life.abort();
      await ended;
    },
  };
}

type Place = Pick<OwnDatabase, 'url' | 'username' | 'password' | 'database'>;

function version1({ url, username, password, database }: Place) {
  const config = { version: '1', url, database, retentionPolicy: '', username, password, literal: true } as const;
  return config satisfies InfluxConfig;
}

function version2(url: string, token: string) {
  return { version: '2', url, token, org: '', bucket: 'linky', literal: true } as const satisfies InfluxConfig;
}

function journalOfAHouse(readings: number, meter?: string): MemoryJournal {
  const journal = memoryJournal(0, meter);
  takeDayOfAHouse(journal, readings);
  return journal;
}

/** Readings with all values that might be encoded or parsed wrongly. */
function takeDayOfAHouse(journal: MemoryJournal, readings: number): void {
  journal.take(...Array.from({ length: readings }, (_, at) => houseAt(at)));
}

function houseAt(second: number): Partial<Reading> {
  const wh = 18_328_856 + Math.floor(second / 3);
  return {
    apparentPowerVA: second % 7 === 0 ? 0 : second,
    currentA: { 1: second % 60 },
    voltageV: { 1: 230 },
    importedWh: wh,
    registers: { HCHC: wh, HCHP: 42 },
    contract: 'HC "a\\b" =,',
    tariff: second < 100 ? 'HP..' : 'HC..',
    overload: second % 50 === 0,
    calendar: {
      ...{ offPeak: '22:00-06:00', ...(second >= 100 && { offPeakTomorrow: '02:56-07:56,11:56-14:56' }) },
      periods: { HCHC: { name: 'HC..', offPeak: true }, HCHP: { name: '"H,P" \\ = b\\' } },
    },
    frame: frameWith({
      labels: {
        ADCO: '012345678901',
        PAPP: String(second).padStart(5, '0'),
        'NJOURF+1': '00',
        LTARF: '  a "b" \\ ',
        XYZ: '07',
      },
      horodates: { DATE: 'H230301091834', 'SMAXSN-1': ' 000000000000' },
    }),
  };
}

function linesOf(journal: MemoryJournal): ParsedLine[] {
  let memory: PointMemory = new Map();
  return journal.read(0, journal.end).flatMap((entry) => {
    const points = pointsOf(entry, memory, true);
    memory = points.memory;
    return points.lines.map(parseLine);
  });
}

/**
 * Expects all points that should be written, and no others. Points that are only written on change are also written
 * after a start or an outage.
 */
async function expectEverything(influx: OwnDatabase, journal: MemoryJournal): Promise<void> {
  const lines = linesOf(journal);
  for (const measurement of ['linky', 'linky_energy', 'linky_register', 'linky_info', 'linky_tic']) {
    const rows = await influx.query(`SELECT * FROM ${measurement}`);
    const found = new Set(rows.map(canonical));
    const written = lines.filter((line) => line.measurement === measurement);
    const expected = written.map(({ tags, fields, atMs }) => canonical({ time: atMs, ...tags, ...fields }));
    expect(expected.filter((point) => !found.has(point))).toEqual([]);
    if (measurement === 'linky' || measurement === 'linky_tic') expect(found.size).toBe(expected.length);
  }
}

function canonical(row: Row): string {
  const columns = Object.entries(row).filter(([, value]) => value !== null);
  return JSON.stringify(columns.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The series that VictoriaMetrics makes of the lines: one for each field, with its samples. Texts become 0. */
function numbersOf(lines: readonly ParsedLine[]): Map<string, (readonly [atMs: number, value: number])[]> {
  const series = new Map<string, (readonly [number, number])[]>();
  for (const { measurement, tags, fields, atMs } of lines) {
    const labels = Object.entries(tags).map(([tag, value]) => `${tag}=${JSON.stringify(value)}`);
    for (const [field, value] of Object.entries(fields)) {
      if (typeof value === 'string') continue;
      const name = `{__name__="${measurement}_${field}",${labels}}`;
      series.set(name, [...(series.get(name) ?? []), [atMs, value]]);
    }
  }
  return series;
}
