import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type DoctorOptions, doctor } from '../../src/cli/doctor.ts';
import { Failure } from '../../src/cli/session.ts';
import type { PathStat } from '../../src/doctor/machine.ts';
import { tempoDayAt } from '../../src/energy/period-clock.ts';
import { JournalError } from '../../src/journal/disk-trouble.ts';
import { OWN_FOLDER, ownVersion } from '../../src/own-files.ts';
import type { Language } from '../../src/texts/texts.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { encodeFrame, type WireGroup } from '../../src/tic/encode.ts';
import { TROUBLE_KINDS } from '../../src/trouble/shapes.ts';
import type { KindOf, Trouble } from '../../src/trouble/trouble.ts';
import { said, sentences } from '../../src/trouble/words.ts';
import { readAtOtherSpeed } from '../../testbed/meter/wrong-speed.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { historiqueFrame } from '../../testbed/support/frames.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { entryWith, readingWith } from '../../testbed/support/readings.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../testbed/support/time.ts';
import { EVENING, loadCurveReadings } from '../doctor/load-curve-readings.ts';
import { breaks, device, FOLDER, fakeMachine, gives, givesAt, PI, type Scene } from '../doctor/machine-fake.ts';
import { fakeSession } from './session-fake.ts';

const { en } = textsIn;

const USB = '/dev/ttyUSB0';
const PINS = '/dev/serial0';
const GROUPS = 'dialout:x:20:\nlinky:x:999:\n';

const historique = (PAPP = '00390') =>
  historiqueFrame({ ADCO: '012345678901', ISOUSC: '30', BASE: '011887649', PAPP, HHPHC: undefined });
const many = (frame: Uint8Array, count = 8) => Array.from({ length: count }, () => frame);
/** Frames in which one character of every n-th group is damaged. */
function damaged(flip: number, every: number): readonly Uint8Array[] {
  let group = 0;
  return many(historique()).map((frame) =>
    frame.map((byte, at) => {
      const isThird = ((frame[at - 3] ?? 0) & 0x7f) === 0x0a;
      if (isThird) group += 1;
      return isThird && group % every === 0 ? byte ^ flip : byte;
    }),
  );
}

/** A frame without some control characters, such as STX and ETX, which a bridge may remove. */
const without = (frame: Uint8Array, ...bytes: readonly number[]) =>
  frame.filter((byte) => !bytes.includes(byte & 0x7f));

interface DoctorScene extends Scene {
  readonly port?: string;
  readonly options?: DoctorOptions;
  readonly language?: Language;
}

/** Runs the doctor. Gives its report, with wrapped lines joined, and whether all was well. */
async function runDoctor({ port, options = {}, language = 'en', ...scene }: DoctorScene) {
  const { session, printed, remarks } = fakeSession(language);
  const machine = fakeMachine({ files: { '/etc/group': GROUPS, ...scene.files }, ...rest(scene) });
  const done = doctor(port, options, session, machine).then(
    () => true,
    (error) => {
      if (error instanceof Failure && error.message === '') return false;
      throw error;
    },
  );
  await machine.clock.pass(60_000);
  const ok = await done;
  return { ok, says: printed.join(' ').replace(/ +/g, ' '), printed, remarks };
}

/** A text with plain blanks instead of no-break blanks. */
const inOneLine = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

function rest({ files: _, ...scene }: Scene): Scene {
  return scene;
}

const BRIDGE = 'tcp://10.0.0.2:2000';
/** The files in /proc of a program that has the port open. */
const heldBy = (pid: number, commandLine: string, cgroup = '') => ({
  [`/proc/${pid}/fd/7`]: `→ ${USB}`,
  [`/proc/${pid}/cmdline`]: commandLine,
  [`/proc/${pid}/cgroup`]: cgroup,
});

/** A port with a good meter. */
const WELL = { files: { [USB]: device() }, sources: { [USB]: gives(...many(historique())) } };

