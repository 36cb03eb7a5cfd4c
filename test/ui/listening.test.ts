import { describe, expect, test } from 'vitest';
import type { Source } from '../../src/source/source.ts';
import type { Language } from '../../src/texts.ts';
import { encodeFrame } from '../../src/tic/encode.ts';
import { createListener } from '../../src/ui/listening.ts';
import type { Listening } from '../../src/ui/protocol.ts';
import { settled } from '../clock-fake.ts';
import { breaks, device, FOLDER, fakeMachine, gives, PI, type Scene } from '../doctor/machine-fake.ts';
import { readingWith } from '../influx/reading.ts';
import { readAtOtherSpeed } from '../tic/uart.ts';

const USB = '/dev/ttyUSB0';
const NOW_MS = Date.UTC(2026, 0, 1);

const FRAME = encodeFrame(
  [
    { label: 'ADCO', data: '012345678901' },
    { label: 'OPTARIF', data: 'HC..' },
    { label: 'ISOUSC', data: '30' },
    { label: 'HCHC', data: '011887649' },
    { label: 'HCHP', data: '011887649' },
    { label: 'PTEC', data: 'HP..' },
    { label: 'IINST', data: '006' },
    { label: 'IMAX', data: '090' },
    { label: 'PAPP', data: '01500' },
  ],
  'historique',
);
const FRAMES = [FRAME, FRAME, FRAME];
/** A line with a meter that talks well. */
const WELL = { files: { [USB]: device() }, sources: { [USB]: gives(...FRAMES) } };

interface Visit extends Scene {
  readonly port?: string;
  readonly mode?: Listening['mode'];
  readonly language?: Language;
}

async function heard({ port = USB, mode = 'auto', language = 'en', ...scene }: Visit) {
  const machine = fakeMachine(scene);
  const listened = createListener(machine, '/hb')({ port, mode, language });
  await machine.clock.pass(60_000);
  const { says, ...rest } = await listened;
  return { ...rest, says: says.join(' ') };
}

test('a meter in words: mode, number, contract, power against the subscribed power, signal', async () => {
  expect(await heard(WELL)).toMatchObject({
    ok: true,
    mode: 'historique',
    refusedShare: 0,
    reading: { apparentPowerVA: 1500, subscribedVA: 6000 },
    says: 'A Linky meter answers in historique mode: number 012345678901, contract off-peak and peak hours. The house draws 1\u00a0500 VA of the 6\u00a0000 VA that are subscribed: 25 %. The signal is perfect: nothing is damaged on the way.',
  });
});

test('the same in French', async () => {
  const { says } = await heard({ ...WELL, language: 'fr' });
  expect(says).toContain('Un compteur Linky répond, en mode historique');
  expect(says).toContain('1\u00a0500 VA sur les 6\u00a0000 VA souscrits');
  expect(says).toContain('Le signal est parfait');
});

test('a group that is refused now and then', async () => {
  const spoilt = FRAME.with(-8, (FRAME.at(-8) ?? 0) ^ 0x03);
  const { ok, says, refusedShare } = await heard({ ...WELL, sources: { [USB]: gives(FRAME, FRAME, spoilt) } });
  expect(says).toContain('The signal is good: 3.7 % of what comes is damaged');
  expect(refusedShare).toBeCloseTo(1 / 27);
  expect(ok).toBe(true);
});

test('another mode than the one that is set: the meter is shown, and what to change', async () => {
  const { ok, mode, says } = await heard({ ...WELL, mode: 'standard' });
  expect(says).toContain('A Linky meter answers');
  expect(says).toContain('Set the mode to auto, or to historique.');
  expect([ok, mode]).toEqual([false, 'historique']);
});

describe('the classic troubles, in words of the page:', () => {
  test.each<[string, Visit, string]>([
    ['no port', { port: 'tcp:x' }, '“tcp:x” is not a port.'],
    ['not there', { ports: ['/dev/ttyACM0'] }, 'There is: /dev/ttyACM0.'],
    ['a folder', { files: { [USB]: FOLDER } }, 'it is not a serial port.'],
    ['no rights', { ...WELL, user: PI }, 'Homebridge (the user pi) has no right to open /dev/ttyUSB0'],
    ['silence', { ...WELL, sources: { [USB]: gives() } }, 'Not one byte came from /dev/ttyUSB0 in 10 s'],
    ['nothing listens', { port: 'tcp://h:1', sources: { 'tcp://h:1': breaks('unreachable') } }, 'does not answer'],
  ])('%s', async (_, scene, words) => {
    const { ok, says } = await heard(scene);
    expect(says).toContain(words);
    expect(says).not.toMatch(/recorded file/);
    expect(ok).toBe(false);
  });

  test('another program', async () => {
    const files = { ...WELL.files, '/proc/42/fd/7': `→ ${USB}`, '/proc/42/cmdline': 'python3\0linky.py\0' };
    const { ok, says } = await heard({ ...WELL, files });
    expect(says).toContain('python3 linky.py (process 42) has /dev/ttyUSB0. Only one program can read a meter');
    expect(ok).toBe(false);
  });
});

