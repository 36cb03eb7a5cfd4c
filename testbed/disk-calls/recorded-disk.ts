import { dirname } from 'node:path';
import type { DiskCall } from './recording.ts';

/** A file apart from its names, as its number. A name that is made anew is another file. */
type FileNumber = number;

/** A change of a file that a power cut may undo. */
export type Change =
  | { readonly kind: 'written'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'truncated'; readonly length: number };

/** A change of the names in a folder that a power cut may undo. */
export interface NameChange {
  readonly kind: 'created' | 'renamed' | 'linked' | 'unlinked';
  readonly name: string;
  /** Where the file of `name` goes, or gets a second name. */
  readonly to?: string;
  readonly file: FileNumber;
}

/** What a file surely holds, and what may come on top of it. */
interface RecordedFile {
  readonly durable: Uint8Array;
  readonly pending: readonly Change[];
}

/**
 * What is surely on a disk after some calls, and what may be lost with the power. The model, which is stricter than any one file system:
 * * What was written to a file, and its length, is durable after an fsync or fdatasync of that file (POSIX; fdatasync writes the
 *   length, too, as it is needed to read the data back).
 * * Of what is not durable each write may be kept, lost or torn between sectors of 512 bytes, whatever comes of the others. What a
 *   lost write was to append is zero where a later one is kept. Bytes that were not written to do not change (SQLite's
 *   "powersafe overwrite", sqlite.org/psow.html).
 * * A name is durable after an fsync of its folder, and that of a file that was just created after an fsync of the file, too, as on
 *   ext4. fsync(2) promises only the former.
 * * Names that are not durable come in the order of the calls where a file system has one log for them (ext4, XFS), or in any order: Btrfs
 *   has reordered them (Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014). Both are tried.
 * * A rename does not wait for the data of its file. ext4 flushes it on a rename over another file only (`auto_da_alloc`).
 */
export interface RecordedDisk {
  take(call: DiskCall): void;
  /** The files by their names, as far as those are durable. */
  readonly names: ReadonlyMap<string, FileNumber>;
  readonly pendingNames: readonly NameChange[];
  file(number: FileNumber): RecordedFile;
  /** Makes all durable that was done so far. */
  settle(): void;
}

/** A disk with a folder that was empty when the recording began. */
export function createRecordedDisk(): RecordedDisk {
  const files: { durable: Uint8Array; pending: Change[] }[] = [];
  const byInode = new Map<number, FileNumber>();
  /** As the process saw them. */
  const seen = new Map<string, FileNumber>();
  const names = new Map<string, FileNumber>();
  let pendingNames: NameChange[] = [];

  function fileOf(inode: number): FileNumber {
    const file = byInode.get(inode);
    if (file === undefined) throw new Error(`a file was there before the recording: inode ${inode}`);
    return file;
  }

  function change(inode: number, one: Change): void {
    files[fileOf(inode)]?.pending.push(one);
  }

  function changeName(one: NameChange): void {
    applyName(seen, one);
    pendingNames.push(one);
  }

  function named(name: string): FileNumber {
    const file = seen.get(name);
    if (file === undefined) throw new Error(`a file was there before the recording: ${name}`);
    return file;
  }

  function makeNamesDurable(isMeant: (one: NameChange) => boolean): void {
    for (const one of pendingNames.filter(isMeant)) applyName(names, one);
    pendingNames = pendingNames.filter((one) => !isMeant(one));
  }

  function sync(file: FileNumber): void {
    const own = files[file];
    if (own) Object.assign(own, { durable: contentAfter(own.durable, own.pending), pending: [] });
    const creation = pendingNames.findIndex((one) => one.kind === 'created' && one.file === file);
    const before = new Set(pendingNames.slice(0, creation + 1));
    const { name } = pendingNames[creation] ?? {};
    // What became of the name before cannot come later.
    if (name !== undefined) makeNamesDurable((one) => before.has(one) && (one.name === name || one.to === name));
  }

  return {
    names,
    get pendingNames() {
      return pendingNames;
    },
    file: (number) => files[number] ?? { durable: new Uint8Array(), pending: [] },
    settle() {
      for (const file of files.keys()) sync(file);
      makeNamesDurable(() => true);
    },
    take(call) {
      switch (call.kind) {
        case 'opened':
          if (call.isCreated) {
            byInode.set(call.inode, files.push({ durable: new Uint8Array(), pending: [] }) - 1);
            changeName({ kind: 'created', name: call.name, file: fileOf(call.inode) });
          }
          if (call.isEmptied) change(call.inode, { kind: 'truncated', length: 0 });
          return;
        case 'written':
          return change(call.inode, { kind: 'written', at: call.at, bytes: call.bytes });
        case 'truncated':
          return change(call.inode, { kind: 'truncated', length: call.length });
        case 'synced':
          return sync(fileOf(call.inode));
        case 'folderSynced':
          return makeNamesDurable(({ name, to = name }) => [dirOf(name), dirOf(to)].includes(call.name));
        case 'renamed':
        case 'linked':
          return changeName({ kind: call.kind, name: call.from, to: call.to, file: named(call.from) });
        case 'unlinked':
          return changeName({ kind: 'unlinked', name: call.name, file: named(call.name) });
        // Folders within the recorded one are made anew by whoever writes a state to a disk.
        case 'folderMade':
        case 'folderRemoved':
        case 'marker':
      }
    },
  };
}

function dirOf(name: string): string {
  const folder = dirname(name);
  return folder === '.' ? '' : folder;
}

/** Changes names. One that has another file by now, as others before it were lost, stays. */
export function applyName(names: Map<string, FileNumber>, { kind, name, to = name, file }: NameChange): void {
  if ((kind === 'renamed' || kind === 'unlinked') && names.get(name) === file) names.delete(name);
  if (kind !== 'unlinked') names.set(to, file);
}

/** What a file holds after some changes. It is not copied where there are none. */
export function contentAfter(before: Uint8Array, changes: readonly Change[]): Uint8Array {
  if (changes.length === 0) return before;
  const ends = changes.map((one) => (one.kind === 'written' ? one.at + one.bytes.length : one.length));
  const content = new Uint8Array(Math.max(before.length, ...ends));
  content.set(before);
  let length = before.length;
  for (const one of changes) {
    if (one.kind === 'written') {
      content.set(one.bytes, one.at);
      length = Math.max(length, one.at + one.bytes.length);
    } else {
      content.fill(0, one.length, length);
      ({ length } = one);
    }
  }
  return content.subarray(0, length);
}
