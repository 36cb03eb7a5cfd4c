import type { GroupFault } from './fault.ts';
import { MOST_GROUPS } from './frame.ts';
import type { Group } from './group.ts';

/** No frame has more groups, and garbage must not make more places. */
const MOST_PLACES = MOST_GROUPS;

/**
 * What stood at each place of the frame before. Most groups repeat it to the byte, and to compare 20 bytes takes a tenth
 * of decoding them: the decoder is four times as fast for it.
 */
export class Repeats {
  readonly #longest: number;
  readonly #places: Place[] = [];
  #at = 0;

  constructor(longest: number) {
    this.#longest = longest;
  }

  /** A new frame begins. */
  rewind(): void {
    this.#at = 0;
  }

  /** The place of the group that comes. */
  get here(): Place {
    return this.#places[this.#at] ?? this.#newPlace();
  }

  /** On to the next place. Past a frame's bound, the last one serves again. */
  advance(): void {
    if (this.#at < MOST_PLACES) this.#at += 1;
  }

  #newPlace(): Place {
    const place = new Place(this.#longest);
    this.#places[this.#at] = place;
    return place;
  }
}

/** One place of a frame: the group that was last accepted there. */
class Place {
  group: Group | undefined;
  readonly #accepted: Bytes;
  /** A doubtful group that has come once. */
  readonly #doubtful: Bytes;

  constructor(longest: number) {
    this.#accepted = new Bytes(longest);
    this.#doubtful = new Bytes(longest);
  }

  /**
   * Where the group ends, if the line has it again from `from` on: the end of the line when that cuts it, −1 if it is
   * another. What was accepted once is right again: nothing but the bytes decides.
   * @param done how many of its bytes came before `line`
   */
  endOf(line: Uint8Array, from: number, done: number): number {
    return this.#accepted.endOf(line, from, done);
  }

  /** Writes the first bytes of the group that was last accepted, which have come again. */
  copyTo(begun: Uint8Array, length: number): void {
    this.#accepted.copyTo(begun, length);
  }

  /** Accepts a group that was decoded, unless it is doubtful, or follows on a doubtful one, and has not come before. */
  accept(line: Uint8Array, from: number, to: number, group: Group): Group | GroupFault {
    const isDoubtful = group.doubtful || (this.group?.doubtful && this.group.label === group.label);
    if (isDoubtful && !this.#accepted.equal(line, from, to) && !this.#doubtful.equal(line, from, to)) {
      this.#doubtful.keep(line, from, to);
      return { kind: 'form', ...(group.form && { label: group.label }), data: group.data };
    }
    this.#accepted.keep(line, from, to);
    this.group = group;
    return group;
  }
}

/** A piece of a line, parity bits included. */
class Bytes {
  /** −1 before anything was kept. */
  length = -1;
  readonly #bytes: Uint8Array;

  constructor(longest: number) {
    this.#bytes = new Uint8Array(longest);
  }

  /** Where they end in `line`, of which `from` is their byte `done`; the end of the line if that comes first. −1 if not. */
  endOf(line: Uint8Array, from: number, done: number): number {
    const bytes = this.#bytes;
    const before = from - done;
    const own = Math.min(this.length, line.length - before);
    // From the end, where most changes are.
    for (let at = own - 1; at >= done; at -= 1) if (line[before + at] !== bytes[at]) return -1;
    return own < done ? -1 : before + own;
  }

  equal(line: Uint8Array, from: number, to: number): boolean {
    if (to - from !== this.length) return false;
    const bytes = this.#bytes;
    for (let at = from, own = 0; at < to; at += 1, own += 1) if (line[at] !== bytes[own]) return false;
    return true;
  }

  copyTo(begun: Uint8Array, length: number): void {
    for (let at = 0; at < length; at += 1) begun[at] = this.#bytes[at] as number;
  }

  keep(line: Uint8Array, from: number, to: number): void {
    this.length = to - from;
    for (let at = from, own = 0; at < to; at += 1, own += 1) this.#bytes[own] = line[at] as number;
  }
}
