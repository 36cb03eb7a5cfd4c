import { parentPort, workerData } from 'node:worker_threads';
import { HistoryFileError } from '../history-files/history-file.ts';
import { readHistoryFile } from '../history-files/read-history-file.ts';
import type { FromReader } from './import-reading.ts';

/** Reads one file, which is given as `workerData`, and posts what it has, or why it cannot be read. */
async function read(): Promise<FromReader> {
  try {
    return { kind: 'read', file: await readHistoryFile(workerData as Uint8Array) };
  } catch (error) {
    if (error instanceof HistoryFileError) return { kind: 'problem', problem: error.problem };
    throw error;
  }
}

parentPort?.postMessage(await read());
