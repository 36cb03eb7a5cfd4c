import { parentPort, workerData } from 'node:worker_threads';
import { HistoryFileError } from '../history-files/history-file.ts';
import { readHistoryFile } from '../history-files/read-history-file.ts';
import type { FromReader } from './read-in-thread.ts';

/** Reads one file, passed as `workerData`, and returns its content, or why it cannot be read. */
async function read(): Promise<FromReader> {
  try {
    return {
      kind: 'read',
      file: await readHistoryFile(workerData as Uint8Array, (share) => post({ kind: 'progress', share })),
    };
  } catch (error) {
    if (error instanceof HistoryFileError) return { kind: 'problem', problem: error.problem };
    throw error;
  }
}

function post(message: FromReader): void {
  parentPort?.postMessage(message);
}

post(await read());
