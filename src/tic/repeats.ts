import type { GroupFault } from './fault.ts';
import { MOST_GROUPS } from './frame.ts';
import type { Group } from './group.ts';

/**
 * What stood at each place of the frame before. Most groups of a frame repeat it to the byte, and to compare 20 bytes
 * takes a tenth of decoding them: it makes the decoder four times as fast (standard frames, `npm run bench`).
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

  /** The place of the next group. Past a frame's bound, the last place serves again. */
  next(): Place {
    const place = this.#places[this.#at] ?? new Place(this.#longest);
    this.#places[this.#at] = place;
    if (this.#at < MOST_PLACES) this.#at += 1;
    return place;
  }
}

/** No frame has more groups (`frame.ts`), and garbage must not make more places. */
const MOST_PLACES = MOST_GROUPS;

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

  /** The group, if the line has it again. What was accepted once is right again: nothing but the bytes decides. */
  again(line: Uint8Array, from: number, to: number): Group | undefined {
    return this.#accepted.equal(line, from, to) ? this.group : undefined;
  }

  /** Accepts a group that was decoded anew, unless it is a doubtful one that has not come before. */
  accept(line: Uint8Array, from: number, to: number, group: Group): Group | GroupFault {
    if (group.doubtful && !this.#doubtful.equal(line, from, to)) {
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
  readonly #bytes: Uint8Array;
  #length = -1;

  constructor(longest: number) {
    this.#bytes = new Uint8Array(longest);
  }

  equal(line: Uint8Array, from: number, to: number): boolean {
    if (to - from !== this.#length) return false;
    for (let at = from, own = 0; at < to; at += 1, own += 1) if (line[at] !== this.#bytes[own]) return false;
    return true;
  }

  keep(line: Uint8Array, from: number, to: number): void {
    this.#length = to - from;
    for (let at = from, own = 0; at < to; at += 1, own += 1) this.#bytes[own] = line[at] as number;
  }
}
