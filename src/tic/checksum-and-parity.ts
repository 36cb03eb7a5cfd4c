import type { TicMode } from '../reading/reading.ts';

/** The 7-bit character with bit 7 set so that the number of ones is even. */
export function withEvenParity(char: number): number {
  let ones = char ^ (char >> 4);
  ones ^= ones >> 2;
  ones ^= ones >> 1;
  return char | ((ones & 1) << 7);
}

/**
 * The checksum of a group, as a character code: the sum's six low bits, moved to 0x20–0x5F. The group begins at `from`; standard mode
 * includes its last separator in the sum, historique mode does not (54E §5.3.6, 02E §4.3). The parity bits do not matter: bit 7 adds a
 * multiple of 64.
 */
export function checksumIn(line: Uint8Array, from: number, lastSeparator: number, mode: TicMode): number {
  const end = mode === 'standard' ? lastSeparator + 1 : lastSeparator;
  let sum = 0;
  for (let at = from; at < end; at += 1) sum += line[at] as number;
  return (sum & 0x3f) + 0x20;
}

/** The checksum character of a group, given its text up to and including the last separator. */
export function checksumOf(upToLastSeparator: string, mode: TicMode): string {
  const line = Uint8Array.from(upToLastSeparator, (char) => char.charCodeAt(0));
  return String.fromCharCode(checksumIn(line, 0, line.length - 1, mode));
}
