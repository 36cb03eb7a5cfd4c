import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { constants, crc32, gunzipSync, gzipSync } from 'node:zlib';
import { copyFolderOf } from '../base/plugin-names.ts';
import { isAboutFile } from './disk-trouble.ts';
import { syncFolder } from './files.ts';

/** The first line of each file. */
const HEADER = '{"homebridge-linky-tic":"second copy","version":1}';
/**
 * The most characters that are packed into one file. They take at most 3 bytes each, so no file reaches 10 MB: the Homebridge UI leaves
 * larger files out of its backups.
 */
const MOST_CHARACTERS = 3e6;
/** A file that claims to be longer was not written by this plugin. */
const MOST_BYTES = 10e6;
const ENDING = '.gz';

/** The content of a file of the second copy. */
interface CopyText {
  /** Its lines; if the file was truncated, those that are left. */
  readonly lines: readonly string[];
  /** Whether the file is complete and unchanged. */
  readonly isWhole: boolean;
}

/**
 * The files of the second copy of a journal: compressed lines, in a folder next to the database. Each file is replaced in one step, so that
 * a power cut leaves either the previous file or the new one.
 */
export interface CopyFiles {
  /** The names of the existing files, without their extension, sorted. @throws what the system throws about the folder */
  readonly names: readonly string[];
  /** A text that changes when a file is added, changed, replaced or deleted. It is empty if there are no files. @throws as `names` does */
  readonly signature: string;
  /** A file that cannot be read, or that is not a file, has no lines. */
  read(name: string): CopyText;
  /**
   * Gives the files of this name these lines. Several files are used if the lines are too long for one, and files that already have their
   * lines are not written again. `sync` makes the change permanent.
   * @param isUnderstood whether the content of a file may be overwritten; otherwise the file is kept under another name
   * @param first a line that each of the files begins with
   * @returns the names of these files; none if there are no lines
   * @throws what the system throws
   */
  keep(
    name: string,
    lines: Iterable<string>,
    isUnderstood: (name: string) => boolean,
    first?: string,
  ): readonly string[];
  /** Renames the files of these names, so that they are no longer files of the second copy. @throws what the system throws */
  setAside(...names: readonly string[]): void;
  /** Deletes the files of these names. Once it returns, no power cut brings them back. @throws what the system throws */
  delete(...names: readonly string[]): void;
  /** Writes to the disk which files exist. @throws what the system throws */
  sync(): void;
}

/** @param path the database of the journal; the folder of its second copy is created with the first file */
export function copyFilesOf(path: string): CopyFiles {
  const folder = copyFolderOf(path);
  const fileOf = (name: string) => join(folder, name + ENDING);

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

  function replace(name: string, text: string, isUnderstood: boolean): void {
    makeFolder();
    const [file, fresh] = [fileOf(name), `${fileOf(name)}.new`];
    try {
      writeToDisk(fresh, gzipSync(text, { level: constants.Z_BEST_SPEED }));
      if (!isUnderstood && isThere(file)) renameSync(file, nameAside(file));
      renameSync(fresh, file);
    } catch (error) {
      rmSync(fresh, { force: true });
      throw error;
    }
  }

  function has(name: string, text: string): boolean {
    if (!isThere(fileOf(name))) return false;
    const { isWhole, lines } = unpacked(fileOf(name));
    return isWhole && textOf(lines) === text;
  }

  function sync(): void {
    if (existsSync(folder)) syncFolder(folder);
  }

  return {
    get names() {
      return namesNow();
    },
    get signature() {
      const stamps = namesNow().map((name) => {
        const { size, mtimeMs } = lstatSync(fileOf(name));
        return `${name} ${size} ${mtimeMs}`;
      });
      return stamps.length === 0 ? '' : crc32(stamps.join('\n')).toString(16);
    },
    read: (name) => unpacked(fileOf(name)),
    keep(name, lines, isUnderstood, first) {
      const names: string[] = [];
      for (const text of partsOf(lines, first === undefined ? [] : [first])) {
        const partName = partNameOf(name, names.length);
        if (!has(partName, text)) replace(partName, text, isUnderstood(partName));
        names.push(partName);
      }
      return names;
    },
    setAside(...names) {
      for (const name of names) renameSync(fileOf(name), nameAside(fileOf(name)));
      if (names.length > 0) sync();
    },
    delete(...names) {
      for (const name of names) rmSync(fileOf(name), { force: true });
      if (names.length > 0) sync();
    },
    sync,
  };
}

/** An unused name for a file that cannot be read. */
function nameAside(file: string): string {
  for (let nth = 1; ; nth += 1) {
    const name = `${file}.unreadable${nth === 1 ? '' : `-${nth}`}`;
    if (!isThere(name)) return name;
  }
}

/** Whether anything exists at the path, even a link that leads nowhere. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** The name of the n-th file, counted from 0, of lines that are too long for one file. */
function partNameOf(name: string, nth: number): string {
  return nth === 0 ? name : `${name}.${nth + 1}`;
}

/** Those of the names whose files have lines of this name. */
export function filesNamed(names: readonly string[], name: string): readonly string[] {
  return names.filter((one) => one === name || one.startsWith(`${name}.`));
}

/** The texts of the files that these lines fill. Each begins with `head`. */
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
  const bytes = bytesOf(file);
  const whole = textIn(bytes, constants.Z_FINISH);
  const isWhole = whole?.startsWith(`${HEADER}\n`) === true && whole.endsWith('\n');
  const text = whole ?? textIn(bytes, constants.Z_SYNC_FLUSH) ?? '';
  const [header, ...lines] = text.split('\n').slice(0, -1);
  return { isWhole, lines: header === HEADER ? lines : [] };
}

/** Empty if the file cannot be read. */
function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if (!isAboutFile(error)) throw error;
    return Buffer.alloc(0);
  }
}

/** Undefined if the bytes are damaged or, with `Z_FINISH`, truncated. */
function textIn(bytes: Buffer, finishFlush: number): string | undefined {
  try {
    return gunzipSync(bytes, { finishFlush, maxOutputLength: MOST_BYTES }).toString('utf8');
  } catch {
    return undefined;
  }
}

function writeToDisk(file: string, bytes: Buffer): void {
  const opened = openSync(file, 'w', 0o600);
  try {
    writeFileSync(opened, bytes);
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
