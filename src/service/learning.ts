import type { Clock } from '../clock.ts';
import { withSurplus } from '../watts/surplus.ts';
import type { Wattmeter } from '../watts/wattmeter.ts';
import type { Writer } from '../writer/writer.ts';
import { answerOf } from './journal-answer.ts';

/** Two days: each power that a house has is among them, and the answer takes the writer's thread some 50 ms. */
const MOST_MINUTES = 2 * 24 * 60;
/** Five minutes of tries. */
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
  const ask = () => writer.ask({ about: 'latestMinutes', meter, most: MOST_MINUTES });
  const minutes = await answerOf(ask, MOST_TRIES, clock, life);
  if (minutes) wattmeter.learn(minutes);
}

/**
 * Measures the readings of a recording, of which nothing can be learned: they come as fast as they are read, and the
 * power factor is learned from what the meter counts over time. The surplus comes from each frame alone.
 */
export const SURPLUS_ALONE: Wattmeter = { measure: withSurplus, learn() {} };
