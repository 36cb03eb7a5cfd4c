import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SerialPort } from 'serialport';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { JOURNAL_FILE } from '../../src/base/plugin-names.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { memoryNote, noteOf } from '../../src/contract/contract-memory.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import type { Reading, TicMode } from '../../src/reading/reading.ts';
import { startService } from '../../src/service/service.ts';
import type { PriceList } from '../../src/share/thread/price-answer.ts';
import { digits } from '../../src/source/demo/frames.ts';
import { STATUS_SOCKET } from '../../src/status/socket.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { encodeFrame } from '../../src/tic/encode.ts';
import { sentences } from '../../src/trouble/words.ts';
import { freePort } from '../../testbed/daemon.ts';
import { groupsOf } from '../../testbed/support/frames.ts';
import { listLog } from '../../testbed/support/log.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { frameWith } from '../../testbed/support/readings.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { readingAt } from '../journal/reading-at.ts';
import { createScene } from '../journal/scene.ts';
import { isServed } from '../status/is-served.ts';

const { en } = textsIn;

test('a status socket whose path is too long is logged as a sentence, and nothing else is affected', async () => {
  const { lines, folder } = started('x'.repeat(100));
  const socket = join(folder, STATUS_SOCKET);
  await expect
    .poll(() => lines)
    .toEqual([`error ${sentences({ part: 'writer', kind: 'noStatus', socket }, en.troubles)}`]);
});

test('a second process that serves the status from the same folder logs nothing', async () => {
  const first = started();
  await expect.poll(() => isServed(first.folder)).toBe(true);
  const second = started('', first.folder);
  await expect.poll(() => isServed(second.folder)).toBe(true);
  await first.stop();
  await second.stop();
  expect([...first.lines, ...second.lines]).toEqual([]);
});

describe('after a restart a meter is first tried', () => {
  test('in the mode of its last readings in the journal', async () => {
    expect(await firstSpeed('auto', ['linky', 'standard', 3])).toBe(9600);
    expect(await firstSpeed('auto', ['linky', 'historique', 3])).toBe(1200);
  });

  test('in its own last mode, although a thousand readings of another meter in another mode came since', async () => {
    expect(await firstSpeed('auto', ['linky', 'standard', 1], ['barn', 'historique', 1_000])).toBe(9600);
  });

  test('in the mode of the settings, or as historique when the journal has no reading of it', async () => {
    expect(await firstSpeed('historique', ['linky', 'standard', 3])).toBe(1200);
    expect(await firstSpeed('auto', ['barn', 'standard', 3])).toBe(1200);
  });
});

describe('of a recording, whose frames come as fast as they are read', () => {
  test('no active power is learned', async () => {
    const readings = await readingsOfRecording({});
    expect(readings).toHaveLength(RECORDED_FRAMES);
    expect(readings.filter(({ activePowerW }) => activePowerW !== undefined)).toEqual([]);
  });

  test('the active power is VA × a power factor that is given', async () => {
    const readings = await readingsOfRecording({ powerFactor: 0.5 });
    expect(readings.map(({ activePowerW }) => activePowerW)).toEqual(Array(RECORDED_FRAMES).fill(1_500));
  });
});

test('after a restart the prices have the hours that the journal remembers, while the meter says nothing', async () => {
  const folder = temporaryFolder();
  const journal = createScene(folder).open();
  const hours = { known: { workday: ['04:56-08:56,12:56-15:56'] } };
  journal.setNote(memoryNote('linky'), noteOf({ address: '021728123456', hours }));
  journal.close();
  const httpPort = await freePort();
  const periods = [
    { name: 'HP', price: 0.2065 },
    { name: 'HC', price: 0.1579 },
  ];
  const prices = [{ from: '2026-01-01', subscription: 15, periods }];
  started('', folder, [{ name: 'Linky', port: join(folder, 'ttyUSB0'), share: { httpPort }, prices }]);
  const beginningsOfOffPeak = async () => {
    const answer = await fetch(`http://127.0.0.1:${httpPort}/prices`).catch(() => undefined);
    const list: PriceList = answer?.ok ? ((await answer.json()) as PriceList) : [];
    const begins = list.filter(({ value }, nth) => value === 0.1579 && list[nth - 1]?.value === 0.2065);
    return begins.map(({ start }) => start.slice('2026-12-01T'.length, -':00+01:00'.length));
  };
  await expect.poll(beginningsOfOffPeak).toEqual(['05:00', '13:00', '05:00', '13:00']);
});

const RECORDED_FRAMES = 400;

/** What the journal has of a recording of a house that draws 3 000 VA and 2 400 W, with these settings of its meter. */
async function readingsOfRecording(settings: object): Promise<readonly Reading[]> {
  const folder = temporaryFolder();
  const port = join(folder, 'house.tic');
  const frames = Array.from({ length: RECORDED_FRAMES }, (_, second) =>
    encodeFrame(
      groupsOf({ ADSC: '021900000001', EAST: digits(1_000_000 + (second * 2_400) / 3_600, 9), SINSTS: '03000' }),
      'standard',
    ),
  );
  writeFileSync(port, Buffer.concat(frames));
  const { metersEnded, stop } = started('', folder, [{ name: 'House', port, ...settings }]);
  await metersEnded;
  await stop();
  using journal = openReadOnlyJournal(join(folder, JOURNAL_FILE));
  return [...journal.entries(0)].map(({ reading }) => reading);
}

type StoredReadings = readonly [meter: string, mode: TicMode, readings: number];

const realAfter = systemClock.after;

/** The speed at which the port of the meter `linky` is opened first, when the journal holds these readings. */
async function firstSpeed(mode: 'auto' | TicMode, ...stored: readonly StoredReadings[]): Promise<number | undefined> {
  const folder = temporaryFolder();
  const open = vi.spyOn(SerialPort.binding, 'open');
  // After 10 s a meter no longer waits for the journal, which can take longer to open on a busy machine.
  vi.spyOn(systemClock, 'after').mockImplementation((ms, then) => (ms < 10_000 ? realAfter(ms, then) : () => {}));
  const scene = createScene(folder);
  const journal = scene.open();
  for (const [meter, mode, readings] of stored) {
    for (let taken = 0; taken < readings; taken++) {
      scene.pass(1000);
      journal.take(meter, readingAt(scene.clock.nowMs, { frame: frameWith({ mode }) }));
    }
  }
  journal.close();
  const port = join(folder, 'ttyUSB0');
  started('', folder, [{ name: 'Linky', port, mode }]);
  const speeds = () => open.mock.calls.flatMap(([{ path, baudRate }]) => (path === port ? [baudRate] : []));
  await expect.poll(speeds).not.toEqual([]);
  return speeds()[0];
}

/**
 * Starts a service in a folder of this name within a temporary one, by default without a meter, until the test ends.
 */
function started(name = '', parent = temporaryFolder(), meters: readonly object[] = []) {
  const folder = join(parent, name);
  mkdirSync(folder, { recursive: true });
  const { log, lines } = listLog();
  const { config } = readConfig(pluginBlock({ meters }));
  const { metersEnded, stop } = startService({ config, folder, log });
  onTestFinished(async () => void (await stop()));
  return { lines, folder, metersEnded, stop };
}
