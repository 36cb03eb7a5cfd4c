import { type Clock, sleep } from '../clock.ts';
import type { Wattmeter } from '../watts/wattmeter.ts';
import type { Writer } from '../writer/writer.ts';

/** Two days: each power that a house has is among them, and the answer takes the writer's thread some 50 ms. */
const MOST_MINUTES = 2 * 24 * 60;
/** The journal may be closed for a while: its disk is mounted late, or the writer's thread is started again. */
const RETRY_MS = 10_000;
const MOST_TRIES = 30;

/**
 * Has a wattmeter learn from the newest minutes of a meter that are in the journal, as soon as the journal answers. The
 * readings do not wait for it, so the first of them may be measured before. A journal that does not answer in five
 * minutes is not asked any more: then the wattmeter learns from the readings alone.
 */
export async function learnFromJournal(
  wattmeter: Pick<Wattmeter, 'learn'>,
  meter: string,
  writer: Pick<Writer, 'ask'>,
  clock: Clock,
  life: AbortSignal,
): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES && !life.aborted; tries += 1) {
    const minutes = await writer.ask({ about: 'latestMinutes', meter, most: MOST_MINUTES });
    if (life.aborted) return;
    if (minutes) {
      wattmeter.learn(minutes);
      return;
    }
    await sleep(RETRY_MS, clock, life);
  }
}
