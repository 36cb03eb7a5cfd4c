import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Mirroring, mirroring } from './mirroring.ts';
import { parseLine } from './parse.ts';
import { frameWith } from './reading.ts';
import { type Scripted, type ScriptedServer, startScripted } from './scripted.ts';
import { type MemoryJournal, memoryJournal } from './store.ts';

const STORED: Scripted = { status: 204 };
const CONFLICT: Scripted = { status: 400, body: '{"error":"partial write: field type conflict dropped=1"}' };
const HOUR_MS = 3_600_000;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linky-clash-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('five readings in each batch, every frame of them refused', () => {
  test('are a clash with the sixteenth: all is kept from the first on', async () => {
    await using server = await startScripted(refusing(isLiteral));
    const journal = memoryJournal();
    await using it = mirroring(journal, folder, server.url);
    await rounds(it, journal, 4);
    expect(it.mirror.status).toMatchObject({ state: 'clash', pending: 20, refused: 0 });
    expect(it.lines.filter((line) => line.includes('refuses every point of linky_tic'))).toHaveLength(1);
    expect(journal.delivered).toBe(0);
  });

  test('hold up nothing else', async () => {
    await using server = await startScripted(refusing(isLiteral));
    const journal = memoryJournal();
    await using it = mirroring(journal, folder, server.url);
    await rounds(it, journal, 6);
    expect(new Set(powersIn(server))).toEqual(new Set(Array.from({ length: 30 }, (_, at) => at)));
    expect(it.mirror.status).toMatchObject({ state: 'clash', delivered: 30 });
    expect(it.clock.waits.at(-1)).toBe(10_000);
  });

  test('are tried again once an hour, with one line', async () => {
    await using server = await startScripted(refusing(isLiteral));
    const journal = memoryJournal();
    await using it = mirroring(journal, folder, server.url);
    await rounds(it, journal, 7);
    expect(aloneIn(server)).toHaveLength(16);
    it.clock.pass(HOUR_MS);
    await rounds(it, journal, 3);
    expect(aloneIn(server)).toHaveLength(17);
  });

  test('are all sent once it takes them', async () => {
    let isClashing = true;
    await using server = await startScripted((lines) => (isClashing ? refusing(isLiteral)(lines) : STORED));
    const journal = memoryJournal();
    await using it = mirroring(journal, folder, server.url);
    await rounds(it, journal, 6);
    isClashing = false;
    const before = server.requests.length;
    it.clock.pass(HOUR_MS);
    await rounds(it, journal, 1);
    await it.round();
    expect(it.mirror.status).toMatchObject({ state: 'delivering', pending: 0, refused: 0 });
    const stored = server.requests.slice(before).flatMap(({ lines }) => lines.filter(isLiteral));
    expect(new Set(stored.map((line) => parseLine(line).fields['PAPP']))).toEqual(
      new Set(Array.from({ length: 35 }, (_, at) => at)),
    );
    expect(it.lines.at(-1)).toContain('takes the points of linky_tic again');
  });

  test('are no clash when one of them is stored in between', async () => {
    const isBad = (line: string) => isLiteral(line) && parseLine(line).fields['PAPP'] !== 12;
    await using server = await startScripted(refusing(isBad));
    const journal = memoryJournal();
    await using it = mirroring(journal, folder, server.url);
    await rounds(it, journal, 5);
    expect(it.mirror.status).toMatchObject({ state: 'delivering', pending: 0, refused: 24 });
  });
});

