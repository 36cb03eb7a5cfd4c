import type { Clock } from '../base/clock.ts';
import { type HistoryFile, MOST_FILE_BYTES } from '../history-files/history-file.ts';
import type { readInThread } from '../history-import/read-in-thread.ts';
import type { ImportPiece } from './protocol.ts';

/**
 * The file that a page uploads piece by piece, and its content once it is read. There is at most one, in memory only: a new one replaces
 * it, and it is forgotten ten minutes after its last use, since a page that is closed does not announce this.
 */
export interface ImportFile {
  /**
   * Takes the next piece; a piece with index 0 begins a new file.
   * @returns how many bytes of the file have arrived; undefined if the piece is not the next one, or does not fit into the file
   */
  take(piece: ImportPiece): number | undefined;
  /**
   * The content of the file; undefined if it is not here, or not whole.
   * @throws what reading throws, each time that the same file is requested
   */
  read(upload: string): Promise<HistoryFile> | undefined;
  /** Forgets the file, and stops reading it. Another file is kept. */
  forget(upload: string): void;
}

const FORGET_AFTER_MS = 10 * 60_000;

/** A file whose pieces are arriving. */
interface Arriving {
  readonly upload: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  filled: number;
  pieces: number;
}

/** A whole file, which is being read or has been. */
interface Whole {
  readonly upload: string;
  readonly file: Promise<HistoryFile>;
  readonly life: AbortController;
}

export function createImportFile(clock: Pick<Clock, 'after'>, reading: typeof readInThread): ImportFile {
  let arriving: Arriving | undefined;
  let whole: Whole | undefined;
  let cancel = () => {};
  return {
    take({ upload, index, ofBytes, base64 }) {
      if (index === 0) begin(upload, ofBytes);
      const piece = Buffer.from(base64, 'base64');
      if (!arriving || arriving.upload !== upload || arriving.pieces !== index) return undefined;
      if (arriving.bytes.length !== ofBytes || piece.length > ofBytes - arriving.filled) return undefined;
      arriving.bytes.set(piece, arriving.filled);
      arriving.filled += piece.length;
      arriving.pieces += 1;
      forgetLater();
      return arriving.filled;
    },
    read(upload) {
      if (arriving?.upload === upload && arriving.filled === arriving.bytes.length) beginReading(arriving);
      if (whole?.upload !== upload) return undefined;
      forgetLater();
      return whole.file;
    },
    forget(upload) {
      if ((arriving ?? whole)?.upload === upload) forgetAll();
    },
  };

  function begin(upload: string, ofBytes: number): void {
    forgetAll();
    if (ofBytes <= MOST_FILE_BYTES) arriving = { upload, bytes: new Uint8Array(ofBytes), filled: 0, pieces: 0 };
  }

  function beginReading({ upload, bytes }: Arriving): void {
    const life = new AbortController();
    const file = reading(bytes, life.signal);
    // The error is reported to whoever requests the file.
    file.catch(() => {});
    [arriving, whole] = [undefined, { upload, file, life }];
  }

  function forgetAll(): void {
    cancel();
    whole?.life.abort();
    [arriving, whole] = [undefined, undefined];
  }

  function forgetLater(): void {
    cancel();
    cancel = clock.after(FORGET_AFTER_MS, forgetAll);
  }
}
