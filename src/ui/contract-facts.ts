import { contractMemoryIn, memoryNote } from '../contract/contract-memory.ts';
import { newsText } from '../contract/news.ts';
import type { ReadOnlyJournal } from '../journal/read-only-journal.ts';
import { parisDayOf } from '../paris-time.ts';
import type { MeterStatus } from '../status/status.ts';
import { toldColours } from '../status/told-colours.ts';
import { type TempoSeason, tempoDayAt, tempoSeason } from '../tariff/tempo-season.ts';
import { type Language, textsIn } from '../texts/texts.ts';
import { type DaysUntil, readDays } from './kept-days.ts';
import type { ContractFacts, ContractNote } from './protocol.ts';

export interface ContractQuestion {
  /** The meter's slug. */
  readonly meter: string;
  readonly language: Language;
  readonly nowMs: number;
  /** What the plugin tells of the meter; undefined while it does not run. */
  readonly running: MeterStatus | undefined;
}

/**
 * What is known of a meter's contract beside its hours.
 * @param archive undefined as long as there is no journal
 * @param daysUntil reads the days of a meter
 */
export function contractFacts(
  archive: ReadOnlyJournal | undefined,
  { meter, language, nowMs, running }: ContractQuestion,
  daysUntil: DaysUntil = readDays,
): ContractFacts {
  const tempo = seasonAt(nowMs, archive && daysUntil(archive, meter, parisDayOf(nowMs)), running);
  return { ...(tempo && { tempo }), news: archive ? newsOf(archive, meter, language) : [] };
}

/** The season of the days that the journal and files tell, with the colours that the meter says now. Prices make no difference to it. */
function seasonAt(
  nowMs: number,
  days: ReturnType<DaysUntil> | undefined,
  running: MeterStatus | undefined,
): TempoSeason | undefined {
  return tempoSeason(days?.joined([]) ?? [], tempoDayAt(nowMs), toldColours(running, nowMs));
}

/** What was new, in the words of the log, the newest first. */
function newsOf(archive: ReadOnlyJournal, meter: string, language: Language): readonly ContractNote[] {
  const { news = [] } = contractMemoryIn(archive.note(memoryNote(meter)));
  const words = textsIn[language].contract;
  return news.toReversed().map((one) => ({ atMs: one.atMs, says: newsText(one, words) }));
}
