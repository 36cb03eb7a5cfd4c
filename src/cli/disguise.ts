import type { TicMode } from '../reading.ts';
import { checksumOf } from '../tic/checksum.ts';
import { withEvenParity } from '../tic/encode.ts';
import type { Group } from '../tic/group.ts';

/** A made-up id for an id: other digits, and always the same ones for the same id. */
export type MadeUp = (id: string) => string;

/** @param random from 0 to 1 */
export function madeUpIds(random: () => number): MadeUp {
  const known = new Map<string, string>();
  return (id) => {
    const madeUp = known.get(id) ?? id.replace(/\d/g, () => String(Math.floor(random() * 10)));
    known.set(id, madeUp);
    return madeUp;
  };
}

/** The groups that name the meter (historique, standard) and the place it stands in. */
export const IDS: ReadonlySet<string> = new Set(['ADCO', 'ADSC', 'PRM']);

/** So many digits of an id in a row are no accident in a damaged group; where there is such a row, so many. */
const TELLING = 5;
const TELLING_BESIDE = 3;

/** Characters to be replaced, by their place. */
type Changes = Map<number, readonly [from: string, to: string]>;

/** A right group of an id with another id, and the checksum that goes with it. */
export function replaced(bytes: Uint8Array, { label, data }: Group, madeUp: string, mode: TicMode): Uint8Array {
  const text = textOf(bytes);
  const at = label.length + 1;
  const body = text.slice(0, at) + madeUp + text.slice(at + data.length, -1);
  const changes: Changes = new Map();
  note(changes, at, data, madeUp);
  note(changes, text.length - 1, text.slice(-1), checksumOf(body, mode));
  return changed(bytes, changes);
}

/**
 * What is no right group, in which every recognisable part of an id has become that part of the made-up one.
 * @param ids those that are known, by their label
 */
export function disguised(bytes: Uint8Array, ids: ReadonlyMap<string, string>, madeUp: MadeUp): Uint8Array {
  const text = textOf(bytes);
  const changes: Changes = new Map();
  const label = [...IDS].find((one) => text.includes(one));
  if (label !== undefined && !ids.has(label)) {
    for (const { 0: digits, index } of text.matchAll(/\d{3,}/g)) note(changes, index, digits, madeUp(digits));
  }
  for (const id of ids.values()) {
    const isTelling = label !== undefined || runsOf(id, text, TELLING).length > 0;
    for (const { at, from, length } of isTelling ? runsOf(id, text, TELLING_BESIDE) : []) {
      note(changes, at, id.slice(from, from + length), madeUp(id).slice(from, from + length));
    }
  }
  return changed(bytes, changes);
}

function note(changes: Changes, at: number, from: string, to: string): void {
  for (const [index, char] of [...to].entries()) changes.set(at + index, [from.charAt(index), char]);
}

/** A part of an id that stands in a text. */
interface Run {
  readonly at: number;
  /** Where it begins in the id. */
  readonly from: number;
  readonly length: number;
}

/** The longest parts of an id, of `least` digits or more, one after the other. */
function runsOf(id: string, text: string, least: number): readonly Run[] {
  const runs: Run[] = [];
  for (let at = 0; at + least <= text.length; at += 1) {
    const run = longestRun(id, text, at);
    if (run.length < least) continue;
    runs.push(run);
    at += run.length - 1;
  }
  return runs;
}

function longestRun(id: string, text: string, at: number): Run {
  let longest = { at, from: 0, length: 0 };
  for (let from = 0; from < id.length; from += 1) {
    let length = 0;
    while (from + length < id.length && id[from + length] === text[at + length]) length += 1;
    if (length > longest.length) longest = { at, from, length };
  }
  return longest;
}

/** The bytes with other characters. What is changed is the difference, so that a bit that was wrong stays wrong. */
function changed(bytes: Uint8Array, changes: Changes): Uint8Array {
  const carriesParity = bytes.some((byte) => byte >= 0x80);
  const code = (char: string) => (carriesParity ? withEvenParity(char.charCodeAt(0)) : char.charCodeAt(0));
  return bytes.map((byte, index) => {
    const change = changes.get(index);
    return change ? byte ^ code(change[0]) ^ code(change[1]) : byte;
  });
}

function textOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.map((byte) => byte & 0x7f));
}
