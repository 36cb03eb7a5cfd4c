import { parentPort, workerData } from 'node:worker_threads';
import type { ShareJob } from '../messages.ts';
import { runShareJob } from './share-job.ts';

// The entry file of the share's thread, which `sharing.ts` starts. It has a side effect, so nothing imports it.
if (!parentPort) throw new Error('this file is what a thread begins with');
await runShareJob(workerData as ShareJob, parentPort);
