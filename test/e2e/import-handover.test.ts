import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runningPluginStatus } from '../../src/doctor/homebridge-storage.ts';
import { thisMachine } from '../../src/doctor/machine.ts';
import { deliver } from '../../src/history-import/deliver.ts';
import type { ImportOrder } from '../../src/journal/imports.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { JOURNAL_FILE } from '../../src/settings.ts';
import { STATUS_SOCKET } from '../../src/status/socket.ts';
import type { ImportedDay } from '../../src/tariff/imported-day.ts';
import { en } from '../../src/texts/en/texts.ts';
import { childClock } from '../../testbed/child-clock/child-clock.ts';
import { type Homebridge, startHomebridge, temporaryStorage } from '../../testbed/homebridge/homebridge.ts';
import { pair } from '../../testbed/homebridge/phone.ts';

const CONFIG = { platform: 'LinkyTIC', language: 'en', meters: [{ name: 'Linky', port: 'demo:standard' }] };
const FIRST_DAY = 19_000;
const DAYS = 1_096;

test('a running Homebridge imports what it is handed, which readers see at once, and takes it back', async () => {
  await using homebridge = await startHomebridge({ config: CONFIG, clock: childClock({ endsSlowly: true }) });
  await homebridge.waitForLog('answers, in standard mode');
  await expect.poll(() => runningPluginStatus(homebridge.storage, thisMachine())).toBeDefined();
  const { storage } = homebridge;
  const days = threeYears(400);
  const imported = await delivered(storage, importOf(days));
  expect(imported).toMatchObject({ kind: 'imported', record: { meter: 'linky', days: DAYS } });
  expect(importedIn(storage)).toEqual(days);
  await homebridge.waitForLog(
    'A file of history was imported for the meter linky: 1096 days, from 2022-01-08 to 2025-01-07.',
  );

  const id = 'record' in imported ? imported.record.id : -1;
  expect(await delivered(storage, { kind: 'undo', meter: 'linky', id })).toMatchObject({ kind: 'undone' });
  expect(importedIn(storage)).toEqual([]);
  await homebridge.waitForLog('An imported file of history was taken back for the meter linky: 1096 days');
  expect(await homebridge.stop()).toMatchObject({ code: 0 });
  expect(troublesIn(homebridge)).toEqual([]);
});

test('a Homebridge that is killed in the middle of an import has all of the file or nothing, and takes it again', async () => {
  await using storage = await temporaryStorage();
  const start = async () => {
    const homebridge = await startHomebridge({
      config: CONFIG,
      storage: storage.path,
      clock: childClock({ endsSlowly: true }),
    });
    await expect.poll(() => runningPluginStatus(storage.path, thisMachine())).toHaveProperty('requests', []);
    return homebridge;
  };
  /** How much of a request is written before the kill, and how often the thread has had its turn since. */
  const moments = [
    { share: 0.5, statuses: 1 },
    { share: 1, statuses: 0 },
    { share: 1, statuses: 1 },
  ];
  for (const [nth, { share, statuses }] of moments.entries()) {
    await using homebridge = await start();
    const days = threeYears(400 + nth);
    await write(storage.path, requestOf(days), share);
    for (let seen = 0; seen < statuses; seen += 1) await runningPluginStatus(storage.path, thisMachine());
    await homebridge.kill();
    expect([[], days]).toContainEqual(importedIn(storage.path));

    await using again = await start();
    const outcome = await delivered(storage.path, importOf(days));
    expect(['imported', 'known']).toContain(outcome.kind);
    expect(importedIn(storage.path)).toEqual(days);
    const id = 'record' in outcome ? outcome.record.id : -1;
    expect(await delivered(storage.path, { kind: 'undo', meter: 'linky', id })).toMatchObject({ kind: 'undone' });
    expect(await again.stop()).toMatchObject({ code: 0 });
    expect(troublesIn(again)).toEqual([]);
  }
});