describe('the doctor finds the cause:', () => {
  test('the port does not exist, and others do', async () => {
    const { ok, says } = await runDoctor({ port: USB, ports: ['/dev/serial/by-id/usb-FTDI-if00', '/dev/ttyACM0'] });
    expect(says).toContain('There is no /dev/ttyUSB0. There are: /dev/serial/by-id/usb-FTDI-if00, /dev/ttyACM0.');
    expect(ok).toBe(false);
  });

  test('there is no serial port at all', async () => {
    expect((await runDoctor({ port: USB })).says).toContain('nor any other serial port on this machine');
    expect(await runDoctor({})).toMatchObject({ ok: false, says: expect.stringContaining('There is no serial port') });
  });

  test('the UART of a Raspberry Pi is switched off', async () => {
    const files = { '/proc/device-tree/model': 'Raspberry Pi 3 Model B\0', '/boot/config.txt': '#enable_uart=1\n' };
    const { says } = await runDoctor({ port: PINS, files });
    expect(says).toContain('the UART of this Raspberry Pi is off (no enable_uart=1 in /boot/config.txt)');
    expect(says).toContain('raspi-config nonint do_serial_hw 0');
  });

  test('the port is a folder', async () => {
    expect((await runDoctor({ port: '/dev', files: { '/dev': FOLDER } })).says).toContain('neither a serial port nor');
  });

  test('the user may not open the port: the report names the group and the command', async () => {
    const { says } = await runDoctor({ port: USB, user: PI, ...WELL });
    expect(says).toContain('pi has no permission to open /dev/ttyUSB0: it belongs to the group dialout.');
    expect(says).toContain('sudo usermod -aG dialout pi');
  });

  test('the user joined the group after the session began', async () => {
    const files = { ...WELL.files, '/etc/group': 'dialout:x:20:mum,pi\n' };
    expect((await runDoctor({ port: USB, user: PI, ...WELL, files })).says).toContain('this session began before');
  });

  test('only root may open the port', async () => {
    const files = { [USB]: device({ mode: 0o600 }) };
    expect((await runDoctor({ port: USB, user: PI, ...WELL, files })).says).toContain('sudo chmod g+rw /dev/ttyUSB0');
  });

  test('the user who runs Homebridge may not open the port', async () => {
    const files = {
      ...WELL.files,
      '/hb': FOLDER,
      '/hb/config.json': '{}',
      '/etc/passwd': 'homebridge:x:999:999::/hb:',
    };
    const { says } = await runDoctor({ port: USB, ...WELL, files, options: { storage: '/hb' } });
    expect(says).toContain('sudo usermod -aG dialout homebridge');
  });

  test.each([
    ['python3\0/home/pi/linky.py\0--token\0s3cr3t\0', 'python3 linky.py (process 42) has /dev/ttyUSB0.'],
    ['/sbin/agetty\0--keep-baud\0', 'agetty (process 42) has /dev/ttyUSB0: the serial console'],
    [
      '/usr/bin/node\0/opt/homebridge-linky-tic/homebridge-ui/server.js\0',
      'The plugin’s settings page is listening to /dev/ttyUSB0.',
    ],
    ['homebridge: Linky TIC\0', 'homebridge (process 42) has /dev/ttyUSB0: the plugin already reads it'],
  ])('another program has the port open: %j', async (cmdline, words) => {
    const files = { ...WELL.files, '/proc/42/fd/7': `→ ${USB}`, '/proc/42/cmdline': cmdline, '/proc/43/fd/1': '→ /x' };
    const { says, ok } = await runDoctor({ port: USB, ...WELL, files });
    expect(says).toContain(words);
    expect(says).not.toContain('s3cr3t');
    expect(ok).toBe(false);
  });

  test('the program at the other end of a pseudo-terminal does not make it busy', async () => {
    const files = { '/dev/pts/7': device(), '/proc/42/fd/5': '→ /dev/ptmx', '/proc/42/fd/6': '→ /dev/pts/7' };
    const sources = { '/dev/pts/7': gives(...many(historique())) };
    expect(await runDoctor({ port: '/dev/pts/7', files, sources })).toMatchObject({ ok: true });
  });

  test.each(['linky-tic mirror', 'homebridge: Linky TIC'])(
    'another program has the port open beside %s, and that one is to be stopped',
    async (reader) => {
      const files = { ...WELL.files, ...heldBy(42, reader), ...heldBy(43, 'cat'), ...heldBy(44, 'minicom') };
      const { says, ok } = await runDoctor({ port: USB, ...WELL, files });
      expect(says).toMatch(
        /cat \(process 43\), minicom \(process 44\) have \/dev\/ttyUSB0 at the same time as \S+( mirror)? \(process 42\), and take some of the bytes/,
      );
      expect(says).toContain('stop them (sudo kill 43 44)');
      expect(says).not.toContain('For a closer look');
      expect(ok).toBe(false);
    },
  );

  test('linky-tic mirror has the port open: the report says how to see and to stop the mirror', async () => {
    const files = { ...WELL.files, ...heldBy(42, 'linky-tic mirror', '0::/system.slice/linky-tic.service\n') };
    const { says, ok } = await runDoctor({ port: USB, ...WELL, files });
    expect(says).toContain('linky-tic mirror (process 42) has /dev/ttyUSB0: this is your own linky-tic mirror');
    expect(says).toContain('journalctl -u linky-tic');
    expect(says).toContain('sudo systemctl stop linky-tic');
    expect(says).not.toContain('kill');
    expect(ok).toBe(false);
  });

  test('linky-tic mirror has the port open, and is no service of systemd', async () => {
    const { says } = await runDoctor({
      port: USB,
      ...WELL,
      files: { ...WELL.files, ...heldBy(42, 'linky-tic mirror') },
    });
    expect(says).toContain('your own linky-tic mirror');
    expect(says).toContain('sudo kill 42');
  });

  test('another program has the port open, which only root could name', async () => {
    const { says } = await runDoctor({ port: USB, ...WELL, sources: { [USB]: breaks('busy') } });
    expect(says).toContain('sudo fuser -v /dev/ttyUSB0');
  });

  test('the serial console of Linux is on the pins', async () => {
    const files = {
      '/dev/ttyS0': device(),
      [PINS]: '→ /dev/ttyS0',
      '/boot/firmware/cmdline.txt': 'console=serial0,115200 console=tty1 root=PARTUUID=1',
    };
    const { says } = await runDoctor({ port: PINS, files, sources: { [PINS]: gives() } });
    expect(says).toContain('console=serial0,115200 in /boot/firmware/cmdline.txt');
    expect(says).toContain('raspi-config nonint do_serial_cons 1');
  });

  test('a serial console on another device is not the cause', async () => {
    const files = { [USB]: device(), '/dev/ttyS0': device(), '/boot/cmdline.txt': 'console=ttyS0' };
    expect((await runDoctor({ port: USB, files, sources: { [USB]: gives() } })).says).toContain('Not one byte');
  });

  test('the UART goes to the Bluetooth chip', async () => {
    const files = {
      '/proc/device-tree/model': 'Raspberry Pi Zero 2 W Rev 1.0\0',
      '/dev/ttyAMA0': device(),
      '/dev/serial1': '→ /dev/ttyAMA0',
    };
    const { says } = await runDoctor({ port: '/dev/ttyAMA0', files, sources: { '/dev/ttyAMA0': gives() } });
    expect(says).toContain('goes to the Bluetooth chip, not to the pins. Read /dev/serial0 instead');
  });

  test('the UART goes to the debug connector of a Raspberry Pi 5', async () => {
    const files = {
      '/proc/device-tree/model': 'Raspberry Pi 5 Model B Rev 1.0\0',
      '/dev/ttyAMA10': device(),
      [PINS]: '→ /dev/ttyAMA10',
    };
    expect((await runDoctor({ port: PINS, files, sources: { [PINS]: gives() } })).says).toContain('read /dev/ttyAMA0');
  });

  test('the speed of the mini UART follows the processor', async () => {
    const files = { '/proc/device-tree/model': 'Raspberry Pi 3\0', '/dev/ttyS0': device(), '/boot/config.txt': '' };
    const garbage = readAtOtherSpeed(historique(), 1.2);
    const { says } = await runDoctor({ port: '/dev/ttyS0', files, sources: { '/dev/ttyS0': gives(...many(garbage)) } });
    expect(says).toContain('the mini UART');
    expect(says).toContain('enable_uart=1 in /boot/config.txt');
  });

  test('no byte comes', async () => {
    const { says } = await runDoctor({ port: USB, ...WELL, sources: { [USB]: gives() } });
    expect(says).toContain('Not one byte came from /dev/ttyUSB0 in 10 s');
    expect(says).toContain('I1 and I2');
    expect(says).toContain('TIC output');
    expect(says).not.toContain('RXD');
  });

  test.each([
    ['on a Raspberry Pi the report names its pin', { '/proc/device-tree/model': 'Raspberry Pi 4 Model B\0' }, true],
    ['on a PC it does not', {}, false],
  ])('no byte comes on an on-board UART: %s', async (_, model, told) => {
    const files = { '/dev/ttyS0': device(), ...model };
    const { says } = await runDoctor({ port: '/dev/ttyS0', files, sources: { '/dev/ttyS0': gives() } });
    expect(says.includes('pin 10 (GPIO 15, RXD)')).toBe(told);
  });

  test('bytes come at a wrong speed', async () => {
    const garbage = gives(...many(readAtOtherSpeed(historique(), 8)));
    const { says, remarks } = await runDoctor({ port: USB, ...WELL, sources: { [USB]: garbage } });
    expect(says).toMatch(
      /\d+ bytes came from \/dev\/ttyUSB0, and none of them is TIC, neither at 1200 baud nor at 9600/,
    );
    expect(remarks).toEqual([expect.stringContaining('1200 baud'), expect.stringContaining('9600 baud')]);
  });

  test('a bridge reads the meter at a wrong speed', async () => {
    const port = 'tcp://10.0.0.2:2000';
    const garbage = gives(...many(readAtOtherSpeed(historique(), 8)));
    expect((await runDoctor({ port, sources: { [port]: garbage } })).says).toContain(
      'the bridge reads the line at the wrong speed',
    );
  });

  test.each([
    ['unreachable', 'does not answer (so it is)'],
    ['gone', 'was closed from the other side before it sent a byte'],
  ] as const)('a bridge that is %s', async (trouble, words) => {
    const port = BRIDGE;
    expect((await runDoctor({ port, sources: { [port]: breaks(trouble) } })).says).toContain(words);
  });

  test('a bridge closes the connection after some bytes', async () => {
    const sources = { [BRIDGE]: breaks('gone', 'so it is', Uint8Array.from([1, 2, 3])) };
    expect((await runDoctor({ port: BRIDGE, sources })).says).toContain('was closed from the other side after 3 bytes');
  });

  test('a bridge gives no byte, so another program may be connected to it', async () => {
    const { says, ok } = await runDoctor({ port: BRIDGE, sources: { [BRIDGE]: gives() } });
    expect(says).toContain('Is another program connected to it?');
    expect(ok).toBe(false);
  });

  test.each([
    ['at once', [Uint8Array.from([1, 2, 3])]],
    ['after a valid frame', [historique()]],
  ])('the adapter is unplugged %s', async (_, bytes) => {
    const { says, ok } = await runDoctor({
      port: USB,
      ...WELL,
      sources: { [USB]: breaks('gone', 'so it is', ...bytes) },
    });
    expect(says).toContain('/dev/ttyUSB0 disappeared while it was read, after ');
    expect(says).not.toContain('bridge');
    expect(ok).toBe(false);
  });

  test('the port cannot be read: the report has the error of the system', async () => {
    const { says, ok } = await runDoctor({ port: USB, ...WELL, sources: { [USB]: breaks('other', 'so it is') } });
    expect(says).toContain('/dev/ttyUSB0 cannot be read (so it is).');
    expect(ok).toBe(false);
  });

  test('a recording without a byte is empty, and no wire is to blame', async () => {
    const empty = { ...gives(), recorded: true, baudRate: 1200 } as const;
    const { says, ok } = await runDoctor({ port: '/tmp/line.tic', sources: { '/tmp/line.tic': empty } });
    expect(says).toContain('/tmp/line.tic is an empty recording: there is not one byte in it.');
    expect(says).not.toContain('wires');
    expect(ok).toBe(false);
  });

  test('half of the groups have parity errors', async () => {
    const { says, ok } = await runDoctor({ port: USB, ...WELL, sources: { [USB]: gives(...damaged(0x80, 2)) } });
    expect(says).toMatch(/\d+% of what comes on \/dev\/ttyUSB0 is refused, mostly for parity errors/);
    expect(ok).toBe(false);
  });

  test('all groups have parity errors', async () => {
    const { says } = await runDoctor({ port: USB, ...WELL, sources: { [USB]: gives(...damaged(0x80, 1)) } });
    expect(says).toContain('mostly for parity errors');
  });

  test('the meter is in another mode than the one that is set, and its line is good', async () => {
    const { says, ok } = await runDoctor({ port: USB, ...WELL, options: { mode: 'standard' } });
    expect(says).toContain('✗ The meter on /dev/ttyUSB0 talks in historique mode, but standard is set');
    expect(says).toContain('✓ 8 frames. 72 groups accepted, 0 refused (0%).');
    expect(ok).toBe(false);
  });

  test.each([
    [{ baud: 1200 }, ['1200', '9600'], 'in historique mode at 9600 baud, but 1200 baud is set.'],
    [{ baud: 1200, mode: 'historique' }, ['1200', '9600'], 'Set the speed (baudRate) to auto, or to 9600.'],
    [{ baud: 9600, mode: 'standard' }, ['9600'], 'talks in historique mode, but standard is set'],
  ] as const)('the line has 9600 baud, and what is set is wrong: %j', async (options, speeds, words) => {
    const fast = { [USB]: givesAt(9600, ...many(historique())) };
    const { says, ok, remarks } = await runDoctor({ port: USB, ...WELL, sources: fast, options });
    expect(says).toContain(words);
    expect(says).toContain('✓ A meter answers in historique mode at 9600 baud: number 012345678901');
    expect(remarks).toEqual(speeds.map((speed) => expect.stringContaining(`${speed} baud`)));
    expect(ok).toBe(false);
  });

  test.each([
    [{}, ['1200', '9600']],
    [{ mode: 'historique' }, ['1200', '9600']],
    [{ baud: 9600 }, ['9600']],
    [{ baud: 'auto', mode: 'auto' }, ['1200', '9600']],
  ] as const)('no mistake in settings with which historique at 9600 baud is read: %j', async (options, speeds) => {
    const fast = { [USB]: givesAt(9600, ...many(historique())) };
    const { says, ok, remarks } = await runDoctor({ port: USB, ...WELL, sources: fast, options });
    expect(says).toContain('in historique mode at 9600 baud');
    expect(remarks).toHaveLength(speeds.length);
    expect(ok).toBe(true);
  });

  test('no mistake in a speed that is set for a bridge, which sets its own', async () => {
    const sources = { [BRIDGE]: gives(...many(historique())) };
    const { says, ok } = await runDoctor({ port: BRIDGE, sources, options: { baud: 9600 } });
    expect(says).toContain('A meter answers in historique mode: ');
    expect(ok).toBe(true);
  });

  test('the speed in the settings of Homebridge is wrong', async () => {
    const block = pluginBlock({ meters: [{ port: USB, baudRate: '1200' }] });
    const files = {
      [USB]: device(),
      '/hb': { ...FOLDER, uid: 0 },
      '/hb/config.json': JSON.stringify({ platforms: [block] }),
    };
    const fast = { [USB]: givesAt(9600, ...many(historique())) };
    const { says } = await runDoctor({ files, sources: fast, options: { storage: '/hb' } });
    expect(says).toContain('in historique mode at 9600 baud, but 1200 baud is set');
  });

  test('some groups have wrong checksums', async () => {
    // Two bit errors in a character keep its parity.
    const { says } = await runDoctor({ port: USB, ...WELL, sources: { [USB]: gives(...damaged(0x03, 3)) } });
    expect(says).toMatch(/\d+% of what comes on \/dev\/ttyUSB0 is refused \(mostly: wrong checksums\)/);
  });

  test.each([
    ['STX and ETX', without(historique(), 0x02, 0x03), 'nothing shows where one begins and ends'],
    ['the meter’s number', encodeFrame([{ label: 'PAPP', data: '00390' }], 'historique'), 'its number (ADCO or ADSC)'],
  ])('all groups are valid, but no frame is, since it lacks %s', async (_, frame, words) => {
    const { says, ok } = await runDoctor({ port: USB, ...WELL, sources: { [USB]: gives(...many(frame)) } });
    expect(says).toContain('The meter on /dev/ttyUSB0 talks in historique mode, but not one complete frame arrives');
    expect(says).toContain(words);
    expect(ok).toBe(false);
  });

  describe('another program takes bytes of the line:', () => {
    const LINES = [
      ['a part of them', [without(historique(), 0x30)]],
      ['every second one', [historique().filter((_, at) => at % 2 === 0)]],
      ['all of them', []],
      ['STX and ETX', [without(historique(), 0x02, 0x03)]],
      ['the right speed', [readAtOtherSpeed(historique(), 8)]],
    ] as const;
    const user = { ...PI, gids: [20] };
    const files = { ...WELL.files, '/etc/group': 'dialout:x:20:pi\n' };
    const sourceOf = (frames: readonly Uint8Array[]) => gives(...frames.flatMap((one) => many(one)));

    test.each(LINES)('%s, and only root could see it', async (_, frames) => {
      const sources = { [USB]: sourceOf(frames) };
      const { says } = await runDoctor({ port: USB, files, sources, user });
      expect(says).toContain('Or another program reads the port at the same time and takes some of the bytes');
      expect(says).toContain('sudo linky-tic doctor /dev/ttyUSB0');
      expect((await runDoctor({ port: USB, files, sources })).says).not.toContain('sudo linky-tic');
    });

    test.each(LINES)('%s, and opens the port while the doctor listens', async (_, frames) => {
      const sources = { [USB]: sourceOf(frames) };
      const onceOpened = heldBy(42, 'python3\0linky.py\0');
      const { says, ok } = await runDoctor({ port: USB, files, sources, user, onceOpened });
      expect(says).toContain('✗ python3 linky.py (process 42) has /dev/ttyUSB0. Only one program can read a meter');
      expect(says).not.toMatch(/I1 and I2|resistor|sudo linky-tic/);
      expect(ok).toBe(false);
    });

    test('nothing is said of it where a good meter answers, nor of a bridge', async () => {
      expect((await runDoctor({ port: USB, files, sources: WELL.sources, user })).says).not.toContain('Or another');
      const { says } = await runDoctor({ port: BRIDGE, sources: { [BRIDGE]: gives() }, user });
      expect(says).not.toContain('sudo linky-tic');
    });
  });

  test('the text is not a port', async () => {
    expect((await runDoctor({ port: 'ttyUSB0' })).says).toContain('“ttyUSB0” is not a port');
  });
});

