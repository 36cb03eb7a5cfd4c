import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { seededRandom } from '../../src/source/demo/seeded-random.ts';
import { drawnEvenly } from '../support/drawn-evenly.ts';
import { applyName, type Change, contentAfter, createRecordedDisk, type RecordedDisk } from './recorded-disk.ts';
import type { DiskCall } from './recording.ts';

/** The marker from which on the power may be cut. All before it is on the disk. */
export const BEGIN_MARKER = 'begin';
/** A disk writes that many bytes whole or not at all. */
const SECTOR_BYTES = 512;
/** SQLite makes this file anew. It is written to by mmap, which is not recorded. */
const LEFT_OUT = /-shm$/;

/** What a power cut may leave in the folder of a recording. */
export interface DiskState {
  /** The files by their names. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** What the process had said by then. */
  readonly markers: readonly string[];
  /** The kind of the call after which the power was cut, and its file without the numbers in its name. */
  readonly after: string;
  /** The same, and what was lost, in words. */
  readonly how: string;
}

/** What of the changes that are not durable yet is kept. */
interface Cut {
  readonly how: string;
  /** Whether a change of names is kept, by its place. */
  readonly keepsName: (nth: number, count: number) => boolean;
  readonly keeps: (changes: readonly Change[]) => readonly Change[];
}

/**
 * The states in which a power cut may leave the disk, each once. After each call these come first: all is kept, or lost, or names
 * without their data, or data without its names, or with the last of them. So do `torn` states for each call, whose losses are drawn.
 */
export function* states(calls: readonly DiskCall[], seed: number, torn: number): Generator<DiskState, void> {
  const disk = createRecordedDisk();
  const known = new Set<string>();
  const markers: string[] = [];
  const nameOf = createNames();
  let hasBegun = false;
  for (const [nth, call] of calls.entries()) {
    disk.take(call);
    const after = `${call.kind} ${nameOf(call).replaceAll(/\d+/g, '0')}`;
    if (call.kind === 'marker') markers.push(call.text);
    if (call.kind === 'marker' && call.text === BEGIN_MARKER) {
      disk.settle();
      hasBegun = true;
    }
    // The state after a marker promises more than the same state before it.
    if (!hasBegun || calls[nth + 1]?.kind === 'marker') continue;
    for (const cut of [...PLAIN_CUTS, ...Array.from({ length: torn }, (_, draw) => drawnCut(seed, nth, draw))]) {
      const files = filesAfter(disk, cut);
      const hash = hashOf(files, markers.length);
      if (known.has(hash)) continue;
      known.add(hash);
      yield { files, markers: [...markers], after, how: `after call ${nth} (${textOf(call)}): ${cut.how}` };
    }
  }
}

/**
 * So many of the states, or all of them, if there are no more. Each kind of call on each file has as many of them as any other, as
 * long as it has more: most calls write to the same file, and what goes wrong mostly does so after others. They are drawn, and come in the
 * order of the calls.
 */
export function* drawnStates(calls: readonly DiskCall[], seed: number, most: number): Generator<DiskState, void> {
  const begin = calls.findIndex((call) => call.kind === 'marker' && call.text === BEGIN_MARKER);
  const torn = 1 + Math.ceil((2 * most) / (calls.length - begin));
  const random = seededRandom(seed, calls.length);
  // To keep all of them would take gigabytes.
  const all = Array.from(states(calls, seed, torn), ({ after }, nth) => ({ after, nth }));
  const drawn = drawnEvenly(all, ({ after }) => after, random, most);
  const wanted = new Set(drawn.map(({ nth }) => nth));
  let nth = 0;
  for (const state of states(calls, seed, torn)) {
    if (wanted.has(nth)) yield state;
    nth += 1;
  }
}

/** What is in the folder after all calls, when no power is cut. */
export function filesIn(calls: readonly DiskCall[]): ReadonlyMap<string, Uint8Array> {
  const disk = createRecordedDisk();
  calls.forEach(disk.take);
  disk.settle();
  return filesAfter(disk, PLAIN_CUTS[0]);
}

/** Writes the files of a state to an empty folder. */
export function writeState({ files }: Pick<DiskState, 'files'>, folder: string): void {
  for (const [name, content] of files) {
    const path = join(folder, name);
    if (name.includes('/')) mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { mode: 0o600 });
  }
}

