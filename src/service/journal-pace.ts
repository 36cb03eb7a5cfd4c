import { type Clock, sleep } from '../base/clock.ts';
import { MINUTE_MS } from '../base/paris-time.ts';

/** The journal may be unavailable for a while: its disk is mounted late, or the writer's thread is restarted. */
const RETRY_MS = 10_000;

/**
 * Asks the journal repeatedly until it answers. Resolves to undefined when `life` ends, or after this many attempts; an answer that arrives
 * after that is ignored.
 */
export async function answerOf<T>(
  ask: () => Promise<T | undefined>,
  clock: Clock,
  life: AbortSignal,
  mostTries = Number.POSITIVE_INFINITY,
): Promise<T | undefined> {
  for (let tries = 0; tries < mostTries && !life.aborted; tries += 1) {
    const answer = await ask();
    if (life.aborted) return undefined;
    if (answer !== undefined) return answer;
    await sleep(RETRY_MS, clock, life);
  }
  return undefined;
}

/**
 * Returns a function that requests a `write`. The first request writes at once; those in the minute after that write together at the end of
 * that minute, or of `life` if that comes first.
 */
export function atMostOnceAMinute(write: () => void, clock: Clock, life: AbortSignal): () => void {
  let writtenMs = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | undefined;

  function writeNow() {
    cancel?.();
    cancel = undefined;
    writtenMs = clock.now();
    write();
  }

  life.addEventListener('abort', () => cancel && writeNow(), { once: true });
  return () => {
    const waitMs = writtenMs + MINUTE_MS - clock.now();
    if (waitMs <= 0 || life.aborted) writeNow();
    else cancel ??= clock.after(waitMs, writeNow);
  };
}
