import type { TicMode } from '../reading/reading.ts';
import { checksumOf, withEvenParity } from './checksum-and-parity.ts';

/** A group to send: its data as they are on the line, and its horodate (standard mode only) with the season letter. */
export interface WireGroup {
  readonly label: string;
  readonly data: string;
  readonly horodate?: string;
}

/**
 * A whole frame as a meter sends it, from STX to ETX. `parity`: bit 7 is the even parity bit, as on a line; without it the bit is 0, as
 * behind a bridge that strips it.
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
