import type { GroupFault } from './fault.ts';
import { MOST_GROUPS } from './frame.ts';
import type { Group } from './group.ts';

/** No frame has more groups, and garbage must not make more places. Past them the last one serves again. */
const PLACES = MOST_GROUPS + 1;
const LF_CHAR = 0x0a;
/** What stands between two groups: the CR of one, the LF of the next. */
const BETWEEN = 2;

/**
 * What stood at each place of the frame before, seen from the place of the group that comes. Nearly all of it comes again
 * to the byte, and to compare a group takes less than a tenth of decoding it.
 */
export class Repeats {
  /** The groups one after the other, each with the character that ended it and an LF: what the line says, if it repeats. */
  readonly #before: Uint8Array;
  /** Where each place starts in it, and where the last one ends. A place where nothing was accepted has no bytes. */
  readonly #starts = new Uint16Array(PLACES + 1);
  /** What was last accepted at each place, if anything was. */
  readonly #groups: (Group | undefined)[] = [];
  /** A doubtful group that has come once, by its place. */
  readonly #doubtful: Uint8Array[] = [];
  #at = 0;

  constructor(longest: number) {
    this.#before = new Uint8Array(PLACES * (longest + BETWEEN));
  }

  /** A new frame begins. */
  rewind(): void {
    this.#at = 0;
  }

  /** On to the next place. */
  advance(): void {
    if (this.#at < PLACES - 1) this.#at += 1;
  }

  /** The line turns out to carry parity, or to have lost it: what was accepted before may not be right again. */
  distrust(): void {
    this.#starts.fill(0);
  }

  /** The group that was last accepted at the place. */
  get group(): Group | undefined {
    return this.#groups[this.#at];
  }

  /** How many bytes it has; below 0 when it is not to be compared with. */
  get length(): number {
    return this.#startOf(this.#at + 1) - this.#startOf(this.#at) - BETWEEN;
  }

  /**
   * How far a line goes on as the frame before did: the first byte of `line` that is another, or its end. What was accepted
   * once is right again: only the bytes and the line's parity decide.
   * @param done how many bytes of the group came before `line[from]`
   */
  sameUntil(line: Uint8Array, from: number, done: number): number {
    const before = this.#before;
    const ahead = this.#startOf(this.#at) + done - from;
    const end = Math.min(line.length, this.#startOf(PLACES) - ahead);
    let at = from;
    while (at < end && line[at] === before[at + ahead]) at += 1;
    return at;
  }

  /** Writes the first bytes of the group, which have come again. */
  copyTo(begun: Uint8Array, length: number): void {
    const start = this.#startOf(this.#at);
    for (let at = 0; at < length; at += 1) begun[at] = this.#before[start + at] as number;
  }

  /**
   * Accepts a group that was decoded from `line[from..to)`, unless it is doubtful, or follows on a doubtful one, and has not
   * come before.
   * @param by the character that ended it
   */
  accept(line: Uint8Array, from: number, to: number, by: number, group: Group): Group | GroupFault {
    const last = this.group;
    const isDoubtful = group.doubtful || (last?.doubtful && last.label === group.label);
    if (isDoubtful && !this.#hasComeBefore(line.subarray(from, to))) {
      // A copy: of a Buffer, `slice` is only another view.
      this.#doubtful[this.#at] = Uint8Array.from(line.subarray(from, to));
      return { kind: 'form', ...(group.form && { label: group.label }), data: group.data };
    }
    this.#keep(line, from, to, by);
    this.#groups[this.#at] = group;
    return group;
  }

  #hasComeBefore(text: Uint8Array): boolean {
    const start = this.#startOf(this.#at);
    const accepted = this.#before.subarray(start, start + Math.max(0, this.length));
    return equal(text, accepted) || equal(text, this.#doubtful[this.#at]);
  }

  #keep(line: Uint8Array, from: number, to: number, by: number): void {
    this.#makeRoom(to - from + BETWEEN);
    let at = this.#startOf(this.#at);
    for (let of = from; of < to; of += 1) this.#before[at++] = line[of] as number;
    this.#before[at] = by;
    this.#before[at + 1] = LF_CHAR;
  }

  /** What comes after the place moves, when another length than before is to stand there. */
  #makeRoom(length: number): void {
    const end = this.#startOf(this.#at + 1);
    const longer = this.#startOf(this.#at) + length - end;
    if (longer === 0) return;
    this.#before.copyWithin(end + longer, end, this.#startOf(PLACES));
    for (let after = this.#at + 1; after <= PLACES; after += 1) this.#starts[after] = this.#startOf(after) + longer;
  }

  #startOf(place: number): number {
    return this.#starts[place] as number;
  }
}

function equal(one: Uint8Array, other: Uint8Array | undefined): boolean {
  return one.length === other?.length && one.every((byte, at) => byte === other[at]);
}
