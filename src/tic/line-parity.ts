import { CLASSES } from './byte-class.ts';

/**
 * The line has lost its parity if there are more characters than this between two control characters with bit 7. On a line that carries
 * parity, the CR of each group has bit 7, and no group is this long.
 */
const MAX_WITHOUT_BIT_7 = 200;

/**
 * Whether the line carries the parity bit. The port is opened as 8N1, so bit 7 of each byte *is* the parity bit, unless a bridge or a 7E1
 * port strips it: then it is always 0, and only the checksum and the format of the data reveal errors.
 */
export class LineParity {
  /** The classes of bytes on this line, as far as they are known. */
  classes: Uint8Array = CLASSES.stripped;
  #withoutBit7 = 0;

  get isCarried(): boolean {
    return this.classes === CLASSES.carried;
  }

  /** Records that a byte with bit 7 set arrived. */
  markCarried(): void {
    this.classes = CLASSES.carried;
    this.#withoutBit7 = 0;
  }

  /**
   * Records that a control character arrived after `length` other characters.
   * @returns whether this shows that the line has lost its parity bit
   */
  noteControl(control: number, length: number): boolean {
    if (control >= 0x80) {
      this.#withoutBit7 = 0;
      return false;
    }
    this.#withoutBit7 += length;
    const isLost = this.isCarried && this.#withoutBit7 > MAX_WITHOUT_BIT_7;
    if (isLost) this.classes = CLASSES.stripped;
    return isLost;
  }
}
