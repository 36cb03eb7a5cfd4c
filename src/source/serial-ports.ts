import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';

/** A serial port to which a meter may be connected. */
export interface PortCandidate {
  /** The path to open. If there is one, it is a path that stays the same when other devices are plugged in or out. */
  readonly path: string;
  /** The device file that `path` points to; `path` itself if it is not a link. */
  readonly device: string;
  /** The device, as far as the system knows it: manufacturer, product and serial number. */
  readonly plugged?: string;
}

/** The part of serialport's `PortInfo` that is used. */
interface ListedPort {
  readonly path: string;
  readonly manufacturer?: string;
}

/** Where serial ports are below /dev. Permanent names come before names that depend on the order in which devices are plugged in. */
const PLACES = [
  { folder: 'serial/by-id', name: /./ },
  { folder: '.', name: /^serial0$/ },
  { folder: '.', name: /^ttyUSB\d+$/ },
  { folder: '.', name: /^ttyACM\d+$/ },
  { folder: '.', name: /^ttyAMA\d+$/ },
  { folder: '.', name: /^ttyS0$/ },
] as const satisfies readonly { folder: string; name: RegExp }[];

/** Linux lists dozens of these, most of them without any hardware. */
const MAYBE_WITHOUT_HARDWARE = /\/ttyS\d+$/;

/**
 * The serial ports of this machine: each device once, by its permanent name. They are read from the folders below `dev`, and ports that
 * only serialport lists are added. Its list would not be enough: it comes from `udevadm`, which may be missing or may know nothing, as in a
 * container.
 */
export async function candidatePorts({ dev = '/dev', list = listed } = {}): Promise<readonly PortCandidate[]> {
  const known = await list().catch(() => []);
  const named: readonly ListedPort[] = [
    ...(await namedBelow(dev)),
    ...known.filter(({ path }) => !MAYBE_WITHOUT_HARDWARE.test(path)),
  ];
  const candidates = new Map<string, PortCandidate>();
  for (const { path, manufacturer } of named) {
    const device = await realpath(path).catch(() => undefined);
    if (device === undefined) continue;
    const first = candidates.get(device);
    const plugged = first?.plugged ?? productIn(path) ?? manufacturer;
    candidates.set(device, { path: first?.path ?? path, device, plugged });
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

/** `FTDI FT232R USB UART A5028` from a name like `usb-FTDI_FT232R_USB_UART_A5028-if00-port0`. */
function productIn(path: string): string | undefined {
  return /\/by-id\/usb-(.+?)-if\d+(?:-port\d+)?$/.exec(path)?.[1]?.replaceAll('_', ' ');
}

const byNumber = new Intl.Collator('en', { numeric: true }).compare;