test('of a good meter the report has mode, number, contract, power and quality of the line', async () => {
  const { ok, says } = await runDoctor({ port: USB, ...WELL });
  expect(says).toContain(
    '✓ A meter answers in historique mode: number 012345678901, Base, 6 kVA subscribed, drawing 390 VA.',
  );
  expect(says).toContain('✓ 8 frames. 72 groups accepted, 0 refused (0%).');
  expect(ok).toBe(true);
});

test.each([
  ['en', 'peak and off-peak hours'],
  ['fr', 'heures pleines et creuses'],
] as const)('the contract of a meter has its name, not the code on the wire: %s', async (language, name) => {
  const groups = historiqueFrame({ ADCO: '012345678901', OPTARIF: 'HC..', PTEC: 'HP..' });
  const { says } = await runDoctor({ port: USB, ...WELL, sources: { [USB]: gives(...many(groups)) }, language });
  expect(inOneLine(says)).toContain(`012345678901, ${name},`);
  expect(says).not.toContain('..');
});

test('of a good meter whose profile tells hours the report has them, and what its registers count', async () => {
  const groups = (index: number): readonly WireGroup[] => [
    { label: 'ADSC', data: '012345678901' },
    { label: 'DATE', horodate: `H2612101200${String(10 + index)}`, data: '' },
    { label: 'LTARF', data: ' HEURE  CREUSE  ' },
    { label: 'EASF01', data: String(1_000 + index).padStart(9, '0') },
    { label: 'EASF02', data: '000002000' },
    { label: 'NTARF', data: '01' },
    { label: 'NJOURF', data: '00' },
    { label: 'NJOURF+1', data: '00' },
    { label: 'PJOURF+1', data: `00008002 0256C001 07568002 1156C001 14568002${' NONUTILE'.repeat(6)}` },
  ];
  const frames = Array.from({ length: 8 }, (_, index) => encodeFrame(groups(index), 'standard'));
  const scene = { port: USB, ...WELL, sources: { [USB]: gives(...frames) } };
  const { says } = await runDoctor(scene);
  expect(says).toContain(
    '✓ Off-peak hours 02:56–07:56, 11:56–14:56, tomorrow 02:56–07:56, 11:56–14:56, as sent by the meter.',
  );
  expect(says).toContain('✓ Registers: EASF01 counts off-peak hours.');
  const { printed } = await runDoctor({ ...scene, options: { json: true } });
  expect(JSON.parse(printed.join('')).ports[0].reading.calendar).toMatchObject({
    offPeak: '02:56-07:56,11:56-14:56',
    periods: { EASF01: { name: 'HEURE  CREUSE', offPeak: true } },
  });
});

