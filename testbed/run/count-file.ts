import { aroundAll } from 'vitest';
import { type ProcessorClock, startProcessorClock } from './processor-time.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** The processor time of a test file and of all that it started, in ms, and how it was counted. */
    processor?: { readonly usedMs: number; readonly counted: ProcessorClock['counted'] };
  }
}

/** The files of a worker that shares its modules share this clock, too. */
const ofWorker = globalThis as { linkyTicProcessorClock?: ProcessorClock };
const isFirst = ofWorker.linkyTicProcessorClock === undefined;
ofWorker.linkyTicProcessorClock ??= startProcessorClock();
const clock = ofWorker.linkyTicProcessorClock;
/** The first file of a worker also has what the worker's own start took. */
const begunMs = isFirst ? 0 : clock.usedMs();

aroundAll(async (...[runFile, , file]) => {
  await runFile();
  file.meta.processor = { usedMs: clock.usedMs() - begunMs, counted: clock.counted };
});
