import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { JOURNAL_FILE } from '../../src/base/plugin-names.ts';
import { thisMachine } from '../../src/doctor/machine.ts';
import { runningPluginStatus } from '../../src/doctor/running-plugin.ts';
import type { ImportedDay } from '../../src/energy/imported-day.ts';
import { deliver } from '../../src/history-import/deliver.ts';
import type { ImportOrder } from '../../src/journal/imports.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import type { Request } from '../../src/status/protocol.ts';
import { STATUS_SOCKET } from '../../src/status/socket.ts';
import { VERSION } from '../../src/status/status.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { childClock } from '../../testbed/child-clock/child-clock.ts';
import { type Homebridge, startHomebridge } from '../../testbed/homebridge/homebridge.ts';
import { phoneOf } from '../../testbed/homebridge/phone.ts';
import { PATIENCE_MS } from '../../testbed/support/patience.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';

const { en } = textsIn;

const CONFIG = pluginBlock({ meters: [{ name: 'Linky', port: 'demo:standard' }] });
const FIRST_DAY = 19_000;
const DAYS = 1_096;

/** The tests run one after the other in one home: each begins where the one before ended. */
describe('a home', () => {
  const storage = temporaryFolder({ name: 'homebridge' });
  let homebridge: Homebridge;

  beforeAll(async () => {
    homebridge = await started();
  });
  afterAll(() => homebridge?.[Symbol.asyncDispose]());

  async function started(): Promise<Homebridge> {
    const clock = childClock({ endsSlowly: true });
    const running = await startHomebridge({ config: CONFIG, storage, clock });
    await running.waitForLog('answers, in standard mode');
    const status = async () => expect(await runningPluginStatus(storage, thisMachine())).toHaveProperty('meters');
    await vi.waitFor(status, PATIENCE_MS);
    return running;
  }

  test('that is killed in the middle of an import has all of the file or nothing, and takes it again', async () => {
    /** How much of a request is written before the kill, and how often the thread has had its turn since. */
    const moments = [
      { share: 0.5, statuses: 1 },
      { share: 1, statuses: 1 },
    ];
    for (const [nth, { share, statuses }] of moments.entries()) {
      const days = threeYears(400 + nth);
      await write(storage, requestOf(days), share);
      for (let seen = 0; seen < statuses; seen += 1) await runningPluginStatus(storage, thisMachine());
      await homebridge.kill();
      expect([[], days]).toContainEqual(importedIn(storage));

      homebridge = await started();
      const outcome = await delivered(storage, importOf(days));
      expect(['imported', 'known']).toContain(outcome.kind);
      expect(importedIn(storage)).toEqual(days);
      const id = 'record' in outcome ? outcome.record.id : -1;
      expect(await delivered(storage, { kind: 'undo', meter: 'linky', id })).toMatchObject({ kind: 'undone' });
      expect(troublesIn(homebridge)).toEqual([]);
    }
  });

  test('answers whatever is written to the socket, goes on, takes an import afterwards, and ends in order', async () => {
    await using phone = phoneOf(homebridge.bridge);
    const whole = requestOf(threeYears(400));
    const garbage = [
      ...['{'.repeat(16_000_000), `{"a":[${'[],'.repeat(5_000_000)}[]]}`, '{"kind":"order"}', '{}', '{'],
      ...['GET / HTTP/1.1\r\n\r\n', '\0'.repeat(1_000_000), '{'.repeat(20_000_000), whole.slice(0, -2)],
      whole.replace('"linky"', '"../linky"'),
      whole.replace('400', '-400'),
      whole.replace('400', '1e999'),
    ];
    for (const text of garbage) {
      await write(storage, `${text}\n`);
      expect(await phone.read('Linky Power', 'CurrentAmbientLightLevel')).toHaveProperty('value');
    }
    const halves = Array.from({ length: 100 }, () => begin(storage, '{"kind":'));
    expect(await phone.read('Linky Power', 'CurrentAmbientLightLevel')).toHaveProperty('value');
    for (const half of halves) half.destroy();
    expect(importedIn(storage)).toEqual([]);

    const days = threeYears(401);
    expect(await delivered(storage, importOf(days))).toMatchObject({ kind: 'imported' });
    expect(importedIn(storage)).toEqual(days);
    expect(await homebridge.stop()).toMatchObject({ code: 0 });
    expect(troublesIn(homebridge)).toEqual([]);
  });
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
  return `${JSON.stringify({ version: VERSION, kind: 'order', id: 'a-1', order: importOf(days) } satisfies Request)}\n`;
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
