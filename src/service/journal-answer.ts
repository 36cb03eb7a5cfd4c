import { type Clock, sleep } from '../base/clock.ts';

/** The journal may be unavailable for a while: its disk is mounted late, or the writer's thread is restarted. */
const RETRY_MS = 10_000;

/**
 * Asks the journal repeatedly until it answers. Resolves to undefined after this many attempts, or when `life` ends; an answer that arrives
 * after that is ignored.
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
