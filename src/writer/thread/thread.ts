import { parentPort, workerData } from 'node:worker_threads';
import type { Job } from '../messages.ts';

// The entry file of a thread: `supervisor.ts` and `send-once.ts` start it. It has an effect, so nothing imports it.
const job = workerData as Job;
if (!parentPort) throw new Error('this file is what a thread begins with');
if (job.kind === 'write') await (await import('./write-job.ts')).runWriteJob(job, parentPort);
else await (await import('./send-job.ts')).runSendJob(job, parentPort);
