import { describe, expect, test } from 'vitest';
import type { ListenOutcome } from '../../homebridge-ui/page/model/meter-display.ts';
import type { MeterStatus, Status } from '../../src/status/status.ts';
import type { KindOf, Trouble, TroubleFacts } from '../../src/trouble/trouble.ts';
import { configFile } from '../../testbed/support/plugin-block.ts';
import { readingWith } from '../../testbed/support/readings.ts';
import { breaks, device, FOLDER, gives, PI, type Scene } from '../doctor/machine-fake.ts';
import { FRAMES, type ListenScene, listenToPort, USB } from './listen-scene.ts';

const BRIDGE = 'tcp://192.168.1.20:2000';
const NOW_MS = Date.UTC(2026, 0, 1);
const READING = readingWith({ apparentPowerVA: 390, subscribedVA: 6000 });
const READ_NOW = { lastReading: READING, ageMs: 3_000 };

/** A storage folder with a meter in the settings, and a good meter on that port. */
function sceneWith(configured: string, more: Scene['files'] = {}) {
  const config = configFile({ meters: [{ name: 'Maison', port: configured }] });
  return { '/hb': FOLDER, '/hb/config.json': config, [USB]: device(), ...more };
}

const heldBy = (commandLine: string) => ({ '/proc/42/fd/7': `→ ${USB}`, '/proc/42/cmdline': commandLine });
const HELD_BY_HOMEBRIDGE = heldBy('homebridge\0');

function runningOn(port: string, meterStatus: Partial<MeterStatus> = {}, troubles: Status['troubles'] = []): Status {
  return {
    version: '1.0.0',
    meters: [{ slug: 'maison', name: 'Maison', port, staleAfter: 20, ...meterStatus }],
    troubles,
    news: [],
  };
}

/** What the plugin knows to be wrong with the line of its meter. */
function lineTrouble(kind: KindOf<'line'>, facts: Partial<TroubleFacts['line']> = {}): Trouble {
  return { part: 'line', kind, since: NOW_MS - 300_000, meter: 'maison', name: 'Maison', port: USB, ...facts };
}

/** The answer to the page, and how often the port was opened for it. */
async function listenBesidePlugin({ port = USB, ...visit }: ListenScene) {
  let opened = 0;
  const meter = gives(...FRAMES);
  const bytes: typeof meter.bytes = (...how) => {
    opened += 1;
    return meter.bytes(...how);
  };
  const answer = await listenToPort({ sources: { [port]: { bytes } }, ...visit, port });
  return { ...answer, opened };
}

describe('a port that the running plugin reads is never opened', () => {
  test('and the answer is what the plugin heard', async () => {
    const answer = await listenBesidePlugin({ files: sceneWith(USB), status: runningOn(USB, READ_NOW) });
    expect(answer).toMatchObject({ ok: true, readByPlugin: true, reading: { apparentPowerVA: 390 }, opened: 0 });
    expect(answer.says).toContain('this is what it heard 3 s ago');
  });

  test('and another program that takes bytes of a plugin that hears nothing is named', async () => {
    const intruder = { '/proc/43/fd/3': `→ ${USB}`, '/proc/43/cmdline': 'python3\0linky.py\0' };
    const files = sceneWith(USB, { ...HELD_BY_HOMEBRIDGE, ...intruder });
    const answer = await listenBesidePlugin({ files, status: runningOn(USB) });
    expect(answer).toMatchObject({ ok: false, opened: 0 });
    expect(answer.says).toContain('Another program (python3 linky.py) reads /dev/ttyUSB0');
    expect(answer.says).not.toContain('I1 and I2');
  });

  test('nor is it while the plugin does not answer', async () => {
    const answer = await listenBesidePlugin({ files: sceneWith(USB), socket: 'silent' });
    expect(answer).toMatchObject({ ok: false, opened: 0 });
    expect(answer.says).toContain('The plugin reads /dev/ttyUSB0 and is running, but does not answer');
  });

  const LINK = '/dev/serial/by-id/usb-FTDI-if00';
  test.each([
    [LINK, USB],
    [USB, LINK],
  ])('under another of its names either: %s, while the plugin reads %s', async (port, itsName) => {
    const files = sceneWith(itsName, { [LINK]: `→ ${USB}` });
    const answer = await listenBesidePlugin({ port, files, status: runningOn(itsName, READ_NOW) });
    expect(answer).toMatchObject({ ok: true, readByPlugin: true, opened: 0 });
  });

  test.each<[string, Partial<MeterStatus>, string]>([
    ['it has heard nothing yet', {}, 'has heard no frame there yet.'],
    ['it has heard nothing for minutes', { lastReading: READING, ageMs: 300_000 }, 'no frame there for 5 min.'],
    [
      'nothing for minutes, and the clock set back since',
      { lastReading: READING, atMs: NOW_MS + 3_600_000, ageMs: 300_000 },
      'no frame there for 5 min.',
    ],
  ])('%s, and does not know why: the answer blames no wire', async (_, before, words) => {
    for (const held of [HELD_BY_HOMEBRIDGE, {}]) {
      const answer = await listenBesidePlugin({ files: sceneWith(USB, held), status: runningOn(USB, before) });
      expect(answer).toMatchObject({ ok: false, readByPlugin: true, opened: 0 });
      expect(answer.says).toContain(words);
      expect(answer.says).not.toMatch(/wire|I1|Enedis/);
    }
  });

  describe('and the answer is what the plugin knows of the line:', () => {
    const files = sceneWith(USB, HELD_BY_HOMEBRIDGE);
    const before = { lastReading: READING, ageMs: 300_000 };

    test.each<[KindOf<'line'>, Partial<TroubleFacts['line']>, ListenOutcome, string]>([
      [
        'silent',
        {},
        'silent',
        'Maison: nothing comes from the meter on /dev/ttyUSB0. Check the two wires on I1 and I2',
      ],
      ['garbage', {}, 'silent', 'what comes on /dev/ttyUSB0 cannot be read'],
      ['fixedFormat', { baudRate: 9600 }, 'silent', '9600 baud. Check the mode and the speed in the settings'],
      ['shared', { holders: ['socat'] }, 'silent', 'another program (socat) also reads /dev/ttyUSB0'],
      ['gone', {}, 'closed', 'Plug it in again'],
      ['missing', {}, 'closed', 'there is no /dev/ttyUSB0. Is the USB adapter plugged in'],
      ['busy', { holders: ['cat'] }, 'closed', 'another program (cat) has /dev/ttyUSB0.'],
    ])('%s', async (kind, facts, hearing, words) => {
      const status = runningOn(USB, before, [lineTrouble(kind, facts)]);
      const answer = await listenBesidePlugin({ files, status });
      expect(answer).toMatchObject({ ok: false, hearing, opened: 0 });
      expect(answer.says).toContain(words);
      expect(answer.says).not.toContain('Enedis');
    });

    test('noise, beside the meter that it hears', async () => {
      const status = runningOn(USB, READ_NOW, [lineTrouble('noise', { percent: 12, mostly: 'parity' })]);
      const answer = await listenBesidePlugin({ files, status });
      expect(answer).toMatchObject({ ok: false, hearing: 'faulty', reading: { apparentPowerVA: 390 } });
      expect(answer.says).toContain('12% of what comes is damaged');
    });

    test('nothing of what is wrong with another meter', async () => {
      const status = runningOn(USB, READ_NOW, [lineTrouble('silent', { meter: 'cave', name: 'Cave' })]);
      expect(await listenBesidePlugin({ files, status })).toMatchObject({ ok: true, hearing: 'heard' });
    });
  });

  test.each<[string, ListenScene, string]>([
    ['it does not exist', { files: sceneWith('/dev/ttyUSB9'), port: '/dev/ttyUSB9' }, 'There is no /dev/ttyUSB9'],
    [
      'it has no right',
      { files: sceneWith(USB, { [USB]: device({ mode: 0o600 }) }), user: PI },
      'no permission to open',
    ],
    [
      'another program has it open',
      { files: sceneWith(USB, heldBy('cat\0')) },
      'Another program (cat) reads /dev/ttyUSB0',
    ],
  ])('and the answer says why the plugin cannot open it: %s', async (_, visit, words) => {
    const answer = await listenBesidePlugin({ ...visit, status: runningOn(visit.port ?? USB) });
    expect(answer.says).toContain(words);
    expect(answer).toMatchObject({ ok: false, opened: 0 });
    expect(answer.readByPlugin).toBeUndefined();
  });

  test('even if another port has been saved since the plugin was started', async () => {
    const answer = await listenBesidePlugin({ files: sceneWith('/dev/ttyACM0'), status: runningOn(USB, READ_NOW) });
    expect(answer).toMatchObject({ ok: true, readByPlugin: true, opened: 0 });
  });
});

