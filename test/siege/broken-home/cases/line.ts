import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import { expect } from 'vitest';
import { standardGroups } from '../../../../src/source/demo/frames.ts';
import { household } from '../../../../src/source/demo/household.ts';
import { otherReadersOf } from '../../../../src/source/port-holders.ts';
import { encodeFrame } from '../../../../src/tic/encode.ts';
import { readAtBauds } from '../../../../testbed/meter/wrong-speed.ts';
import { historiqueFrame } from '../../../../testbed/support/frames.ts';
import type { Case, Expected, Lane } from '../case.ts';
import { type BrokenHome, type MeterName, NOBODY } from '../home.ts';

const house = household(1);
const inStandard = () => encodeFrame(standardGroups(house, '021900000003', Date.now()), 'standard');
const isBack = (name: string) => new RegExp(`${name}: the meter (?:is back|on \\S+ answers)`);

/** Something that is wrong with the line of a meter, which is shown at its port. */
function ofMeter(
  name: MeterName | 'Bridge',
  kind: Extract<Expected, { part: 'line' }>['kind'],
  log: RegExp,
  rest: Omit<Case, 'expects' | 'logsEnd'>,
): Case {
  return { ...rest, logsEnd: isBack(name), expects: { part: 'line', kind, meter: name, log, tab: 'port' } };
}

/** One case for each meter, all of them at the same time. */
export const lineLanes: readonly Lane[] = [
  ofMeter('Attic', 'missing', /Attic: there is no \S+/, {
    name: 'the adapter is not plugged in when Homebridge starts',
    mends: (home) => home.meter('Attic').replug(),
  }),
  ofMeter('Cable', ['gone', 'missing'], /Cable: (?:\S+ disappeared|there is no \S+)/, {
    name: 'the adapter is pulled out',
    breaks: (home) => home.meter('Cable').unplug(),
    mends: (home) => home.meter('Cable').replug(),
  }),
  ofMeter('Locked', 'busy', /Locked: another program has \S+/, {
    name: 'another program locks the port',
    breaks: (home) => takenBy(home, 'Locked', (device) => ['flock', '--exclusive', device, 'sleep', '600']),
    mends: () => leave('Locked'),
  }),
  ofMeter('Twice', 'shared', /Twice: another program \(cat, PID \d+\) also reads \S+/, {
    name: 'another program reads the port without a lock',
    breaks: (home) => takenBy(home, 'Twice', (device) => ['cat', device]),
    mends: () => leave('Twice'),
  }),
  ofMeter('Closed', 'forbidden', /Closed: no permission to open \S+/, {
    name: 'the port belongs to another user',
    breaks: (home) => replugged(home, 'Closed', (device) => chmod(device, 0)),
    mends: (home) => replugged(home, 'Closed'),
  }),
  ofMeter('Bridge', ['gone', 'unreachable'], /Bridge: \S+ (?:disappeared|does not answer)/, {
    name: 'the network bridge is off',
    breaks: (home) => home.bridge.shut(),
    mends: (home) => home.bridge.open(),
  }),
  ofMeter('Mute', 'silent', /Mute: nothing comes from the meter/, {
    name: 'the meter is silent',
    breaks: (home) => home.meter('Mute').fallSilent(),
    mends: (home) => home.meter('Mute').say(historiqueFrame),
  }),
  ofMeter('Fast', 'garbage', /Fast: what comes on \S+ cannot be read/, {
    name: 'what comes is no TIC',
    breaks: (home) => home.meter('Fast').say(() => readAtBauds(historiqueFrame(), 1200, 9600)),
    mends: (home) => home.meter('Fast').say(historiqueFrame),
  }),
  ofMeter('Fixed', 'fixedFormat', /Fixed: what comes on \S+ is not what the settings expect/, {
    name: 'the settings fix another mode than that of the meter',
    breaks: (home) => home.meter('Fixed').say(inStandard),
    mends: (home) => home.meter('Fixed').say(historiqueFrame),
  }),
  {
    ...ofMeter('Noisy', 'noise', /Noisy: \d+% of what comes is damaged/, {
      name: 'a fifth of the groups is damaged',
      breaks: (home) => home.meter('Noisy').say(damagedFrame),
      mends: (home) => home.meter('Noisy').say(historiqueFrame),
    }),
    logsEnd: /Noisy: what the meter sends arrives undamaged again/,
  },
].map((one) => [one]);

/** A frame in which a bit of one character of two groups was lost. */
function damagedFrame(): Uint8Array {
  const frame = historiqueFrame();
  const ends = [...frame.keys()].filter((at) => frame[at] === CR);
  for (const end of ends.slice(-2)) frame[end - 4] = (frame[end - 4] ?? 0) ^ 1;
  return frame;
}

/** With its parity bit. */
const CR = 0x8d;

/** The plugin sees only the programs of its own user. */
const BY_NOBODY = NOBODY === undefined ? {} : { uid: NOBODY, gid: NOBODY };
const programs = new Map<string, ChildProcess>();

async function replugged(home: BrokenHome, name: MeterName, before?: (device: string) => unknown): Promise<void> {
  const meter = home.meter(name);
  await meter.unplug();
  await meter.replug(before);
}

/** Plugs the adapter in again while a program has its port. */
function takenBy(home: BrokenHome, name: MeterName, command: (device: string) => readonly string[]): Promise<void> {
  return replugged(home, name, async (device) => {
    const [program = '', ...rest] = command(device);
    const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'ignore'], detached: true, ...BY_NOBODY });
    child.stdout.resume();
    await once(child, 'spawn');
    programs.set(name, child);
    await isOpenedBy(child, device);
  });
}

/** Ends the program that has the port. */
async function leave(name: MeterName): Promise<void> {
  const child = programs.get(name);
  programs.delete(name);
  const ended = child && once(child, 'exit');
  // What it has started is in its group.
  if (child?.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  await ended;
}

async function isOpenedBy({ pid }: ChildProcess, device: string): Promise<void> {
  await expect.poll(async () => (await otherReadersOf(device)).map((one) => one.pid)).toContain(pid);
}
