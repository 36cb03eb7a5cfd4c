import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import type { InfluxConfig } from '../../src/config/config.ts';
import { openClient } from '../../src/influx/client.ts';
import { influxPlace } from '../../src/influx/delivery-trouble.ts';
import { Mirror, type MirrorJournal, type MirrorStatus } from '../../src/influx/mirror.ts';
import { type PointMemory, pointsOf } from '../../src/influx/points.ts';
import type { Reading } from '../../src/reading/reading.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { newsSentence } from '../../src/trouble/words.ts';
import { openProxy, PASS_ON, type Rule } from '../../testbed/databases/proxy.ts';
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
import { listLog } from '../../testbed/support/log.ts';
import { type ParsedLine, parseLine } from '../../testbed/support/parse-line.ts';
import { frameWith } from '../../testbed/support/readings.ts';
import { troublesIn } from '../../testbed/support/troubles.ts';
import { type MemoryJournal, memoryJournal } from '../influx/memory-journal.ts';

/** More than two minutes of them: fewer count as delivered when a mirror starts. */
const READINGS = 200;

beforeEach(({ skip }) => {
  // Skipped where the servers are not installed, except under CI: there a missing server fails with the name of its package.
  const missing = missingServers();
  skip(missing.length > 0 && !process.env['CI'], `needs ${missing.join(', ')}`);
});

