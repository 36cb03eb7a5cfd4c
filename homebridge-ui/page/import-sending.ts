import type { Protocol } from '../../src/ui/protocol.ts';
import type { Ask } from './ask.ts';

/** Homebridge's page lets no message of a megabyte pass; in base64, a piece is a third longer. */
const PIECE_BYTES = 190_000;

/** The browser cannot read a file: it has been removed meanwhile, or it is a folder. */
export class UnreadableFileError extends Error {}

/** A file to be uploaded to the page's server. */
export interface SentFile {
  readonly file: Blob;
  /** The server's identifier for the file. */
  readonly upload: string;
}

/**
 * Sends a file to the page's server, piece by piece, even an empty one.
 * @param progress called with the share that has been sent, from 0 to 1
 * @param life stops sending; the result is then `false`
 * @throws UnreadableFileError, or the server's refusal
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

/** The number of arguments of a function is limited. */
const CHARACTERS_AT_ONCE = 8192;

/** Not every browser has `Uint8Array.prototype.toBase64`. */
export function base64Of(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let from = 0; from < bytes.length; from += CHARACTERS_AT_ONCE) {
    parts.push(String.fromCharCode(...bytes.subarray(from, from + CHARACTERS_AT_ONCE)));
  }
  return btoa(parts.join(''));
}
