import type { Protocol } from '../../src/ui/protocol.ts';
import type { Ask } from './ask.ts';

/** Homebridge's page lets no message of a megabyte pass; as text, a piece is a third longer. */
const PIECE_BYTES = 190_000;

/** The browser cannot read a file: it has gone meanwhile, or it is a folder. */
export class UnreadableFileError extends Error {}

/** A file that the page's server is to have. */
export interface SentFile {
  readonly file: Blob;
  /** By which the server knows it. */
  readonly upload: string;
}

/**
 * Sends a file to the page's server, piece by piece; an empty one, too.
 * @param progress is called with how much of it is sent, from 0 to 1
 * @param life ends the sending, which gives `false`
 * @throws UnreadableFileError, or what the server refuses
 */
export async function sendFile(
  ask: Ask<Protocol>,
  { file, upload }: SentFile,
  progress: (share: number) => void,
  life: AbortSignal,
): Promise<boolean> {
  const ofBytes = file.size;
  for (let index = 0; index === 0 || index * PIECE_BYTES < ofBytes; index += 1) {
    const from = index * PIECE_BYTES;
    const bytes = await bytesOf(file.slice(from, from + PIECE_BYTES));
    if (life.aborted) return false;
    await ask('/import/piece', { upload, index, ofBytes, base64: base64Of(bytes) });
    if (life.aborted) return false;
    progress(ofBytes === 0 ? 1 : (from + bytes.length) / ofBytes);
  }
  return true;
}

async function bytesOf(piece: Blob): Promise<Uint8Array> {
  try {
    return new Uint8Array(await piece.arrayBuffer());
  } catch (error) {
    throw new UnreadableFileError(error instanceof Error ? error.message : String(error));
  }
}

/** A function takes only so many arguments. */
const CHARACTERS_AT_ONCE = 8192;

/** Not every browser has `Uint8Array.prototype.toBase64`. */
export function base64Of(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let from = 0; from < bytes.length; from += CHARACTERS_AT_ONCE) {
    parts.push(String.fromCharCode(...bytes.subarray(from, from + CHARACTERS_AT_ONCE)));
  }
  return btoa(parts.join(''));
}
