import type { Clock } from '../base/clock.ts';
import { withSurplus } from '../watts/surplus.ts';
import type { Wattmeter } from '../watts/wattmeter.ts';
import type { Writer } from '../writer/writer.ts';
import { answerOf } from './journal-pace.ts';

/** Two days: they contain every power that a house reaches, and the answer takes the writer's thread about 50 ms. */
const MOST_MINUTES = 2 * 24 * 60;
/** Five minutes of attempts. */
const MOST_TRIES = 30;

/**
 * Lets a wattmeter learn from the newest minutes of a meter in the journal, as soon as the journal answers. The readings do not wait for
 * this, so the first of them may be measured before. A journal that does not answer within five minutes is no longer asked; the wattmeter
 * then learns from the readings only.
 */
export async function learnFromJournal(
  wattmeter: Pick<Wattmeter, 'learn'>,
  meter: string,
  writer: Pick<Writer, 'ask'>,
  clock: Clock,
  life: AbortSignal,
): Promise<void> {
  const ask = () => writer.ask({ about: 'latestMinutes', meter, most: MOST_MINUTES });
  const minutes = await answerOf(ask, clock, life, MOST_TRIES);
  if (minutes) wattmeter.learn(minutes);
}

/**
 * Measures the readings of a recording, from which nothing can be learned: they arrive as fast as they are read, and the power factor is
 * learned from what the meter counts over time. The surplus needs only the frame itself.
 */
export const SURPLUS_ALONE: Wattmeter = { measure: withSurplus, learn() {} };
