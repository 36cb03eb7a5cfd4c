import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { REFUSED_FILE } from '../../src/influx/refused-lines.ts';
import { createRefusedSeries } from '../../src/influx/refused-series.ts';
import type { UndatedNews } from '../../src/trouble/news.ts';
import { type ScriptedAnswer, startScriptedServer } from '../../testbed/databases/scripted-server.ts';
import { frameWith } from '../../testbed/support/readings.ts';
import { newsInWords } from '../../testbed/support/troubles.ts';
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
  expect(it.troubles.standing).toMatchObject([{ kind: 'refused', series: ['linky_tic,meter=linky'], seriesInAll: 1 }]);
  await rounds(it, journal, 2);
  expect(it.mirror.status).toMatchObject({ state: 'delivering', pending: 0, refused: 15 });
  expect(it.troubles.standing).toEqual([]);
  expect(server.requests.at(-1)?.lines.filter(isLiteral)).toHaveLength(5);
  expect(it.lines.at(-1)).toContain('Every reading goes to InfluxDB');
  await rounds(it, journal, 60);
  expect(it.lines.at(-1)).toContain('accepts the points of linky_tic,meter=linky again');
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
  expect(it.troubles.standing).toMatchObject([{ kind: 'refused', series: ['linky,meter=linky'], seriesInAll: 1 }]);
  // That one of them is taken again is no new trouble.
  expect(it.lines).toHaveLength(1);
});

test('a series of which a line is refused now and then is no trouble, and said once a run', async () => {
  await using server = await startScriptedServer(refusing((line) => isLiteral(line) && /PAPP=\d*[05][ ,]/.test(line)));
  const journal = memoryJournal();
  await using it = runningMirror(journal, server.url);
  await rounds(it, journal, 40);
  expect(it.mirror.status.refused).toBe(40);
  const news: UndatedNews = {
    ...{ part: 'mirror', kind: 'setAside', url: server.url, series: 'linky_tic,meter=linky' },
    ...{ says: '400 field type conflict dropped=1', file: join(it.folder, REFUSED_FILE) },
  };
  expect(it.lines.filter((line) => line.startsWith('warn'))).toEqual([`warn ${newsInWords(news)}`]);
  expect(it.troubles.news).toEqual([{ ...news, at: expect.any(Number) }]);
  expect(it.troubles.standing).toEqual([]);
});

test('a series of which a line is refused now and then is said also while every line of another is refused', async () => {
  const isNowAndThen = (line: string) => isLiteral(line) && /PAPP=\d*[05][ ,]/.test(line);
  await using server = await startScriptedServer(refusing((line) => line.startsWith('linky,') || isNowAndThen(line)));
  const journal = memoryJournal();
  await using it = runningMirror(journal, server.url);
  await rounds(it, journal, 10);
  expect(it.troubles.standing).toMatchObject([{ kind: 'refused', series: ['linky,meter=linky'], seriesInAll: 1 }]);
  expect(it.troubles.news).toMatchObject([{ kind: 'setAside', series: 'linky_tic,meter=linky' }]);
  expect(it.lines).toHaveLength(2);
});

describe('of a series', () => {
  const LINE = 'linky_tic,meter=a v=1 1';

  test('the newest line decides whether it is refused', () => {
    const series = createRefusedSeries();
    series.refused([LINE], 'reason');
    expect(series.all).toEqual([{ series: 'linky_tic,meter=a', says: 'reason' }]);
    series.stored(['linky_tic,meter=b v=1 2']);
    expect(series.has('linky_tic,meter=a')).toBe(true);
    series.stored(['linky_tic,meter=a v=1 2']);
    expect(series.has('linky_tic,meter=a')).toBe(false);
    expect(series.all).toEqual([]);
  });

  test('the reason is the newest one, and its place that of its first refusal', () => {
    const series = createRefusedSeries();
    for (const [meter, says] of ['a1', 'b1', 'a2'].map((one) => [...one]))
      series.refused([`linky,meter=${meter} v=1 1`], `${says}`);
    expect(series.all).toEqual([
      { series: 'linky,meter=a', says: '2' },
      { series: 'linky,meter=b', says: '1' },
    ]);
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
