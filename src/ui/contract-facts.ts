import { contractMemoryIn, memoryNote } from '../contract/contract-memory.ts';
import { type ContractNews, newsText } from '../contract/news.ts';
import { tempoDayAt } from '../energy/period-clock.ts';
import { tempoSeason } from '../energy/tempo-season.ts';
import type { ReadOnlyJournal } from '../journal/read-only-journal.ts';
import { energyOf } from '../money/energy-of.ts';
import { type LastColours, tempoReport } from '../status/tempo-report.ts';
import { type Language, textsIn } from '../texts/texts.ts';
import type { ContractFacts, DatedNote } from './protocol.ts';

export interface ContractQuestion {
  /** The meter's slug. */
  readonly meter: string;
  readonly language: Language;
  readonly nowMs: number;
  /** The colours that the plugin reports for the meter; undefined while it does not run. */
  readonly running: LastColours | undefined;
  /** Which news to include; by default all. */
  readonly tells?: (news: ContractNews) => boolean;
}

/**
 * What is known about a meter's contract, except its hours.
 * @param archive undefined while there is no journal
 */
export function contractFacts(
  archive: ReadOnlyJournal | undefined,
  { meter, language, nowMs, running, tells = () => true }: ContractQuestion,
): ContractFacts {
  const { days } = energyOf(archive, meter, nowMs);
  // Prices make no difference to the season.
  const tempo = tempoSeason(days(), tempoDayAt(nowMs), tempoReport(running, nowMs));
  return { tempo, news: archive ? wordsOf(newsOf(archive, meter).filter(tells), language) : [] };
}

function newsOf(archive: ReadOnlyJournal, meter: string): readonly ContractNews[] {
  return contractMemoryIn(archive.note(memoryNote(meter))).news ?? [];
}

/** News in the words of the log, the newest first. */
function wordsOf(news: readonly ContractNews[], language: Language): readonly DatedNote[] {
  const words = textsIn[language].contract;
  return news.toReversed().map((one) => ({ atMs: one.atMs, says: newsText(one, words) }));
}