describe('InfluxDB 1.6 by user and password', () => {
  test('gets every field of every measurement with its exact value', async () => {
    const influx = await createTestDatabase();
    const journal = journalOfAHouse(READINGS);
    await using it = mirroring(version1(influx), journal);
    await it.until(({ pending }) => pending === 0);
    await expectLines(influx, linesOf(journal));
  });

  // That the readings are sent once such a mistake is mended: user-mistakes.test.ts.
  test.each([
    ['a wrong password', { password: 'wr0ng' }, /refuses the user linky or the password \(401 .*authorization failed/],
    ['a database that does not exist', { database: 'none' }, /\/query --data-urlencode 'q=CREATE DATABASE "none"'/],
    ['an unknown retention policy', { retentionPolicy: 'none' }, /leave influx.retentionPolicy empty/],
    ['version 2 in the settings', { version: '2', token: 's3cr3t', org: '', bucket: 'linky' }, /influx.version/],
  ])('with %s: it is logged', async (_, wrong, says) => {
    const influx = await createTestDatabase();
    await using it = mirroring({ ...version1(influx), ...wrong } as InfluxConfig, memoryJournal(1));
    await it.until(({ state }) => state === 'misconfigured');
    expect(it.log).toEqual([expect.stringMatching(says)]);
  });

  test('with a backlog of which a part is older than its retention: that is counted and told, and the rest is stored', async () => {
    const influx = await createTestDatabase();
    await influx.query(`CREATE RETENTION POLICY short ON "${influx.database}" DURATION 1h REPLICATION 1`);
    const config = { ...version1(influx), retentionPolicy: 'short', literal: false };
    await using it = mirroring(config, agedUntil(memoryJournal(10), 5));
    await it.until(({ pending }) => pending === 0);
    // Five points of linky, and one of linky_info.
    expect(it.mirror.status).toMatchObject({ state: 'delivering', delivered: 10, refused: 6 });
    expect(it.log).toContainEqual(
      expect.stringMatching(/has refused 6 points from .* to .* \(400 points beyond retention policy dropped=6\)/),
    );
    const stored = await influx.query('SELECT power_va FROM short.linky');
    expect(stored.map(({ power_va }) => power_va)).toEqual([5, 6, 7, 8, 9]);
  });

  test.each([
    [true, 'linky_tic', 'PAPP'],
    [false, 'linky_energy', 'wh'],
  ] as const)(
    'where a field of another program has another type, with literal %s: the measurement %s is named until it is accepted, and the others are stored',
    async (literal, refused, field) => {
      const influx = await createTestDatabase();
      const journal = journalOfAHouse(READINGS);
      await influx.write(influx.database, `${refused},meter=other ${field}=1i ${journal.read(0, 1)[0]?.atMs}`);
      await using it = mirroring({ ...version1(influx), literal }, journal);
      await it.until(({ pending }) => pending === 0);
      const [lines, isBad] = [linesOf(journal, literal), ({ measurement }: ParsedLine) => measurement === refused];
      const clash = { state: 'clash', delivered: READINGS, refused: lines.filter(isBad).length };
      expect(it.mirror.status).toMatchObject(clash);
      expect(it.mirror.status.refusedMeasurements?.map(({ measurement }) => measurement)).toEqual([refused]);
      const says = new RegExp(`refuses points of ${refused}, from .* to .* \\(400 .*field type conflict`);
      expect(it.log).toContainEqual(expect.stringMatching(says));
      await expectLines(
        influx,
        lines.filter((line) => !isBad(line)),
      );

      await influx.query(`DROP MEASUREMENT ${refused}`);
      takeDayOfAHouse(journal, 1);
      await it.until(({ state, pending }) => state === 'delivering' && pending === 0);
      expect(await influx.query(`SELECT last(${field}) FROM ${refused}`)).toHaveLength(1);
    },
  );

  test('killed and started again later: nothing is lost', async () => {
    await using server = await startInflux();
    await server.query('CREATE DATABASE linky');
    const influx = databaseIn(server, 'linky');
    const journal = journalOfAHouse(READINGS);
    await using it = mirroring(version1(influx), journal);
    await it.until(({ pending }) => pending === 0);
    await server.kill();
    takeDayOfAHouse(journal, READINGS);
    await it.until(({ state }) => state === 'unreachable');
    await server.restart();
    await it.until(({ state, pending }) => state === 'delivering' && pending === 0);
    await expectLines(influx, linesOf(journal));
    expect(it.log).toEqual([
      `info Every reading goes to InfluxDB at ${influx.url}.`,
      expect.stringMatching(/is not running|breaks/),
      expect.stringMatching(new RegExp(`is back after .*: ${READINGS} waiting readings were sent`)),
    ]);
  });

  test('behind a proxy that removes every header: it gets everything', async () => {
    const influx = await createTestDatabase();
    const bare = { changed: ({ status }: { readonly status: number }) => ({ status, headers: {} }) };
    await using proxy = await openProxy(influx.url, { rule: () => bare });
    const journal = journalOfAHouse(READINGS);
    await using it = mirroring({ ...version1(influx), url: proxy.url }, journal);
    await it.until(({ pending }) => pending === 0);
    await expectLines(influx, linesOf(journal));
  });

  test('behind a proxy at which requests fail: it gets each point once', async () => {
    const MANY = 3_000;
    const failures = [{ status: 503, body: 'overloaded' }, 'reset', PASS_ON, { status: 429 }, PASS_ON, 'cut'] as const;
    const rule: Rule = (_, before) => failures[before] ?? PASS_ON;
    const influx = await createTestDatabase();
    await using proxy = await openProxy(influx.url, { rule });
    await using it = mirroring({ ...version1(influx), url: proxy.url, literal: false }, memoryJournal(MANY));
    await it.until(({ pending }) => pending === 0);
    expect(it.mirror.status).toMatchObject({ state: 'delivering', delivered: MANY, refused: 0 });
    const rows = await influx.query('SELECT power_va FROM linky');
    expect(rows.map(({ power_va }) => power_va)).toEqual(upTo(MANY));
  });
});

describe('VictoriaMetrics behind vmauth by token', () => {
  test('gets every number with its exact value', async () => {
    const { vmauth, samples } = sharedVictoria();
    const journal = journalOfAHouse(READINGS, uniqueName('meter'));
    await using it = mirroring(version2(vmauth.url, vmauth.token), journal);
    await it.until(({ pending }) => pending === 0);
    for (const [series, points] of numbersOf(linesOf(journal))) {
      expect((await samples(series)).map(({ atMs, value }) => [atMs, value])).toEqual(points);
    }
  });

  test('with a wrong token: it is logged, without any part of the token', async () => {
    const { vmauth } = sharedVictoria();
    await using it = mirroring(version2(vmauth.url, 'wr0ng'), memoryJournal(1));
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
    expect((await victoria.samples('linky_power_va')).map(({ value }) => value)).toEqual(upTo(201));
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
    expect((await victoria.samples('linky_power_va')).map(({ value }) => value)).toEqual(upTo(151));
    expect(it.log).toEqual([`info Every reading goes to InfluxDB at ${victoria.url}.`]);
  });
});

test.each(['en', 'fr'] as const)(
  'after a clock that was ahead, the command that the log names in %s deletes what was dated by it, and nothing else',
  async (language) => {
    const influx = await createTestDatabase();
    const [fromMs, toMs] = [Date.UTC(2029, 3, 1, 12), Date.UTC(2029, 3, 4, 7, 30, 0, 123)];
    const times = [fromMs - 1, fromMs, toMs, toMs + 1];
    const lines = times.flatMap((ms) => ['linky', 'linky_energy', 'others'].map((name) => `${name} v=1 ${ms}`));
    await influx.write(influx.database, lines.join('\n'));
    const facts = { folder: '/', to: influxPlace(version1(influx)), days: 3, minutes: 3, readings: 3, fromMs, toMs };
    const says = newsSentence({ part: 'clock', kind: 'setBack', ...facts }, textsIn[language].troubles);
    const [, database, command = ''] = /influx -database '(\S+)' -execute "([^"]+)"/.exec(says) ?? [];
    await influx.query(command, database);
    const left = async (name: string) => (await influx.query(`SELECT v FROM ${name}`)).map(({ time }) => time);
    for (const name of ['linky', 'linky_energy']) expect(await left(name)).toEqual([fromMs - 1, toMs + 1]);
    expect(await left('others')).toEqual(times);
  },
);