describe('a port that the running plugin does not read', () => {
  test('is listened to, even if it has been saved in the settings since', async () => {
    const answer = await listenBesidePlugin({ files: sceneWith(USB), status: runningOn('/dev/ttyACM0', READ_NOW) });
    expect(answer).toMatchObject({ ok: true, reading: { apparentPowerVA: 1500 }, opened: 1 });
    expect(answer.readByPlugin).toBeUndefined();
  });

  test('but Homebridge has open is not listened to', async () => {
    const files = sceneWith('/dev/ttyACM0', HELD_BY_HOMEBRIDGE);
    const { ok, says } = await listenBesidePlugin({ files, status: runningOn('/dev/ttyACM0') });
    expect(says).toContain('restart Homebridge');
    expect(says).not.toContain('hb-service');
    expect(ok).toBe(false);
  });
});

describe('without the plugin’s status, a recent reading in the journal shows that the plugin reads', () => {
  const busy = { files: sceneWith(USB), sources: { [USB]: breaks('busy') } };

  test('a busy port', async () => {
    const answer = await listenBesidePlugin({ ...busy, newestAtMs: { maison: NOW_MS - 12_000 } });
    expect(answer).toMatchObject({ ok: true, readByPlugin: true, says: expect.stringContaining('12 s old') });
  });

  test.each([
    ['old', NOW_MS - 3_600_000],
    ['from the future', NOW_MS + 3_600_000],
  ])('no port, if the reading is %s', async (_, newestAtMs) => {
    const answer = await listenBesidePlugin({ ...busy, newestAtMs: { maison: newestAtMs } });
    expect(answer).toMatchObject({ ok: false, says: expect.stringContaining('Another program reads') });
  });

  test('no port that is free, since the plugin has just been stopped', async () => {
    const answer = await listenBesidePlugin({ files: sceneWith(USB), newestAtMs: { maison: NOW_MS - 12_000 } });
    expect(answer).toMatchObject({ ok: true, reading: { apparentPowerVA: 1500 }, opened: 1 });
  });

  test('a bridge, which would disconnect the plugin if it accepted the page', async () => {
    const beside = { port: BRIDGE, files: sceneWith(BRIDGE) };
    const fresh = await listenBesidePlugin({ ...beside, newestAtMs: { maison: NOW_MS - 12_000 } });
    expect(fresh).toMatchObject({ ok: true, readByPlugin: true, opened: 0 });
    const old = await listenBesidePlugin({ ...beside, newestAtMs: { maison: NOW_MS - 3_600_000 } });
    expect(old).toMatchObject({ ok: true, opened: 1 });
    expect(old.readByPlugin).toBeUndefined();
  });
});
