import { closeSync, openSync, writeSync } from 'node:fs';
import type { TicMode } from '../reading.ts';
import type { Source } from '../source/source.ts';
import type { Anonymiser } from './anonymise.ts';

/** A file that takes the bytes of a line as they come. */
export interface RawRecord extends Disposable {
  readonly bytes: number;
  /** Bytes left out, since the ids in them could not be found. */
  readonly withheld: number;
  /** The source, of which everything that it gives is written down first. */
  of(source: Source): Source;
}

/**
 * Opens a new file for a record, which nobody else may read: it tells when the house is empty.
 * @param anonymiserFor makes one for each opening of the line; without it the bytes are written as they are
 * @throws when the file exists or cannot be made
 */
export function openRecord(path: string, anonymiserFor?: (mode: TicMode) => Anonymiser): RawRecord {
  const file = openSync(path, 'wx', 0o600);
  let bytes = 0;
  let withheld = 0;

  function write(chunk: Uint8Array): void {
    writeSync(file, chunk);
    bytes += chunk.length;
  }

  return {
    get bytes() {
      return bytes;
    },
    get withheld() {
      return withheld;
    },
    of: (source) => ({
      ...source,
      async *bytes(baudRate, life) {
        const anonymiser = anonymiserFor?.(baudRate === 9600 ? 'standard' : 'historique');
        try {
          for await (const chunk of source.bytes(baudRate, life)) {
            write(anonymiser ? anonymiser.take(chunk) : chunk);
            yield chunk;
          }
        } finally {
          if (anonymiser) write(anonymiser.end());
          withheld += anonymiser?.withheld ?? 0;
        }
      },
    }),
    [Symbol.dispose]: () => closeSync(file),
  };
}
