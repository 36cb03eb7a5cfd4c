import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  constants as fileFlags,
  fsyncSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { syncFolder } from './files.ts';
import { writeOwnFile } from './foreign-files.ts';

/** The first line of each file. */
const HEADER = '{"homebridge-linky-tic":"second copy","version":1}';
/**
 * The most characters that are packed into one file. They take 3 bytes each at most, so no file takes 10 MB: the Homebridge UI leaves
 * larger ones out of its backups.
 */
const MOST_CHARACTERS = 3e6;
/** A file that claims to be longer was not made here. */
const MOST_BYTES = 10e6;
const ENDING = '.gz';
const UNREADABLE = '.unreadable';

/** What a file of the second copy says. */
interface CopyText {
  /** Its lines; of a file that was cut, those that are left. */
  readonly lines: readonly string[];
  /** Whether the file is as it was written. */
  readonly isWhole: boolean;
}

/**
 * The files of the second copy of a journal: compressed lines, in a folder beside the database. Each file is replaced at once, so that
 * a power cut leaves the one before or the new one.
 */
export interface CopyFiles {
  /** The names of the files that are there, without their ending, sorted. */
  readonly names: readonly string[];
  /**
   * A text that changes when a file is added, changed, replaced or deleted; without files it is empty. What the files are like is
   * remembered.
   */
  sign(): string;
  /** The names of the files that are as they were when they were signed last. */
  readonly unchanged: ReadonlySet<string>;
  /** @throws what the system throws */
  read(name: string): CopyText;
  /**
   * Makes the files of this name have these lines, in several files where they are too long for one; what they have already is not
   * written again. A file that cannot be read is kept under another name. `sync` makes it last.
   * @param first a line that each of the files begins with
   * @returns the names of these files, none without a line
   * @throws what the system throws
   */
  keep(name: string, lines: Iterable<string>, first?: string): readonly string[];
  /** Deletes the files of this name, which are gone for good when it returns. @throws what the system throws */
  delete(...names: readonly string[]): void;
  /** Brings to the disk which files there are. @throws what the system throws */
  sync(): void;
}

/** Where the second copy of the journal at `path` is. */
export function copyFolderOf(path: string): string {
  return `${path}.second-copy`;
}

/** @param path the database of the journal; the folder of its second copy is made with the first file */
export function copyFilesOf(path: string): CopyFiles {
  const folder = copyFolderOf(path);
  const fileOf = (name: string) => join(folder, name + ENDING);
  let signed: ReadonlySet<string> = new Set();

  /** The name, the size and the time of each file. */
  function stamps(): ReadonlyMap<string, string> {
    return new Map(
      namesNow().map((name) => {
        const { size, mtimeMs } = statSync(fileOf(name));
        return [name, `${name} ${size} ${mtimeMs}`];
      }),
    );
  }

  function namesNow(): readonly string[] {
    const found = existsSync(folder) ? readdirSync(folder) : [];
    return found
      .filter((name) => name.endsWith(ENDING))
      .map((name) => name.slice(0, -ENDING.length))
      .toSorted();
  }

  function makeFolder(): void {
    const isNew = mkdirSync(folder, { recursive: true }) !== undefined;
    chmodSync(folder, 0o700);
    if (isNew) syncFolder(dirname(path));
  }

  function replace(name: string, text: string): void {
    makeFolder();
    const [file, fresh] = [fileOf(name), `${fileOf(name)}.new`];
    try {
      writeToDisk(fresh, gzipSync(text));
      if (existsSync(file) && !unpacked(file).isWhole) renameSync(file, file + UNREADABLE);
      renameSync(fresh, file);
    } catch (error) {
      rmSync(fresh, { force: true });
      throw error;
    }
  }

  function isThere(name: string, text: string): boolean {
    if (!existsSync(fileOf(name))) return false;
    const { isWhole, lines } = unpacked(fileOf(name));
    return isWhole && textOf(lines) === text;
  }

  return {
    get names() {
      return namesNow();
    },
    sign() {
      signed = new Set(stamps().values());
      return signed.size === 0
        ? ''
        : createHash('sha256')
            .update([...signed].join('\n'))
            .digest('hex');
    },
    get unchanged() {
      return new Set([...stamps()].filter(([, stamp]) => signed.has(stamp)).map(([name]) => name));
    },
    read: (name) => unpacked(fileOf(name)),
    keep(name, lines, first) {
      const names: string[] = [];
      for (const text of partsOf(lines, first === undefined ? [] : [first])) {
        const partName = partNameOf(name, names.length);
        if (!isThere(partName, text)) replace(partName, text);
        names.push(partName);
      }
      return names;
    },
    delete(...names) {
      for (const name of names) rmSync(fileOf(name), { force: true });
      if (existsSync(folder)) syncFolder(folder);
    },
    sync() {
      if (existsSync(folder)) syncFolder(folder);
    },
  };
}

/** The name of the n-th file, from 0 on, of lines that are too long for one. */
function partNameOf(name: string, nth: number): string {
  return nth === 0 ? name : `${name}.${nth + 1}`;
}

/** The names of the files, among these, that have the lines of this name. */
export function* partsAmong(names: ReadonlySet<string>, name: string): Generator<string> {
  for (let nth = 0; names.has(partNameOf(name, nth)); nth += 1) yield partNameOf(name, nth);
}

/** The texts of the files that these lines fill, each of which begins with `head`. */
function* partsOf(lines: Iterable<string>, head: readonly string[]): Generator<string> {
  let part = [...head];
  let characters = 0;
  for (const line of lines) {
    if (characters + line.length > MOST_CHARACTERS && part.length > head.length) {
      yield textOf(part);
      [part, characters] = [[...head], 0];
    }
    part.push(line);
    characters += line.length;
  }
  if (part.length > 0) yield textOf(part);
}

function textOf(lines: readonly string[]): string {
  return [HEADER, ...lines, ''].join('\n');
}

function unpacked(file: string): CopyText {
  const bytes = readFileSync(file);
  const whole = textIn(bytes, constants.Z_FINISH);
  const isWhole = whole?.startsWith(`${HEADER}\n`) === true && whole.endsWith('\n');
  const text = whole ?? textIn(bytes, constants.Z_SYNC_FLUSH) ?? '';
  const [header, ...lines] = text.split('\n').slice(0, -1);
  return { isWhole, lines: header === HEADER ? lines : [] };
}

/** Undefined when the bytes are damaged, or, with `Z_FINISH`, cut. */
function textIn(bytes: Buffer, finishFlush: number): string | undefined {
  try {
    return gunzipSync(bytes, { finishFlush, maxOutputLength: MOST_BYTES }).toString('utf8');
  } catch {
    return undefined;
  }
}

function writeToDisk(file: string, bytes: Buffer): void {
  writeOwnFile(file, fileFlags.O_TRUNC, (opened) => {
    writeFileSync(opened, bytes);
    fsyncSync(opened);
  });
}
