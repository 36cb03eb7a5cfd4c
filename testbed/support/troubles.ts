import type { Clock } from '../../src/clock.ts';
import { en } from '../../src/texts/en/texts.ts';
import type { Reports, TroubleWords } from '../../src/trouble.ts';
import { createTroubleList, type TroubleList } from '../../src/trouble-list.ts';
import { fakeClock } from './clock.ts';
import { listLog } from './log.ts';

/** For what has to report, where nobody asks what. */
export const NO_REPORTS: Reports = { report() {}, tell() {} };

/** The list of what is wrong, and the lines that it says in the log. */
export function loggedTroubles(
  clock: Clock = fakeClock(),
  words: TroubleWords = en.troubles,
): ReturnType<typeof listLog> & { readonly troubles: TroubleList } {
  const said = listLog();
  return { ...said, troubles: createTroubleList({ log: said.log, words, clock }) };
}
