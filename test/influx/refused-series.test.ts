import { describe, expect, test } from 'vitest';
import { createRefusedSeries } from '../../src/influx/refused-series.ts';
import { type ScriptedAnswer, startScriptedServer } from '../../testbed/databases/scripted-server.ts';
import { frameWith } from '../../testbed/support/readings.ts';
import { type MemoryJournal, memoryJournal } from './memory-journal.ts';
import { parseLine } from './parse-line.ts';
import { type RunningMirror, runningMirror } from './running-mirror.ts';

const STORED = { status: 204, headers: { 'x-influxdb-version': '1.6.7' } } satisfies ScriptedAnswer;

test('a series of which every line is refused holds up nothing: all others are stored, and delivery goes on', async () => {
  await using server = await startScriptedServer(refusing(isLiteral));
  const journal = memoryJournal();
  await using it = runningMirror(journal, server.url);
  await rounds(it, journal, 12);
  const powers = server.requests
    .flatMap(({ lines }) => (lines.some(isLiteral) ? [] : lines))
    .filter((line) => line.startsWith('linky,'));
  expect(powers.map((line) => parseLine(line).fields['power_va'])).toEqual(Array.from({ length: 60 }, (_, at) => at));
  expect(it.mirror.status).toMatchObject({ state: 'clash', pending: 0, delivered: 60, refused: 60 });
  expect(journal.delivered).toBe(30);
});

test('a refused series is named once, with the reason, and the log does not say that every reading is stored', async () => {
  await using server = await startScriptedServer(refusing(isLiteral));
  const journal = memoryJournal();
  await using it = runningMirror(journal, server.url);
  await rounds(it, journal, 12);
  expect(it.lines).toEqual([
    expect.stringMatching(/refuses points of linky_tic,meter=linky \(400 field type conflict/),
  ]);
});

test('each batch takes two requests while a series is refused: the other lines first', async () => {
  await using server = await startScriptedServer(refusing(isLiteral));
  const journal = memoryJournal();
  await using it = runningMirror(journal, server.url);
  await rounds(it, journal, 1);
  server.requests.length = 0;
  await rounds(it, journal, 4);
  expect(server.requests.map(({ lines }) => lines.some(isLiteral))).toEqual([
    false,
    true,
    false,
    true,
    false,
    true,
    false,
    true,
  ]);
});

test('once the database takes the series again, its lines go with the others, and the log says so ten minutes later', async () => {
  let isRefused = true;
  await using server = await startScriptedServer((lines) => (isRefused ? refusing(isLiteral)(lines) : STORED));
  const journal = memoryJournal();
  await using it = runningMirror(journal, server.url);
  await rounds(it, journal, 3);
  isRefused = false;
  await rounds(it, journal, 2);
  expect(it.mirror.status).toMatchObject({ state: 'delivering', pending: 0, refused: 15 });
  expect(server.requests.at(-1)?.lines.filter(isLiteral)).toHaveLength(5);
  expect(it.lines.at(-1)).toContain('Every reading goes to InfluxDB');
  await rounds(it, journal, 60);
  expect(it.lines.at(-1)).toContain('takes the points of linky_tic,meter=linky again');
  expect(it.lines).toHaveLength(3);
});

test('each of several refused series is named when it is refused first, and is taken again on its own', async () => {
  let refused = ['linky_tic,', 'linky,'];
  await using server = await startScriptedServer((lines) =>
    refusing((line) => refused.some((begin) => line.startsWith(begin)))(lines),
  );
  const journal = memoryJournal();
  await using it = runningMirror(journal, server.url);
  await rounds(it, journal, 2);
  expect(it.lines).toEqual([expect.stringContaining('linky,meter=linky, linky_tic,meter=linky')]);
  refused = ['linky,'];
  await rounds(it, journal, 2);
  expect(it.mirror.status).toMatchObject({ refused: 30, refusedSeries: [{ series: 'linky,meter=linky' }] });
});

test('a series of which a line is refused now and then is named once', async () => {
  await using server = await startScriptedServer(refusing((line) => isLiteral(line) && /PAPP=\d*[05][ ,]/.test(line)));
  const journal = memoryJournal();
  await using it = runningMirror(journal, server.url);
  await rounds(it, journal, 40);
  expect(it.mirror.status.refused).toBe(40);
  expect(it.lines.filter((line) => line.includes('refuses points'))).toHaveLength(1);
});

describe('what the log is told of refused series', () => {
  const LINE = 'linky_tic,meter=a v=1 1';
  const REFUSAL = { line: LINE, says: 'reason' };
  const NONE = { begun: [], over: [] };

  test('a series begins once, and is over ten minutes after its last refusal, when its newest line was stored', () => {
    const series = createRefusedSeries();
    series.refused([LINE], 'reason');
    expect(series.changes([REFUSAL], 0)).toEqual({ begun: ['linky_tic,meter=a'], over: [] });
    series.refused([LINE], 'reason');
    expect(series.changes([REFUSAL], 10_000)).toEqual(NONE);
    expect(series.changes([], 700_000)).toEqual(NONE);
    series.stored([LINE]);
    expect(series.all).toEqual([]);
    expect(series.changes([], 609_999)).toEqual(NONE);
    expect(series.changes([], 610_000)).toEqual({ begun: [], over: ['linky_tic,meter=a'] });
    expect(series.changes([], 620_000)).toEqual(NONE);
  });

  test('a series of which one line of a batch was refused, and a later one stored, has begun', () => {
    const series = createRefusedSeries();
    series.refused([LINE], 'reason');
    series.stored(['linky_tic,meter=a v=1 2']);
    expect(series.changes([REFUSAL], 0)).toEqual({ begun: ['linky_tic,meter=a'], over: [] });
    expect(series.has('linky_tic,meter=a')).toBe(false);
  });

  test('a series that was refused in a batch that came to nothing, and then stored, never began', () => {
    const series = createRefusedSeries();
    series.refused([LINE], 'reason');
    series.stored([LINE]);
    expect(series.changes([], 0)).toEqual(NONE);
    expect(series.changes([], 700_000)).toEqual(NONE);
  });
});

/** An InfluxDB that stores what it can, and counts what it drops. */
function refusing(isBad: (line: string) => boolean): (lines: readonly string[]) => ScriptedAnswer {
  return (lines) => {
    const dropped = lines.filter(isBad).length;
    const body = JSON.stringify({ error: `partial write: field type conflict dropped=${dropped}` });
    return dropped > 0 ? { ...STORED, status: 400, body } : STORED;
  };
}

function isLiteral(line: string): boolean {
  return line.startsWith('linky_tic,');
}

async function rounds(it: RunningMirror, journal: MemoryJournal, count: number): Promise<void> {
  for (let round = 0; round < count; round += 1) {
    const { end } = journal;
    for (let at = end; at < end + 5; at += 1) {
      journal.take({ apparentPowerVA: at, frame: frameWith({ labels: { PAPP: String(at) } }) });
    }
    await it.round();
  }
}
