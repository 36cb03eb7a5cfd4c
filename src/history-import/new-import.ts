import type { HistoryFile } from '../history-files/history-file.ts';
import type { NewImport } from '../journal/imports.ts';

/** Suffix of an import's kind if all energy of the file was exported. */
export const GIVEN = 'Given';

/**
 * The days of a file as an import of a meter. Its kind is that of the file, with a suffix if it has only exported energy, so that users can
 * tell it from an import of consumption over the same span.
 */
export function newImportOf({ kind, prm, days }: HistoryFile, meter: string): NewImport {
  const has = (field: 'curve' | 'energyWh' | 'givenCurve' | 'givenWh') => days.some((day) => day[field] !== undefined);
  const isGiven = (has('givenCurve') || has('givenWh')) && !has('curve') && !has('energyWh');
  return { meter, kind: isGiven ? `${kind}${GIVEN}` : kind, prm, days };
}