test('without a port, one meter on any port of the machine is enough', async () => {
  const files = { '/dev/ttyACM0': device(), [USB]: device() };
  const sources = { '/dev/ttyACM0': gives(), ...WELL.sources };
  const { ok, says } = await runDoctor({ ports: ['/dev/ttyACM0', USB], files, sources });
  expect(says).toContain('Not one byte came from /dev/ttyACM0');
  expect(says).toContain('A meter answers');
  expect(ok).toBe(true);
});

describe('with the storage folder of Homebridge,', () => {
  const config = (block: object, others: object = {}) => JSON.stringify({ platforms: [pluginBlock(block)], ...others });
  const METERS = { meters: [{ port: USB }] };
  const WAITING = { pending: 7, delivered: 0, refused: 0, lastError: 'no answer in time' };
  const INFLUX = { influx: { url: 'http://localhost:8086', bucket: 'linky', token: 's3cr3t-t0k3n' } };
  const visitWith = (text: string, scene: Partial<DoctorScene> = {}) =>
    runDoctor({
      ...WELL,
      options: { storage: '/hb' },
      ...scene,
      files: {
        ...WELL.files,
        '/hb': FOLDER,
        '/hb/config.json': text,
        '/etc/group': 'dialout:x:20:homebridge',
        '/etc/passwd': 'homebridge:x:999:999::/hb:',
        ...scene.files,
      },
    });

  test('the ports in its settings are examined', async () => {
    const { ok, says } = await visitWith(config(METERS));
    expect(says).toContain('A meter answers');
    expect(says).toContain('The plugin is set up in /hb/config.json.');
    expect(says).toContain('InfluxDB is not set up');
    expect(ok).toBe(true);
  });

  test.each([
    ['{', 'is not JSON (line 1, character 2: the file ends there'],
    ['{\n  "platforms": []\n  "bridge": {}\n}', 'is not JSON (line 2, character 18: a comma is missing there).'],
    ['{"platforms":[]}', 'There is no platform LinkyTIC'],
    [config(METERS, { disabledPlugins: ['homebridge-linky-tic'] }), 'The plugin is disabled'],
    [config({}), 'There is no meter in the settings'],
    [config({ meters: [{ port: USB, mode: 'turbo' }] }), 'Settings, meters[0].mode: '],
  ])('config.json %s is reported: %s', async (text, words) => {
    const { ok, says } = await visitWith(text, { ports: [USB] });
    expect(says).toContain(words);
    expect(ok).toBe(false);
  });

  describe('settings that the Homebridge UI has set aside', () => {
    const NEW = JSON.stringify({ bridge: {}, accessories: [], platforms: [{ platform: 'config' }] });
    const WRONG = config(METERS).replace('},', '}');
    const AT = '/hb/config.json.invalid.1790000000000';

    test.each([
      ['beside a config.json without a block of the plugin', { '/hb/config.json': NEW }],
      ['without any config.json', { '/hb/config.json': '→ /none' }],
    ])('are found %s: the report says what is wrong in them, and how to put them back', async (_, made) => {
      const { ok, says } = await visitWith('', { port: USB, files: { ...made, [AT]: `${WRONG.slice(0, -1)},}` } });
      expect(says).toContain('your settings, with the prices and the pairing, were not JSON, and are now in');
      expect(says).toContain(`Fix that file (line 1, character `);
      expect(says).toContain(`sudo hb-service stop; sudo mv ${AT} /hb/config.json; sudo hb-service start`);
      expect(says).not.toMatch(/fill in the plugin|is this Homebridge’s folder/);
      expect(ok).toBe(false);
    });

    test('are to be put back as they are once they are mended', async () => {
      const { says } = await visitWith(NEW, { port: USB, files: { [AT]: config(METERS) } });
      expect(says).toContain('That file is JSON again. Stop Homebridge and put it back');
    });

    test('are the newest that have a block of the plugin', async () => {
      const files = {
        '/hb/config.json.invalid.999': config(METERS),
        '/hb/config.json.invalid.1000': config(METERS),
        '/hb/config.json.invalid.1001': '{',
        '/hb/config.json.invalid.old': config(METERS),
      };
      expect((await visitWith(NEW, { port: USB, files })).says).toContain('sudo mv /hb/config.json.invalid.1000 ');
    });

    test('are not mentioned where there are none, or the plugin has settings', async () => {
      expect((await visitWith(NEW, { port: USB })).says).toContain('fill in the plugin’s settings');
      const { says, ok } = await visitWith(config(METERS), { files: { [AT]: WRONG } });
      expect(says).not.toContain('invalid');
      expect(ok).toBe(true);
    });

    test('have the name that hb-service gives them', () => {
      const service = fileURLToPath(import.meta.resolve('homebridge-config-ui-x/dist/bin/hb-service.js'));
      expect(readFileSync(service, 'utf8')).toContain('config.json.invalid.${Date.now()');
    });
  });

  test('where the settings of InfluxDB are wrong, it is not said that there is none', async () => {
    const { says, ok } = await visitWith(config({ ...METERS, influx: { url: 'localhost', bucket: 'linky' } }));
    expect(says).toContain('✗ Settings, influx.url: ');
    expect(says).not.toContain('No InfluxDB');
    expect(ok).toBe(false);
  });

  test('a missing folder or config.json is reported', async () => {
    expect((await runDoctor({ ...WELL, port: USB, options: { storage: '/nope' } })).says).toContain(
      'There is no folder /nope',
    );
    const files = { ...WELL.files, '/hb': FOLDER };
    expect((await runDoctor({ ...WELL, files, port: USB, options: { storage: '/hb' } })).says).toContain(
      'no config.json in /hb',
    );
  });

  test('a mode in the settings that is not the meter’s is reported', async () => {
    const { says } = await visitWith(config({ meters: [{ port: USB, mode: 'standard' }] }));
    expect(says).toContain('talks in historique mode, but standard is set');
  });

  const nowMs = Date.UTC(2026, 0, 1);
  const HELD = heldBy(42, 'homebridge\0');

  test('a port that Homebridge has open is well if the journal has a recent reading', async () => {
    const fresh = await visitWith(config(METERS), { files: HELD, newestAtMs: { linky: nowMs - 12_000 } });
    expect(fresh).toMatchObject({ ok: true, says: expect.stringContaining('its last reading is 12 s old') });
    const stale = await visitWith(config(METERS), { files: HELD, newestAtMs: { linky: nowMs - 3_600_000 } });
    expect(stale).toMatchObject({ ok: false, says: expect.stringContaining('the plugin already reads it') });
  });

  describe('a port that the running plugin reads is not opened,', () => {
    const TWO = { meters: [{ port: USB }, { name: 'Barn', port: BRIDGE }] };
    const READ = { lastReading: readingWith({ apparentPowerVA: 390 }), ageMs: 3_000 };
    const meterStatus = (slug: string, port: string, heard: object) => ({
      slug,
      name: slug,
      port,
      staleAfter: 20,
      ...heard,
    });
    const openedBeside = async (linky: object, barn: object, more: Partial<DoctorScene> = {}) => {
      let opened = 0;
      const silent = gives();
      const bytes: typeof silent.bytes = (...how) => {
        opened += 1;
        return silent.bytes(...how);
      };
      const counted = { bytes };
      const status = {
        version: '1.0.0',
        meters: [meterStatus('linky', USB, linky), meterStatus('barn', BRIDGE, barn)],
      };
      const sources = { [USB]: counted, [BRIDGE]: counted };
      return { ...(await visitWith(config(TWO), { status, files: HELD, sources, ...more })), opened: () => opened };
    };

    test('and is well while the plugin hears its meters', async () => {
      const { ok, says, opened } = await openedBeside(READ, READ);
      expect(says.match(/its last reading is 3 s old/g)).toHaveLength(2);
      expect([ok, opened()]).toEqual([true, 0]);
    });

    test.each([
      [
        'a meter that went silent hours ago is reported',
        { ...READ, ageMs: 10_800_000 },
        READ,
        USB,
        'the last reading is 3 h old',
      ],
      [
        'a meter behind a bridge that never spoke is reported',
        READ,
        {},
        BRIDGE,
        'it has heard none since it was started',
      ],
    ])('and %s', async (_, linky, barn, port, words) => {
      const { ok, says, opened } = await openedBeside(linky, barn);
      expect(says).toContain(`The plugin reads ${port}, but hears no meter there: ${words}.`);
      expect([ok, opened()]).toEqual([false, 0]);
    });

    test('and another program that takes its bytes is reported', async () => {
      const files = { ...HELD, ...heldBy(43, 'python3\0linky.py\0') };
      const { ok, says, opened } = await openedBeside({}, READ, { files });
      expect(says).toContain(
        'python3 linky.py (process 43) has /dev/ttyUSB0 at the same time as homebridge (process 42), and takes some of the bytes.',
      );
      expect(says).not.toContain('I1 and I2');
      expect([ok, opened()]).toEqual([false, 0]);
    });

    test('and that only root sees who else reads it is said to others than root', async () => {
      const user = { ...PI, gids: [20] };
      expect(
        (await openedBeside({}, READ, { user, files: { ...HELD, '/etc/group': 'dialout:x:20:pi' } })).says,
      ).toContain('sudo linky-tic doctor /dev/ttyUSB0');
      expect((await openedBeside({}, READ)).says).not.toContain('sudo linky-tic');
    });

    test('and an unplugged adapter is reported', async () => {
      const files = { '/hb/config.json': config(TWO), '/hb': FOLDER };
      const { ok, says } = await openedBeside({}, READ, { files: { ...files, [USB]: '→ /dev/none' } });
      expect(says).toContain('There is no /dev/ttyUSB0');
      expect(ok).toBe(false);
    });
  });

  describe('a plugin that runs and does not answer', () => {
    test('is reported, and none of its ports is opened, though the journal has a recent reading', async () => {
      const config2 = config({ meters: [{ port: USB }, { name: 'Barn', port: BRIDGE }] });
      let opened = 0;
      const bytes = () => {
        opened += 1;
        return gives().bytes(1200, AbortSignal.abort());
      };
      const sources = { [USB]: { bytes }, [BRIDGE]: { bytes } };
      const newestAtMs = { linky: nowMs - 12_000, barn: nowMs - 12_000 };
      const { ok, says } = await visitWith(config2, { socket: 'silent', sources, newestAtMs });
      expect(says).toContain(
        '✗ The part of this plugin that keeps the local history and writes to InfluxDB does not answer: what it knows cannot be shown.',
      );
      for (const port of [USB, BRIDGE])
        expect(says).toContain(`✗ The plugin reads ${port} and is running, but does not answer`);
      expect([ok, opened]).toEqual([false, 0]);
    });

    test('may hang in its disk, so that its journal is not read', async () => {
      const files = { '/hb/linky-tic.db': '' };
      const journalError = new JournalError('newer', '');
      expect((await visitWith(config(METERS), { files, journalError })).says).toContain(
        'The local history in /hb/linky-tic.db cannot be written: a later version',
      );
      const { says } = await visitWith(config(METERS), { files, journalError, socket: 'silent' });
      expect(says).not.toContain('The local history in');
    });

    test('as it has another version, is to be restarted: nothing is read beside it', async () => {
      const journalError = new JournalError('newer', '');
      const files = { '/hb/linky-tic.db': '' };
      const { ok, says } = await visitWith(config(METERS), { files, journalError, socket: 'otherVersion' });
      expect(says).toContain('Another version (1.2.3) of this plugin is running than this one');
      expect(says).toContain('restart Homebridge');
      expect(says).not.toContain('The local history in');
      expect(ok).toBe(false);
    });

    test('leaves a port that is not in its settings to be examined', async () => {
      const port = '/dev/ttyACM0';
      const sources = { [port]: gives(...many(historique())) };
      const { ok, says } = await visitWith(config(METERS), {
        socket: 'silent',
        port,
        sources,
        files: { [port]: device() },
      });
      expect(says).toContain('✓ A meter answers');
      expect(says).toContain('✗ The part of this plugin that keeps the local history');
      expect(ok).toBe(false);
    });
  });

  test('a user who may not ask the plugin is told who may, which is no failure', async () => {
    const user = { ...PI, gids: [20] };
    const { ok, says } = await visitWith(config(METERS), { socket: 'notAllowed', user });
    expect(says).toContain(
      '? Only homebridge and root may see whether the plugin is running, and what state its history is in:',
    );
    expect(says).toContain('sudo linky-tic doctor --storage /hb');
    expect(ok).toBe(true);
  });

  test('a user who may not open the journal is told who may, which is no failure', async () => {
    const scene = { user: { ...PI, gids: [20] }, journalError: new JournalError('unreachable', '') };
    const own: PathStat = { kind: 'file', uid: 999, gid: 999, mode: 0o600 };
    const { ok, says } = await visitWith(config(METERS), { ...scene, files: { '/hb/linky-tic.db': own } });
    expect(says.match(/Only homebridge and root may see/g)).toHaveLength(1);
    expect(says).not.toContain('not running');
    expect(says).not.toContain('✗');
    expect(ok).toBe(true);
  });

  test('a port that Homebridge has open, but not this plugin, is busy', async () => {
    const meters = [
      { slug: 'linky', name: 'Linky', port: '/dev/ttyUSB9', staleAfter: 20, lastReading: readingWith({}), ageMs: 1 },
    ];
    const { ok, says } = await visitWith(config(METERS), {
      files: HELD,
      status: { version: '1.0.0', meters },
    });
    expect(says).toContain(
      'homebridge (process 42) has /dev/ttyUSB0: the plugin already reads it, or another one does',
    );
    expect(ok).toBe(false);
    const journal = { barn: nowMs - 1_000 };
    expect(await visitWith(config(METERS), { files: HELD, newestAtMs: journal })).toMatchObject({ ok: false });
  });

  test('a bridge is not opened if the journal has a recent reading, though the plugin’s status cannot be read', async () => {
    const newestAtMs = { linky: nowMs - 12_000 };
    const sources = { [BRIDGE]: breaks('unreachable') };
    const { ok, says } = await visitWith(config({ meters: [{ port: BRIDGE }] }), { sources, newestAtMs });
    expect(says).toContain('its last reading is 12 s old');
    expect(ok).toBe(true);
  });

  test('a folder that is closed to the user is called unreadable', async () => {
    const { says, ok } = await visitWith(config(METERS), { user: PI, port: USB, closed: ['/hb'] });
    expect(says).toContain('/hb/config.json cannot be read.');
    expect(ok).toBe(false);
  });

  test('a busy port whose holder cannot be seen is Homebridge’s if the journal has a recent reading', async () => {
    const newestAtMs = { linky: nowMs - 12_000 };
    const { ok, says } = await visitWith(config(METERS), { sources: { [USB]: breaks('busy') }, newestAtMs });
    expect(says).toContain('Homebridge reads the meter on this port');
    expect(ok).toBe(true);
  });

  test('the version of the running plugin is reported', async () => {
    const { says, ok } = await visitWith(config({ meters: [] }), {
      port: USB,
      sources: { [USB]: gives(...many(historique())) },
      status: { version: '1.0.0', meters: [] },
    });
    expect(says).toContain('It is running version 1.0.0.');
    expect(ok).toBe(false);
  });

  test('that the plugin does not run is reported, which is no failure', async () => {
    const { says, ok } = await visitWith(config(METERS), { sources: { [USB]: gives(...many(historique())) } });
    expect(says).toContain('? It is not running: Homebridge is stopped');
    expect(ok).toBe(true);
  });

  test('that it runs or not is not said where its port is read, or it does not answer', async () => {
    const newestAtMs = { linky: nowMs - 12_000 };
    const read = await visitWith(config(METERS), { sources: { [USB]: breaks('busy') }, newestAtMs });
    expect(read.says).not.toContain('not running');
    expect((await visitWith(config(METERS), { socket: 'silent' })).says).not.toContain('not running');
  });

  describe('what the running plugin has on its list is a failure of the doctor, too:', () => {
    const since = nowMs - 60_000;
    const to = {
      ...({ url: 'http://localhost:8086', version: '2', hasCredentials: true } as const),
      ...{ org: '', bucket: 'linky', database: '', username: '' },
    };
    const FULL = { part: 'history', kind: 'full', since, path: '/hb/linky-tic.db', says: '' } as const;
    const LINE = { part: 'line', since, meter: 'linky', name: 'Linky', port: USB } as const;
    const READ = { lastReading: readingWith({ apparentPowerVA: 390 }), ageMs: 3_000 };
    const visitTroubled = (troubles: readonly Trouble[], scene: Partial<DoctorScene> = {}, heard: object = READ) =>
      visitWith(config({ ...METERS, ...INFLUX }), {
        status: {
          version: '1.0.0',
          meters: [{ slug: 'linky', name: 'Linky', port: USB, staleAfter: 20, ...heard }],
          troubles,
        },
        files: HELD,
        ...scene,
      });

    test('the disk of the history', async () => {
      const { says, ok } = await visitTroubled([FULL]);
      expect(says).toContain(
        '✗ The local history in /hb/linky-tic.db cannot be written: the disk is full. Free some space',
      );
      expect(says).toContain('Until it can be, readings are kept in memory');
      expect(ok).toBe(false);
    });

    test.each<Trouble>([
      { ...LINE, kind: 'silent' },
      { ...LINE, kind: 'fixedFormat', mode: 'standard' },
      { ...LINE, kind: 'garbage' },
      { ...LINE, kind: 'gone' },
      { ...LINE, kind: 'shared', holders: ['python3 linky.py, PID 43'] },
    ])('what the plugin knows of a line that it reads, and nothing is guessed: $kind', async (trouble) => {
      const { says, ok } = await visitTroubled([trouble], {}, {});
      expect(says).toContain(`✗ ${inOneLine(sentences(trouble, en.troubles))}`);
      expect(says.match(/✗/g)).toHaveLength(1);
      expect(ok).toBe(false);
    });

    test('why a port cannot be opened, as it shows from outside, once', async () => {
      const files = { '/hb/config.json': config({ ...METERS, ...INFLUX }), '/hb': FOLDER, [USB]: '→ /dev/none' };
      const ports = ['/dev/ttyACM0'];
      const { says } = await visitTroubled([{ ...LINE, kind: 'missing' }], { files, ports }, {});
      expect(says.match(/There is no \/dev\/ttyUSB0/g)).toHaveLength(1);
      expect(says).toContain('There is: /dev/ttyACM0');
    });

    test('noise on a line whose frames come all the same', async () => {
      const { says, ok } = await visitTroubled([{ ...LINE, kind: 'noise', percent: 12, mostly: 'checksum' }]);
      expect(says).toContain('✓ Homebridge reads the meter on this port');
      expect(says).toContain('✗ Linky: 12% of what comes is damaged');
      expect(ok).toBe(false);
    });

    test('why nothing is stored in InfluxDB, which is then not asked once more', async () => {
      const trouble = { part: 'mirror', kind: 'credentials', since, to, says: 'unauthorized access' } as const;
      const { says, ok } = await visitTroubled([trouble]);
      expect(says).toContain('InfluxDB ✗ InfluxDB at http://localhost:8086 refuses the token (unauthorized access).');
      expect(says).not.toContain('✓ InfluxDB');
      expect(ok).toBe(false);
    });

    test('a refused measurement, beside a database that takes all others', async () => {
      const measurement = 'linky_tic';
      const trouble = { part: 'mirror', kind: 'refused', since, to, says: 'a conflict', measurement } as const;
      const { says, ok } = await visitTroubled([trouble]);
      expect(says).toContain('✗ InfluxDB at http://localhost:8086 refuses points of linky_tic');
      expect(says).toContain('linky-tic history send');
      expect(says).toContain('✓ InfluxDB');
      expect(ok).toBe(false);
    });

    test('a problem of the settings, which is said once', async () => {
      const path = 'meters[0].nonsense';
      const problem = { part: 'settings', kind: 'problem', since, path, says: 'Unknown.' } as const;
      const meters = [{ port: USB, nonsense: 1 }];
      const { says } = await visitTroubled([problem], { files: { ...HELD, '/hb/config.json': config({ meters }) } });
      expect(says.match(/meters\[0\]\.nonsense/g)).toHaveLength(1);
    });

    test('and all of it is in the JSON, with the news', async () => {
      const status = { version: '1.0.0', meters: [], troubles: [FULL], news: [NEWS] };
      const { printed } = await visitTroubled([], { status, options: { json: true, storage: '/hb' } });
      expect(JSON.parse(printed.join(''))).toMatchObject({ ok: false, troubles: [FULL], news: [NEWS] });
    });
    const NEWS = { part: 'history', kind: 'dropped', at: since, count: 7 } as const;
  });

  describe('a server that accepts an empty write without identifying itself', () => {
    const visitNameless = (status?: DoctorScene['status']) =>
      visitWith(config({ ...METERS, ...INFLUX }), { status, isNameless: true });

    test('is a failure', async () => {
      const { says, ok } = await visitNameless();
      expect(says).toContain('accepts what is written, but does not say that it is an InfluxDB');
      expect(says).toContain('use Test on the plugin’s settings page');
      expect(ok).toBe(false);
    });

    test('is none where the running plugin stores its readings', async () => {
      const mirror = { state: 'delivering', pending: 0, delivered: 9, refused: 0 } as const;
      const { says, ok } = await visitNameless({ version: '1.0.0', meters: [], mirror });
      expect(says).toContain('accepts what is written to linky');
      expect(ok).toBe(true);
    });
  });

  describe('the meter’s own mean of a period is compared with that of the plugin’s W', () => {
    const entries = [...loadCurveReadings({ meterW: 1278, wattsAt: () => 1265.4 })].map((reading, position) => ({
      ...entryWith(reading, nowMs - HOUR_MS + position * 2 * SECOND_MS, position),
    }));
    const settings = config({ meters: [{ port: USB, name: 'Maison' }] });
    const slug = 'maison';
    const scene = { entries: entries.map((entry) => ({ ...entry, meter: slug })) };

    test('in words', async () => {
      const { says, ok } = await visitWith(settings, scene);
      expect(inOneLine(says)).toContain(
        '✓ Maison: for 2026-01-14 18:30–19:00, the meter’s own mean is 1,278 W, and the mean of the plugin’s W is 1,265 W (−13 W, −1.0%).',
      );
      expect(ok).toBe(true);
    });

    test('in JSON', async () => {
      const { printed } = await visitWith(settings, { ...scene, options: { storage: '/hb', json: true } });
      const loadCurves = [
        { meter: slug, from: EVENING - 30 * MINUTE_MS, to: EVENING, meterW: 1278, ourW: expect.closeTo(1265.4, 5) },
      ];
      expect(JSON.parse(printed.join('')).homebridge).toMatchObject({
        loadCurves,
        says: expect.arrayContaining([expect.stringContaining('18:30–19:00')]),
      });
    });

    test('of which nothing is said without a load curve', async () => {
      const { printed, says } = await visitWith(settings, {
        newestAtMs: { [slug]: nowMs },
        options: { storage: '/hb', json: true },
      });
      expect(JSON.parse(printed.join('')).homebridge.loadCurves).toEqual([]);
      expect(says).not.toContain('own mean');
    });
  });

  describe('what is known of the contract', () => {
    const settings = config({ meters: [{ port: USB, name: 'Maison' }] });
    const calendar = {
      offPeak: '02:56-07:56,11:56-14:56',
      offPeakTomorrow: '02:56-07:56',
      periods: { EASF07: { name: 'HEURE  CREUSE', offPeak: true }, EASF02: { name: 'HEURE  PLEINE', offPeak: false } },
    };
    const frame = { mode: 'standard', address: '012345678901', labels: {}, horodates: {}, refused: 0 } as const;
    const lastReading = readingWith({
      ...{ frame, calendar, offPeak: false, offPeakInMinutes: 35, tempoToday: 'red', tempoTomorrow: 'blue' },
      registers: { EAST: 3_000, EASF07: 1_000, EASF02: 2_000 },
    });
    const nowMs = fakeClock().wall();
    const running = { slug: 'maison', name: 'Maison', port: USB, staleAfter: 20, ageMs: 1_000, lastReading };
    const status = { version: '1.0.0', meters: [{ ...running, atMs: nowMs - 1_000 }] };
    const NEWS = [
      { atMs: Date.UTC(2026, 10, 1, 12), kind: 'message', text: 'TRAVAUX' },
      { atMs: Date.UTC(2026, 10, 2, 12), kind: 'contract', before: 'BASE', contract: 'H CREUSES' },
      { atMs: Date.UTC(2026, 10, 3, 12), kind: 'subscribed', beforeVA: 6_000, subscribedVA: 9_000 },
      { atMs: Date.UTC(2026, 10, 4, 12), kind: 'hours', before: '22:00-06:00', offPeak: '02:56-07:56', isTold: true },
    ] as const;
    // It is 31 December 2025, a red day. Published are the 29th, too, as red, and 30 as white.
    const today = tempoDayAt(nowMs);
    const day = (daysAgo: number, period: string) => ({
      ...{ day: today - daysAgo, energyWh: 1_000, energyWhByTariff: { [period]: 1_000 }, seenMinutes: 1_440 },
    });
    const journal = {
      days: [day(2, 'HPJB'), day(1, 'HPJW')],
      notes: { 'contract maison': JSON.stringify({ news: NEWS }) },
    };
    const asJson = { storage: '/hb', json: true };

    test('is said: the hours, the registers, the season of Tempo, and the last news, the newest first', async () => {
      const { says, ok } = await visitWith(settings, { status, journal });
      expect(says).toContain(
        [
          '✓ Maison: Off-peak hours 02:56–07:56, 11:56–14:56 (in 35 min), tomorrow 02:56–07:56, as sent by the meter.',
          '✓ Maison: Registers: EASF07 counts off-peak hours, EASF02 counts peak hours.',
          '✓ Maison: Tempo season 2025-2026: 107 blue, 14 white and 1 red days so far;',
        ].join(' '),
      );
      expect(says).toContain(
        [
          '✓ Maison: 2026-11-04 13:00: The off-peak hours of the contract change to 02:56–07:56 (before: 22:00–06:00).',
          '✓ Maison: 2026-11-03 13:00: The subscribed power is now 9 kVA (before: 6 kVA).',
          '✓ Maison: 2026-11-02 13:00: The contract is now H CREUSES (before: Base).',
        ].join(' '),
      );
      expect(says).not.toContain('TRAVAUX');
      expect(ok).toBe(true);
    });

    test('is in the JSON', async () => {
      const { printed } = await visitWith(settings, { status, journal, options: asJson });
      expect(JSON.parse(printed.join('')).homebridge.contracts).toEqual([
        {
          ...{ meter: 'maison', calendar, offPeakInMinutes: 35 },
          tempo: {
            name: '2025-2026',
            gone: { blue: 107, white: 14, red: 1 },
            planned: 'blue',
            left: { blue: 300 - 107 - 1, white: 29, red: 21 },
            unknown: 0,
          },
          news: NEWS.map(({ atMs, ...one }) => ({ at: atMs, ...one, says: expect.stringMatching(/^The .+[.”]$/) })),
        },
      ]);
    });

    test('is news, within thirty days', async () => {
      const { printed } = await visitWith(settings, { status, journal, options: asJson });
      const recent = NEWS.filter(({ atMs }) => atMs >= nowMs - 30 * 24 * HOUR_MS);
      expect(recent.length).toBeGreaterThan(0);
      expect(JSON.parse(printed.join('')).news).toEqual(
        recent.map(({ atMs: at, ...one }) => ({ part: 'contract', meter: 'maison', at, ...one })),
      );
    });

    test('is said without a running plugin, as far as the journal has it', async () => {
      const { says } = await visitWith(settings, { journal });
      expect(says).not.toContain('Off-peak hours 02:56');
      expect(says).toContain('✓ Maison: Tempo season 2025-2026: 107 blue, 14 white and 1 red days so far');
      expect(says).toContain('✓ Maison: 2026-11-04 13:00: The off-peak hours');
    });

    test('is not what a meter told yesterday that is silent since', async () => {
      const silent = { ...status, meters: [{ ...running, atMs: nowMs - 24 * HOUR_MS, ageMs: 24 * HOUR_MS }] };
      const { printed } = await visitWith(settings, { status: silent, options: asJson });
      expect(JSON.parse(printed.join('')).homebridge.contracts).toEqual([]);
    });

    test('is not in how long off-peak hours begin, of a meter that has been silent for an hour', async () => {
      const silent = { ...status, meters: [{ ...running, atMs: nowMs - HOUR_MS, ageMs: HOUR_MS }] };
      const { says } = await visitWith(settings, { status: silent });
      expect(says).toContain('✓ Maison: Off-peak hours 02:56–07:56, 11:56–14:56, tomorrow 02:56–07:56, as sent');
      const { printed } = await visitWith(settings, { status: silent, options: asJson });
      expect(JSON.parse(printed.join('')).homebridge.contracts[0]).toMatchObject({ meter: 'maison', calendar });
      expect(printed.join('')).not.toContain('offPeakInMinutes');
    });

    test('are no hours yet, where the contract has some', async () => {
      const { calendar: _, ...reading } = lastReading;
      const early = { ...status, meters: [{ ...running, atMs: nowMs, lastReading: reading }] };
      const { says } = await visitWith(settings, { status: early });
      expect(says).toContain('✓ Maison: The off-peak hours are not known yet');
    });
  });

  test('an error of InfluxDB that is over is no failure', async () => {
    const status = { version: '1.0.0', meters: [], mirror: { ...WAITING, state: 'delivering' } } as const;
    const { says, ok } = await visitWith(config(METERS), { status });
    expect(says).not.toContain(WAITING.lastError);
    expect(ok).toBe(true);
  });

  test.each([
    [{ kind: 'stored' }, true, 'InfluxDB at http://localhost:8086 answers and accepts what is written to linky.'],
    // A server that only objects to the emptiness of the write has let us in.
    [{ kind: 'refused', says: '400 writing requires points' }, true, 'accepts what is written to linky'],
    [{ kind: 'unreachable', why: 'notListening', says: '' }, false, 'is not running: nothing listens there'],
    [{ kind: 'misconfigured', why: 'credentials', says: '401' }, false, 'refuses the token (401)'],
    [{ kind: 'misconfigured', why: 'rights', says: '403' }, false, 'may not write to the bucket linky'],
    [{ kind: 'misconfigured', why: 'noSuchStore', says: '404' }, false, 'has no bucket linky'],
    [{ kind: 'busy', says: '429' }, false, 'asks this plugin to wait'],
  ] as const)('InfluxDB: %o', async (answer, isWell, words) => {
    const { ok, says } = await visitWith(config({ ...METERS, ...INFLUX }), { answer });
    expect(says).toContain(words);
    expect(says).not.toContain('s3cr3t');
    expect(ok).toBe(isWell);
  });

  describe('of an MQTT broker in the settings', () => {
    const BROKER = { url: 'mqtts://pi:8883', username: 'linky', ca: '/etc/ca.pem' };
    const MQTT = { mqtt: { ...BROKER, password: 's3cr3t-word', topic: 'home/linky' } };
    const visitBroker = (scene: Partial<DoctorScene> = {}) => visitWith(config({ ...METERS, ...MQTT }), scene);
    const FAULT = { kind: 'credentials', says: 'Not authorized' } as const;
    const REFUSED = 'The MQTT broker at mqtts://pi:8883 refuses the user linky or the password (Not authorized).';

    test('it is said that it takes what is published', async () => {
      const { says, ok } = await visitBroker();
      expect(says).toContain(
        'MQTT ✓ The MQTT broker at mqtts://pi:8883 answers, and accepts what is published under home/',
      );
      expect(ok).toBe(true);
    });

    test.each(Object.keys(TROUBLE_KINDS.mqtt) as readonly KindOf<'mqtt'>[])(
      'what is wrong is said in the words of the trouble: %s',
      async (kind) => {
        const { says, ok } = await visitBroker({ broker: { kind, says: 'as told' } });
        const facts = { ...BROKER, says: 'as told' };
        const { says: sentence, cure } = said({ part: 'mqtt', kind, ...facts }, en.troubles);
        expect(says).toContain(`MQTT ✗ ${sentence} ${cure}`);
        expect(ok).toBe(false);
      },
    );

    test('nobody asks it where the running plugin knows what is wrong', async () => {
      const trouble = { ...FAULT, part: 'mqtt', since: nowMs, url: 'mqtts://pi:8883' } as const;
      const status = { version: '1.0.0', meters: [], troubles: [{ ...trouble, username: 'linky' }] };
      const { says, ok } = await visitBroker({ status });
      expect(says.match(/The MQTT broker/g)).toHaveLength(1);
      expect(says).toContain(`MQTT ✗ ${REFUSED}`);
      expect(ok).toBe(false);
    });

    test('the JSON has it, too, and nothing shows the password', async () => {
      const { printed, ok } = await visitBroker({ broker: FAULT, options: { json: true, storage: '/hb' } });
      expect(JSON.parse(printed.join(''))).toMatchObject({
        ok: false,
        mqtt: { ok: false, says: expect.stringContaining(REFUSED) },
      });
      expect(printed.join('')).not.toContain('s3cr3t');
      expect(ok).toBe(false);
    });

    test('nothing is said without one', async () => {
      const { printed } = await visitWith(config(METERS), { options: { json: true, storage: '/hb' } });
      expect(JSON.parse(printed.join(''))).not.toHaveProperty('mqtt');
      expect((await visitWith(config(METERS), { broker: FAULT })).says).not.toContain('MQTT');
    });
  });

  test('the database is called what it is', async () => {
    const { says } = await visitWith(config({ ...METERS, ...INFLUX }), {
      server: { product: 'influxCore', version: '3.4.0' },
    });
    expect(says).toContain('InfluxDB 3 Core 3.4.0 at http://localhost:8086 answers');
  });
});

