import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { type Clock, systemClock } from '../clock.ts';
import { type FileProblem, type HistoryFile, HistoryFileError } from '../history-files/history-file.ts';
import { THREADS } from '../own-files.ts';

/** What the thread posts: how much is read, from 0 to 1, and at last what it has read, or why it cannot. */
export type FromReader =
  | { readonly kind: 'progress'; readonly share: number }
  | { readonly kind: 'read'; readonly file: HistoryFile }
  | { readonly kind: 'problem'; readonly problem: FileProblem };

export interface ReadingOptions {
  /** Is called with how much of the file is read, from 0 to 1. */
  readonly progress?: (share: number) => void;
  readonly clock?: Clock;
}

/** The largest file takes about half of it. */
const HEAP = { maxOldGenerationSizeMb: 512 } as const;
/** The largest file takes some seconds, or half a minute on a small Raspberry Pi that has much else to do. */
const MOST_MINUTES = 2;

/**
 * Reads a file in a thread of its own: a large one takes seconds, and meanwhile the settings page's server has other questions to
 * answer, and Ctrl-C must end the command line.
 * @param bytes are moved to the thread
 * @param life ends the reading
 * @throws HistoryFileError, also where it takes too long or too much memory; what `life` was aborted with
 */
export async function readInThread(
  bytes: Uint8Array<ArrayBuffer>,
  life: AbortSignal,
  { progress = () => {}, clock = systemClock }: ReadingOptions = {},
): Promise<HistoryFile> {
  life.throwIfAborted();
  const thread = new Worker(THREADS.historyFile, {
    ...{ name: 'linky-tic import', workerData: bytes, transferList: [bytes.buffer], resourceLimits: HEAP },
  });
  let answer: Exclude<FromReader, { kind: 'progress' }> | undefined;
  thread.on('message', (message: FromReader) => {
    if (message.kind !== 'progress') answer ??= message;
    else if (!life.aborted) progress(message.share);
  });
  const end = () => void thread.terminate();
  const cancel = clock.after(MOST_MINUTES * 60_000, () => {
    answer ??= { kind: 'problem', problem: { kind: 'tooSlow', mostMinutes: MOST_MINUTES } };
    end();
  });
  life.addEventListener('abort', end, { once: true });
  try {
    // Rejects with what the thread throws.
    await once(thread, 'exit');
  } catch (error) {
    throw isOutOfMemory(error) ? new HistoryFileError({ kind: 'outOfMemory' }) : error;
  } finally {
    cancel();
    life.removeEventListener('abort', end);
  }
  life.throwIfAborted();
  if (answer?.kind === 'read') return answer.file;
  throw answer ? new HistoryFileError(answer.problem) : new Error('The thread ended before its work did.');
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
