import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../../src/clock.ts';
import { serveStatus } from '../../src/status/socket.ts';
import { createStatusBoard } from '../../src/status/status.ts';

// Serves the status from a thread of its own, until it is told anything: it has then nothing left to do, and ends.
const life = new AbortController();
const served = await serveStatus(workerData, createStatusBoard([], undefined, systemClock), life.signal);
parentPort?.once('message', () => life.abort());
parentPort?.postMessage(served);
