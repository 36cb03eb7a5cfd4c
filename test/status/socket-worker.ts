import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../../src/base/clock.ts';
import { serveStatus } from '../../src/status/socket.ts';
import { createStatusBoard } from '../../src/status/status.ts';

// A Worker that serves the status until it gets any message. It has nothing left to do then, and ends.
const life = new AbortController();
const served = await serveStatus(workerData, createStatusBoard([], systemClock), life.signal);
parentPort?.once('message', () => life.abort());
parentPort?.postMessage(served);
