import { open, readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { type Clock, sleep } from '../base/clock.ts';

/** The list of the files that are served, stored next to them: `{ "files": ["house.html", …] }`. */
const LIST = 'house-files.json';
/** A valid file name; it cannot be a path. */
const NAME = /^[A-Za-z\d][\w.-]{0,99}$/;
/** The hash that the build puts into the names of scripts: a file with such a name never changes. */
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
/** No file of the page is this large. */
const MOST_BYTES = 4_000_000;

interface HouseFile {
  readonly kind: 'file';
  readonly bytes: Uint8Array;
  readonly type: string;
  /** Differs for different content; absent if the name always stands for the same content. */
  readonly tag?: string;
}

/** `none`: there is no such file. `unreadable`: the disk fails or does not answer in time. */
export type FileOutcome = HouseFile | { readonly kind: 'none' | 'unreadable' };

export interface HouseFiles {
  /** Reads a file by its name. Never rejects. */
  read(name: string): Promise<FileOutcome>;
}

export interface HouseFilesParts {
  readonly folder: URL;
  readonly version: string;
  readonly clock: Clock;
  /** Reads a file that may be in the list; by default from the folder. */
  readonly reading?: (name: string) => Promise<FileOutcome>;
}

/**
 * Reads the files of the page on demand. Only names in the list are opened. Files are read one after another, and simultaneous requests for
 * a file share one read, so that a disk that does not answer blocks only one of the four threads that Node has for all disks.
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

/** The names in the list. An update of the package may have changed it meanwhile. */
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
