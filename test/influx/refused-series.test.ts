import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ScriptedAnswer, startScriptedServer } from '../../testbed/databases/scripted-server.ts';
import { frameWith } from '../../testbed/sample-reading.ts';
import { type MemoryJournal, memoryJournal } from './memory-journal.ts';
import { parseLine } from './parse-line.ts';
import { type Mirroring, mirroring } from './running-mirror.ts';

const STORED = { status: 204, headers: { 'x-influxdb-version': '1.6.7' } } satisfies ScriptedAnswer;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linky-refused-series-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a series of which every line is refused holds up nothing: all others are stored, and the place moves on', async () => {
  await using server = await startScriptedServer(refusing(isLiteral));
  const journal = memoryJournal();
  await using it = mirroring(journal, folder, server.url);
  await rounds(it, journal, 12);
  const powers = server.requests
    .flatMap(({ lines }) => (lines.some(isLiteral) ? [] : lines))
    .filter((line) => line.startsWith('linky,'));
  expect(powers.map((line) => parseLine(line).fields['power_va'])).toEqual(Array.from({ length: 60 }, (_, at) => at));
  expect(it.mirror.status).toMatchObject({ state: 'clash', pending: 0, delivered: 60, refused: 60 });
  expect(journal.delivered).toBe(30);
});

test('it is named once, with the reason, and nothing says that everything goes', async () => {
  await using server = await startScriptedServer(refusing(isLiteral));
  const journal = memoryJournal();
  await using it = mirroring(journal, folder, server.url);
  await rounds(it, journal, 12);
  expect(it.lines).toEqual([
    expect.stringMatching(/refuses points of linky_tic,meter=linky \(400 field type conflict/),
  ]);
});

test('once it is known, a batch takes one request more', async () => {
  await using server = await startScriptedServer(refusing(isLiteral));
  const journal = memoryJournal();
  await using it = mirroring(journal, folder, server.url);
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

test('once the database takes it, its lines go with the others again, and it is said ten minutes later', async () => {
  let isRefused = true;
  await using server = await startScriptedServer((lines) => (isRefused ? refusing(isLiteral)(lines) : STORED));
  const journal = memoryJournal();
  await using it = mirroring(journal, folder, server.url);
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

test('of several, each is named when it is refused first, and goes its own way', async () => {
  let refused = ['linky_tic,', 'linky,'];
  await using server = await startScriptedServer((lines) =>
    refusing((line) => refused.some((begin) => line.startsWith(begin)))(lines),
  );
  const journal = memoryJournal();
  await using it = mirroring(journal, folder, server.url);
  await rounds(it, journal, 2);
  expect(it.lines).toEqual([expect.stringContaining('linky,meter=linky, linky_tic,meter=linky')]);
  refused = ['linky,'];
  await rounds(it, journal, 2);
  expect(it.mirror.status).toMatchObject({ refused: 30, refusedSeries: [{ series: 'linky,meter=linky' }] });
});

test('a line of a series now and then is no news after the first', async () => {
  await using server = await startScriptedServer(refusing((line) => isLiteral(line) && /PAPP=\d*[05][ ,]/.test(line)));
  const journal = memoryJournal();
  await using it = mirroring(journal, folder, server.url);
  await rounds(it, journal, 40);
  expect(it.mirror.status.refused).toBe(40);
  expect(it.lines.filter((line) => line.includes('refuses points'))).toHaveLength(1);
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

async function rounds(it: Mirroring, journal: MemoryJournal, count: number): Promise<void> {
  for (let round = 0; round < count; round += 1) {
    const { end } = journal;
    for (let at = end; at < end + 5; at += 1) {
      journal.take({ apparentPowerVA: at, frame: frameWith({ labels: { PAPP: String(at) } }) });
    }
    await it.round();
  }
}
