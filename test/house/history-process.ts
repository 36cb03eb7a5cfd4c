import { systemClock } from '../../src/base/clock.ts';
import { createHistoryThread } from '../../src/house/history-thread.ts';

// A process that asks the history one question, and has nothing else to do.
const parts = { job: { folder: '/nowhere', prices: {} }, clock: systemClock };
const history = createHistoryThread(parts, new AbortController().signal);
// Until the answer is there.
const wait = setInterval(() => {}, 1_000_000);
process.stdout.write((await history.ask({ path: '/meters', asks: { language: 'en' } })).kind);
clearInterval(wait);
