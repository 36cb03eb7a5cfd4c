import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { startScriptedServer } from '../../testbed/databases/scripted-server.ts';
import { readingAt } from '../journal/reading-at.ts';
import { createScene } from '../journal/scene.ts';
import { parseLine } from './parse-line.ts';
import { mirroring } from './running-mirror.ts';

const BACKLOG = 3_000;
const LIVE = 40;

test('while a backlog goes, each reading of a meter that goes on is journalled, and sent behind it in order', async () => {
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
  await using it = mirroring(journal, tmpdir(), server.url, { literal: false });
  while (journal.end < BACKLOG + LIVE) await it.rest();
  await it.rest();
  journal.commit();
  const all = Array.from({ length: BACKLOG + LIVE }, (_, at) => at);
  expect(journal.read(0, 1e6).map(({ reading }) => reading.apparentPowerVA)).toEqual(all);
  expect(server.requests.flatMap(({ lines }) => powersIn(lines))).toEqual(all);
  // The meter went on from the first request of the backlog to the last.
  expect(behind.filter((readings) => readings > 0).length).toBeGreaterThanOrEqual(BACKLOG / 200);
});

function powersIn(lines: readonly string[]): readonly number[] {
  const powers = lines.filter((line) => line.startsWith('linky,'));
  return powers.map((line) => Number(parseLine(line).fields['power_va']));
}
