import { parentPort, workerData } from 'node:worker_threads';
import type { Job } from '../messages.ts';
import { runSendJob } from './send-job.ts';
import { runWriteJob } from './write-job.ts';

/** The entry of the writer's thread: see `supervisor.ts`, and `send-once.ts`. */
const job = workerData as Job;
if (!parentPort) throw new Error('this is the entry of a thread');
if (job.kind === 'write') runWriteJob(job, parentPort);
else await runSendJob(job, parentPort);
