import type { TicMode } from '../reading.ts';
import type { GroupFault } from './fault.ts';
import { type Decoded, FrameAssembly } from './frame.ts';
import { decodeGroup, type Group } from './group.ts';
import { CR, EOT, ETX, FLIPPED, JUNK, LF, LineParity, MEANING, STX, TEXT } from './parity.ts';
import { Repeats } from './repeats.ts';
import { UnknownLabels } from './unknown-labels.ts';

/** The longest group of the specification, PJOURF+1, has 109 characters. */
export const LONGEST_GROUP = 128;

/**
 * Bytes in, frames and faults out, wherever the bytes are cut: one decoder for one opening of one line. It holds one
 * group and one frame, both bounded, however long the garbage.
 */
export class Decoder {
  /** Groups accepted so far, in a frame, withheld from it, or outside: what tells the right mode from the wrong one. */
  accepted = 0;
  readonly #mode: TicMode;
  readonly #parity = new LineParity();
  readonly #frame: FrameAssembly;
  readonly #repeats = new Repeats(LONGEST_GROUP);

  /** A group of which only the start has come; written only once it is not what stood there before. */
  readonly #begun = new Uint8Array(LONGEST_GROUP);
  #begunLength = 0;
  /** Where the group that comes starts in the bytes that are being decoded, or goes on. */
  #start = 0;
  /** So far it is what stood there in the frame before. */
  #repeating = false;
  /** Since LF. Characters before it belong to no group. */
  #inGroup = false;
  #spoilt: 'parity' | 'malformed' | undefined;
  /** The last group was cut by the LF of the one that comes, where each has a CR. */
  #cutOpen = false;

  /** @param unknown what earlier openings of the same line have shown of labels that no specification names */
  constructor(mode: TicMode, unknown = new UnknownLabels()) {
    this.#mode = mode;
    this.#frame = new FrameAssembly(mode, unknown);
  }