test('whatever is written to the socket, the home answers, the plugin goes on, and an import is taken afterwards', async () => {
  await using homebridge = await startHomebridge({ config: CONFIG, clock: childClock({ endsSlowly: true }) });
  await homebridge.waitForLog('answers, in standard mode');
  await expect.poll(() => runningPluginStatus(homebridge.storage, thisMachine())).toBeDefined();
  await using phone = await pair(homebridge.bridge);
  const { storage } = homebridge;
  const whole = requestOf(threeYears(400));
  const garbage = [
    ...['{'.repeat(16_000_000), `{"a":[${'[],'.repeat(5_000_000)}[]]}`, '{"kind":"import"}', '{}', '{'],
    ...['GET / HTTP/1.1\r\n\r\n', '\0'.repeat(1_000_000), '{'.repeat(20_000_000), whole.slice(0, -1)],
    whole.replace('"linky"', '"../linky"'),
    whole.replace('400', '-400'),
    whole.replace('400', '1e999'),
  ];
  for (const text of garbage) {
    await write(storage, text);
    expect(await phone.read('Linky Power', 'CurrentAmbientLightLevel')).toHaveProperty('value');
  }
  const halves = Array.from({ length: 100 }, () => begin(storage, '{"kind":'));
  expect(await phone.read('Linky Power', 'CurrentAmbientLightLevel')).toHaveProperty('value');
  for (const half of halves) half.destroy();
  expect(importedIn(storage)).toEqual([]);

  const refused = [{ request: 'a-1', outcome: { kind: 'failed', says: en.journal.unfitImport } }];
  await expect.poll(() => runningPluginStatus(storage, thisMachine())).toHaveProperty('requests', refused);
  const days = threeYears(401);
  expect(await delivered(storage, importOf(days))).toMatchObject({ kind: 'imported' });
  expect(importedIn(storage)).toEqual(days);
  expect(await homebridge.stop()).toMatchObject({ code: 0 });
  expect(troublesIn(homebridge)).toEqual([]);
});

/** Three years of half hours. */
function threeYears(watts: number): readonly ImportedDay[] {
  return Array.from({ length: DAYS }, (_, nth) => ({
    day: FIRST_DAY + nth,
    curve: [{ fromMinute: 0, stepMinutes: 30, meanW: Array.from({ length: 46 }, (_, step) => watts + nth + step) }],
  }));
}

function importOf(days: readonly ImportedDay[]): ImportOrder {
  return { kind: 'import', import: { meter: 'linky', kind: 'enedisCurve', days } };
}

function requestOf(days: readonly ImportedDay[]): string {
  return JSON.stringify({ ...importOf(days), request: 'a-1' });
}

function delivered(storage: string, order: ImportOrder) {
  return deliver(storage, order, { texts: en.journal });
}

function importedIn(storage: string): readonly ImportedDay[] {
  using journal = openReadOnlyJournal(join(storage, JOURNAL_FILE));
  return journal.importedDays('linky');
}

/** Connects to the status socket, and writes something. */
function begin(storage: string, text: string): Socket {
  const socket = connect({ path: join(storage, STATUS_SOCKET), allowHalfOpen: true });
  socket.on('error', () => {}).resume();
  onTestFinished(() => void socket.destroy());
  socket.write(text);
  return socket;
}

/** Writes a share of a text to the status socket, and ends its side if that is all of it. Resolves when it is written or refused. */
async function write(storage: string, text: string, share = 1): Promise<void> {
  const part = text.slice(0, text.length * share);
  const socket = begin(storage, '');
  const isWritten = new Promise((resolve) => socket.write(part, resolve));
  if (share < 1) return void (await isWritten);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.end();
  await closed;
}

function troublesIn({ log }: Homebridge): readonly string[] {
  return log.filter((line) => /rror|arning|cannot|ended|damaged/.test(line));
}
