import type { TicMode } from '../reading.ts';

/**
 * The checksum character of a group, given its text up to and with the last separator: the sum's six low bits, moved
 * to 0x20–0x5F. Standard sums the last separator too; historique stops before it (54E §5.3.6, 02E §4.3).
 */
export function checksumOf(upToLastSeparator: string, mode: TicMode): string {
  const end = mode === 'standard' ? upToLastSeparator.length : upToLastSeparator.length - 1;
  let sum = 0;
  for (let i = 0; i < end; i += 1) sum += upToLastSeparator.charCodeAt(i);
  return String.fromCharCode((sum & 0x3f) + 0x20);
}
