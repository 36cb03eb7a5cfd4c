import { parentPort, workerData } from 'node:worker_threads';
import { parseRequest } from '../../src/status/parse-request.ts';

// A Worker that parses the request in its data, and says what kind it is.
parentPort?.postMessage(String(parseRequest(Buffer.from(workerData).toString())?.kind));
