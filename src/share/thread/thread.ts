import { parentPort, workerData } from 'node:worker_threads';
import type { ShareJob } from '../messages.ts';
import { runShareJob } from './share-job.ts';

// The file that the share's thread begins with: `sharing.ts` starts it. It has an effect, so nothing imports it.
if (!parentPort) throw new Error('this file is what a thread begins with');
await runShareJob(workerData as ShareJob, parentPort);