test('of two that clash, each is held back and sent once it is taken', async () => {
  let refused = ['linky_tic,', 'linky,'];
  await using server = await startScripted((lines) =>
    refusing((line) => refused.some((begin) => line.startsWith(begin)))(lines),
  );
  const journal = memoryJournal();
  await using it = mirroring(journal, folder, server.url);
  await rounds(it, journal, 6);
  expect(it.mirror.status).toMatchObject({ state: 'clash', pending: 30, refused: 0 });
  refused = ['linky,'];
  it.clock.pass(HOUR_MS);
  await rounds(it, journal, 1);
  await it.round();
  expect(it.mirror.status).toMatchObject({ state: 'clash', pending: 35, refused: 0 });
  refused = [];
  it.clock.pass(HOUR_MS);
  await rounds(it, journal, 1);
  await it.round();
  expect(it.mirror.status).toMatchObject({ state: 'delivering', pending: 0, refused: 0 });
});

test('a clash outlives a restart: what is held back is sent by the next one', async () => {
  const journal = memoryJournal();
  await using refusingAll = await startScripted(refusing(isLiteral));
  {
    await using it = mirroring(journal, folder, refusingAll.url);
    await rounds(it, journal, 6);
    expect(it.mirror.status.state).toBe('clash');
  }
  await using server = await startScripted(() => STORED);
  await using it = mirroring(journal, folder, server.url);
  await it.round();
  expect(server.requests.flatMap(({ lines }) => lines.filter(isLiteral))).toHaveLength(30);
});

test('a clash that took longer than an acknowledgement takes to settle moves the place of the journal back', async () => {
  await using server = await startScripted(refusing(isLiteral));
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

test('a clash is forgotten when the journal goes back: that everything goes there is said once it does', async () => {
  let isClashing = true;
  await using server = await startScripted((lines) => (isClashing ? refusing(isLiteral)(lines) : STORED));
  const journal = memoryJournal();
  for (let time = 0; time < 4; time += 1) takeFive(journal);
  await using it = mirroring(journal, folder, server.url);
  await it.rest();
  expect(it.lines).toEqual([expect.stringContaining('refuses every point of linky_tic')]);
  isClashing = false;
  journal.goBackTo(-1);
  await it.rest();
  expect(it.mirror.status).toMatchObject({ state: 'delivering', pending: 0 });
  expect(it.lines.at(-1)).toContain('Every reading goes to InfluxDB');
});

test('what is held back is not read through at the end', async () => {
  await using server = await startScripted(() => CONFLICT);
  const journal = memoryJournal(40);
  let reads = 0;
  const counting: MemoryJournal = Object.assign(Object.create(journal), {
    read(from: number, most: number) {
      reads += 1;
      return journal.read(from, most);
    },
  });
  {
    await using it = mirroring(counting, folder, server.url);
    await it.rest();
    expect(it.mirror.status.state).toBe('clash');
    journal.take(...Array.from({ length: 2_000 }, () => ({ apparentPowerVA: 1 })));
    reads = 0;
  }
  expect(reads).toBeLessThan(5);
});

function refusing(isBad: (line: string) => boolean): (lines: readonly string[]) => Scripted {
  return (lines) => (lines.some(isBad) ? CONFLICT : STORED);
}

function isLiteral(line: string): boolean {
  return line.startsWith('linky_tic,');
}

/** The requests for one frame alone. */
function aloneIn({ requests }: ScriptedServer) {
  return requests.filter(({ lines }) => lines.length === 1 && isLiteral(lines[0] ?? ''));
}

/** The powers of every `linky` point that came in a request without a frame. */
function powersIn({ requests }: ScriptedServer): readonly unknown[] {
  return requests
    .filter(({ lines }) => !lines.some(isLiteral))
    .flatMap(({ lines }) => lines.filter((line) => line.startsWith('linky,')))
    .map((line) => parseLine(line).fields['power_va']);
}

async function rounds(it: Mirroring, journal: MemoryJournal, count: number): Promise<void> {
  for (let round = 0; round < count; round += 1) {
    takeFive(journal);
    await it.round();
  }
}

function takeFive(journal: MemoryJournal): void {
  const { end } = journal;
  for (let at = end; at < end + 5; at += 1)
    journal.take({ apparentPowerVA: at, frame: frameWith({ labels: { PAPP: String(at) } }) });
}
