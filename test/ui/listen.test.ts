import { describe, expect, test } from 'vitest';
import type { ListenOutcome } from '../../homebridge-ui/page/model/meter-display.ts';
import type { Source } from '../../src/source/source.ts';
import { createListener } from '../../src/ui/listen.ts';
import { readAtOtherSpeed } from '../../testbed/meter/wrong-speed.ts';
import { settled } from '../../testbed/support/clock.ts';
import { breaks, device, FOLDER, fakeMachine, gives, givesAt, PI } from '../doctor/machine-fake.ts';
import { FRAME, type ListenScene, listenToPort, USB, WELL } from './listen-scene.ts';

test('the answer names mode, number, contract, power with the subscribed power, and quality of the signal', async () => {
  expect(await listenToPort(WELL)).toMatchObject({
    ok: true,
    mode: 'historique',
    refusedShare: 0,
    reading: { apparentPowerVA: 1500, subscribedVA: 6000 },
    says: 'A Linky meter answers in historique mode: number 012345678901, contract peak and off-peak hours. The house draws 1,500\u00a0VA of the 6,000\u00a0VA that are subscribed: 25%. The signal is perfect: everything arrives undamaged.',
  });
});

test('the answer is in French for a page in French', async () => {
  const { says } = await listenToPort({ ...WELL, language: 'fr' });
  expect(says).toContain('Un compteur Linky répond, en mode historique');
  expect(says).toMatch(/soutire 1\s500\sVA sur les 6\s000\sVA souscrits\s: 25\s%\./);
  expect(says).toContain('Le signal est parfait');
});

test('the answer has the share of refused groups when there are few', async () => {
  const spoilt = FRAME.with(-8, (FRAME.at(-8) ?? 0) ^ 0x03);
  const { ok, says, refusedShare } = await listenToPort({ ...WELL, sources: { [USB]: gives(FRAME, FRAME, spoilt) } });
  expect(says).toContain('The signal is good: 3.7% of what comes is damaged');
  expect(refusedShare).toBeCloseTo(1 / 27);
  expect(ok).toBe(true);
});

test('for a meter in another mode than the one that is set, the answer shows the meter and says what to change', async () => {
  const { ok, mode, says, hearing } = await listenToPort({ ...WELL, mode: 'standard' });
  expect(hearing).toBe('faulty');
  expect(says).toContain('A Linky meter answers');
  expect(says).toContain('Set the mode to auto, or to historique.');
  expect([ok, mode]).toEqual([false, 'historique']);
});

describe('for a meter whose adapter gives historique at 9600 baud, the answer', () => {
  const sources = { [USB]: givesAt(9600, FRAME, FRAME, FRAME) };

  test.each(['auto', 9600] as const)('says so, with the speed %s', async (baudRate) => {
    const { ok, mode, says } = await listenToPort({ ...WELL, sources, baudRate });
    expect(says).toContain('A Linky meter answers in historique mode at 9600 baud: number 012345678901');
    expect([ok, mode]).toEqual([true, 'historique']);
  });

  test('says what to change where 1200 baud is set', async () => {
    const { ok, says, hearing } = await listenToPort({ ...WELL, sources, baudRate: 1200 });
    expect(says).toContain('Set the speed (baudRate) to auto, or to 9600.');
    expect([ok, hearing]).toEqual([false, 'faulty']);
  });

  test('says so in French', async () => {
    const { says } = await listenToPort({ ...WELL, sources, language: 'fr' });
    expect(says).toContain('répond, en mode historique à 9600 baud');
  });
});

