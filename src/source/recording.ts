import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { type BaudRate, type Source, SourceError } from './source.ts';

/** Several times the longest frame. */
const SAMPLE_BYTES = 16_384;

/** The recorded bytes of a line, from a file. They are delivered as fast as they can be read, and then the source ends. */
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

/**
 * The baud rate of the recorded line. In standard mode each group has two or three tabs, in historique mode none. Each group has one line
 * feed, or two if the recording went through a terminal.
 */
function speedOf(bytes: Uint8Array): BaudRate {
  const count = (char: number) => bytes.filter((byte) => (byte & 0x7f) === char).length;
  return 2 * count(0x09) > count(0x0a) ? 9600 : 1200;
}

/** Empty if the file cannot be read: the error is reported when the source is opened. */
function beginningOf(path: string): Uint8Array {
  try {
    const file = openSync(path, 'r');
    try {
      const buffer = new Uint8Array(SAMPLE_BYTES);
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
