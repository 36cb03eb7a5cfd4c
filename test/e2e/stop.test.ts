import { connect } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { openArchive } from '../../src/journal/archive.ts';
import { JOURNAL_FILE } from '../../src/service.ts';
import { household } from '../../src/source/demo/household.ts';
import { standardGroups } from '../../src/source/demo/standard.ts';
import { STATUS_SOCKET, type Status } from '../../src/status.ts';
import { encodeFrame } from '../../src/tic/encode.ts';
import { startScripted } from '../influx/scripted.ts';
import { childClock } from './support/clock.ts';
import { pair } from './support/hap.ts';
import { startHomebridge } from './support/homebridge.ts';
import { missingPty, openPty } from './support/pty.ts';
import { tcpMeter } from './support/tcp-meter.ts';

/** How long InfluxDB may take for the last of it. */
const LAST_MS = 600;

const missing = missingPty();
const TITLE =
  'asked to end in the middle of frames, while InfluxDB accepts and never answers, it writes what it heard and ends';

test.skipIf(missing)(missing ?? TITLE, async () => {
  await using server = await startScripted(() => 'hang');
  await using meter = await tcpMeter();
  await using pty = await openPty();
  const clock = childClock({ isSteered: true });
  await using homebridge = await startHomebridge({
    config: {
      platform: 'LinkyTIC',
      language: 'en',
      meters: [
        { name: 'House', port: meter.port, mode: 'standard' },
        { name: 'Barn', port: pty.pluginSide, mode: 'standard' },
      ],
      influx: { version: '1', url: server.url, database: 'linky' },
    },
    clock,
  });
  await Promise.all([meter.listened(), pty.listened()]);
  await using phone = await pair(homebridge.bridge);
  await phone.subscribe({ accessory: 'House Power', characteristic: 'CurrentAmbientLightLevel' });
  await homebridge.clock.stop();
  await pty.write(half(frameOf(400)));

  const sentVA: number[] = [];
  while (server.requests.length === 0) {
    const va = 100 + sentVA.length;
    meter.write(frameOf(va));
    await expect.poll(() => newestVA(homebridge.storage)).toBe(va);
    sentVA.push(va);
    await homebridge.clock.advance(1_000);
  }
  meter.write(half(frameOf(400)));
  expect(heardIn(homebridge.storage).length).toBeLessThan(sentVA.length);

  const stopped = homebridge.stop();
  await homebridge.waitForLog('shutting down');
  await homebridge.clock.advance(LAST_MS - 1);
  expect(await server.connections()).toBe(1);
  // The process may be gone before it can answer.
  homebridge.clock.advance(1).catch(() => {});
  // All timers stand still from here on: nothing but the end of its work ends it.
  expect(await stopped).toMatchObject({ code: 0 });
  expect(heardIn(homebridge.storage)).toEqual(sentVA);
  expect(homebridge.log.filter((line) => /InfluxDB|rror|arning/.test(line))).toEqual([]);
});

function frameOf(va: number): Uint8Array {
  const groups = standardGroups(household(1), '021900000001', Date.now());
  const data = String(va).padStart(5, '0');
  return encodeFrame(
    groups.map((group) => (group.label === 'SINSTS' ? { ...group, data } : group)),
    'standard',
  );
}

function half(frame: Uint8Array): Uint8Array {
  return frame.subarray(0, frame.length / 2);
}

/** What the first meter said last, as the plugin tells it. */
async function newestVA(storage: string): Promise<number | undefined> {
  const { meters } = (await json(connect(join(storage, STATUS_SOCKET)))) as Status;
  return meters[0]?.lastReading?.apparentPowerVA;
}

/** The powers in the journal, as another process reads it. */
function heardIn(storage: string): readonly (number | undefined)[] {
  using archive = openArchive(join(storage, JOURNAL_FILE));
  return [...archive.entries(0)].map(({ reading }) => reading.apparentPowerVA);
}