  /** Decodes the next bytes. Never throws. */
  decode(bytes: Uint8Array): readonly Decoded[] {
    const out: Decoded[] = [];
    this.#start = 0;
    let { meaning } = this.#parity;
    for (let at = this.#repeating ? this.#skipRepeated(bytes, out) : 0; at < bytes.length; at += 1) {
      const byte = bytes[at] as number;
      const means = meaning[byte] as number;
      if (means === TEXT) continue;
      if (means === FLIPPED && !this.#parity.carried) {
        this.#findParity(bytes, at);
        at -= 1; // the same byte again, in its new meaning
      } else if (means >= JUNK) {
        this.#spoilt ??= means === JUNK ? 'malformed' : 'parity';
      } else {
        this.#control(byte, means, bytes, at, out);
        this.#start = at + 1;
        if (means === LF) at = this.#skipRepeated(bytes, out) - 1;
      }
      ({ meaning } = this.#parity);
    }
    this.#begin(bytes, bytes.length);
    return out;
  }

  /** The line carries parity after all: what has come of the group so far is held to it. */
  #findParity(bytes: Uint8Array, end: number): void {
    this.#parity.found();
    this.#repeats.distrust();
    const isFlipped = (byte: number) => MEANING.carried[byte] === FLIPPED;
    const flipped =
      bytes.subarray(this.#start, end).some(isFlipped) || this.#begun.subarray(0, this.#begunLength).some(isFlipped);
    if (flipped) this.#spoilt ??= 'parity';
  }

  /**
   * Takes the groups that are to the byte those of the frame before, for as long as they go on.
   * @returns where to read on: after the last one, where the next one becomes another, or at the end of `bytes`
   */
  #skipRepeated(bytes: Uint8Array, out: Decoded[]): number {
    const same = this.#repeats.sameUntil(bytes, this.#start, this.#begunLength);
    do {
      const { group, length } = this.#repeats;
      const end = this.#start - this.#begunLength + length;
      this.#repeating = same === bytes.length && same <= end;
      if (this.#repeating) {
        this.#begunLength += same - this.#start;
        this.#start = same;
        return same;
      }
      const by = bytes[end] as number;
      const isWhole = length >= 0 && same > end && this.#parity.meaning[by] === CR;
      if (group === undefined || !isWhole || this.#isTail(group)) {
        this.#repeats.copyTo(this.#begun, this.#begunLength);
        return same <= end ? same : this.#start;
      }

      this.#take(group, length, by, out);
      this.#start = end + 1;
      // The LF of the next one is the same, too.
      this.#inGroup = this.#start < same;
      if (this.#inGroup) this.#start += 1;
    } while (this.#inGroup);
    return this.#start;
  }

  #take(group: Group, length: number, by: number, out: Decoded[]): void {
    // The CR of a line that carries parity has bit 7: none is seen here to have lost it.
    this.#parity.saw(by, length);
    this.#frame.sawCarriageReturn();
    this.#repeats.advance();
    this.#begunLength = 0;
    this.#cutOpen = false;
    this.#accept(group, out);
  }

  #accept(group: Group, out: Decoded[]): void {
    this.accepted += 1;
    emit(this.#frame.add(group), out);
  }

  #control(byte: number, means: number, bytes: Uint8Array, end: number, out: Decoded[]): void {
    const length = this.#begunLength + end - this.#start;
    const isParityLost = this.#parity.saw(byte, length);
    if (means === CR) this.#frame.sawCarriageReturn();
    if (means !== EOT && length > 0) this.#endGroup(means, bytes, end, out);
    if (isParityLost) this.#repeats.distrust();
    this.#begunLength = 0;
    this.#spoilt = undefined;
    this.#inGroup = means === LF;
    if (means === STX) {
      this.#cutOpen = false;
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
  #endGroup(by: number, bytes: Uint8Array, end: number, out: Decoded[]): void {
    const whole = this.#inGroup && (by === CR || by === LF);
    const group = this.#decode(whole, bytes, end);
    // A group that is refused has its place too, or each after it would be held against another.
    if (this.#inGroup) this.#repeats.advance();
    this.#cutOpen = by === LF && !this.#frame.cooked;
    if (group.kind === 'group') {
      this.#accept(group, out);
      return;
    }
    // Joining a line in the middle of a group is nobody's fault.
    if (!this.#inGroup && !this.#frame.open) return;
    out.push(group);
    if (!this.#inGroup) this.#frame.doubtLast();
    emit(this.#frame.refuse(), out);
  }

  #decode(whole: boolean, bytes: Uint8Array, end: number): Group | GroupFault {
    const inOneGo = this.#begunLength === 0;
    const length = this.#begunLength + end - this.#start;
    if (length > LONGEST_GROUP) return { kind: 'overlong' };
    if (this.#spoilt) return { kind: this.#spoilt };
    if (!whole) return { kind: 'malformed' };
    if (!inOneGo) this.#begin(bytes, end);
    const [line, from] = inOneGo ? ([bytes, this.#start] as const) : ([this.#begun, 0] as const);
    const to = from + length;
    const decoded = decodeGroup(line, from, to, this.#mode, this.#repeats.group);
    if (decoded.kind !== 'group') return decoded;
    if (this.#isTail(decoded)) return { kind: 'malformed' };
    return this.#repeats.accept(line, from, to, bytes[end] as number, decoded);
  }

  /** What an LF left of a group that it cut in two: its checksum may be right, and its label has no form that is not. */
  #isTail(group: Group): boolean {
    return this.#cutOpen && group.form === undefined;
  }

  /** Keeps the start of a group until the rest comes; of one that is overlong by now, only its length. */
  #begin(bytes: Uint8Array, end: number): void {
    const ahead = this.#begunLength - this.#start;
    if (end + ahead <= LONGEST_GROUP)
      for (let at = this.#start; at < end; at += 1) this.#begun[at + ahead] = bytes[at] as number;
    this.#begunLength = end + ahead;
  }
}

function emit(decoded: Decoded | undefined, out: Decoded[]): void {
  if (decoded) out.push(decoded);
}