interface Running extends AsyncDisposable {
  readonly mirror: Mirror;
  /** The lines of its log, each after its level, without debug lines. */
  readonly log: readonly string[];
  until(reached: (status: MirrorStatus) => boolean): Promise<void>;
}

/** Waits 10 ms at most, whatever the mirror waits for. */
const HASTY: Clock = { ...systemClock, after: (ms, then) => systemClock.after(Math.min(ms, 10), then) };

function mirroring(config: InfluxConfig, journal: MirrorJournal, clock = HASTY): Running {
  const { log, lines } = listLog();
  const reports = troublesIn(log, clock);
  const client = openClient(config, PATIENT);
  const parts = { journal, config, clock, client, log, reports };
  const mirror = new Mirror({ ...parts, random: Math.random, texts: textsIn.en.influx });
  const life = new AbortController();
  const ended = mirror.run(life.signal);
  return {
    mirror,
    log: lines,
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

function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, at) => at);
}

/** The same journal, but its Readings from a position on are of the last minutes; those before are years old. */
function agedUntil(journal: MemoryJournal, position: number): MirrorJournal {
  const nowMs = Date.now();
  const read: MirrorJournal['read'] = (...which) =>
    journal
      .read(...which)
      .map((entry) => (entry.position < position ? entry : { ...entry, atMs: nowMs + entry.position }));
  return Object.assign(Object.create(journal), { read });
}

function journalOfAHouse(readings: number, meter?: string): MemoryJournal {
  const journal = memoryJournal(0, meter);
  takeDayOfAHouse(journal, readings);
  return journal;
}

/** Readings with all values that might be encoded or parsed wrongly. */
function takeDayOfAHouse(journal: MemoryJournal, readings: number): void {
  journal.take(...upTo(readings).map(houseAt));
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

function linesOf(journal: MemoryJournal, literal = true): ParsedLine[] {
  let memory: PointMemory = new Map();
  return journal.read(0, journal.end).flatMap((entry) => {
    const points = pointsOf(entry, memory, literal);
    memory = points.memory;
    return points.lines.map(({ text }) => parseLine(text));
  });
}

/**
 * Expects all points of these lines. A measurement has others only if its points are written on change: these are also written after a
 * start or an outage.
 */
async function expectLines(influx: OwnDatabase, lines: readonly ParsedLine[]): Promise<void> {
  for (const [measurement, written] of Map.groupBy(lines, (line) => line.measurement)) {
    const points = (await influx.query(`SELECT * FROM ${measurement}`)).map(present);
    const expected = written.map(({ tags, fields, atMs }) => ({ time: atMs, ...tags, ...fields }));
    expect(points).toEqual(expect.arrayContaining(expected));
    if (measurement === 'linky' || measurement === 'linky_tic') expect(points).toHaveLength(expected.length);
  }
}

function present(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
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
