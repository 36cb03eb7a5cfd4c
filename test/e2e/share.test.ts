import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeFrame } from '../../src/tic/encode.ts';
import { childClock } from '../../testbed/child-clock/child-clock.ts';
import { freePort } from '../../testbed/daemon.ts';
import { type Homebridge, startHomebridge } from '../../testbed/homebridge/homebridge.ts';
import { type Phone, phoneOf } from '../../testbed/homebridge/phone.ts';
import { IMPORTED_WH, numberedFrame } from '../../testbed/meter/numbered-frames.ts';
import { NEVER_STALE } from '../../testbed/meter/pty-meter.ts';
import { startTcpMeter, type TcpMeter } from '../../testbed/meter/tcp-meter.ts';
import { readTile } from '../../testbed/siege/tile.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import {
  missingPrograms,
  plainSocket,
  pyserial,
  ser2net,
  shoutingReader,
  stuckReader,
  watched,
} from './share/line-readers.ts';

const METER_TIME_MS = Date.UTC(2026, 0, 1);
const FRAME_EVERY_MS = 20;
/** How often the program that comes and goes has come, at least. */
const VISITS = 20;
const READ_TILE_EVERY_MS = 100;

const missing = missingPrograms();
const title = missing.length > 0 ? `skipped, missing: ${missing.join(', ')}` : 'a line that is shared';

describe.skipIf(missing.length > 0)(title, () => {
  const started = new AsyncDisposableStack();
  let line: ReturnType<typeof talkingLine>;
  let home: Homebridge;
  let phone: Phone;
  let ports: { readonly bits8: number; readonly bits7: number };

  beforeAll(async () => {
    const meter = started.use(await startTcpMeter());
    ports = { bits8: await freePort(), bits7: await freePort() };
    const common = { mode: 'standard', tiles: ['power'], ...NEVER_STALE };
    // The second meter reads the line of the first one, as a second Homebridge does.
    const meters = [
      { ...common, name: 'Linky', port: meter.port, share: { port: ports.bits8 } },
      { ...common, name: 'Second', port: `tcp://127.0.0.1:${ports.bits8}`, share: { port: ports.bits7, bits: 7 } },
    ];
    home = started.use(
      await startHomebridge({
        config: pluginBlock({ meters }),
        clock: childClock({ endsSlowly: true }),
      }),
    );
    await meter.waitUntilOpened();
    line = started.use(talkingLine(meter));
    phone = started.use(phoneOf(home.bridge));
    await home.waitForLog('Second: the meter on');
  });

  afterAll(() => started.disposeAsync());

  test('has ten readers and more, of which each good one gets every byte, while the home answers', async () => {
    await using scope = new AsyncDisposableStack();
    const tile = scope.use(readTile(home.bridge, READ_TILE_EVERY_MS));
    await home.waitForLog(`programs on this machine can read the raw TIC stream at tcp://127.0.0.1:${ports.bits7},`);

    const { bits8, bits7 } = ports;
    const good = [
      scope.use(pyserial(bits8)),
      scope.use(await plainSocket(bits8)),
      scope.use(await plainSocket(bits8)),
      scope.use(await plainSocket(bits8)),
      scope.use(shoutingReader(bits8)),
    ];
    const of7Bits = [scope.use(pyserial(bits7)), scope.use(await plainSocket(bits7))];
    const bridge = scope.use(await ser2net(bits8));
    const decoding = [scope.use(watched(bits8)), scope.use(watched(bridge.port)), scope.use(watched(bits7))];

    const guest = comeAndGo(bits8, line);
    scope.defer(guest.stop);
    await expect.poll(() => [...good, ...of7Bits].every((one) => one.heard().length > 0)).toBe(true);
    await expect.poll(() => decoding.every((one) => one.frames().length > 0)).toBe(true);
    const allHaveJoined = { bytes: line.sent().length, serial: line.serial() };
    // The tenth reader: what it leaves unread must not hold up the others.
    scope.use(stuckReader(bits8));
    await home.waitForLog('a program at 127.0.0.1 asked for the raw TIC stream but did not read it.');
    await expect.poll(guest.visits).toBeGreaterThanOrEqual(VISITS);
    await guest.stop();
    line.fallSilent();
    const sent = line.sent();
    const sentOf7Bits = Buffer.from(sent.map((byte) => byte & 0x7f));
    const last = line.serial();

    for (const [readers, due] of [
      [good, sent],
      [of7Bits, sentOf7Bits],
    ] as const) {
      for (const reader of readers) {
        await expect.poll(() => due.subarray(-reader.heard().length).equals(reader.heard())).toBe(true);
        expect(reader.heard().length).toBeGreaterThanOrEqual(sent.length - allHaveJoined.bytes);
        expect(reader.isConnected).toBe(true);
      }
    }
    for (const one of decoding) {
      await expect.poll(() => serialsOf(one.frames()).at(-1)).toBe(last);
      const serials = serialsOf(one.frames());
      const [first = last] = serials;
      expect(first).toBeLessThanOrEqual(allHaveJoined.serial);
      expect(serials).toEqual(Array.from({ length: last - first + 1 }, (_, nth) => first + nth));
      expect(one.frames().filter(({ refused }) => refused > 0)).toEqual([]);
    }
    const power = { value: Math.max(last % 9_000, 0.0001) };
    for (const name of ['Linky', 'Second'])
      await expect.poll(() => phone.read(`${name} Power`, 'CurrentAmbientLightLevel')).toEqual(power);

    expect(tile.reads.length).toBeGreaterThan(0);
    expect(tile.reads.filter(({ failure }) => failure !== undefined)).toEqual([]);
    expect(
      home.log.filter((words) => /did not read it|already read the raw TIC stream|disappeared/.test(words)),
    ).toHaveLength(1);
  });

  test('is closed when Homebridge stops, and its port is free', async () => {
    await using reader = await plainSocket(ports.bits8);
    await home.stop();
    await expect.poll(() => reader.isConnected).toBe(false);
    const next = createServer().listen(ports.bits8, '127.0.0.1');
    await expect.poll(() => next.listening).toBe(true);
    next.close();
  });
});

/** A meter that sends numbered frames, fifty a second, until it falls silent. */
function talkingLine(meter: TcpMeter) {
  const chunks: Uint8Array[] = [];
  let serial = 0;
  const timer = setInterval(() => {
    serial += 1;
    const frame = encodeFrame(numberedFrame.standard(serial, METER_TIME_MS).groups, 'standard');
    chunks.push(frame);
    meter.write(frame);
  }, FRAME_EVERY_MS);
  const fallSilent = () => clearInterval(timer);
  return {
    sent: () => Buffer.concat(chunks),
    serial: () => serial,
    fallSilent,
    [Symbol.dispose]: fallSilent,
  };
}

/** A program that connects again and again, each time until it has heard something, which must be a piece of the line. */
function comeAndGo(port: number, line: ReturnType<typeof talkingLine>) {
  let isOver = false;
  let visits = 0;
  const visiting = (async () => {
    while (!isOver) {
      await using reader = await plainSocket(port);
      while (!isOver && reader.heard().length === 0) await delay(1);
      if (!line.sent().includes(reader.heard())) throw new Error(`heard what was not sent: ${reader.heard()}`);
      visits += 1;
    }
  })();
  return {
    visits: () => visits,
    stop() {
      isOver = true;
      return visiting;
    },
  };
}

function serialsOf(frames: ReturnType<ReturnType<typeof watched>['frames']>): readonly number[] {
  return frames.map(({ labels }) => Number(labels['EAST']) - IMPORTED_WH);
}
