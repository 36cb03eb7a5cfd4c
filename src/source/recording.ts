import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { type BaudRate, type Source, SourceError } from './source.ts';

/** Enough for the longest frame several times over. */
const LOOKED_AT = 16_384;

/** The bytes of a line, recorded in a file: at full speed, and then it is over. Its speed is told by the bytes. */
export function recording(path: string): Source {
  return {
    recorded: true,
    baudRate: speedOf(beginningOf(path)),
    async *bytes(_baudRate, life) {
      if (life.aborted) return;
      try {
        yield* createReadStream(path, { signal: life });
      } catch (error) {
        if (!life.aborted) throw new SourceError(isForbidden(error) ? 'forbidden' : 'other', error);
      }
    },
  };
}

/** In standard each group has two or three tabs, in historique none; a group has one line feed, or two (terminals). */
function speedOf(bytes: Uint8Array): BaudRate {
  const count = (char: number) => bytes.filter((byte) => (byte & 0x7f) === char).length;
  return 2 * count(0x09) > count(0x0a) ? 9600 : 1200;
}

/** What cannot be read has no speed, and says why when it is opened. */
function beginningOf(path: string): Uint8Array {
  try {
    const file = openSync(path, 'r');
    try {
      const buffer = new Uint8Array(LOOKED_AT);
      return buffer.subarray(0, readSync(file, buffer));
    } finally {
      closeSync(file);
    }
  } catch {
    return new Uint8Array();
  }
}

function isForbidden(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM');
}
