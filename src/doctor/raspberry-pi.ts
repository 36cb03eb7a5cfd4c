import type { Machine } from './machine.ts';
import type { PortTrouble } from './port-trouble.ts';

const CMDLINES = ['/boot/firmware/cmdline.txt', '/boot/cmdline.txt'];
const CONFIGS = ['/boot/firmware/config.txt', '/boot/config.txt'];
/** The UARTs of the board itself. */
const ON_BOARD = /^\/dev\/(?:ttyAMA\d+|ttyS\d+|serial\d)$/;

/** Whether a device is one of a Raspberry Pi's own UARTs, with its pins, and neither an adapter's nor a PC's. */
export async function isOnPins(device: string, machine: Machine): Promise<boolean> {
  return ON_BOARD.test(device) && (await modelOf(machine)) !== undefined;
}

/** Why an on-board UART is not there at all: on a Raspberry Pi it is off unless it was switched on. */
export async function uartOff(port: string, machine: Machine): Promise<PortTrouble | undefined> {
  if (!(await isOnPins(port, machine))) return undefined;
  const [file, text] = (await firstOf(CONFIGS, machine)) ?? [CONFIGS[0] ?? '', ''];
  return isOn(text, 'enable_uart') || isOn(text, 'dtparam=uart0') ? undefined : { kind: 'uartOff', file };
}

/** The serial console of Linux on a device, if the kernel's command line has it. */
export async function consoleOn(device: string, machine: Machine): Promise<PortTrouble | undefined> {
  const [file, text] = (await firstOf(CMDLINES, machine)) ?? ['', ''];
  for (const [setting, name] of text.matchAll(/\bconsole=(serial0|ttyAMA\d+|ttyS\d+)\S*/g)) {
    if ((await machine.realPathOf(`/dev/${name}`)) === device) return { kind: 'console', file, setting };
  }
  return undefined;
}

/** An on-board UART that goes elsewhere than to the pins. */
export async function offThePins(device: string, machine: Machine): Promise<PortTrouble | undefined> {
  const model = await modelOf(machine);
  if (model === undefined || !ON_BOARD.test(device)) return undefined;
  // /dev/serial1 is the secondary UART, which Raspberry Pi OS gives to Bluetooth.
  if ((await machine.realPathOf('/dev/serial1')) === device) return { kind: 'bluetooth' };
  return / 5\b/.test(model) && device === '/dev/ttyAMA10' ? { kind: 'debugPort' } : undefined;
}

/** The mini UART, whose speed follows the processor's clock unless enable_uart=1 holds that still. */
export async function wanderingSpeed(device: string, machine: Machine): Promise<PortTrouble | undefined> {
  if (device !== '/dev/ttyS0' || (await modelOf(machine)) === undefined) return undefined;
  const [file, text] = (await firstOf(CONFIGS, machine)) ?? [CONFIGS[0] ?? '', ''];
  return isOn(text, 'enable_uart') || /^\s*core_freq=/m.test(text) ? undefined : { kind: 'miniUart', file };
}

async function modelOf(machine: Machine): Promise<string | undefined> {
  const model = await machine.textOf('/proc/device-tree/model');
  return model?.includes('Raspberry Pi') ? model.replaceAll('\0', '') : undefined;
}

async function firstOf(files: readonly string[], machine: Machine): Promise<readonly [string, string] | undefined> {
  for (const file of files) {
    const text = await machine.textOf(file);
    if (text !== undefined) return [file, text];
  }
  return undefined;
}

/** `enable_uart=1`, `dtparam=uart0=on`, or `dtparam=uart0`; commented out is off. */
function isOn(text: string, setting: string): boolean {
  return new RegExp(`^\\s*${setting}(?:=(?:1|on|yes|true))?\\s*$`, 'm').test(text);
}
