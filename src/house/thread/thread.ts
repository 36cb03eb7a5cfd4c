import { parentPort, workerData } from 'node:worker_threads';
import type { HistoryJob, HistoryQuestion } from '../messages.ts';
import { answerQuestion } from './answer-question.ts';

// The entry file of the history thread, which `history-thread.ts` starts. It has a side effect, so nothing imports it.
const job = workerData as HistoryJob;
if (!parentPort) throw new Error('this file is what a thread begins with');
const port = parentPort;
port.on('message', async (question: HistoryQuestion) => {
  const answer = await answerQuestion(job, question);
  port.postMessage(answer, answer.kind === 'answer' ? [answer.json.buffer] : []);
});