describe('the usual troubles in the page’s words:', () => {
  test.each<[string, ListenScene, string, ListenOutcome]>([
    ['a text that is no port', { port: 'tcp:x' }, '“tcp:x” is not a port.', 'closed'],
    ['a port that does not exist', { ports: ['/dev/ttyACM0'] }, 'There is: /dev/ttyACM0.', 'closed'],
    ['a machine without serial ports', {}, 'try another USB socket', 'closed'],
    ['a folder', { files: { [USB]: FOLDER } }, 'it is not a serial port.', 'closed'],
    [
      'a port that the user may not open',
      { ...WELL, user: PI },
      'Homebridge (the user pi) has no permission to open /dev/ttyUSB0',
      'closed',
    ],
    [
      'a silent line',
      { ...WELL, sources: { [USB]: gives() } },
      'Not one byte came from /dev/ttyUSB0 in 10 s',
      'silent',
    ],
    [
      'nothing listens',
      { port: 'tcp://h:1', sources: { 'tcp://h:1': breaks('unreachable') } },
      'does not answer',
      'closed',
    ],
  ])('%s', async (_, scene, words, kind) => {
    const { ok, says, hearing } = await listenToPort(scene);
    expect(says).toContain(words);
    expect(says).not.toMatch(/recorded file|dmesg/);
    expect(ok).toBe(false);
    expect(hearing).toBe(kind);
  });

  test('the share of a poor line is written as everywhere on the page', async () => {
    const weak = FRAME.map((byte, at) => (at % 40 === 17 ? byte ^ 0x80 : byte));
    const { ok, says, hearing } = await listenToPort({ ...WELL, sources: { [USB]: gives(weak, weak, weak) } });
    expect(hearing).toBe('faulty');
    expect(says).toMatch(/^\d+% of what comes on \/dev\/ttyUSB0 is damaged/);
    expect(ok).toBe(false);
  });

  test('a meter of which no whole frame has come', async () => {
    const { ok, says } = await listenToPort({ ...WELL, sources: { [USB]: gives(FRAME.subarray(0, -20)) } });
    expect(says).toContain('talks in historique mode, but not one complete frame arrives');
    expect(ok).toBe(false);
  });

  const heldBy = (commandLine: string) => ({ '/proc/42/fd/7': `→ ${USB}`, '/proc/42/cmdline': commandLine });
  test.each([
    ['another program', heldBy('python3\0linky.py\0'), 'Another program (python3 linky.py) reads /dev/ttyUSB0'],
    [
      'another page',
      heldBy('node\0/hb/p/homebridge-ui/server.js\0'),
      'Another settings page is listening to /dev/ttyUSB0.',
    ],
    ['the console', heldBy('/sbin/agetty\0ttyUSB0\0'), 'sudo raspi-config nonint do_serial_cons 1'],
  ])('%s', async (_, held, words) => {
    const { ok, says, hearing } = await listenToPort({ ...WELL, files: { ...WELL.files, ...held } });
    expect(hearing).toBe('closed');
    expect(says).toContain(words);
    expect(says).not.toMatch(/kill|process 42/);
    expect(ok).toBe(false);
  });

  test('another program, which only root could name', async () => {
    const { ok, says } = await listenToPort({ ...WELL, sources: { [USB]: breaks('busy') } });
    expect(says).toContain('Another program reads /dev/ttyUSB0, and only one at a time');
    expect(says).not.toContain('fuser');
    expect(ok).toBe(false);
  });
});

test('listening takes 20 s at most, whatever comes', async () => {
  const garbage = readAtOtherSpeed(FRAME, 8);
  const machine = fakeMachine({ ...WELL, sources: { [USB]: lateSource(garbage, () => machine.clock) } });
  const listened = createListener(machine, '/hb')({ port: USB, mode: 'auto', baudRate: 'auto', language: 'en' });
  let isDone = false;
  listened.then(() => {
    isDone = true;
  });
  await machine.clock.pass(20_000);
  await settled();
  expect(isDone).toBe(true);
  expect((await listened).says[0]).toContain('none of them is TIC');
});

test('a new request ends the previous listening, and waits until its port is closed', async () => {
  const open = new Set<string>();
  let most = 0;
  const tracked = (port: string): Source => ({
    async *bytes(...how) {
      open.add(port);
      most = Math.max(most, open.size);
      try {
        yield* gives().bytes(...how);
      } finally {
        await settled();
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
    asked.push(listen({ port, mode: 'auto', baudRate: 'auto', language: 'en' }));
    await settled();
  }
  await machine.clock.pass(60_000);
  const [first, second, third] = await Promise.all(asked);
  expect(first?.says).toEqual(['Stopped, because the page listens to a port again.']);
  expect(second?.says).toEqual(first?.says);
  expect(third?.says[0]).toContain('Not one byte came from /dev/ttyUSB2');
  expect(most).toBe(1);
  expect(open.size).toBe(0);
});

/** A source that gives its bytes shortly before the time limit. */
function lateSource(bytes: Uint8Array, clockOf: () => ReturnType<typeof fakeMachine>['clock']): Source {
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
