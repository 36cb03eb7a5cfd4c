import { expect, test } from 'vitest';
import { freshnessOf, storageAt } from '../../src/doctor/storage.ts';
import { FOLDER, fakeMachine, type Scene } from './machine-fake.ts';

const NOW_MS = Date.UTC(2026, 0, 1);
const MOST_MS = 90_000;

async function freshnessIn(scene: Scene) {
  const config = JSON.stringify({ platforms: [{ platform: 'LinkyTIC', meters: [{ port: 'demo' }] }] });
  const machine = fakeMachine({ files: { '/hb': FOLDER, '/hb/config.json': config }, ...scene });
  return freshnessOf(await storageAt('/hb', machine), NOW_MS);
}

test.each([
  ['now', 0, 0],
  ['as old as a commit and a minute', MOST_MS, MOST_MS],
  ['older', MOST_MS + 1, undefined],
  ['from the future, the clock having been set back', -1, undefined],
])('a journal whose newest reading is %s', async (_, ageMs, freshness) => {
  expect(await freshnessIn({ newestAtMs: NOW_MS - ageMs })).toBe(freshness);
});

test('the plugin’s own word goes before its journal, and before the wall clock', async () => {
  const meter = { slug: 'linky', name: 'Linky', port: 'demo', staleAfter: 20 };
  const meters = [
    { ...meter, atMs: NOW_MS + 3_600_000, ageMs: 5_000 },
    { ...meter, slug: 'other', atMs: NOW_MS, ageMs: 70_000 },
  ];
  expect(await freshnessIn({ status: { version: '0.1.0', meters }, newestAtMs: NOW_MS - 30_000 })).toBe(5_000);
});