const always = () => true;
const never = () => false;
const all = (changes: readonly Change[]) => changes;
const none = () => [];
const PLAIN_CUTS = [
  { how: 'all is kept', keepsName: always, keeps: all },
  { how: 'all that was not synced is lost', keepsName: never, keeps: none },
  { how: 'names are kept, and data is lost', keepsName: always, keeps: none },
  { how: 'data is kept, and names are lost', keepsName: never, keeps: all },
  { how: 'of the names only the last is kept', keepsName: (nth, count) => nth === count - 1, keeps: all },
] as const satisfies readonly Cut[];

function drawnCut(seed: number, ...of: readonly number[]): Cut {
  const random = seededRandom(seed, ...of);
  const isInOrder = random() < 0.7;
  const share = random();
  // Mostly the data is what is torn.
  const isAllNamed = random() < 0.3;
  return {
    how: `drawn by (${[seed, ...of].join(', ')}), names ${isInOrder ? 'in order' : 'in any order'}`,
    keepsName: (nth, count) => isAllNamed || (isInOrder ? nth < Math.floor(share * (count + 1)) : random() < share),
    keeps: (changes) => changes.flatMap((one) => drawnChange(one, random)),
  };
}

/** A change as it is kept: whole, not at all, some of its sectors, or only the length that it gave the file. */
function drawnChange(one: Change, random: () => number): readonly Change[] {
  const fate = random();
  if (fate < 0.35) return [one];
  if (fate < 0.6 || one.kind === 'truncated') return [];
  const end = one.at + one.bytes.length;
  if (fate < 0.7) return [{ kind: 'written', at: end, bytes: new Uint8Array() }];
  const pieces: Change[] = [];
  for (let at = one.at; at < end; ) {
    const next = Math.min(end, (Math.floor(at / SECTOR_BYTES) + 1) * SECTOR_BYTES);
    if (random() < 0.5) pieces.push({ kind: 'written', at, bytes: one.bytes.subarray(at - one.at, next - one.at) });
    at = next;
  }
  return pieces;
}

function filesAfter(disk: RecordedDisk, { keepsName, keeps }: Cut): ReadonlyMap<string, Uint8Array> {
  const names = new Map(disk.names);
  const { pendingNames } = disk;
  for (const [nth, one] of pendingNames.entries()) if (keepsName(nth, pendingNames.length)) applyName(names, one);
  // A file with two names has one content, which may be drawn.
  const contents = new Map<number, Uint8Array>();
  const files = new Map<string, Uint8Array>();
  for (const [name, file] of names) {
    if (LEFT_OUT.test(name)) continue;
    const { durable, pending } = disk.file(file);
    const content = contents.get(file) ?? contentAfter(durable, keeps(pending));
    contents.set(file, content);
    files.set(name, content);
  }
  return files;
}

function hashOf(files: ReadonlyMap<string, Uint8Array>, markers: number): string {
  const hash = createHash('sha1').update(`${markers}`);
  for (const [name, content] of [...files].toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    hash.update(`${name} ${contentHash(content)} `);
  }
  return hash.digest('base64');
}

/** Most files are the same in many states. */
const hashes = new WeakMap<Uint8Array, string>();

function contentHash(content: Uint8Array): string {
  const known = hashes.get(content) ?? createHash('sha1').update(content).digest('base64');
  hashes.set(content, known);
  return known;
}

/** Gives the name that the file of each call had when it was opened, of one call after the other. */
function createNames(): (call: DiskCall) => string {
  const opened = new Map<number, string>();
  return (call) => {
    if (call.kind === 'opened') opened.set(call.inode, call.name);
    if ('inode' in call) return opened.get(call.inode) ?? '';
    if ('from' in call) return `${call.from} ${call.to}`;
    return 'name' in call ? call.name : call.text;
  };
}

function textOf(call: DiskCall): string {
  switch (call.kind) {
    case 'opened':
    case 'folderSynced':
    case 'unlinked':
    case 'folderMade':
    case 'folderRemoved':
      return `${call.kind} ${call.name || 'the folder'}`;
    case 'renamed':
    case 'linked':
      return `${call.kind} ${call.from} to ${call.to}`;
    case 'written':
      return `${call.bytes.length} bytes written at ${call.at}`;
    case 'truncated':
      return `truncated to ${call.length} bytes`;
    case 'marker':
      return call.text;
    case 'synced':
      return 'synced';
  }
}
