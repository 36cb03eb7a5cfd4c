import { expect, test } from 'vitest';
import type { Entry } from '../../src/journal/entry.ts';
import { startScriptedServer } from '../../testbed/databases/scripted-server.ts';
import { type MemoryJournal, memoryJournal } from './memory-journal.ts';
import { parseLine } from './parse-line.ts';
import { runningMirror } from './running-mirror.ts';

test('an entry without a frame, of another version, is left out, counted and logged once; all others are sent', async () => {
  await using server = await startScriptedServer(() => ({ status: 204 }));
  const journal = readThrough(memoryJournal(7), (entry) =>
    entry.position % 3 === 1 ? ({ ...entry, reading: { monotonicMs: 0 } } as Entry) : entry,
  );
  await using it = runningMirror(journal, server.url, { literal: false });
  await it.round();
  const powers = server.requests.flatMap(({ lines }) => lines.map((line) => parseLine(line).fields['power_va']));
  expect(powers.filter((power) => power !== undefined)).toEqual([0, 2, 3, 5, 6]);
  expect(it.mirror.status).toMatchObject({ pending: 0, delivered: 7, refused: 2 });
  expect(it.lines).toEqual([expect.stringMatching(/^warn A reading in the local history cannot be understood/)]);
});

test('when all entries are left out, no request is made, and later ones are sent', async () => {
  await using server = await startScriptedServer(() => ({ status: 204 }));
  const journal = readThrough(memoryJournal(3), (entry) => ({ ...entry, reading: {} }) as Entry);
  await using it = runningMirror(journal, server.url);
  await it.round();
  expect(it.mirror.status).toMatchObject({ pending: 0, refused: 3 });
  expect(server.requests).toEqual([]);
});

test('a bug is logged once, and delivery is tried again every minute until it works', async () => {
  await using server = await startScriptedServer(() => ({ status: 204 }));
  let isBroken = true;
  const journal = readThrough(memoryJournal(2), (entry) => {
    if (isBroken) throw new Error('broken');
    return entry;
  });
  await using it = runningMirror(journal, server.url);
  for (let round = 0; round < 3; round += 1) await it.round();
  expect(it.clock.waits).toEqual([60_000, 60_000, 60_000, 60_000]);
  expect(it.lines).toEqual([expect.stringMatching(/^warn Sending to InfluxDB has failed inside this plugin .*broken/)]);
  isBroken = false;
  await it.round();
  expect(it.mirror.status).toMatchObject({ state: 'delivering', pending: 0 });
});

function readThrough(journal: MemoryJournal, seen: (entry: Entry) => Entry): MemoryJournal {
  const { read } = journal;
  journal.read = (from, most) => read(from, most).map(seen);
  return journal;
}
