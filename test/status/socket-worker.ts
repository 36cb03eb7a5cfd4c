import { parentPort, workerData } from 'node:worker_threads';
import { serveStatus } from '../../src/status/socket.ts';

// A Worker that serves the status until it gets any message. It has nothing left to do then, and ends.
const life = new AbortController();
const served = await serveStatus(workerData, () => ({}), life.signal);
parentPort?.once('message', () => life.abort());
parentPort?.postMessage(served);
