import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';

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
/** Options of an interpreter that take no value, so that the next argument is the script. */
const BARE_OPTION = /^-[BEIOSbdquvwx]+$/;
/** A system service in a path of /proc/…/cgroup; services of a user's session do not match. */
const UNIT = /\/system\.slice\/(?:[^/\n]+\.slice\/)*([^/\n]+)\.service$/m;
/** Interpreters: their script is more informative than their own name. */
const INTERPRETER = /^(?:python|node|perl|ruby|php|bash|sh)[\d.]*$/;
/** The server of a plugin's settings page, as Homebridge UI starts it. */
const PAGE = /\/homebridge-ui\/server\.js$/;

/** The files of a machine that show which program has a device open. If something cannot be read, it is undefined or empty. */
export interface ProcessFiles {
  /** The process that searches. */
  readonly pid: number;
  namesIn(folder: string): Promise<readonly string[]>;
  textOf(path: string): Promise<string | undefined>;
  targetOf(link: string): Promise<string | undefined>;
}

/** The files of the machine that this program runs on. */
export const ownFiles: ProcessFiles = {
  pid: process.pid,
  namesIn: (folder) => readdir(folder).catch(() => []),
  textOf: (path) => readFile(path, 'utf8').catch(() => undefined),
  targetOf: (link) => readlink(link).catch(() => undefined),
};

/**
 * The programs that have a device open, except for this process. A second reader takes some of the bytes, and the kernel only blocks
 * readers that ask for a lock. Only root sees the programs of other users.
 * @param port the device, or a link to it as in /dev/serial/by-id
 */
export async function otherReadersOf(port: string, files: ProcessFiles = ownFiles): Promise<readonly PortHolder[]> {
  const device = await linkedTo(port, files);
  const pids = (await files.namesIn('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== files.pid);
  const holders = await Promise.all(
    pids.map(async (pid) => ((await hasOpen(pid, device, files)) ? [await holderOf(pid, files)] : [])),
  );
  return holders.flat();
}

/**
 * Returns a function that gives the other readers of a port by name and PID. That requires examining every process of the machine, so it is
 * done at most once a minute, and not at each attempt to read the port.
 * @param now the monotonic clock
 */
export function createReaderSearch(port: string, now: () => number): () => Promise<readonly string[]> {
  let searchedMs = Number.NEGATIVE_INFINITY;
  let found: Promise<readonly string[]> = Promise.resolve([]);
  return () => {
    if (now() - searchedMs < SEARCH_EVERY_MS) return found;
    searchedMs = now();
    found = otherReadersOf(port).then((readers) => readers.map(({ name, pid }) => `${name}, PID ${pid}`));
    return found;
  };
}

const SEARCH_EVERY_MS = 60_000;

/** As many successive links are followed as Linux follows. */
const MOST_LINKS = 40;

async function linkedTo(path: string, files: ProcessFiles): Promise<string> {
  let at = path;
  for (let links = 0; links < MOST_LINKS; links += 1) {
    const target = await files.targetOf(at);
    if (target === undefined) break;
    at = resolve(dirname(at), target);
  }
  return at;
}

async function hasOpen(pid: string, device: string, files: ProcessFiles): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const open = await files.namesIn(folder);
  const targets = await Promise.all(open.map((fd) => files.targetOf(`${folder}/${fd}`)));
  // The program that created a pseudo-terminal is its other end, not another reader.
  const isOtherSide = device.startsWith('/dev/pts/') && targets.some((target) => target?.endsWith('/ptmx'));
  return targets.includes(device) && !isOtherSide;
}

async function holderOf(pid: string, files: ProcessFiles): Promise<PortHolder> {
  const words = ((await files.textOf(`/proc/${pid}/cmdline`)) ?? '').split(/[\0 ]/);
  const [command = '', ...rest] = words;
  const short = (await files.textOf(`/proc/${pid}/comm`))?.trim() ?? '';
  const program = basename(command).replace(/:$/, '') || short;
  const script = rest.find((word) => !BARE_OPTION.test(word)) ?? '';
  const namesScript = program === OWN_TITLE || INTERPRETER.test(program);
  const name = namesScript && script !== '' && !script.startsWith('-') ? `${program} ${basename(script)}` : program;
  const kind = words.some((word) => PAGE.test(word)) ? 'page' : kindOf(`${short} ${name}`);
  const [, unit] = UNIT.exec((await files.textOf(`/proc/${pid}/cgroup`)) ?? '') ?? [];
  return { pid: Number(pid), name, kind, unit };
}

function kindOf(name: string): PortHolder['kind'] {
  if (name.endsWith(`${OWN_TITLE} mirror`)) return 'mirror';
  if (/homebridge|hb-service/.test(name)) return 'homebridge';
  return /getty/.test(name) ? 'console' : 'other';
}