describe('--json has the versions', () => {
  const versionsIn = async (files: { readonly [path: string]: string }) => {
    const { printed } = await runDoctor({
      port: USB,
      ...WELL,
      files: {
        ...WELL.files,
        '/hb': FOLDER,
        '/hb/config.json': JSON.stringify(pluginBlock({ meters: [{ port: USB }] })),
        ...files,
      },
      options: { json: true, storage: '/hb' },
    });
    return JSON.parse(printed.join('')).versions;
  };
  const OURS = { plugin: ownVersion(), node: process.versions.node };

  test('of the plugin, of Node.js, and of Homebridge where it is found', async () => {
    const path = '/hb/node_modules/homebridge/package.json';
    expect(await versionsIn({ [path]: '{ "version": "1.11.0" }' })).toEqual({ ...OURS, homebridge: '1.11.0' });
    expect(
      await versionsIn({ [join(dirname(OWN_FOLDER), 'homebridge/package.json')]: '{ "version": "2.0.0" }' }),
    ).toEqual({ ...OURS, homebridge: '2.0.0' });
  });

  test.each([['{'], ['{}'], ['null'], ['{ "version": 1 }']])(
    'without that of Homebridge where its file has %s',
    async (text) => {
      expect(await versionsIn({ '/hb/node_modules/homebridge/package.json': text })).toEqual(OURS);
    },
  );
});