describe('beside the plugin', () => {
  const READING = readingWith({ apparentPowerVA: 390, subscribedVA: 6000 });
  const OPENED_BY_HOMEBRIDGE = { '/proc/42/fd/7': `→ ${USB}`, '/proc/42/cmdline': 'homebridge\0' };
  const files = (port: string) => ({
    '/hb': FOLDER,
    '/hb/config.json': JSON.stringify({ platforms: [{ platform: 'LinkyTIC', meters: [{ name: 'Maison', port }] }] }),
    [USB]: device(),
  });
  const runningWith = (meter: object = {}) => ({
    version: '0.1.0',
    meters: [{ slug: 'maison', name: 'Maison', ...meter }],
  });

  test('a port that it reads is never opened: its own reading is told', async () => {
    let opened = 0;
    const counted: Source = {
      ...gives(...FRAMES),
      bytes(...how) {
        opened += 1;
        return gives(...FRAMES).bytes(...how);
      },
    };
    const status = runningWith({ lastReading: READING, atMs: NOW_MS - 3_000 });
    const answer = await heard({ files: files(USB), sources: { [USB]: counted }, status });
    expect(answer).toMatchObject({ ok: true, readByPlugin: true, reading: { apparentPowerVA: 390 } });
    expect(answer.says).toContain('this is what it heard 3 s ago');
    expect(opened).toBe(0);
  });

  test('nor under another of its names', async () => {
    const link = '/dev/serial/by-id/usb-FTDI-if00';
    const status = runningWith({ lastReading: READING, atMs: NOW_MS });
    const answer = await heard({ files: { ...files(link), [link]: `→ ${USB}` }, ...sourcesOf(breaks('busy')), status });
    expect(answer).toMatchObject({ ok: true, readByPlugin: true });
  });

  test('another port is listened to', async () => {
    const status = runningWith({ lastReading: READING, atMs: NOW_MS });
    const answer = await heard({ files: files('/dev/ttyACM0'), sources: WELL.sources, status });
    expect(answer).toMatchObject({ ok: true, reading: { apparentPowerVA: 1500 } });
    expect(answer.readByPlugin).toBeUndefined();
  });

  test.each([
    ['nothing heard yet', {}, 'the meter says nothing yet.'],
    ['nothing for minutes', { lastReading: READING, atMs: NOW_MS - 300_000 }, 'it was heard 5 min ago.'],
  ])('%s on a port that it holds: which wires to look at', async (_, meter, words) => {
    const answer = await heard({ files: { ...files(USB), ...OPENED_BY_HOMEBRIDGE }, status: runningWith(meter) });
    expect(answer).toMatchObject({ ok: false, readByPlugin: true });
    expect(answer.says).toContain(words);
    expect(answer.says).toContain('I1 and I2');
  });

  test('a port that it cannot read is examined like any other', async () => {
    const answer = await heard({
      files: { ...files(USB), [USB]: device({ mode: 0o600 }) },
      user: PI,
      status: runningWith(),
    });
    expect(answer.says).toContain('no right to open');
  });

  test('a port that Homebridge holds, and these settings do not know', async () => {
    const { ok, says } = await heard({
      files: { ...files('/dev/ttyACM0'), ...OPENED_BY_HOMEBRIDGE },
      status: runningWith(),
    });
    expect(says).toContain('restart Homebridge');
    expect(says).not.toContain('hb-service');
    expect(ok).toBe(false);
  });

  test('a plugin that cannot be asked is known by its journal', async () => {
    const scene = { files: files(USB), ...sourcesOf(breaks('busy')) };
    const fresh = await heard({ ...scene, newestAtMs: NOW_MS - 12_000 });
    expect(fresh).toMatchObject({ ok: true, readByPlugin: true, says: expect.stringContaining('12 s old') });
    const stale = await heard({ ...scene, newestAtMs: NOW_MS - 3_600_000 });
    expect(stale).toMatchObject({ ok: false, says: expect.stringContaining('sudo fuser') });
  });
});

test('it takes 20 s at most, whatever comes and whenever', async () => {
  const garbage = readAtOtherSpeed(FRAME, 8);
  const machine = fakeMachine({ ...WELL, sources: { [USB]: late(garbage, () => machine.clock) } });
  const listened = createListener(machine, '/hb')({ port: USB, mode: 'auto', language: 'en' });
  let isDone = false;
  listened.then(() => {
    isDone = true;
  });
  await machine.clock.pass(20_000);
  await settled();
  expect(isDone).toBe(true);
  expect((await listened).says[0]).toContain('none of them is TIC');
});

test('one port at a time: asking anew ends what went before, and closes it first', async () => {
  const open = new Set<string>();
  let most = 0;
  const tracked = (port: string): Source => ({
    async *bytes(...how) {
      open.add(port);
      most = Math.max(most, open.size);
      try {
        yield* gives().bytes(...how);
      } finally {
        open.delete(port);
      }
    },
  });
  const ports = ['/dev/ttyUSB0', '/dev/ttyUSB1', '/dev/ttyUSB2'];
  const machine = fakeMachine({
    files: Object.fromEntries(ports.map((port) => [port, device()])),
    sources: Object.fromEntries(ports.map((port) => [port, tracked(port)])),
  });
  const listen = createListener(machine, '/hb');
  const asked = [];
  for (const port of ports) {
    asked.push(listen({ port, mode: 'auto', language: 'en' }));
    await settled();
  }
  await machine.clock.pass(60_000);
  const [first, second, third] = await Promise.all(asked);
  expect(first?.says).toEqual(['Stopped, as the page listens to a port anew.']);
  expect(second?.says).toEqual(first?.says);
  expect(third?.says[0]).toContain('Not one byte came from /dev/ttyUSB2');
  expect(most).toBe(1);
  expect(open.size).toBe(0);
});

function sourcesOf(source: Source) {
  return { sources: { [USB]: source } };
}

/** Gives the bytes shortly before patience ends. */
function late(bytes: Uint8Array, clockOf: () => ReturnType<typeof fakeMachine>['clock']): Source {
  return {
    async *bytes(baudRate, life) {
      await new Promise<void>((resolve) => {
        clockOf().after(9_900, resolve);
        life.addEventListener('abort', () => resolve(), { once: true });
      });
      if (!life.aborted) yield* gives(bytes).bytes(baudRate, life);
    },
  };
}
