import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRuns } from '../../src/influx/run.ts';
import { mirroring } from './mirroring.ts';
import { parseLine } from './parse.ts';
import { frameWith } from './reading.ts';
import { type Scripted, startScripted } from './scripted.ts';
import { type MemoryJournal, memoryJournal } from './store.ts';

const STORED: Scripted = { status: 204 };
const CONFLICT: Scripted = { status: 400, body: '{"error":"partial write: field type conflict dropped=1"}' };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linky-clash-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('five readings in each batch, every frame of them refused', () => {
  test('are a clash with the sixteenth: all is kept from the first on, and tried again every hour', async () => {
    await using server = await startScripted((lines) => (lines.some(isLiteral) ? CONFLICT : STORED));
    const journal = memoryJournal();
    await using it = mirroring(journal, folder, server.url);
    for (let round = 0; round < 4; round += 1) {
      takeFive(journal);
      await it.round();
    }
    expect(it.mirror.status).toMatchObject({ state: 'clash', pending: 20 });
    expect(it.clock.waits.at(-1)).toBe(3_600_000);
    expect(it.lines.filter((line) => line.includes('refuses every point of a kind'))).toHaveLength(1);
    expect(journal.delivered).toBe(0);
  });

  test('are all sent once it takes them', async () => {
    let isClashing = true;
    const accepted: string[] = [];
    await using server = await startScripted((lines) => {
      if (isClashing && lines.some(isLiteral)) return CONFLICT;
      accepted.push(...lines.filter(isLiteral));
      return STORED;
    });
    const journal = memoryJournal();
    await using it = mirroring(journal, folder, server.url);
    for (let round = 0; round < 6; round += 1) {
      takeFive(journal);
      await it.round();
    }
    isClashing = false;
    await it.round();
    expect(it.mirror.status).toMatchObject({ state: 'delivering', pending: 0 });
    expect(accepted.map((line) => parseLine(line).fields['PAPP'])).toEqual(Array.from({ length: 30 }, (_, at) => at));
  });

  test('that stay refused stop it at the first line of the next try', async () => {
    await using server = await startScripted((lines) => (lines.some(isLiteral) ? CONFLICT : STORED));
    const journal = memoryJournal();
    await using it = mirroring(journal, folder, server.url);
    for (let round = 0; round < 7; round += 1) {
      takeFive(journal);
      await it.round();
    }
    expect(it.clock.waits.slice(-4)).toEqual([3_600_000, 3_600_000, 3_600_000, 3_600_000]);
    expect(server.requests.filter(({ lines }) => lines.length === 1 && isLiteral(lines[0] ?? '')).length).toBe(16 + 3);
  });

  test('are no clash when one of them is stored in between', async () => {
    const isBad = (line: string) => isLiteral(line) && parseLine(line).fields['PAPP'] !== 12;
    await using server = await startScripted((lines) => (lines.some(isBad) ? CONFLICT : STORED));
    const journal = memoryJournal();
    await using it = mirroring(journal, folder, server.url);
    for (let round = 0; round < 5; round += 1) {
      takeFive(journal);
      await it.round();
    }
    expect(it.mirror.status).toMatchObject({ state: 'delivering', pending: 0, refused: 24 });
  });
});

test('a clash that took longer than an acknowledgement takes to settle moves the place of the journal back', async () => {
  await using server = await startScripted((lines) => (lines.some(isLiteral) ? CONFLICT : STORED));
  const journal = memoryJournal(7);
  await using it = mirroring(journal, folder, server.url);
  for (let round = 0; round < 15; round += 1) {
    journal.take({ frame: frameWith({ labels: { PAPP: '1' } }) });
    for (let pause = 0; pause < 7; pause += 1) await it.round();
  }
  expect(journal.delivered).toBeGreaterThan(7);
  journal.take({ frame: frameWith({ labels: { PAPP: '1' } }) });
  await it.round();
  expect(it.mirror.status.state).toBe('clash');
  expect(journal.delivered).toBe(7);
});

test('one line that is refused sixteen times is no clash', () => {
  const runs = createRuns();
  for (let time = 0; time < 20; time += 1) expect(runs.refuse('linky,meter=a v=1 1', 0)).toBe(false);
});

test('a clash begins where the first batch of its series began, whatever else is refused', () => {
  const runs = createRuns();
  runs.refuse('linky_info,meter=a v=1 1', 3);
  for (let at = 0; at < 16; at += 1) runs.refuse(`linky,meter=a v=1 ${at}`, 10 + at);
  expect(runs.clashFrom).toBe(10);
});

function isLiteral(line: string): boolean {
  return line.startsWith('linky_tic,');
}

function takeFive(journal: MemoryJournal): void {
  const { end } = journal;
  for (let at = end; at < end + 5; at += 1) journal.take({ frame: frameWith({ labels: { PAPP: String(at) } }) });
}
