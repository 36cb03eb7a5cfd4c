import { readdir } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { startCore } from '../../testbed/databases/influx3-core.ts';
import { startScriptedServer } from '../../testbed/databases/scripted-server.ts';
import { memoryJournal } from './memory-journal.ts';
import { parseLine } from './parse-line.ts';
import { runningMirror } from './running-mirror.ts';

const TOKEN = 'apiv3_s3cr3t';
const OTHERS = ['home', 'weather', 'solar', 'heating', 'test'];
const FRAMES = 100;
const intoBucket = (bucket: string) => ({ version: '2', token: TOKEN, org: '', bucket, literal: true }) as const;

describe('InfluxDB 3 Core', () => {
  test('has no room for a sixth database: nothing is set aside, and everything is there once one is deleted', async () => {
    await using core = await startCore(TOKEN, OTHERS);
    const journal = memoryJournal(FRAMES);
    await using it = runningMirror(journal, core.url, intoBucket('linky'));
    for (let minute = 0; minute < 5; minute += 1) await it.round();
    expect(it.mirror.status).toMatchObject({
      ...{ state: 'misconfigured', mistake: 'noRoom', pending: FRAMES, delivered: 0, refused: 0 },
      lastError: expect.stringContaining('Adding a new database would exceed limit of 5 databases'),
    });
    expect(await readdir(it.folder)).toEqual([]);
    expect(journal.delivered).toBe(0);
    expect(new Set(it.clock.waits)).toEqual(new Set([60_000]));
    expect(it.lines).toEqual([
      expect.stringMatching(/^warn .* has no database linky, and no room .*100 readings have been waiting/),
    ]);
    core.databases.delete('test');
    await it.rest();
    expect(powersIn(core.databases.get('linky'))).toEqual(numbersUpTo(FRAMES));
    expect(it.mirror.status).toMatchObject({ state: 'delivering', pending: 0, delivered: FRAMES, refused: 0 });
    expect(await readdir(it.folder)).toEqual([]);
    expect(it.lines.slice(1)).toEqual([expect.stringContaining('has everything again')]);
  });

  test.each(['a b', '_linky', 'compteur.été', 'été', 'a/b/c', ''])(
    'allows no database of the name “%s”: nothing is set aside, and another name is asked for',
    async (name) => {
      await using core = await startCore(TOKEN);
      await using it = runningMirror(memoryJournal(FRAMES), core.url, intoBucket(name));
      for (let minute = 0; minute < 3; minute += 1) await it.round();
      expect(it.mirror.status).toMatchObject({ mistake: 'name', pending: FRAMES, delivered: 0, refused: 0 });
      expect(await readdir(it.folder)).toEqual([]);
      expect(new Set(it.clock.waits)).toEqual(new Set([60_000]));
      expect(it.lines).toEqual([expect.stringMatching(/^warn .* does not allow a database .* Change influx\.bucket/)]);
    },
  );

  test('is written to where its name and its room are right', async () => {
    await using core = await startCore(TOKEN, OTHERS.slice(1));
    await using it = runningMirror(memoryJournal(FRAMES), core.url, intoBucket('linky/autogen'));
    await it.rest();
    expect(powersIn(core.databases.get('linky/autogen'))).toEqual(numbersUpTo(FRAMES));
  });
});

/** A database that refuses each request until `takesAll`, with words of which nothing is known. */
async function unknownDatabase(says: (lines: readonly string[]) => string) {
  let takesAll = false;
  const stored: string[] = [];
  const server = await startScriptedServer((lines) => {
    if (!takesAll) return { status: 400, body: JSON.stringify({ code: 'invalid', message: says(lines) }) };
    stored.push(...lines);
    return { status: 204 };
  });
  return {
    url: server.url,
    requests: server.requests,
    stored,
    takeAll() {
      takesAll = true;
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

describe('a database that refuses every series in the same words', () => {
  test.each<[string, (lines: readonly string[]) => string]>([
    ['as they are', () => 'the licence has ended'],
    ['with a number that counts', (lines) => `quota of ${lines.length} points exceeded, retry ${lines.join().length}`],
    ['with the line', ([line]) => `cannot accept '${line}': the tenant is locked`],
    ['with the line, escaped', ([line]) => `cannot accept ${JSON.stringify(line)}: the tenant is locked`],
    ['with the measurement', ([line = '']) => `${line.split(',')[0]} is in maintenance mode`],
  ])('(%s) is waited for, and nothing is set aside', async (_, says) => {
    await using database = await unknownDatabase(says);
    await using it = runningMirror(memoryJournal(FRAMES), database.url, intoBucket('linky'));
    for (let minute = 0; minute < 3; minute += 1) await it.round();
    expect(it.mirror.status).toMatchObject({ mistake: 'refusesAll', pending: FRAMES, delivered: 0, refused: 0 });
    expect(await readdir(it.folder)).toEqual([]);
    expect(new Set(it.clock.waits)).toEqual(new Set([60_000]));
    expect(it.lines).toEqual([expect.stringMatching(/^warn .* refuses everything that is written to linky/)]);
    // Each minute the batch and a line of each series: linky, linky_info, linky_tic.
    expect(database.requests.length).toBeLessThanOrEqual(16);
    database.takeAll();
    await it.rest();
    expect(powersIn(new Set(database.stored))).toEqual(numbersUpTo(FRAMES));
    expect(it.mirror.status).toMatchObject({ state: 'delivering', pending: 0, delivered: FRAMES, refused: 0 });
  });
});

describe('lines are set aside, and hold up no other, when their series are refused in words', () => {
  test.each<[string, (lines: readonly string[]) => string]>([
    [
      'of a column that stands in several measurements',
      () => `invalid column type for column 'power_va', expected iox::column_type::field::integer`,
    ],
    ['of a field that they have in common', () => 'power_va is not what it was'],
    ['of their time', () => 'data is outside of the retention period'],
    ['of their tag', () => "a tag may have 1 character: 'meter'"],
    ['that differ', ([line = '']) => (line.startsWith('linky,') ? 'this is bad' : 'that is bad')],
    ['that are none', () => ''],
  ])('%s', async (_, says) => {
    await using database = await unknownDatabase(says);
    const journal = memoryJournal(0);
    const phases = { phases: 3, apparentPowerVAByPhase: { 1: 1, 2: 2, 3: 3 } } as const;
    journal.take({ apparentPowerVA: 0, ...phases }, { apparentPowerVA: 1, ...phases });
    await using it = runningMirror(journal, database.url, { ...intoBucket('linky'), literal: false });
    await it.rest();
    expect(it.mirror.status).toMatchObject({ pending: 0, delivered: 2, refused: expect.any(Number) });
    expect(it.mirror.status.refused).toBeGreaterThan(7);
    expect(await readdir(it.folder)).toEqual(['linky-tic.refused.txt']);
  });
});

function powersIn(lines: Iterable<string> = []): readonly number[] {
  const powers = [...lines].map(parseLine).filter(({ measurement }) => measurement === 'linky');
  return powers.map(({ fields }) => Number(fields['power_va']));
}

function numbersUpTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, at) => at);
}
