import { describe, expect, test } from 'vitest';
import type { MeterStatus } from '../../src/status/status.ts';
import { readingWith } from '../../testbed/sample-reading.ts';
import { breaks, device, FOLDER, gives, PI, type Scene } from '../doctor/machine-fake.ts';
import { FRAMES, heard, USB, type Visit } from './visit.ts';

const BRIDGE = 'tcp://192.168.1.20:2000';
const NOW_MS = Date.UTC(2026, 0, 1);
const READING = readingWith({ apparentPowerVA: 390, subscribedVA: 6000 });
const READ_NOW = { lastReading: READING, ageMs: 3_000 };

/** Homebridge's folder with a meter in the settings, a meter that talks on the port of that name, and more. */
function sceneWith(configured: string, more: Scene['files'] = {}) {
  const meters = [{ name: 'Maison', port: configured }];
  const config = JSON.stringify({ platforms: [{ platform: 'LinkyTIC', meters }] });
  return { '/hb': FOLDER, '/hb/config.json': config, [USB]: device(), ...more };
}

const heldBy = (commandLine: string) => ({ '/proc/42/fd/7': `→ ${USB}`, '/proc/42/cmdline': commandLine });
const HELD_BY_HOMEBRIDGE = heldBy('homebridge\0');

function runningOn(port: string, heardBefore: Partial<MeterStatus> = {}) {
  return { version: '0.1.0', meters: [{ slug: 'maison', name: 'Maison', port, staleAfter: 20, ...heardBefore }] };
}

/** What the page is told, and how often it opened the port for it. */
async function toldBeside({ port = USB, ...visit }: Visit) {
  let opened = 0;
  const meter = gives(...FRAMES);
  const bytes: typeof meter.bytes = (...how) => {
    opened += 1;
    return meter.bytes(...how);
  };
  const answer = await heard({ sources: { [port]: { bytes } }, ...visit, port });
  return { ...answer, opened };
}

describe('a port that the running plugin reads is never opened', () => {
  test('what it heard is told', async () => {
    const answer = await toldBeside({ files: sceneWith(USB), status: runningOn(USB, READ_NOW) });
    expect(answer).toMatchObject({ ok: true, readByPlugin: true, reading: { apparentPowerVA: 390 }, opened: 0 });
    expect(answer.says).toContain('this is what it heard 3 s ago');
  });

  const LINK = '/dev/serial/by-id/usb-FTDI-if00';
  test.each([
    [LINK, USB],
    [USB, LINK],
  ])('nor under another of its names: %s, while the plugin has %s', async (port, itsName) => {
    const files = sceneWith(itsName, { [LINK]: `→ ${USB}` });
    const answer = await toldBeside({ port, files, status: runningOn(itsName, READ_NOW) });
    expect(answer).toMatchObject({ ok: true, readByPlugin: true, opened: 0 });
  });

  test.each<[string, Partial<MeterStatus>, string]>([
    ['nothing heard yet', {}, 'the meter says nothing yet.'],
    ['nothing for minutes', { lastReading: READING, ageMs: 300_000 }, 'it was heard 5 min ago.'],
    [
      'nothing for minutes, and the clock set back since',
      { lastReading: READING, atMs: NOW_MS + 3_600_000, ageMs: 300_000 },
      'it was heard 5 min ago.',
    ],
  ])('%s: which wires to look at, whether it holds the port just then or not', async (_, before, words) => {
    for (const held of [HELD_BY_HOMEBRIDGE, {}]) {
      const answer = await toldBeside({ files: sceneWith(USB, held), status: runningOn(USB, before) });
      expect(answer).toMatchObject({ ok: false, readByPlugin: true, opened: 0 });
      expect(answer.says).toContain(words);
      expect(answer.says).toContain('I1 and I2');
    }
  });

  test('a bridge that gives nothing: is it on?', async () => {
    const answer = await toldBeside({ port: BRIDGE, files: sceneWith(BRIDGE), status: runningOn(BRIDGE) });
    expect(answer).toMatchObject({ ok: false, readByPlugin: true, opened: 0 });
    expect(answer.says).toContain('Is the bridge on');
  });

  test.each<[string, Visit, string]>([
    ['not there', { files: sceneWith('/dev/ttyUSB9'), port: '/dev/ttyUSB9' }, 'There is no /dev/ttyUSB9'],
    ['no rights', { files: sceneWith(USB, { [USB]: device({ mode: 0o600 }) }), user: PI }, 'no right to open'],
    ['another program', { files: sceneWith(USB, heldBy('cat\0')) }, 'Another program (cat) reads /dev/ttyUSB0'],
  ])('what is in its way is told: %s', async (_, visit, words) => {
    const answer = await toldBeside({ ...visit, status: runningOn(visit.port ?? USB) });
    expect(answer.says).toContain(words);
    expect(answer).toMatchObject({ ok: false, opened: 0 });
    expect(answer.readByPlugin).toBeUndefined();
  });

  test('saved with another port since, it is still the one that the plugin was started with', async () => {
    const answer = await toldBeside({ files: sceneWith('/dev/ttyACM0'), status: runningOn(USB, READ_NOW) });
    expect(answer).toMatchObject({ ok: true, readByPlugin: true, opened: 0 });
  });
});

