import { withEvenParity } from './encode.ts';

/** What a character on the wire is to the framing. `junk` has no place on the TIC; `flipped` has the wrong parity. */
export const TEXT = 0;
export const LF = 1;
export const CR = 2;
export const STX = 3;
export const ETX = 4;
export const EOT = 5;
export const JUNK = 6;
export const FLIPPED = 7;

const CONTROL: { readonly [char: number]: number } = { 10: LF, 13: CR, 2: STX, 3: ETX, 4: EOT, 9: TEXT };
const meaningOf = (char: number) => CONTROL[char] ?? (char >= 0x20 && char <= 0x7e ? TEXT : JUNK);

/** The meaning of each of the 256 bytes, on a line that carries the parity bit and on one that has lost it. */
export const MEANING = {
  carried: Uint8Array.from({ length: 256 }, (_, byte) => {
    const char = byte & 0x7f;
    return withEvenParity(char) === byte ? meaningOf(char) : FLIPPED;
  }),
  stripped: Uint8Array.from({ length: 256 }, (_, byte) => (byte < 0x80 ? meaningOf(byte) : FLIPPED)),
} as const;

/** On a line that carries parity the CR of every group has bit 7 set, and the longest group is shorter than this. */
const CLEAR_RUN = 200;

/**
 * Whether the line carries the parity bit. The port is opened 8N1, so bit 7 of each byte *is* the parity bit, unless a
 * bridge or a 7E1 port has stripped it: then it is 0 for ever, and checksum and form are all there is.
 */
export class LineParity {
  /** What the bytes mean as far as the line is known. */
  meaning: Uint8Array = MEANING.stripped;
  #clear = 0;

  get carried(): boolean {
    return this.meaning === MEANING.carried;
  }

  /** A byte with bit 7 set came in. */
  found(): void {
    this.meaning = MEANING.carried;
    this.#clear = 0;
  }

  /**
   * A control character came in after so many others. Where too many of these come between two control characters with
   * bit 7, the line has lost it.
   * @returns whether it is now seen to have
   */
  saw(control: number, after: number): boolean {
    if (control >= 0x80) {
      this.#clear = 0;
      return false;
    }
    this.#clear += after;
    const isLost = this.carried && this.#clear > CLEAR_RUN;
    if (isLost) this.meaning = MEANING.stripped;
    return isLost;
  }
}
