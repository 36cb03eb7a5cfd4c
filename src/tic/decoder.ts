import type { TicMode } from '../reading/reading.ts';
import { Acceptance, type Decision, type FramePlace, type LinePiece, MAX_GROUP_LENGTH } from './acceptance.ts';
import {
  CLASS_CR,
  CLASS_EOT,
  CLASS_ETX,
  CLASS_JUNK,
  CLASS_LF,
  CLASS_STX,
  CLASS_TEXT,
  CLASS_WRONG_PARITY,
  CLASSES,
} from './byte-class.ts';
import { type Decoded, FrameAssembly } from './frame.ts';
import { LineParity } from './line-parity.ts';
import { UnknownLabels } from './unknown-labels.ts';

const LF_CHARACTER = 0x0a;

/**
 * Decodes the bytes of a line into frames and faults, however the bytes are split into chunks. Each opening of a line has its own decoder.
 * It splits the line at its control characters; `Acceptance` decides on the pieces between them, and `FrameAssembly` collects the groups.
 * Its memory is bounded, however much noise arrives.
 */
export class Decoder {
  /**
   * Groups accepted so far, inside or outside of a frame, including those that were withheld. The right mode accepts groups, the wrong one
   * does not.
   */
  accepted = 0;
  readonly #parity = new LineParity();
  readonly #frame: FrameAssembly;
  readonly #acceptance: Acceptance;

  /** Whether LF was the last control character. */
  #isAfterLf = false;
  /** What is wrong with a character since the last control character. */
  #characterFault: 'parity' | 'malformed' | undefined;
  /** Where the current piece starts, or continues, in the chunk that is being decoded. */
  #start = 0;
  /** The part of the piece that arrived in earlier chunks. If it is too long for a group, only its length counts. */
  readonly #earlier = new Uint8Array(MAX_GROUP_LENGTH);
  #earlierLength = 0;

  /** @param unknown what is known about unspecified labels from earlier openings of the same line */
  constructor(mode: TicMode, unknown = new UnknownLabels()) {
    this.#frame = new FrameAssembly(mode);
    this.#acceptance = new Acceptance(mode, unknown);
  }

