import { expect, test } from 'vitest';
import { startScriptedServer } from '../../testbed/databases/scripted-server.ts';
import { readingAt } from '../journal/reading-at.ts';
import { createScene } from '../journal/scene.ts';
import { memoryJournal } from './memory-journal.ts';
import { parseLine } from './parse-line.ts';
import { runningMirror } from './running-mirror.ts';

const BACKLOG = 3_000;
const LIVE = 40;

test('readings that come while a backlog is sent are kept in the journal, and sent after the backlog in order', async () => {
  const scene = createScene();
  const journal = scene.open();
  const takeOne = () => {
    journal.take('linky', readingAt(scene.clock.nowMs, { apparentPowerVA: journal.end }));
    scene.pass(1_000);
  };
  while (journal.end < BACKLOG) takeOne();
  journal.commit();
  const behind: number[] = [];
  await using server = await startScriptedServer((lines) => {
    if (journal.end < BACKLOG + LIVE) takeOne();
    behind.push(BACKLOG - Number(powersIn(lines)[0]));
    return { status: 204 };
  });
  await using it = runningMirror(journal, server.url, { literal: false });
  while (journal.end < BACKLOG + LIVE) await it.rest();
  await it.rest();
  journal.commit();
  const all = Array.from({ length: BACKLOG + LIVE }, (_, at) => at);
  expect(journal.read(0, 1e6).map(({ reading }) => reading.apparentPowerVA)).toEqual(all);
  expect(server.requests.flatMap(({ lines }) => powersIn(lines))).toEqual(all);
  // Readings came from the first request of the backlog to the last.
  expect(behind.filter((readings) => readings > 0).length).toBeGreaterThanOrEqual(BACKLOG / 200);
});

function powersIn(lines: readonly string[]): readonly number[] {
  const powers = lines.filter((line) => line.startsWith('linky,'));
  return powers.map((line) => Number(parseLine(line).fields['power_va']));
}

test('the log says that everything is sent, even when the backlog ends with a full batch', async () => {
  await using server = await startScriptedServer((_, request) => ({ status: request === 0 ? 503 : 204 }));
  await using it = runningMirror(memoryJournal(400), server.url);
  for (let round = 0; round < 4; round += 1) await it.round();
  expect(it.lines).toEqual([
    expect.stringContaining('reports an error'),
    expect.stringContaining('has everything again after 1 s: 400 waiting readings'),
  ]);
});

test('the log says nothing about an empty journal', async () => {
  await using server = await startScriptedServer(() => ({ status: 204 }));
  await using it = runningMirror(memoryJournal(), server.url);
  for (let round = 0; round < 3; round += 1) await it.round();
  expect(it.lines).toEqual([]);
});