describe('a port that the running plugin does not read', () => {
  test('is listened to, though the settings have it by now', async () => {
    const answer = await toldBeside({ files: sceneWith(USB), status: runningOn('/dev/ttyACM0', READ_NOW) });
    expect(answer).toMatchObject({ ok: true, reading: { apparentPowerVA: 1500 }, opened: 1 });
    expect(answer.readByPlugin).toBeUndefined();
  });

  test('and Homebridge holds', async () => {
    const files = sceneWith('/dev/ttyACM0', HELD_BY_HOMEBRIDGE);
    const { ok, says } = await toldBeside({ files, status: runningOn('/dev/ttyACM0') });
    expect(says).toContain('restart Homebridge');
    expect(says).not.toContain('hb-service');
    expect(ok).toBe(false);
  });
});

describe('a plugin that may not be asked is known by its journal', () => {
  const busy = { files: sceneWith(USB), sources: { [USB]: breaks('busy') } };

  test('on a port that is busy', async () => {
    const answer = await toldBeside({ ...busy, newestAtMs: { maison: NOW_MS - 12_000 } });
    expect(answer).toMatchObject({ ok: true, readByPlugin: true, says: expect.stringContaining('12 s old') });
  });

  test.each([
    ['old', NOW_MS - 3_600_000],
    ['of the future', NOW_MS + 3_600_000],
  ])('but not by one that is %s', async (_, newestAtMs) => {
    const answer = await toldBeside({ ...busy, newestAtMs: { maison: newestAtMs } });
    expect(answer).toMatchObject({ ok: false, says: expect.stringContaining('Another program reads') });
  });

  test('nor when the port is free: it has just been stopped', async () => {
    const answer = await toldBeside({ files: sceneWith(USB), newestAtMs: { maison: NOW_MS - 12_000 } });
    expect(answer).toMatchObject({ ok: true, reading: { apparentPowerVA: 1500 }, opened: 1 });
  });

  test('on a bridge, which would let the page in and the plugin out', async () => {
    const beside = { port: BRIDGE, files: sceneWith(BRIDGE) };
    const fresh = await toldBeside({ ...beside, newestAtMs: { maison: NOW_MS - 12_000 } });
    expect(fresh).toMatchObject({ ok: true, readByPlugin: true, opened: 0 });
    const old = await toldBeside({ ...beside, newestAtMs: { maison: NOW_MS - 3_600_000 } });
    expect(old).toMatchObject({ ok: true, opened: 1 });
    expect(old.readByPlugin).toBeUndefined();
  });
});
