import type { TicMode } from '../reading.ts';
import type { GroupFault } from './fault.ts';
import { type Decoded, FrameAssembly } from './frame.ts';
import { decodeGroup } from './group.ts';
import { CR, EOT, ETX, FLIPPED, JUNK, LF, LineParity, MEANING, STX } from './parity.ts';

/** The longest group of the specification, PJOURF+1, has 109 characters. */
const LONGEST_GROUP = 128;

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

  readonly #text = new Uint8Array(LONGEST_GROUP);
  #length = 0;
  /** Since LF. Characters before it belong to no group. */
  #inGroup = false;
  #spoilt: 'parity' | 'malformed' | 'overlong' | undefined;
  /** A character whose parity would be wrong, should the line turn out to carry parity. */
  #odd = false;

  constructor(mode: TicMode) {
    this.#mode = mode;
    this.#frame = new FrameAssembly(mode);
  }

  /** Decodes the next bytes. Never throws. */
  decode(bytes: Uint8Array): readonly Decoded[] {
    const out: Decoded[] = [];
    for (const byte of bytes) this.#take(byte, out);
    return out;
  }

  #take(byte: number, out: Decoded[]): void {
    this.#parity.see(byte);
    const meaning = (this.#parity.carried ? MEANING.carried : MEANING.stripped)[byte];
    switch (meaning) {
      case LF:
        this.#endGroup(LF, out);
        this.#inGroup = true;
        return;
      case CR:
        this.#endGroup(CR, out);
        return;
      case STX:
        this.#endGroup(STX, out);
        emit(this.#frame.begin(), out);
        return;
      case ETX:
        this.#endGroup(ETX, out);
        emit(this.#frame.end(), out);
        return;
      case EOT:
        this.#clear();
        emit(this.#frame.interrupt(), out);
        return;
      default:
        this.#push(byte, meaning);
    }
  }

  #push(byte: number, meaning: number | undefined): void {
    if (MEANING.carried[byte] === FLIPPED) this.#odd = true;
    if (meaning === FLIPPED) this.#spoilt ??= 'parity';
    else if (meaning === JUNK) this.#spoilt ??= 'malformed';
    if (this.#length < LONGEST_GROUP) this.#text[this.#length++] = byte & 0x7f;
    else this.#spoilt ??= 'overlong';
  }

  /**
   * CR ends a group. So does LF, where a terminal in cooked mode made one of the CR; the frame then knows that it
   * was. Anything else that ends it has cut it.
   */
  #endGroup(by: number, out: Decoded[]): void {
    if (by === CR) this.#frame.sawCarriageReturn();
    if (this.#length > 0) this.#settle(this.#inGroup && (by === CR || by === LF), out);
    this.#clear();
  }

  #settle(whole: boolean, out: Decoded[]): void {
    const fault = this.#faultBeforeDecoding(whole);
    const group = fault ?? decodeGroup(String.fromCharCode(...this.#text.subarray(0, this.#length)), this.#mode);
    if (group.kind === 'group') {
      this.accepted += 1;
      emit(this.#frame.add(group), out);
      return;
    }
    // Joining a line in the middle of a group is nobody's fault.
    if (!this.#inGroup && !this.#frame.open) return;
    out.push(group);
    emit(this.#frame.refuse(), out);
  }

  #faultBeforeDecoding(whole: boolean): GroupFault | undefined {
    if (this.#odd && this.#parity.carried) return { kind: 'parity' };
    if (this.#spoilt) return { kind: this.#spoilt };
    return whole ? undefined : { kind: 'malformed' };
  }

  #clear(): void {
    this.#length = 0;
    this.#inGroup = false;
    this.#spoilt = undefined;
    this.#odd = false;
  }
}

function emit(decoded: Decoded | undefined, out: Decoded[]): void {
  if (decoded) out.push(decoded);
}
