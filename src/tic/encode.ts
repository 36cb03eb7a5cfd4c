import type { TicMode } from '../reading.ts';
import { checksumOf } from './checksum.ts';

/** A group to be sent: the data in the wire's own text, the horodate (standard only) with its season letter. */
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
