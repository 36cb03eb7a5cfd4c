import { minutesOfDay } from '../../src/energy/curve-parts.ts';
import type { ImportedDay } from '../../src/energy/imported-day.ts';
import { mergedImports } from '../../src/energy/merged-imports.ts';
import type { NewImport } from '../../src/journal/imports.ts';
import { openReadOnlyJournal, type ReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { queryDatabase } from './scene.ts';

/** A file of so many days, each with the energy `wh` and with half hours of as many W. */
export function madeUpImport(meter: string, firstDay: number, days: number, wh: number): NewImport {
  return {
    ...{ meter, kind: 'enedisCurve' },
    days: Array.from({ length: days }, (_, nth) => ({
      day: firstDay + nth,
      curve: [{ fromMinute: 0, stepMinutes: 30, meanW: halfHours(firstDay + nth, wh) }],
      energyWh: wh,
    })),
  };
}

/** A power for each half hour of a day, which has 46, 48 or 50 of them. */
function halfHours(day: number, fromW: number): readonly number[] {
  return Array.from({ length: minutesOfDay(day) / 30 }, (_, step) => fromW + step);
}

/** What a journal's imports of a meter are, as a reader in any process sees it. */
export function importsIn(path: string, meter: string) {
  using reader = openReadOnlyJournal(path);
  return importsSeen(reader, meter);
}

/** The same, by a reader that is open. */
export function importsSeen(reader: ReadOnlyJournal, meter: string) {
  return {
    ids: reader.imports(meter).map(({ id }) => id),
    days: reader.importedDays(meter),
  };
}

/** The same, of files that were imported in this order. */
export function importsOf(files: readonly { readonly id: number; readonly file: NewImport }[], meter: string) {
  const ofMeter = files.filter(({ file }) => file.meter === meter);
  const days: ImportedDay[] = ofMeter.flatMap(({ file }) => file.days);
  const byDay = [...Map.groupBy(days, ({ day }) => day)].toSorted(([one], [other]) => one - other);
  return {
    ids: ofMeter.map(({ id }) => id),
    days: byDay.map(([, same]) => mergedImports(same)),
  };
}

/** How many rows an import has in the database, by its number. */
export function rowsByImport(path: string): { readonly [id: string]: number } {
  const rows = queryDatabase(path, 'SELECT import, count(*) AS days FROM imported_day GROUP BY import');
  return Object.fromEntries((rows as { import: number; days: number }[]).map(({ import: id, days }) => [id, days]));
}
