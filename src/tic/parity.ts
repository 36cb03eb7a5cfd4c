import { withEvenParity } from './encode.ts';

/** The classes of bytes. Text is every character that may stand in a group; junk has no place on the TIC. */
export const TEXT = 0;
export const LF = 1;
export const CR = 2;
export const STX = 3;
export const ETX = 4;
export const EOT = 5;
export const JUNK = 6;
export const WRONG_PARITY = 7;

const CONTROL: { readonly [char: number]: number } = { 10: LF, 13: CR, 2: STX, 3: ETX, 4: EOT, 9: TEXT };
const classOf = (char: number) => CONTROL[char] ?? (char >= 0x20 && char <= 0x7e ? TEXT : JUNK);

/** The class of each of the 256 bytes, on a line that carries the parity bit and on one that has lost it. */
export const CLASSES = {
  carried: Uint8Array.from({ length: 256 }, (_, byte) => {
    const char = byte & 0x7f;
    return withEvenParity(char) === byte ? classOf(char) : WRONG_PARITY;
  }),
  stripped: Uint8Array.from({ length: 256 }, (_, byte) => (byte < 0x80 ? classOf(byte) : WRONG_PARITY)),
} as const;

/**
 * The line has lost its parity when more characters than these come between two control characters with bit 7. On a line
 * that carries parity the CR of each group has bit 7, and no group is as long as this.
 */
const MOST_WITHOUT_BIT_7 = 200;

/**
 * Whether the line carries the parity bit. The port is opened 8N1, so bit 7 of each byte *is* the parity bit, unless a
 * bridge or a 7E1 port strips it: then it is always 0, and only the checksum and the format of the data show an error.
 */
export class LineParity {
  /** The classes of bytes on this line, as far as is known. */
  classes: Uint8Array = CLASSES.stripped;
  #withoutBit7 = 0;

  get isCarried(): boolean {
    return this.classes === CLASSES.carried;
  }

  /** A byte with bit 7 set came in. */
  markCarried(): void {
    this.classes = CLASSES.carried;
    this.#withoutBit7 = 0;
  }

  /**
   * A control character came in, after `length` other characters.
   * @returns whether this shows that the line has lost its parity bit
   */
  noteControl(control: number, length: number): boolean {
    if (control >= 0x80) {
      this.#withoutBit7 = 0;
      return false;
    }
    this.#withoutBit7 += length;
    const isLost = this.isCarried && this.#withoutBit7 > MOST_WITHOUT_BIT_7;
    if (isLost) this.classes = CLASSES.stripped;
    return isLost;
  }
}
