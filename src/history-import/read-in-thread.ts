import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { type Clock, systemClock } from '../base/clock.ts';
import { type FileProblem, type HistoryFile, HistoryFileError } from '../history-files/history-file.ts';
import { THREADS } from '../own-files.ts';

/** Messages from the thread: the share read so far, from 0 to 1, and finally the file or the problem. */
export type FromReader =
  | { readonly kind: 'progress'; readonly share: number }
  | { readonly kind: 'read'; readonly file: HistoryFile }
  | { readonly kind: 'problem'; readonly problem: FileProblem };

export interface ReadingOptions {
  /** Called with the share of the file read so far, from 0 to 1. */
  readonly progress?: (share: number) => void;
  readonly clock?: Clock;
}

/** The largest file takes about half of this. */
const HEAP = { maxOldGenerationSizeMb: 512 } as const;
/** The largest file takes some seconds, or half a minute on a small, busy Raspberry Pi. */
const MOST_MINUTES = 2;

/**
 * Reads a file in a thread of its own: a large one takes seconds, during which the settings page's server must answer other requests, and
 * Ctrl-C must stop the command line.
 * @param bytes transferred to the thread
 * @param life its abort ends the reading
 * @throws HistoryFileError, also if it takes too long or too much memory; the reason of `life` if it is aborted
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
    // Rejects with whatever the thread throws.
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
