import { type Clock, sleep } from '../clock.ts';

/** The journal may be closed for a while: its disk is mounted late, or the writer's thread is started again. */
const RETRY_MS = 10_000;

/**
 * Asks the journal again and again until it answers. Undefined after so many tries, or when `life` ends: then an answer that comes
 * all the same is not given.
 */
export async function answerOf<T>(
  ask: () => Promise<T | undefined>,
  mostTries: number,
  clock: Clock,
  life: AbortSignal,
): Promise<T | undefined> {
  for (let tries = 0; tries < mostTries && !life.aborted; tries += 1) {
    const answer = await ask();
    if (life.aborted) return undefined;
    if (answer !== undefined) return answer;
    await sleep(RETRY_MS, clock, life);
  }
  return undefined;
}
