import type { ImportedDay } from '../energy/imported-day.ts';
import type { FileKind, HistoryFile } from './history-file.ts';

/**
 * Whether files of this kind do not distinguish imported from exported energy. They are read as imported, unless their owner says
 * otherwise.
 */
export function hidesDirection(kind: FileKind): boolean {
  return kind === 'beginAndEnd';
}

/** The file with its energy as exported, for a kind that hides the direction. */
export function asGiven(file: HistoryFile): HistoryFile {
  return { ...file, days: file.days.map(givenDay) };
}

function givenDay({ curve, ...day }: ImportedDay): ImportedDay {
  return curve === undefined ? day : { ...day, givenCurve: curve };
}
