import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type FileProblem, type HistoryFile, HistoryFileError } from '../history-files/history-file.ts';

/** What the thread posts once. */
export type FromReader =
  | { readonly kind: 'read'; readonly file: HistoryFile }
  | { readonly kind: 'problem'; readonly problem: FileProblem };

/** The machine has not enough memory to read a file, or the thread ended for another reason. */
export class ReadingEndedError extends Error {}

const THREAD = new URL(`./import-thread${extname(import.meta.url)}`, import.meta.url);
/** The largest file takes about half of it. */
const HEAP = { maxOldGenerationSizeMb: 512 } as const;

/**
 * Reads a file in a thread of its own: a large one takes seconds, and the page's server has other questions to answer meanwhile.
 * @param bytes are moved to the thread
 * @param life ends the reading
 * @throws HistoryFileError, or ReadingEndedError
 */
export async function readInThread(bytes: Uint8Array<ArrayBuffer>, life: AbortSignal): Promise<HistoryFile> {
  life.throwIfAborted();
  const thread = new Worker(THREAD, {
    ...{ name: 'linky-tic import', workerData: bytes, transferList: [bytes.buffer], resourceLimits: HEAP },
  });
  const end = () => void thread.terminate();
  life.addEventListener('abort', end, { once: true });
  let answer: FromReader | undefined;
  thread.once('message', (message: FromReader) => {
    answer = message;
  });
  try {
    // Rejects with what the thread throws, also when its memory is exhausted.
    await once(thread, 'exit');
  } catch (error) {
    throw new ReadingEndedError(String(error), { cause: error });
  } finally {
    life.removeEventListener('abort', end);
  }
  life.throwIfAborted();
  if (answer?.kind === 'problem') throw new HistoryFileError(answer.problem);
  if (!answer) throw new ReadingEndedError('the thread ended before its work did');
  return answer.file;
}
