import { type HistoryFile, HistoryFileError } from './history-file.ts';

/** No file of these kinds is larger: three years of five minutes, with thirteen columns, are 30 MB. */
export const MOST_FILE_BYTES = 64_000_000;

/**
 * Reads what Enedis, a supplier, or a program that asks them has written of a household's history.
 * @param progress is called with how much of it is read, from 0 to 1
 * @throws HistoryFileError
 */
export async function readHistoryFile(bytes: Uint8Array, progress?: (share: number) => void): Promise<HistoryFile> {
  void [bytes, progress];
  throw new HistoryFileError({ kind: 'unknown' });
}
