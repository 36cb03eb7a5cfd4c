import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Entry } from './entry.ts';

/**
 * Entries that follow each other, as one deflated block of JSON lines. The frame goes in whole, so that a later version
 * can make more of it; positions do not, since they follow from the first.
 */
export function packBlock(entries: readonly Entry[]): Uint8Array {
  const lines = entries.map(({ meter, atMs, reading }) => {
    const { monotonicMs: _, ...recorded } = reading;
    return JSON.stringify({ meter, atMs, reading: recorded });
  });
  return deflateRawSync(lines.join('\n'));
}

/**
 * The entries of a block, the first of which stands at `position`.
 * @throws when the body is not one that `packBlock` made.
 */
export function unpackBlock(position: number, body: Uint8Array): readonly Entry[] {
  const lines = inflateRawSync(body).toString('utf8').split('\n');
  return lines.map((line, index) => {
    const { meter, atMs, reading } = JSON.parse(line) as Entry;
    return { position: position + index, meter, atMs, reading: { ...reading, monotonicMs: atMs } };
  });
}
