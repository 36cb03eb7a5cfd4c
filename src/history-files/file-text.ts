import { isUtf8 } from 'node:buffer';

/** A piece of a file as text, and the share of the file read so far, from 0 to 1. */
export interface TextPiece {
  readonly text: string;
  readonly share: number;
}

const PIECE_BYTES = 65_536;

/**
 * The text of a file, piece by piece: UTF-16 if it begins with that byte order mark, UTF-8 if all of it is valid UTF-8, else Windows-1252,
 * which EDF and French spreadsheets write. The byte order mark is not part of the text.
 */
export function* textOf(bytes: Uint8Array): Generator<TextPiece> {
  const decoder = new TextDecoder(encodingOf(bytes));
  for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
    const to = Math.min(from + PIECE_BYTES, bytes.length);
    const text = decoder.decode(bytes.subarray(from, to), { stream: to < bytes.length });
    yield { text, share: to / bytes.length };
  }
}

function encodingOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return isUtf8(bytes) ? 'utf-8' : 'windows-1252';
}
