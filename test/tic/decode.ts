import type { Frame, TicMode } from '../../src/reading/reading.ts';
import { checksumOf } from '../../src/tic/checksum-and-parity.ts';
import { Decoder } from '../../src/tic/decoder.ts';
import type { WireGroup } from '../../src/tic/encode.ts';
import type { Fault } from '../../src/tic/fault.ts';
import type { Decoded } from '../../src/tic/frame.ts';
import { decodeGroup } from '../../src/tic/group.ts';
import { UnknownLabels } from '../../src/tic/unknown-labels.ts';

/** Everything that a fresh decoder gives of these bytes. Their labels have all come before. */
export function decode(bytes: Uint8Array | string, mode: TicMode): readonly Decoded[] {
  return decodePieces([typeof bytes === 'string' ? latin1(bytes) : bytes], mode);
}

/**
 * Everything that a fresh decoder gives of these pieces, which come one after the other. Their labels have all come
 * before.
 */
export function decodePieces(pieces: readonly Uint8Array[], mode: TicMode): readonly Decoded[] {
  const decoder = new Decoder(mode, labelsSeenIn(pieces, mode));
  return pieces.flatMap((bytes) => decoder.decode(bytes));
}

/** The unknown labels of a meter that has sent these bytes once. */
export function labelsSeenIn(pieces: readonly Uint8Array[], mode: TicMode): UnknownLabels {
  const unknown = new UnknownLabels();
  const decoder = new Decoder(mode, unknown);
  for (const bytes of pieces) decoder.decode(bytes);
  return unknown;
}

/** The bytes in two pieces, cut at each place in turn. One piece may be empty. */
export function cutInTwo(bytes: Uint8Array): readonly (readonly [Uint8Array, Uint8Array])[] {
  return Array.from({ length: bytes.length + 1 }, (_, cut) => [bytes.subarray(0, cut), bytes.subarray(cut)] as const);
}

export function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

/**
 * The text between LF and CR: `body`, which is label and data with the mode's separator, then separator and checksum.
 */
export function sealed(body: string, mode: TicMode): string {
  const upToLastSeparator = body + (mode === 'standard' ? '\t' : ' ');
  return upToLastSeparator + checksumOf(upToLastSeparator, mode);
}

export function framesOf(decoded: readonly Decoded[]): readonly Frame[] {
  return decoded.flatMap((one) => (one.kind === 'frame' ? [one.frame] : []));
}

export function faultsOf(decoded: readonly Decoded[]): readonly Fault[] {
  return decoded.filter((one) => one.kind !== 'frame');
}

/** The frame that these groups are decoded to on a line without errors. */
export function frameOf(groups: readonly WireGroup[], mode: TicMode, refused = 0): Frame {
  const address = groups.find(({ label }) => label === 'ADCO' || label === 'ADSC')?.data ?? '';
  return {
    mode,
    address,
    labels: Object.fromEntries(groups.map(({ label, data }) => [label, data])),
    horodates: Object.fromEntries(groups.flatMap(({ label, horodate }) => (horodate ? [[label, horodate]] : []))),
    refused,
  };
}

/**
 * What the text from label to checksum is decoded to: a fault, or a group without the fields that only the decoder
 * needs.
 */
export function groupIn(text: string, mode: TicMode) {
  const line = latin1(text);
  const decoded = decodeGroup(line, 0, line.length, mode);
  if (decoded.kind !== 'group') return decoded;
  const { format: _, mustRepeat, ...group } = decoded;
  return mustRepeat ? { ...group, mustRepeat } : group;
}
