import { type Clock, systemClock } from '../../src/base/clock.ts';
import type { Log } from '../../src/base/log.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { createTroubleList, type TroubleList } from '../../src/trouble/list.ts';
import type { Reports, UndatedNews } from '../../src/trouble/news.ts';
import type { TroubleEnd, UndatedTrouble } from '../../src/trouble/trouble.ts';
import { newsSentence, overText, sentences, type TroubleWords } from '../../src/trouble/words.ts';
import { fakeClock } from './clock.ts';
import { listLog } from './log.ts';

const { en } = textsIn;

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

/** The list of what is wrong, which speaks English in this log. */
export function troublesIn(log: Log, clock: Clock = systemClock): TroubleList {
  return createTroubleList({ log, words: en.troubles, clock });
}

/** What the log says when a trouble begins. */
export const troubleInWords = (trouble: UndatedTrouble) => sentences(trouble, en.troubles);

/** What it says when that is over. */
export const overInWords = (trouble: UndatedTrouble, stoodMs = 0, end: TroubleEnd = {}) =>
  overText(trouble, stoodMs, end, en.troubles);

export const newsInWords = (news: UndatedNews) => newsSentence(news, en.troubles);
