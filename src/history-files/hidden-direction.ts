import type { ImportedDay } from '../energy/imported-day.ts';
import type { FileKind, HistoryFile } from './history-file.ts';

/** Whether a file of this kind does not tell what was drawn from what was given. It is read as drawn, unless its owner says more. */
export function hidesDirection(kind: FileKind): boolean {
  return kind === 'beginAndEnd';
}

/** A file whose kind hides the direction, with its energy as given to the grid. */
export function asGiven(file: HistoryFile): HistoryFile {
  return { ...file, days: file.days.map(givenDay) };
}

function givenDay({ curve, ...day }: ImportedDay): ImportedDay {
  return curve === undefined ? day : { ...day, givenCurve: curve };
}