  /** Decodes the next bytes. Never throws. */
  decode(bytes: Uint8Array): readonly Decoded[] {
    const out: Decoded[] = [];
    this.#start = 0;
    let { classes } = this.#parity;
    const isInGroup = this.#isAfterLf && !this.#characterFault;
    for (let at = isInGroup ? this.#takeRepeated(bytes, out) : 0; at < bytes.length; at += 1) {
      const byte = bytes[at] as number;
      const byteClass = classes[byte] as number;
      if (byteClass === CLASS_TEXT) continue;
      if (byteClass === CLASS_WRONG_PARITY && !this.#parity.isCarried) {
        this.#parityFound(bytes, at);
        at -= 1; // The same byte again: it has another class now.
      } else if (byteClass >= CLASS_JUNK) {
        this.#characterFault ??= byteClass === CLASS_JUNK ? 'malformed' : 'parity';
      } else {
        this.#control(byte, byteClass, bytes, at, out);
        this.#start = at + 1;
        if (byteClass === CLASS_LF) at = this.#takeRepeated(bytes, out) - 1;
      }
      ({ classes } = this.#parity);
    }
    this.#keep(bytes, bytes.length);
    return out;
  }

  /**
   * Takes group after group, as long as each repeats the known group in its place: comparing is much faster than decoding. A group may have
   * begun in an earlier chunk.
   * @returns where reading continues; the characters from `#start` to there are text
   */
  #takeRepeated(bytes: Uint8Array, out: Decoded[]): number {
    const { classes } = this.#parity;
    for (;;) {
      const { place } = this.#acceptance;
      const { bytes: known, length } = place;
      const start = this.#start;
      // The character at `at` in the chunk is compared with the one at `at + offset` in `known`.
      const offset = place.from + this.#earlierLength - start;
      const knownEnd = place.from + length;
      const end = Math.min(bytes.length, knownEnd - offset);
      let at = start;
      while (at < end && bytes[at] === known[at + offset]) at += 1;
      // The whole known group must be the same, and the byte that ends it must be in this chunk.
      if (length === 0 || at + offset !== knownEnd || at === bytes.length) return at;
      const ender = bytes[at] as number;
      if (classes[ender] !== CLASS_CR) return at;
      if (this.#earlierLength > 0 && !this.#startsLike(place)) return at;

      this.#parity.noteControl(ender, length);
      this.#frame.noteCarriageReturn();
      this.#emit(this.#acceptance.decideOnRepeated(place, this.#frame.isOpen), out);
      this.#earlierLength = 0;
      this.#isAfterLf = bytes[at + 1] === LF_CHARACTER;
      this.#start = at + 1;
      if (!this.#isAfterLf) return at + 1;
      this.#start = at + 2;
    }
  }

  /** Whether the part of the piece that arrived in earlier chunks is the beginning of the known group in its place. */
  #startsLike({ bytes, from }: FramePlace): boolean {
    let at = 0;
    while (at < this.#earlierLength && this.#earlier[at] === bytes[from + at]) at += 1;
    return at === this.#earlierLength;
  }

  /** The line carries parity after all: the piece must have the right parity from its start. */
  #parityFound(bytes: Uint8Array, end: number): void {
    this.#parity.markCarried();
    this.#acceptance.parityChanged();
    const isWrong = (byte: number) => CLASSES.carried[byte] === CLASS_WRONG_PARITY;
    const hasWrong =
      bytes.subarray(this.#start, end).some(isWrong) || this.#earlier.subarray(0, this.#earlierLength).some(isWrong);
    if (hasWrong) this.#characterFault ??= 'parity';
  }

  #control(byte: number, byteClass: number, bytes: Uint8Array, end: number, out: Decoded[]): void {
    const length = this.#earlierLength + end - this.#start;
    const isParityLost = this.#parity.noteControl(byte, length);
    if (byteClass === CLASS_CR) this.#frame.noteCarriageReturn();
    if (byteClass !== CLASS_EOT && length > 0) {
      const piece = this.#piece(byteClass, bytes, end);
      this.#emit(this.#acceptance.decide(piece, this.#frame.isOpen), out);
    }
    if (isParityLost) this.#acceptance.parityChanged();
    this.#earlierLength = 0;
    this.#characterFault = undefined;
    this.#isAfterLf = byteClass === CLASS_LF;
    if (byteClass === CLASS_STX) {
      this.#acceptance.beginFrame();
      push(this.#frame.begin(), out);
    } else if (byteClass === CLASS_ETX) push(this.#frame.end(), out);
    else if (byteClass === CLASS_EOT) push(this.#frame.interrupt(), out);
  }

  #piece(endedBy: number, bytes: Uint8Array, endAt: number): LinePiece {
    const isAfterLf = this.#isAfterLf;
    const characterFault = this.#characterFault;
    const end = endOf(endedBy, this.#frame.hasNoCarriageReturn);
    if (this.#earlierLength === 0) return { line: bytes, from: this.#start, to: endAt, isAfterLf, end, characterFault };
    this.#keep(bytes, endAt);
    return { line: this.#earlier, from: 0, to: this.#earlierLength, isAfterLf, end, characterFault };
  }

  #emit(decision: Decision, out: Decoded[]): void {
    if (decision.kind === 'group') {
      this.accepted += 1;
      push(this.#frame.add(decision), out);
    } else if (decision.kind === 'withheld') {
      this.accepted += 1;
      push(this.#frame.withhold(), out);
    } else if (decision.kind !== 'ignored') {
      out.push(decision);
      if (!this.#isAfterLf && this.#acceptance.takesBack(this.#frame.lastGroup)) this.#frame.takeBackLast();
      push(this.#frame.refuse(), out);
    }
  }

  /** Keeps the piece up to `end` until the rest of it arrives. */
  #keep(bytes: Uint8Array, end: number): void {
    // The character at `at` in the chunk goes to `at + offset` in `#earlier`.
    const offset = this.#earlierLength - this.#start;
    if (end + offset <= MAX_GROUP_LENGTH)
      for (let at = this.#start; at < end; at += 1) this.#earlier[at + offset] = bytes[at] as number;
    this.#earlierLength = end + offset;
  }
}

function endOf(control: number, hasNoCarriageReturn: boolean): LinePiece['end'] {
  if (control === CLASS_CR) return 'groupEnd';
  if (control !== CLASS_LF) return 'other';
  return hasNoCarriageReturn ? 'groupEnd' : 'strayLf';
}

function push(decoded: Decoded | undefined, out: Decoded[]): void {
  if (decoded) out.push(decoded);
}
