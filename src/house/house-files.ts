import { open, readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { type Clock, sleep } from '../clock.ts';

/** The list of the files that are given, which stands beside them: `{ "files": ["house.html", …] }`. */
const LIST = 'house-files.json';
/** What may be the name of a file: no path. */
const NAME = /^[A-Za-z\d][\w.-]{0,99}$/;
/** The hash that the build puts into the names of scripts: what has such a name never changes. */
const HASHED = /-[\w-]{8}\.js$/;

const TYPES: { readonly [ending: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
};

/** How long a disk has to answer. */
const DISK_MS = 5_000;
/** How many files may wait for a disk. */
const MOST_WAITING = 16;
/** No file of the page is as large. */
const MOST_BYTES = 4_000_000;

interface HouseFile {
  readonly kind: 'file';
  readonly bytes: Uint8Array;
  readonly type: string;
  /** Another one for another content; absent where the name never stands for another. */
  readonly tag?: string;
}

/** `none`: there is no such file. `unreadable`: the disk does not answer in time, or fails. */
export type FileOutcome = HouseFile | { readonly kind: 'none' | 'unreadable' };

export interface HouseFiles {
  /** Gives a file by its name. Never rejects. */
  read(name: string): Promise<FileOutcome>;
}

export interface HouseFilesParts {
  readonly folder: URL;
  readonly version: string;
  readonly clock: Clock;
  /** Reads a file that may be in the list; from the folder, unless given. */
  readonly reading?: (name: string) => Promise<FileOutcome>;
}

/**
 * Reads the files of the page, as they are asked for. No name that is not in the list of them is opened. Files are read one after the other,
 * and what several ask for at once is read once, so that a disk that does not answer holds up one of the four threads that Node has for all
 * disks.
 */
export function createHouseFiles({
  folder,
  version,
  clock,
  reading = (name) => readFrom(folder, name, version),
}: HouseFilesParts): HouseFiles {
  const waiting = new Map<string, Promise<FileOutcome>>();
  let last: Promise<unknown> = Promise.resolve();

  function begin(name: string): Promise<FileOutcome> {
    const outcome = last.then(() => reading(name)).finally(() => waiting.delete(name));
    waiting.set(name, outcome);
    last = outcome;
    return outcome;
  }

  return {
    async read(name) {
      if (!NAME.test(name) || !Object.hasOwn(TYPES, extname(name))) return { kind: 'none' };
      if (waiting.size >= MOST_WAITING && !waiting.has(name)) return { kind: 'unreadable' };
      const answered = new AbortController();
      const late = sleep(DISK_MS, clock, answered.signal).then(() => ({ kind: 'unreadable' }) as const);
      const outcome = await Promise.race([waiting.get(name) ?? begin(name), late]);
      answered.abort();
      return outcome;
    },
  };
}

async function readFrom(folder: URL, name: string, version: string): Promise<FileOutcome> {
  try {
    if (!(await listedIn(folder)).includes(name)) return { kind: 'none' };
    return await fileIn(folder, name, version);
  } catch {
    return { kind: 'unreadable' };
  }
}

/** The names in the list, which another version of the package may have changed meanwhile. */
async function listedIn(folder: URL): Promise<readonly unknown[]> {
  const { files } = Object(JSON.parse(await readFile(new URL(LIST, folder), 'utf8')));
  return Array.isArray(files) ? files : [];
}

async function fileIn(folder: URL, name: string, version: string): Promise<FileOutcome> {
  await using file = await open(new URL(name, folder));
  const { size, mtimeMs } = await file.stat();
  if (size > MOST_BYTES) return { kind: 'unreadable' };
  const bytes = await file.readFile();
  const type = TYPES[extname(name)] ?? '';
  return {
    kind: 'file',
    bytes,
    type,
    ...(!HASHED.test(name) && { tag: `"${version}-${size}-${Math.round(mtimeMs)}"` }),
  };
}
