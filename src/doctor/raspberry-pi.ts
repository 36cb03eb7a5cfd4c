import type { Machine } from './machine.ts';
import type { PortTrouble } from './port-trouble.ts';

const CMDLINES = ['/boot/firmware/cmdline.txt', '/boot/cmdline.txt'];
const CONFIGS = ['/boot/firmware/config.txt', '/boot/config.txt'];
/** The UARTs on the board of a Raspberry Pi. A PC may also have a /dev/ttyS0. */
const ON_BOARD = /^\/dev\/(?:ttyAMA\d+|ttyS\d+|serial\d)$/;

/** Whether a device is an on-board UART of a Raspberry Pi, which can be connected to the pins. */
export async function isOnPins(device: string, machine: Machine): Promise<boolean> {
  return ON_BOARD.test(device) && (await modelOf(machine)) !== undefined;
}

/** The trouble of an on-board UART that does not exist because it was not switched on, as it must be on a Raspberry Pi. */
export async function uartOff(port: string, machine: Machine): Promise<PortTrouble | undefined> {
  if (!(await isOnPins(port, machine))) return undefined;
  const [file, text] = (await firstReadable(CONFIGS, machine)) ?? [CONFIGS[0] ?? '', ''];
  return isOn(text, 'enable_uart') || isOn(text, 'dtparam=uart0') ? undefined : { kind: 'uartOff', file };
}

/** The trouble of a device with the serial console of Linux on it, according to the kernel's command line. */
export async function consoleOn(device: string, machine: Machine): Promise<PortTrouble | undefined> {
  const [file, text] = (await firstReadable(CMDLINES, machine)) ?? ['', ''];
  for (const [setting, name] of text.matchAll(/\bconsole=(serial0|ttyAMA\d+|ttyS\d+)\S*/g)) {
    if ((await machine.realPathOf(`/dev/${name}`)) === device) return { kind: 'console', file, setting };
  }
  return undefined;
}

/** The trouble of an on-board UART that is not connected to the pins. */
export async function notOnPins(device: string, machine: Machine): Promise<PortTrouble | undefined> {
  const model = await modelOf(machine);
  if (model === undefined || !ON_BOARD.test(device)) return undefined;
  // /dev/serial1 is the secondary UART, which Raspberry Pi OS gives to Bluetooth.
  if ((await machine.realPathOf('/dev/serial1')) === device) return { kind: 'bluetooth' };
  return / 5\b/.test(model) && device === '/dev/ttyAMA10' ? { kind: 'debugPort' } : undefined;
}

/** The trouble of the mini UART, whose speed follows the processor's clock unless enable_uart=1 or core_freq= fixes it. */
export async function driftingSpeed(device: string, machine: Machine): Promise<PortTrouble | undefined> {
  if (device !== '/dev/ttyS0' || (await modelOf(machine)) === undefined) return undefined;
  const [file, text] = (await firstReadable(CONFIGS, machine)) ?? [CONFIGS[0] ?? '', ''];
  return isOn(text, 'enable_uart') || /^\s*core_freq=/m.test(text) ? undefined : { kind: 'miniUart', file };
}

async function modelOf(machine: Machine): Promise<string | undefined> {
  const model = await machine.textOf('/proc/device-tree/model');
  return model?.includes('Raspberry Pi') ? model.replaceAll('\0', '') : undefined;
}

async function firstReadable(
  files: readonly string[],
  machine: Machine,
): Promise<readonly [string, string] | undefined> {
  for (const file of files) {
    const text = await machine.textOf(file);
    if (text !== undefined) return [file, text];
  }
  return undefined;
}

/** Whether config.txt switches a setting on, as in `enable_uart=1`, `dtparam=uart0=on` or `dtparam=uart0`, not in a comment. */
function isOn(text: string, setting: string): boolean {
  return new RegExp(`^\\s*${setting}(?:=(?:1|on|yes|true))?\\s*$`, 'm').test(text);
}
