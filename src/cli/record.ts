import { closeSync, openSync, writeSync } from 'node:fs';
import type { TicMode } from '../reading/reading.ts';
import type { Source } from '../source/source.ts';
import type { Anonymiser } from './anonymise.ts';

/** A file that records the bytes of a line as they arrive. */
export interface RawRecord extends Disposable {
  readonly bytes: number;
  /** The number of bytes that were left out because it was not known which ids to replace in them. */
  readonly withheld: number;
  /** Sets the mode in which the next opening of the source is decoded. */
  opens(mode: TicMode): void;
  /** The same source, whose bytes are recorded before they are passed on. */
  recordingSource(source: Source): Source;
}

/**
 * Creates the file of a recording. Only its owner may read it, since it shows when the house is empty.
 * @param anonymiserFor makes an anonymiser for each opening of the source; without it the bytes are recorded unchanged
 * @throws when the file exists or cannot be created
 */
export function openRecord(path: string, anonymiserFor?: (mode: TicMode) => Anonymiser): RawRecord {
  const file = openSync(path, 'wx', 0o600);
  let bytes = 0;
  let withheld = 0;
  let mode: TicMode = 'historique';

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
    opens(next) {
      mode = next;
    },
    recordingSource: (source) => ({
      ...source,
      async *bytes(baudRate, life) {
        const anonymiser = anonymiserFor?.(mode);
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
