import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { candidatePorts } from '../../src/source/serial-ports.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';

let dev: string;

beforeEach(async () => {
  dev = await realpath(temporaryFolder());
});

const below = (name: string) => join(dev, name);
const plug = (...names: string[]) => Promise.all(names.map((name) => writeFile(below(name), '')));
const nothing = async () => [];
const withoutUdevadm = () => Promise.reject(new Error('spawn udevadm ENOENT'));

async function linkById(name: string, device: string): Promise<string> {
  await mkdir(below('serial/by-id'), { recursive: true });
  await symlink(below(device), below(`serial/by-id/${name}`));
  return below(`serial/by-id/${name}`);
}

describe('the serial ports of a machine', () => {
  test('are found without udevadm: USB ports first, ordered by number', async () => {
    await plug('ttyS0', 'ttyAMA0', 'ttyACM0', 'ttyUSB10', 'ttyUSB2', 'tty1', 'ttyS1', 'null');
    const paths = (await candidatePorts({ dev, list: withoutUdevadm })).map(({ path }) => path);
    expect(paths).toEqual(['ttyUSB2', 'ttyUSB10', 'ttyACM0', 'ttyAMA0', 'ttyS0'].map(below));
  });

  test('are an empty list where there are none', async () => {
    expect(await candidatePorts({ dev: below('nowhere'), list: nothing })).toEqual([]);
  });

  test('have their lasting name as path, and the product that it names', async () => {
    await plug('ttyUSB0');
    const path = await linkById('usb-FTDI_FT232R_USB_UART_A5028-if00-port0', 'ttyUSB0');
    expect(await candidatePorts({ dev, list: nothing })).toEqual([
      { path, device: below('ttyUSB0'), plugged: 'FTDI FT232R USB UART A5028' },
    ]);
  });

  test('have the path serial0 on a Raspberry Pi, whichever device that links to', async () => {
    await plug('ttyAMA0', 'ttyS0');
    await symlink('ttyS0', below('serial0'));
    expect(await candidatePorts({ dev, list: nothing })).toEqual([
      { path: below('serial0'), device: below('ttyS0') },
      { path: below('ttyAMA0'), device: below('ttyAMA0') },
    ]);
  });

  test('do not include a name whose device was pulled out', async () => {
    await linkById('usb-FTDI_FT232R_USB_UART_A5028-if00-port0', 'ttyUSB0');
    expect(await candidatePorts({ dev, list: nothing })).toEqual([]);
  });

  test('have the manufacturer of the list of serialport where the name tells none', async () => {
    await plug('ttyUSB0');
    const list = async () => [{ path: below('ttyUSB0'), manufacturer: 'Prolific' }];
    expect(await candidatePorts({ dev, list })).toEqual([
      { path: below('ttyUSB0'), device: below('ttyUSB0'), plugged: 'Prolific' },
    ]);
  });

  test('include ports that only serialport lists, except ttyS ports', async () => {
    await plug('rfcomm0', 'ttyS7');
    const list = async () => [{ path: below('ttyS7') }, { path: below('rfcomm0') }];
    expect(await candidatePorts({ dev, list })).toEqual([{ path: below('rfcomm0'), device: below('rfcomm0') }]);
  });

  test('can be listed on this machine', async () => {
    await expect(candidatePorts()).resolves.toBeInstanceOf(Array);
  });
});
