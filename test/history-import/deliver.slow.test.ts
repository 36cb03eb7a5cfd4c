import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Clock } from '../../src/base/clock.ts';
import { JOURNAL_FILE } from '../../src/base/plugin-names.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { type DeliveryOutcome, deliver } from '../../src/history-import/deliver.ts';
import type { ImportOrder, NewImport } from '../../src/journal/imports.ts';
import { takeLock } from '../../src/journal/lock.ts';
import type { JournalOrder } from '../../src/journal/orders.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { copyFilesOf } from '../../src/journal/second-copy-files.ts';
import { startService } from '../../src/service/service.ts';
import { STATUS_SOCKET } from '../../src/status/socket.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { listLog } from '../../testbed/support/log.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { HOUR_MS, MINUTE_MS } from '../../testbed/support/time.ts';
import { newsInWords, troublesIn } from '../../testbed/support/troubles.ts';
import { createHouse, live, livedAhead } from '../journal/lived-ahead.ts';
import { diskInWords } from '../journal/scene.ts';

const { en } = textsIn;

const DAY = 19_800;
const HALF_HOURS = Array.from({ length: 48 }, (_, nth) => 300 + nth);
const HISTORY: NewImport = {
  meter: 'linky',
  kind: 'enedisCurve',
  prm: '12345678901234',
  days: [
    { day: DAY, curve: [{ fromMinute: 0, stepMinutes: 30, meanW: HALF_HOURS }] },
    {
      day: DAY + 1,
      energyWh: 12_345,
      energyWhByRegister: { EASF01: 12_000, EASF02: 345 },
      periodOfRegister: { EASF01: 'HP' },
    },
  ],
};
const IMPORT: ImportOrder = { kind: 'import', import: HISTORY };

describe.each([
  ['beside a running plugin', true],
  ['without a running plugin', false],
])('%s', (_, isRunning) => {
  test('a file is imported, is recognised when it comes again, and is undone', async () => {
    const { order, folder, begin } = scene();
    if (isRunning) await begin();
    const imported = await order(IMPORT);
    expect(imported).toMatchObject({
      kind: 'imported',
      record: { meter: 'linky', kind: 'enedisCurve', prm: '12345678901234', firstDay: DAY, lastDay: DAY + 1, days: 2 },
    });
    expect(importedIn(folder)).toEqual(HISTORY.days);
    const record = 'record' in imported ? imported.record : undefined;
    expect(await order(IMPORT)).toEqual({ kind: 'known', record });
    const undo = { kind: 'undo', meter: 'linky', id: record?.id ?? -1 } as const;
    expect(await order(undo)).toEqual({ kind: 'undone', record });
    expect(importedIn(folder)).toEqual([]);
    expect(await order(undo)).toEqual({ kind: 'noSuchImport' });
  });

  test('later data is forgotten, also in the second copy, and is not there a second time', async () => {
    const { order, folder, begin } = scene();
    const { scene: ahead, journal } = livedAhead({}, folder, Date.now() - 37 * HOUR_MS);
    journal.close();
    if (isRunning) await begin();
    expect(await order({ kind: 'forget' })).toMatchObject({ kind: 'forgotten', minutes: 360, readings: 360 });
    expect(ahead.query(`SELECT count(*) AS later FROM minute WHERE minute > ${Date.now() / MINUTE_MS}`)).toEqual([
      { later: 0 },
    ]);
    expect(copyFilesOf(ahead.path).names.filter((name) => name > `days-${new Date().getFullYear() + 1}`)).toEqual([]);
    expect(await order({ kind: 'forget' })).toEqual({ kind: 'nothingLater' });
  });

  test('data beyond a late clock is forgotten only if the user confirms it', async () => {
    const { order, folder, begin } = scene();
    const house = createHouse(folder, Date.now() - 4 * HOUR_MS);
    const journal = house.open();
    live(house, journal, 8);
    journal.close();
    if (isRunning) await begin();
    const minutes = () => house.query('SELECT count(*) AS minutes FROM minute')[0];
    const before = minutes();
    expect(await order({ kind: 'forget' })).toEqual({
      ...{ kind: 'perhapsLate', nowMs: expect.any(Number), untilMs: expect.any(Number) },
    });
    expect(minutes()).toEqual(before);
    expect(await order({ kind: 'forget', isSure: true })).toMatchObject({ kind: 'forgotten' });
    expect(await order({ kind: 'forget' })).toEqual({ kind: 'nothingLater' });
  });

  test('an import with a value out of bounds is not written at all', async () => {
    const { order, folder, begin } = scene();
    if (isRunning) await begin();
    const wrong = { ...HISTORY, days: [{ day: DAY, energyWh: -1 }] };
    expect(await order({ kind: 'import', import: wrong })).toEqual({ kind: 'failed', says: en.journal.unfitImport });
    expect(importedIn(folder)).toEqual([]);
  });
});

test('an import that is too large for the socket is refused at once', async () => {
  const { order, folder, begin } = scene();
  await begin();
  const meanW = Array.from({ length: 276 }, () => 1_000 / 3);
  const days = Array.from({ length: 3_500 }, (_, nth) => ({
    day: DAY + nth,
    curve: [{ fromMinute: 0, stepMinutes: 5, meanW }],
  }));
  const outcome = await order({ kind: 'import', import: { ...HISTORY, days } });
  expect(outcome).toEqual({ kind: 'failed', says: en.journal.unfitImport });
  expect(importedIn(folder)).toEqual([]);
});

