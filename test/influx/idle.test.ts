import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { startScriptedServer } from '../../testbed/databases/scripted-server.ts';
import { memoryJournal } from './memory-journal.ts';
import { mirroring } from './running-mirror.ts';

test('that all is sent is said when the last batch was a full one, too', async () => {
  await using server = await startScriptedServer((_, request) => ({ status: request === 0 ? 503 : 204 }));
  await using it = mirroring(memoryJournal(400), tmpdir(), server.url);
  for (let round = 0; round < 4; round += 1) await it.round();
  expect(it.lines).toEqual([
    expect.stringContaining('is in trouble'),
    expect.stringContaining('has everything again after 1 s: 400 readings'),
  ]);
});

test('an empty journal is not spoken of', async () => {
  await using server = await startScriptedServer(() => ({ status: 204 }));
  await using it = mirroring(memoryJournal(), tmpdir(), server.url);
  for (let round = 0; round < 3; round += 1) await it.round();
  expect(it.lines).toEqual([]);
});
