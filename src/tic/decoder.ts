import type { TicMode } from '../reading.ts';
import type { GroupFault } from './fault.ts';
import { type Decoded, FrameAssembly } from './frame.ts';
import { decodeGroup, type Group } from './group.ts';
import { CR, EOT, ETX, FLIPPED, JUNK, LF, LineParity, MEANING, STX, TEXT } from './parity.ts';
import { Repeats } from './repeats.ts';

/** The longest group of the specification, PJOURF+1, has 109 characters. */
export const LONGEST_GROUP = 128;

/**
 * Bytes in, frames and faults out, wherever the bytes are cut: one decoder for one opening of one line. It holds one
 * group and one frame, both bounded, however long the garbage.
 */
export class Decoder {
  /** Groups accepted so far, in a frame or not: what tells the right mode from the wrong one. */
  accepted = 0;
  readonly #mode: TicMode;
  readonly #parity = new LineParity();
  readonly #frame: FrameAssembly;
  readonly #repeats = new Repeats(LONGEST_GROUP);

  /** A group of which only the start has come; written only once it is not what stood there before. */
  readonly #begun = new Uint8Array(LONGEST_GROUP);
  #begunLength = 0;
  /** So far it is what stood there in the frame before. */
  #repeating = false;
  /** Since LF. Characters before it belong to no group. */
  #inGroup = false;
  #spoilt: 'parity' | 'malformed' | 'overlong' | undefined;
  /** The last group was cut by the LF of the one that comes, where each has a CR. */
  #cutOpen = false;

  constructor(mode: TicMode) {
    this.#mode = mode;
    this.#frame = new FrameAssembly(mode);
  }

  /** Decodes the next bytes. Never throws. */
  decode(bytes: Uint8Array): readonly Decoded[] {
    const out: Decoded[] = [];
    let start = this.#repeating ? this.#skipRepeated(bytes, 0, out) : 0;
    let { meaning } = this.#parity;
    for (let at = start; at < bytes.length; at += 1) {
      const byte = bytes[at] as number;
      const means = meaning[byte] as number;
      if (means === TEXT) continue;
      if (means === FLIPPED && !this.#parity.carried) {
        this.#findParity(bytes, start, at);
        at -= 1; // the same byte again, in its new meaning
      } else if (means >= JUNK) {
        this.#spoilt ??= means === JUNK ? 'malformed' : 'parity';
      } else {
        this.#control(byte, means, bytes, start, at, out);
        start = means === LF ? this.#skipRepeated(bytes, at + 1, out) : at + 1;
        at = start - 1;
      }
      ({ meaning } = this.#parity);
    }
    this.#begin(bytes, start, bytes.length);
    return out;
  }

  /** The line carries parity after all: what has come of the group so far is held to it. */
  #findParity(bytes: Uint8Array, start: number, end: number): void {
    this.#parity.found();
    this.#begin(bytes, start, start);
    const isFlipped = (byte: number) => MEANING.carried[byte] === FLIPPED;
    const flipped =
      bytes.subarray(start, end).some(isFlipped) || this.#begun.subarray(0, this.#begunLength).some(isFlipped);
    if (flipped) this.#spoilt ??= 'parity';
  }

