import type { TicMode } from '../reading/reading.ts';
import { withEvenParity } from '../tic/checksum-and-parity.ts';
import type { GroupFault } from '../tic/fault.ts';
import type { Group } from '../tic/group.ts';

/** Returns a made-up id for a real one: with random digits, but always the same for the same id. */
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

/** Labels of the groups that identify the meter (ADCO in historique mode, ADSC in standard mode) and its grid connection (PRM). */
export const ID_LABELS: ReadonlySet<string> = new Set(['ADCO', 'ADSC', 'PRM']);

/**
 * In a damaged group, a run of five digits of an id cannot be a coincidence. In a group that has such a run or a label of an
 * id, three digits count.
 */
const TELLING = 5;
const TELLING_BESIDE = 3;

/** More consecutive digits than any value has (in standard mode, than any horodate has) are an id, even if its label is damaged. */
const TOO_LONG = { historique: /\d{10,}/g, standard: /\d{13,}/g } as const;

/** The ids that the line has carried so far. An id that was changed by noise counts as another one. */
interface KnownIds {
  readonly mode: TicMode;
  readonly labels: ReadonlySet<string>;
  readonly ids: ReadonlySet<string>;
}

/** Characters to be replaced, by their index. */
type Changes = Map<number, readonly [from: string, to: string]>;

/** The bytes between two control characters of a line, decoded: a group, or the reason why they are not one. */
export interface DecodedPiece {
  readonly bytes: Uint8Array;
  readonly group: Group | GroupFault;
}

/**
 * A piece of a line in which each recognisable part of an id is replaced by the same part of the made-up id. A valid group
 * stays valid. A refused group, or one with an unknown label, may contain a damaged id, so parts are searched for there.
 */
export function withMadeUpIds({ bytes, group }: DecodedPiece, known: KnownIds, madeUp: MadeUp): Uint8Array {
  const isRight = group.kind === 'group';
  if (isRight && group.format && !ID_LABELS.has(group.label)) return bytes;
  const text = textOf(bytes);
  const changes: Changes = new Map();
  if (isRight && ID_LABELS.has(group.label)) note(changes, group.label.length + 1, group.data, madeUp(group.data));
  else noteParts(changes, text, known, madeUp);
  noteChecksum(changes, text);
  return changed(bytes, changes);
}

function noteParts(changes: Changes, text: string, { mode, labels, ids }: KnownIds, madeUp: MadeUp): void {
  const label = [...ID_LABELS].find((one) => text.includes(one));
  const suspects = label !== undefined && !labels.has(label) ? /\d{3,}/g : TOO_LONG[mode];
  for (const { 0: digits, index } of text.matchAll(suspects)) note(changes, index, digits, madeUp(digits));
  for (const id of ids) {
    const isTelling = label !== undefined || runsOf(id, text, TELLING).length > 0;
    for (const { at, from, length } of isTelling ? runsOf(id, text, TELLING_BESIDE) : []) {
      note(changes, at, id.slice(from, from + length), madeUp(id).slice(from, from + length));
    }
  }
}

/** Changes the checksum by the same amount as the sum of the characters (54E §5.3.6): right stays right, and wrong stays wrong. */
function noteChecksum(changes: Changes, text: string): void {
  const received = text.charCodeAt(text.length - 1) - 0x20;
  if (changes.size === 0 || changes.has(text.length - 1) || !(received >= 0 && received < 0x40)) return;
  let more = 0;
  for (const [from, to] of changes.values()) more += to.charCodeAt(0) - from.charCodeAt(0);
  note(changes, text.length - 1, text.slice(-1), String.fromCharCode(((received + more) & 0x3f) + 0x20));
}

function note(changes: Changes, at: number, from: string, to: string): void {
  for (const [index, char] of [...to].entries()) changes.set(at + index, [from.charAt(index), char]);
}

/** A run of digits in a text that is also part of an id. */
interface Run {
  readonly at: number;
  /** The first index of the run in the id. */
  readonly from: number;
  readonly length: number;
}

/** The longest parts of an id that occur in a text, each of at least `least` digits, without overlaps. */
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

/** The bytes with characters replaced. Each byte is XORed with the difference, so that a bit that was wrong stays wrong. */
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
