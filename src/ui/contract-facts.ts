import { contractMemoryIn, memoryNote } from '../contract/contract-memory.ts';
import { newsText } from '../contract/news.ts';
import type { ReadOnlyJournal } from '../journal/read-only-journal.ts';
import { type Language, textsIn } from '../texts/texts.ts';
import type { ContractFacts, ContractNote } from './protocol.ts';

/**
 * What the journal knows of a meter's contract.
 * @param archive undefined as long as there is no journal
 */
export function contractFacts(
  archive: ReadOnlyJournal | undefined,
  { meter, language }: { readonly meter: string; readonly language: Language },
): ContractFacts {
  if (!archive) return { news: [] };
  return { news: newsOf(archive, meter, language) };
}

/** What was new, in the words of the log, the newest first. */
function newsOf(archive: ReadOnlyJournal, meter: string, language: Language): readonly ContractNote[] {
  const { news = [] } = contractMemoryIn(archive.note(memoryNote(meter)));
  const words = textsIn[language].contract;
  return news.toReversed().map((one) => ({ atMs: one.atMs, says: newsText(one, words) }));
}
