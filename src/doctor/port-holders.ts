import { basename } from 'node:path';
import type { Machine } from './machine.ts';

/** A program that has a port open. */
export interface PortHolder {
  readonly pid: number;
  /** The program and, if that is an interpreter, its script; no other word of its command line, which may hold secrets. */
  readonly name: string;
  /** `page`: a settings page that listens; `mirror`: our own, without Homebridge. */
  readonly kind: 'homebridge' | 'page' | 'mirror' | 'console' | 'other';
  /** The systemd service that it is, if it is one. */
  readonly unit?: string;
}

/** The commands of ours that are called by their name (`src/cli.ts`). */
const OURS = 'linky-tic';
/** Options of an interpreter that take no value and hold no program. */
const BARE_OPTION = /^-[BEIOSbdquvwx]+$/;
/** A service of the system's, and none of a user's session. */
const UNIT = /\/system\.slice\/(?:[^/\n]+\.slice\/)*([^/\n]+)\.service$/m;
/** What says more by its script than by its name. */
const INTERPRETER = /^(?:python|node|perl|ruby|php|bash|sh)[\d.]*$/;
/** The server of a plugin's settings page, as Homebridge UI starts it. */
const PAGE = /\/homebridge-ui\/server\.js$/;

/** The programs that have a device open, this one aside. Of other users' programs only root sees any. */
export async function portHolders(device: string, machine: Machine): Promise<readonly PortHolder[]> {
  const pids = (await machine.namesIn('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== machine.pid);
  const holders = await Promise.all(
    pids.map(async (pid) => ((await holds(pid, device, machine)) ? [await holderOf(pid, machine)] : [])),
  );
  return holders.flat();
}

async function holds(pid: string, device: string, machine: Machine): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const open = await machine.namesIn(folder);
  const targets = await Promise.all(open.map((fd) => machine.targetOf(`${folder}/${fd}`)));
  // Who has made a pseudo-terminal is its other side.
  const isOtherSide = device.startsWith('/dev/pts/') && targets.some((target) => target?.endsWith('/ptmx'));
  return targets.includes(device) && !isOtherSide;
}

async function holderOf(pid: string, machine: Machine): Promise<PortHolder> {
  const words = ((await machine.textOf(`/proc/${pid}/cmdline`)) ?? '').split(/[\0 ]/);
  const [command = '', ...rest] = words;
  const short = (await machine.textOf(`/proc/${pid}/comm`))?.trim() ?? '';
  const program = basename(command).replace(/:$/, '') || short;
  const script = rest.find((word) => !BARE_OPTION.test(word)) ?? '';
  const isTold = program === OURS || INTERPRETER.test(program);
  const name = isTold && script !== '' && !script.startsWith('-') ? `${program} ${basename(script)}` : program;
  const kind = words.some((word) => PAGE.test(word)) ? 'page' : kindOf(`${short} ${name}`);
  const [, unit] = UNIT.exec((await machine.textOf(`/proc/${pid}/cgroup`)) ?? '') ?? [];
  return { pid: Number(pid), name, kind, ...(unit !== undefined && { unit }) };
}

function kindOf(name: string): PortHolder['kind'] {
  if (name.endsWith(`${OURS} mirror`)) return 'mirror';
  if (/homebridge|hb-service/.test(name)) return 'homebridge';
  return /getty/.test(name) ? 'console' : 'other';
}
