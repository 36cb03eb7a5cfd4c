import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';

/** A serial port to which a meter may be connected. */
export interface PortCandidate {
  /** The path to open. It is one that stays the same when other devices come and go, if there is such a path. */
  readonly path: string;
  /** The device file that `path` leads to; `path` itself where that is no link. */
  readonly device: string;
  /** What is plugged in, as far as the system knows: manufacturer, product and serial number. */
  readonly plugged?: string;
}

/** The part of serialport's `PortInfo` that is used. */
interface ListedPort {
  readonly path: string;
  readonly manufacturer?: string | undefined;
}

/** Where serial ports are below /dev. Names that last come before names that depend on the order of plugging in. */
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
 * The serial ports of this machine: each device once, by its lasting name. They are read from the folders below `dev`.
 * The ports that only serialport lists are added. Its list alone would not do: it comes from `udevadm`, which may be
 * missing, or may know nothing, as in a container.
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

/** `FTDI FT232R USB UART A5028` from a name like `usb-FTDI_FT232R_USB_UART_A5028-if00-port0`. */
function productIn(path: string): string | undefined {
  return /\/by-id\/usb-(.+?)-if\d+(?:-port\d+)?$/.exec(path)?.[1]?.replaceAll('_', ' ');
}

const byNumber = new Intl.Collator('en', { numeric: true }).compare;
