import type { GroupFault } from './fault.ts';
import { MOST_GROUPS } from './frame.ts';
import type { Group } from './group.ts';

/** No frame has more groups, and garbage must not make more places. */
const MOST_PLACES = MOST_GROUPS;
const LF_CHAR = 0x0a;
/** What stands between two groups: the CR of one, the LF of the next. */
const BETWEEN = 2;

/**
 * What stood at each place of the frame before. Nearly all of it comes again to the byte, and to compare a group takes a
 * twentieth of decoding it.
 */
export class Repeats {
  /** The groups one after the other, each with the character that ended it and an LF: what the line says, if it repeats. */
  readonly #line: Uint8Array;
  /** Where each place starts in it, and where the last one ends. A place where nothing was accepted has no bytes. */
  readonly #starts = new Uint16Array(MOST_PLACES + 2);
  /** What was last accepted at each place, if anything was. */
  readonly #groups: (Group | undefined)[] = [];
  /** A doubtful group that has come once, by its place. */
  readonly #doubtful: Uint8Array[] = [];
  #at = 0;

  constructor(longest: number) {
    this.#line = new Uint8Array((MOST_PLACES + 1) * (longest + BETWEEN));
  }

  /** A new frame begins. */
  rewind(): void {
    this.#at = 0;
  }

  /** The place of the group that comes. */
  get place(): number {
    return this.#at;
  }

  /** On to the next place. Past a frame's bound, the last one serves again. */
  advance(): void {
    if (this.#at < MOST_PLACES) this.#at += 1;
  }

  /** The group that was last accepted there. */
  groupAt(place: number): Group | undefined {
    return this.#groups[place];
  }

  /** How many bytes it has. */
  lengthAt(place: number): number {
    return this.#startOf(place + 1) - this.#startOf(place) - BETWEEN;
  }

  /**
   * How far a line goes on as the frame before did, from the place of the group that comes: the first byte of `line` that
   * is another, or its end. What was accepted once is right again: nothing but the bytes decides.
   * @param done how many bytes of the group came before `line[from]`
   */
  sameUntil(line: Uint8Array, from: number, done: number): number {
    const own = this.#line;
    const ahead = this.#startOf(this.#at) + done - from;
    const end = Math.min(line.length, this.#startOf(MOST_PLACES + 1) - ahead);
    let at = from;
    while (at < end && line[at] === own[at + ahead]) at += 1;
    return at;
  }

  /** Writes the first bytes of the group at the place, which have come again. */
  copyTo(begun: Uint8Array, length: number): void {
    const start = this.#startOf(this.#at);
    for (let at = 0; at < length; at += 1) begun[at] = this.#line[start + at] as number;
  }

  /**
   * Accepts a group that was decoded from `line[from..to)`, unless it is doubtful, or follows on a doubtful one, and has not
   * come before.
   * @param by the character that ended it
   */
  accept(place: number, line: Uint8Array, from: number, to: number, by: number, group: Group): Group | GroupFault {
    const last = this.#groups[place];
    const isDoubtful = group.doubtful || (last?.doubtful && last.label === group.label);
    if (isDoubtful && !this.#hasComeBefore(place, line.subarray(from, to))) {
      this.#doubtful[place] = line.slice(from, to);
      return { kind: 'form', ...(group.form && { label: group.label }), data: group.data };
    }
    this.#keep(place, line, from, to, by);
    this.#groups[place] = group;
    return group;
  }

  #hasComeBefore(place: number, text: Uint8Array): boolean {
    const start = this.#startOf(place);
    const accepted = this.#line.subarray(start, start + this.lengthAt(place));
    return equal(text, accepted) || equal(text, this.#doubtful[place]);
  }

  #keep(place: number, line: Uint8Array, from: number, to: number, by: number): void {
    this.#makeRoom(place, to - from + BETWEEN);
    let at = this.#startOf(place);
    for (let of = from; of < to; of += 1) this.#line[at++] = line[of] as number;
    this.#line[at] = by;
    this.#line[at + 1] = LF_CHAR;
  }

  /** What comes after the place moves, when another length than before is to stand there. */
  #makeRoom(place: number, length: number): void {
    const end = this.#startOf(place + 1);
    const longer = this.#startOf(place) + length - end;
    if (longer === 0) return;
    this.#line.copyWithin(end + longer, end, this.#startOf(MOST_PLACES + 1));
    for (let after = place + 1; after < this.#starts.length; after += 1)
      this.#starts[after] = this.#startOf(after) + longer;
  }

  #startOf(place: number): number {
    return this.#starts[place] as number;
  }
}

function equal(one: Uint8Array, other: Uint8Array | undefined): boolean {
  return one.length === other?.length && one.every((byte, at) => byte === other[at]);
}
