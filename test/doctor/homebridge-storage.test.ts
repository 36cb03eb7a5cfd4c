import { expect, test } from 'vitest';
import { homebridgeStorageAt, newestReadingAgeMs } from '../../src/doctor/homebridge-storage.ts';
import { configFile } from '../../testbed/support/plugin-block.ts';
import { FOLDER, fakeMachine, PI, type Scene } from './machine-fake.ts';

const NOW_MS = Date.UTC(2026, 0, 1);
const MOST_MS = 90_000;

async function newestAgeIn(scene: Scene) {
  const machine = fakeMachine({
    files: { '/hb': FOLDER, '/hb/config.json': configFile({ meters: [{ port: 'demo' }] }) },
    ...scene,
  });
  return newestReadingAgeMs('linky', await homebridgeStorageAt('/hb', machine), NOW_MS);
}

test.each([
  ['of now', 0, 0],
  ['as old as a commit and a minute', MOST_MS, MOST_MS],
  ['older than that', MOST_MS + 1, undefined],
  ['from the future, since the clock was set back', -1, undefined],
])('the newest reading, if it is %s', async (_, ageMs, freshness) => {
  expect(await newestAgeIn({ newestAtMs: { linky: NOW_MS - ageMs } })).toBe(freshness);
});

test('the reading of another meter does not count for this one', async () => {
  expect(await newestAgeIn({ newestAtMs: { barn: NOW_MS, linky: NOW_MS - MOST_MS - 1 } })).toBeUndefined();
  expect(await newestAgeIn({ newestAtMs: { linky: NOW_MS - 7_000, barn: NOW_MS } })).toBe(7_000);
});

test.each([
  ['/home', 'unreadable'],
  ['/home/hb', 'unreadable'],
  ['/elsewhere', 'noConfig'],
])('a folder or file in a closed folder is unreadable, not missing: %s', async (closed, state) => {
  const files = { '/home/hb': FOLDER };
  expect(await homebridgeStorageAt('/home/hb', fakeMachine({ user: PI, files, closed: [closed] }))).toMatchObject({
    state,
  });
});

test('the journal is not read when the plugin reports its status', async () => {
  const meters = [{ slug: 'linky', name: 'Linky', port: 'demo', staleAfter: 20, ageMs: 70_000 }];
  const status = { version: '1.0.0', requests: [], troubles: [], news: [], meters };
  expect(await newestAgeIn({ status, newestAtMs: { linky: NOW_MS } })).toBeUndefined();
});
