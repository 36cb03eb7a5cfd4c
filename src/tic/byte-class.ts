import { withEvenParity } from './checksum-and-parity.ts';

/**
 * The classes of bytes. Text is every character that may be in a group; junk has no place on the TIC. Their order matters: the decoder
 * takes every class from `CLASS_JUNK` on for a faulty character, and those between text and junk for control characters.
 */
export const CLASS_TEXT = 0;
export const CLASS_LF = 1;
export const CLASS_CR = 2;
export const CLASS_STX = 3;
export const CLASS_ETX = 4;
export const CLASS_EOT = 5;
export const CLASS_JUNK = 6;
export const CLASS_WRONG_PARITY = 7;

const CONTROL: { readonly [char: number]: number } = {
  10: CLASS_LF,
  13: CLASS_CR,
  2: CLASS_STX,
  3: CLASS_ETX,
  4: CLASS_EOT,
  9: CLASS_TEXT,
};
const classOf = (char: number) => CONTROL[char] ?? (char >= 0x20 && char <= 0x7e ? CLASS_TEXT : CLASS_JUNK);

/** The class of each of the 256 bytes, on a line that carries the parity bit and on one that has lost it. */
export const CLASSES = {
  carried: Uint8Array.from({ length: 256 }, (_, byte) => {
    const char = byte & 0x7f;
    return withEvenParity(char) === byte ? classOf(char) : CLASS_WRONG_PARITY;
  }),
  stripped: Uint8Array.from({ length: 256 }, (_, byte) => (byte < 0x80 ? classOf(byte) : CLASS_WRONG_PARITY)),
} as const;