test('with --json the report is one object that contains the same sentences', async () => {
  const { printed, remarks } = await runDoctor({ port: USB, ...WELL, options: { json: true } });
  expect(JSON.parse(printed.join(''))).toMatchObject({
    ok: true,
    ports: [{ port: USB, ok: true, mode: 'historique', address: '…8901', frames: 8, refused: 0 }],
  });
  expect(remarks).toEqual([]);
  const ill = await runDoctor({ port: USB, ports: ['/dev/ttyACM0'], options: { json: true } });
  expect(JSON.parse(ill.printed.join(''))).toMatchObject({
    ok: false,
    ports: [
      { ok: false, trouble: { kind: 'missing', ports: ['/dev/ttyACM0'] }, says: [expect.stringContaining('no')] },
    ],
  });
});

describe('with --json the report can be put under a bug report, since of the number of a meter it has four digits only:', () => {
  const NUMBER = '012345678901';
  const PRM = '21123456789012';
  const asJson = async (scene: DoctorScene) => {
    const { printed } = await runDoctor({ ...scene, options: { ...scene.options, json: true } });
    return printed.join('');
  };

  test('that of a meter that was heard, as a value and in sentences', async () => {
    const json = await asJson({ port: USB, ...WELL });
    expect(json).not.toContain(NUMBER);
    expect(JSON.parse(json).ports[0]).toMatchObject({
      address: '…8901',
      says: expect.arrayContaining([expect.stringContaining('number …8901')]),
    });
  });

  test('that of a supply point in the name of a recording, as its time stays', async () => {
    const json = await asJson({ port: `/home/pi/line-${PRM}-1790000000000.tic` });
    expect(json).not.toContain(PRM);
    expect(JSON.parse(json).ports[0].port).toBe('/home/pi/line-…9012-1790000000000.tic');
  });

  test('that which somebody has named a meter by, in troubles, news and problems of the settings', async () => {
    const slug = `linky-${NUMBER}`;
    const meters = [{ name: `Linky ${NUMBER}`, port: USB, mode: PRM }];
    const nowMs = fakeClock().wall();
    const news = [{ atMs: nowMs - HOUR_MS, kind: 'message', text: `PRM ${PRM}` }];
    const json = await asJson({
      files: { '/hb': FOLDER, '/hb/config.json': JSON.stringify({ platforms: [pluginBlock({ meters })] }) },
      journal: { days: [], notes: { [`contract ${slug}`]: JSON.stringify({ news }) } },
      options: { storage: '/hb' },
    });
    const { homebridge, troubles, news: told } = JSON.parse(json);
    expect(homebridge.contracts).toMatchObject([{ meter: 'linky-…8901', news: [{ text: 'PRM …9012' }] }]);
    expect(troubles).toContainEqual(expect.objectContaining({ says: expect.stringContaining('…9012') }));
    expect(told).toMatchObject([{ meter: 'linky-…8901' }]);
    expect(json).not.toMatch(new RegExp(`${NUMBER}|${PRM}`));
  });
});

test('the report fits 80 columns in both languages', async () => {
  const { printed, says } = await runDoctor({ port: USB, ...WELL, sources: { [USB]: gives() }, language: 'fr' });
  expect(Math.max(...printed.map(({ length }) => length))).toBeLessThanOrEqual(80);
  expect(says).toContain('Pas un octet n’est venu de /dev/ttyUSB0 en 10\u00a0s.');
});
