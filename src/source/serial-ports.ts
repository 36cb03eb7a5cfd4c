import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';

/** A serial port that may have a meter behind it. */
export interface PortCandidate {
  /** The name to open it by: if it has one, the name that stays when devices come and go. */
  readonly path: string;
  /** The device itself; the same as `path` where there is no other name. */
  readonly device: string;
  /** What is plugged in, as far as the system knows: manufacturer, product, serial number. */
  readonly plugged?: string;
}

/** What is used of an entry of serialport's list. */
interface ListedPort {
  readonly path: string;
  readonly manufacturer?: string | undefined;
}

/** Where serial ports are, below /dev; lasting names before those that depend on the order of plugging. */
const PLACES = [
  { folder: 'serial/by-id', name: /./ },
  { folder: '.', name: /^serial0$/ },
  { folder: '.', name: /^ttyUSB\d+$/ },
  { folder: '.', name: /^ttyACM\d+$/ },
  { folder: '.', name: /^ttyAMA\d+$/ },
  { folder: '.', name: /^ttyS0$/ },
] as const satisfies readonly { folder: string; name: RegExp }[];

/** Linux has dozens of these, whether or not there is hardware behind them. */
const GHOST = /\/ttyS\d+$/;

/**
 * The serial ports of this machine, each device once, by its lasting name. It reads the folders below `dev`, and adds
 * what serialport's list knows besides: that list comes from `udevadm`, which may be missing, or know nothing (in a
 * container).
 */
export async function candidatePorts({ dev = '/dev', list = listed } = {}): Promise<readonly PortCandidate[]> {
  const known = await list().catch(() => []);
  const named: readonly ListedPort[] = [...(await namedBelow(dev)), ...known.filter(({ path }) => !GHOST.test(path))];
  const candidates = new Map<string, PortCandidate>();
  for (const { path, manufacturer } of named) {
    const device = await realpath(path).catch(() => undefined);
    if (device === undefined) continue;
    const first = candidates.get(device);
    const plugged = first?.plugged ?? productIn(path) ?? manufacturer;
    candidates.set(device, { path: first?.path ?? path, device, ...(plugged === undefined ? {} : { plugged }) });
  }
  return [...candidates.values()];
}

async function listed(): Promise<readonly ListedPort[]> {
  const { SerialPort } = await import('serialport');
  return SerialPort.list();
}

async function namedBelow(dev: string): Promise<readonly ListedPort[]> {
  const places = PLACES.map(async ({ folder, name }) => {
    const entries = await readdir(join(dev, folder)).catch(() => []);
    const names = entries.filter((entry) => name.test(entry));
    return names.sort(byNumber).map((entry) => ({ path: join(dev, folder, entry) }));
  });
  return (await Promise.all(places)).flat();
}

/** `usb-FTDI_FT232R_USB_UART_A5028-if00-port0` is FTDI FT232R USB UART A5028. */
function productIn(path: string): string | undefined {
  return /\/by-id\/usb-(.+?)-if\d+(?:-port\d+)?$/.exec(path)?.[1]?.replaceAll('_', ' ');
}

const byNumber = new Intl.Collator('en', { numeric: true }).compare;