test('the plugin’s log states what was imported and undone, and nothing if nothing changed', async () => {
  const { order, lines, begin } = scene();
  await begin();
  const imported = await order(IMPORT);
  await order(IMPORT);
  const undo = { kind: 'undo', meter: 'linky', id: 'record' in imported ? imported.record.id : -1 } as const;
  await order(undo);
  await order(undo);
  const days = { days: 2, from: '2024-03-18', to: '2024-03-19' };
  await expect
    .poll(() => lines)
    .toEqual(
      (['imported', 'importUndone'] as const).map(
        (kind) => `info ${newsInWords({ part: 'history', kind, meter: 'linky', ...days })}`,
      ),
    );
});

test('many simultaneous orders are all carried out, each once', async () => {
  const { order, folder, lines, begin } = scene();
  await begin();
  const files = Array.from({ length: 12 }, (_, nth) => ({
    ...HISTORY,
    days: [{ day: DAY + nth, energyWh: 1_000 + nth }],
  }));
  const outcomes = await Promise.all(files.map((file) => order({ kind: 'import', import: file })));
  expect(outcomes.map(({ kind }) => kind)).toEqual(files.map(() => 'imported'));
  expect(importedIn(folder)).toEqual(files.flatMap(({ days }) => days));
  await expect.poll(() => lines).toHaveLength(files.length);
});

test('three years of half-hours are handed over', async () => {
  const { order, folder, begin } = scene();
  await begin();
  const days = Array.from({ length: 1_096 }, (_, nth) => ({
    day: DAY + nth,
    curve: [{ fromMinute: 0, stepMinutes: 30, meanW: HALF_HOURS.slice(0, 46) }],
  }));
  expect(await order({ kind: 'import', import: { ...HISTORY, days } })).toMatchObject({ kind: 'imported' });
  expect(importedIn(folder)).toEqual(days);
});

test('a journal that is locked by a starting plugin is waited for', async () => {
  const { order, folder, begin } = scene();
  const lock = takeLock(join(folder, JOURNAL_FILE));
  const outcome = order(IMPORT);
  const started = begin();
  lock.release();
  expect(await outcome).toMatchObject({ kind: 'imported' });
  await started;
});

test('a journal that stays locked by a process without a socket is given up, and the process is named', async () => {
  const { order, folder } = scene();
  const lock = takeLock(join(folder, JOURNAL_FILE));
  onTestFinished(() => lock.release());
  expect(await untilDone((clock) => order(IMPORT, clock))).toEqual({ kind: 'held', holder: `PID ${process.pid}` });
});

test('a plugin that says nothing is given up after a minute', async () => {
  const { order, answer, folder } = scene();
  await answer(() => {});
  expect(await untilDone((clock) => order(IMPORT, clock))).toEqual({ kind: 'silent' });
  expect(importedIn(folder)).toEqual([]);
});

test('beside a plugin of another version nothing is written, and the journal is not opened', async () => {
  const { order, answer, folder } = scene();
  await answer((socket) => void socket.once('data', () => socket.end('{"version":"0.0.1"}\n')));
  expect(await order(IMPORT)).toEqual({ kind: 'otherVersion', version: '0.0.1' });
  expect(existsSync(join(folder, JOURNAL_FILE))).toBe(false);
});

test('a missing folder is reported as the reason', async () => {
  const { order, folder } = scene();
  rmSync(folder, { recursive: true });
  const says = diskInWords('unreachable', '', { kind: 'noFolder', path: folder });
  expect(await order(IMPORT)).toEqual({ kind: 'failed', says });
});

/** Advances a clock until something is done with it. */
async function untilDone<T>(begin: (clock: Clock) => Promise<T>, clock = fakeClock()): Promise<T> {
  let isDone = false;
  const done = begin(clock).finally(() => {
    isDone = true;
  });
  await expect.poll(() => clock.pass(1_000).then(() => isDone)).toBe(true);
  return done;
}

function importedIn(folder: string) {
  try {
    using journal = openReadOnlyJournal(join(folder, JOURNAL_FILE));
    return journal.importedDays('linky');
  } catch {
    return [];
  }
}

/** A storage folder, in which a plugin can be started. */
function scene(folder = temporaryFolder()) {
  const { log, lines } = listLog();
  return {
    folder,
    lines,
    order: (order: JournalOrder, clock?: Clock): Promise<DeliveryOutcome> =>
      deliver(folder, order, { texts: en.journal, reports: troublesIn(log), clock }),
    /** Serves the socket of the folder. What it gives ends that. */
    async answer(act: (socket: Socket) => void) {
      const sockets = new Set<Socket>();
      const server = createServer({ allowHalfOpen: true }, (socket) => {
        sockets.add(socket.on('error', () => {}));
        act(socket);
      });
      server.listen(join(folder, STATUS_SOCKET));
      await once(server, 'listening');
      const end = () => {
        server.close();
        for (const socket of sockets) socket.destroy();
      };
      onTestFinished(end);
      return end;
    },
    async begin() {
      const { config } = readConfig(pluginBlock({ meters: [] }));
      const { stop } = startService({ config, folder, log });
      onTestFinished(() => stop().then(() => {}));
      await expect.poll(() => existsSync(join(folder, STATUS_SOCKET))).toBe(true);
    },
  };
}
