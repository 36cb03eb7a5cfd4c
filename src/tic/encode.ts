import type { TicMode } from '../reading.ts';

/** A group to send: its data in the wire's own text, its horodate (standard only) with the season letter. */
export interface WireGroup {
  readonly label: string;
  readonly data: string;
  readonly horodate?: string;
}

/**
 * A whole frame as a meter sends it, from STX to ETX. `parity`: bit 7 is the even parity bit, as on a line; without it
 * the bit is 0, as behind a bridge that strips it.
 */
export function encodeFrame(groups: readonly WireGroup[], mode: TicMode, { parity = true } = {}): Uint8Array {
  const text = `\x02${groups.map((group) => encodeGroup(group, mode)).join('')}\x03`;
  return Uint8Array.from(text, (char) => (parity ? withEvenParity(char.charCodeAt(0)) : char.charCodeAt(0)));
}

function encodeGroup({ label, data, horodate }: WireGroup, mode: TicMode): string {
  const separator = mode === 'standard' ? '\t' : ' ';
  const parts = horodate === undefined ? [label, data] : [label, horodate, data];
  const body = parts.join(separator) + separator;
  return `\n${body}${checksumOf(body, mode)}\r`;
}

/** The 7-bit character with bit 7 set so that the number of ones is even. */
export function withEvenParity(char: number): number {
  let ones = char ^ (char >> 4);
  ones ^= ones >> 2;
  ones ^= ones >> 1;
  return char | ((ones & 1) << 7);
}

/**
 * The checksum of a group, as a character code: the sum's six low bits, moved to 0x20–0x5F. The group begins at `from`;
 * standard sums its last separator too, historique stops before it (54E §5.3.6, 02E §4.3). The parity bits do not change it: bit 7 adds
 * a multiple of 64.
 */
export function checksumIn(line: Uint8Array, from: number, lastSeparator: number, mode: TicMode): number {
  const end = mode === 'standard' ? lastSeparator + 1 : lastSeparator;
  let sum = 0;
  for (let at = from; at < end; at += 1) sum += line[at] as number;
  return (sum & 0x3f) + 0x20;
}

/** The checksum character of a group, given its text up to and with the last separator. */
export function checksumOf(upToLastSeparator: string, mode: TicMode): string {
  const line = Uint8Array.from(upToLastSeparator, (char) => char.charCodeAt(0));
  return String.fromCharCode(checksumIn(line, 0, line.length - 1, mode));
}
