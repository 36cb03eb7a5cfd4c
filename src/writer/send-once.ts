import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { THREADS } from '../own-files.ts';
import { type FromSender, HEAP, type SendJob, type SendOutcome } from './messages.ts';

/**
 * Sends the content of a journal to an InfluxDB, once, on a thread like the writer's. Stops early when `life` ends.
 * @throws what the thread throws
 */
export async function sendOnce(plan: Omit<SendJob, 'kind'>, life: AbortSignal): Promise<SendOutcome> {
  const job: SendJob = { kind: 'send', ...plan };
  const thread = new Worker(THREADS.writer, {
    name: 'linky-tic send',
    workerData: job,
    resourceLimits: HEAP,
  });
  const stop = () => thread.postMessage({ kind: 'stop' });
  let outcome: SendOutcome | undefined;
  thread.on('message', ({ kind, ...ended }: FromSender) => {
    outcome = ended;
  });
  life.addEventListener('abort', stop, { once: true });
  if (life.aborted) stop();
  try {
    // Rejects with what the thread throws.
    await once(thread, 'exit');
  } finally {
    life.removeEventListener('abort', stop);
  }
  if (!outcome) throw new Error('the thread ended before its work did');
  return outcome;
}
