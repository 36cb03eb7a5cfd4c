import { basename } from 'node:path';
import type { Machine } from './machine.ts';

/** A program that has a port open. */
export interface PortHolder {
  readonly pid: number;
  /** The program and, for an interpreter, its script. The rest of the command line is left out, since it may contain secrets. */
  readonly name: string;
  /** `page`: the plugin's settings page, listening; `mirror`: `linky-tic mirror`; `console`: the serial console of Linux. */
  readonly kind: 'homebridge' | 'page' | 'mirror' | 'console' | 'other';
  /** The systemd service that the program runs as, if any. */
  readonly unit?: string;
}

/** The title that `linky-tic` gives to its process (`src/cli.ts`). */
const OWN_TITLE = 'linky-tic';
/** Options of an interpreter that take no value, so that the script comes after them. */
const BARE_OPTION = /^-[BEIOSbdquvwx]+$/;
/** A system service in a path of /proc/…/cgroup; services of a user's session do not match. */
const UNIT = /\/system\.slice\/(?:[^/\n]+\.slice\/)*([^/\n]+)\.service$/m;
/** Interpreters, whose script tells more than their own name. */
const INTERPRETER = /^(?:python|node|perl|ruby|php|bash|sh)[\d.]*$/;
/** The server of a plugin's settings page, as Homebridge UI starts it. */
const PAGE = /\/homebridge-ui\/server\.js$/;

/** The programs that have a device open, except this process. Only root sees the programs of other users. */
export async function portHolders(device: string, machine: Machine): Promise<readonly PortHolder[]> {
  const pids = (await machine.namesIn('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== machine.pid);
  const holders = await Promise.all(
    pids.map(async (pid) => ((await hasOpen(pid, device, machine)) ? [await holderOf(pid, machine)] : [])),
  );
  return holders.flat();
}

async function hasOpen(pid: string, device: string, machine: Machine): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const open = await machine.namesIn(folder);
  const targets = await Promise.all(open.map((fd) => machine.targetOf(`${folder}/${fd}`)));
  // The program that created a pseudo-terminal is its other end, not another reader.
  const isOtherSide = device.startsWith('/dev/pts/') && targets.some((target) => target?.endsWith('/ptmx'));
  return targets.includes(device) && !isOtherSide;
}

async function holderOf(pid: string, machine: Machine): Promise<PortHolder> {
  const words = ((await machine.textOf(`/proc/${pid}/cmdline`)) ?? '').split(/[\0 ]/);
  const [command = '', ...rest] = words;
  const short = (await machine.textOf(`/proc/${pid}/comm`))?.trim() ?? '';
  const program = basename(command).replace(/:$/, '') || short;
  const script = rest.find((word) => !BARE_OPTION.test(word)) ?? '';
  const namesScript = program === OWN_TITLE || INTERPRETER.test(program);
  const name = namesScript && script !== '' && !script.startsWith('-') ? `${program} ${basename(script)}` : program;
  const kind = words.some((word) => PAGE.test(word)) ? 'page' : kindOf(`${short} ${name}`);
  const [, unit] = UNIT.exec((await machine.textOf(`/proc/${pid}/cgroup`)) ?? '') ?? [];
  return { pid: Number(pid), name, kind, ...(unit !== undefined && { unit }) };
}

function kindOf(name: string): PortHolder['kind'] {
  if (name.endsWith(`${OWN_TITLE} mirror`)) return 'mirror';
  if (/homebridge|hb-service/.test(name)) return 'homebridge';
  return /getty/.test(name) ? 'console' : 'other';
}
