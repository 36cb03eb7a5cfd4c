import { join } from 'node:path';
import { expect, test } from 'vitest';
import { JOURNAL_FILE } from '../../src/base/plugin-names.ts';
import { thisMachine } from '../../src/doctor/machine.ts';
import { runningPluginStatus } from '../../src/doctor/running-plugin.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { encodeFrame } from '../../src/tic/encode.ts';
import { childClock } from '../../testbed/child-clock/child-clock.ts';
import { startScriptedServer } from '../../testbed/databases/scripted-server.ts';
import { startHomebridge } from '../../testbed/homebridge/homebridge.ts';
import { phoneOf } from '../../testbed/homebridge/phone.ts';
import { missingPty, openPty } from '../../testbed/meter/pty.ts';
import { demoGroups } from '../../testbed/meter/pty-meter.ts';
import { startTcpMeter } from '../../testbed/meter/tcp-meter.ts';

/** How long the plugin waits for InfluxDB when it ends: `STOP_WITHIN_MS` of `src/influx/mirror.ts`. */
const LAST_MS = 600;

const missing = missingPty();
const TITLE =
  'at SIGTERM in the middle of frames, while InfluxDB never answers, the plugin stores the readings it has, and Homebridge ends';

test.skipIf(missing)(missing ?? TITLE, async () => {
  await using server = await startScriptedServer(() => 'hang');
  await using meter = await startTcpMeter();
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
  // Before anything that takes time: the plugin closes the port of a meter that is silent for ten seconds.
  await homebridge.clock.stop();
  await Promise.all([meter.waitUntilOpened(), pty.waitUntilOpened()]);
  await using phone = phoneOf(homebridge.bridge);
  await phone.subscribe({ accessory: 'House Power', characteristic: 'CurrentAmbientLightLevel' });
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
  // The process may end before it can answer.
  homebridge.clock.advance(1).catch(() => {});
  // From here on no timer fires, so the process can only end because its work is done.
  expect(await stopped).toMatchObject({ code: 0 });
  expect(heardIn(homebridge.storage)).toEqual(sentVA);
  expect(homebridge.log.filter((line) => /InfluxDB|rror|arning/.test(line))).toEqual([]);
});

function frameOf(va: number): Uint8Array {
  return encodeFrame(demoGroups(va), 'standard');
}

function half(frame: Uint8Array): Uint8Array {
  return frame.subarray(0, frame.length / 2);
}

/** The last Reading of the first meter, by the status socket. */
async function newestVA(storage: string): Promise<number | undefined> {
  return (await runningPluginStatus(storage, thisMachine()))?.meters[0]?.lastReading?.apparentPowerVA;
}

/** The powers in the journal, read as by another process. */
function heardIn(storage: string): readonly (number | undefined)[] {
  using archive = openReadOnlyJournal(join(storage, JOURNAL_FILE));
  return [...archive.entries(0)].map(({ reading }) => reading.apparentPowerVA);
}