  /**
   * Takes the groups that are to the byte those of the frame before, for as long as they go on.
   * @param from after the LF of the first one, or where it goes on when its start came in the bytes before
   * @returns after the LF of the first one that is another, or after all that were taken
   */
  #skipRepeated(bytes: Uint8Array, from: number, out: Decoded[]): number {
    const same = this.#repeats.sameUntil(bytes, from, this.#begunLength);
    let at = from;
    do {
      const { place } = this.#repeats;
      const group = this.#repeats.groupAt(place);
      const end = at - this.#begunLength + this.#repeats.lengthAt(place);
      this.#repeating = group !== undefined && same === bytes.length && same <= end;
      if (this.#repeating) {
        this.#begunLength += same - at;
        return same;
      }
      if (group === undefined || same <= end || this.#parity.meaning[bytes[end] as number] !== CR) {
        this.#repeats.copyTo(this.#begun, this.#begunLength);
        return at;
      }

      this.#take(group, bytes[end] as number, out);
      at = end + 1;
      // The LF of the next one is the same, too.
      this.#inGroup = at < same;
      if (this.#inGroup) at += 1;
    } while (this.#inGroup);
    return at;
  }

  #take(group: Group, by: number, out: Decoded[]): void {
    this.#parity.saw(by, 0);
    this.#frame.sawCarriageReturn();
    this.#repeats.advance();
    this.#begunLength = 0;
    this.#cutOpen = false;
    this.accepted += 1;
    emit(this.#frame.add(group), out);
  }

  #control(byte: number, means: number, bytes: Uint8Array, start: number, end: number, out: Decoded[]): void {
    this.#parity.saw(byte, end - start);
    if (means === CR) this.#frame.sawCarriageReturn();
    if (means !== EOT && this.#begunLength + end - start > 0) this.#endGroup(means, bytes, start, end, out);
    this.#begunLength = 0;
    this.#spoilt = undefined;
    this.#inGroup = means === LF;
    if (means === STX) {
      this.#repeats.rewind();
      emit(this.#frame.begin(), out);
    } else if (means === ETX) emit(this.#frame.end(), out);
    else if (means === EOT) emit(this.#frame.interrupt(), out);
  }

  /**
   * CR ends a group. So does LF, where a terminal in cooked mode made one of the CR; the frame then knows that it
   * was. Anything else that ends it has cut it. Two bit errors make a CR or an LF of some characters: by chance (1 in 64)
   * what is before or after it has a right checksum, and a label without a form shows nothing of it.
   */
  #endGroup(by: number, bytes: Uint8Array, start: number, end: number, out: Decoded[]): void {
    const whole = this.#inGroup && (by === CR || by === LF);
    const group = this.#decode(whole, bytes, start, end);
    const isTail = this.#cutOpen && group.kind === 'group' && group.form === undefined;
    this.#cutOpen = by === LF && !this.#frame.cooked;
    if (group.kind === 'group' && !isTail) {
      this.accepted += 1;
      emit(this.#frame.add(group), out);
      return;
    }
    // Joining a line in the middle of a group is nobody's fault.
    if (!this.#inGroup && !this.#frame.open) return;
    out.push(group.kind === 'group' ? { kind: 'malformed' } : group);
    if (!this.#inGroup) this.#frame.doubtLast();
    emit(this.#frame.refuse(), out);
  }

  #decode(whole: boolean, bytes: Uint8Array, start: number, end: number): Group | GroupFault {
    const inOneGo = this.#begunLength === 0;
    if (!inOneGo) this.#begin(bytes, start, end);
    else if (end - start > LONGEST_GROUP) this.#spoilt ??= 'overlong';
    const { place } = this.#repeats;
    // A group that is refused has its place too, or each after it would be held against another.
    if (this.#inGroup) this.#repeats.advance();
    if (this.#spoilt) return { kind: this.#spoilt };
    if (!whole) return { kind: 'malformed' };
    const [line, from, to] = inOneGo ? ([bytes, start, end] as const) : ([this.#begun, 0, this.#begunLength] as const);
    const decoded = decodeGroup(line, from, to, this.#mode, this.#repeats.groupAt(place));
    if (decoded.kind !== 'group') return decoded;
    return this.#repeats.accept(place, line, from, to, bytes[end] as number, decoded);
  }

  #begin(bytes: Uint8Array, start: number, end: number): void {
    if (this.#begunLength + end - start > LONGEST_GROUP) {
      this.#spoilt ??= 'overlong';
      this.#begunLength = LONGEST_GROUP;
      return;
    }
    for (let at = start; at < end; at += 1) this.#begun[this.#begunLength++] = bytes[at] as number;
  }
}

function emit(decoded: Decoded | undefined, out: Decoded[]): void {
  if (decoded) out.push(decoded);
}
