import type { FileFacts, FileKind, HistoryFile } from '../history-files/history-file.ts';
import type { ReadOnlyJournal } from '../journal/read-only-journal.ts';

/** What a file has, compared with what the journal has of a meter. */
export interface Examination {
  readonly kind: FileKind;
  readonly prm?: string;
  readonly facts: FileFacts;
  /** How many days the file tells something of. */
  readonly days: number;
  /** How many of them nothing is known of yet. */
  readonly newDays: number;
  /** How many of them the meter itself has told: these stay as they are. */
  readonly ownDays: number;
  /** How many of them another import has, without being the meter's own. */
  readonly importedDays: number;
  /** What was drawn and given in the days of the file, in Wh; absent where it tells nothing of it. */
  readonly energyWh?: number;
  readonly givenWh?: number;
  /** The import that has the same days already. */
  readonly knownAs?: number;
  /** The file is of another supply point than the meter, or than what was imported for it. */
  readonly otherPrm?: string;
}

/** @param archive undefined as long as there is no journal */
export function examine(file: HistoryFile, meter: string, archive: ReadOnlyJournal | undefined): Examination {
  void [meter, archive];
  const { kind, facts, days } = file;
  return { kind, facts, days: days.length, newDays: days.length, ownDays: 0, importedDays: 0 };
}
