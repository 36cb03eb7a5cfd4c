import type { HistoryFile } from '../history-files/history-file.ts';
import type { NewImport } from '../journal/imports.ts';

/** What follows the kind of a file in the kind of its import, where all that the file has was given to the grid. */
export const GIVEN = 'Given';

/**
 * What a file tells of a meter, as an import. Its kind is that of the file, and says whether it has only what was given: who has the
 * same span of what was drawn, too, can tell the two apart.
 */
export function newImportOf({ kind, prm, days }: HistoryFile, meter: string): NewImport {
  const has = (field: 'curve' | 'energyWh' | 'givenCurve' | 'givenWh') => days.some((day) => day[field] !== undefined);
  const isGiven = (has('givenCurve') || has('givenWh')) && !has('curve') && !has('energyWh');
  return { meter, kind: isGiven ? `${kind}${GIVEN}` : kind, ...(prm !== undefined && { prm }), days };
}
