import type { ImportedDay } from '../energy/imported-day.ts';
import { importedDay } from '../energy/imported-day-check.ts';

/** What a file tells of a meter, to be kept in the journal. */
export interface NewImport {
  /** The meter's slug. */
  readonly meter: string;
  /** Which kind of file it was: see `history-import/new-import.ts`. */
  readonly kind: string;
  /** The number of the supply point, if the file has it. */
  readonly prm?: string;
  /** Oldest first, each of another day; one at least. */
  readonly days: readonly ImportedDay[];
}

/** What is to be done to the imports of a journal. */
export type ImportOrder =
  | { readonly kind: 'import'; readonly import: NewImport }
  | { readonly kind: 'undo'; readonly meter: string; readonly id: number };

/** A file that was imported, and can be taken back. */
export interface ImportRecord {
  /** Its number in this journal, which never comes again. */
  readonly id: number;
  readonly meter: string;
  readonly kind: string;
  readonly prm?: string;
  /** When it was imported, in milliseconds since 1970. */
  readonly atMs: number;
  /** Its first and its last day, in days since 1970-01-01, and how many days it has. */
  readonly firstDay: number;
  readonly lastDay: number;
  readonly days: number;
  /** What `digestOf` gives for its days. */
  readonly digest: string;
}

/** What came of an import, or of taking one back. */
export type ImportOutcome =
  | { readonly kind: 'imported'; readonly record: ImportRecord }
  /** The same days were imported before: nothing was changed. */
  | { readonly kind: 'known'; readonly record: ImportRecord }
  | { readonly kind: 'undone'; readonly record: ImportRecord }
  | { readonly kind: 'noSuchImport' }
  /** The journal has as many imports as it takes. */
  | { readonly kind: 'tooMany'; readonly most: number }
  /** The imports of a journal may take so much of it together, which follows from `maxMegabytes`, and would take more. */
  | { readonly kind: 'noRoom'; readonly mostMegabytes: number }
  /** Nothing was changed, as the disk does not work: `says` is the reason, in words. */
  | { readonly kind: 'failed'; readonly says: string };

/** A text by which the same days are known again, in whatever order their fields stand. Days that differ in anything have another one. */
export function digestOf(days: readonly ImportedDay[]): string {
  // Loaded here: node:crypto takes a megabyte, and only an import needs it.
  const hash = process.getBuiltinModule('node:crypto').createHash('sha256');
  // Day by day, since the writer's thread has little memory.
  for (const day of days) hash.update(`${JSON.stringify(day, withSortedFields)}\n`);
  return hash.digest('hex');
}

function withSortedFields(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** A row of the table `imported_day`, without the meter. */
export interface ImportedDayRow {
  readonly day: number;
  readonly import: number;
  readonly body: string;
}

/** The import in a row of the table `import`. */
export function recordIn(row: { readonly [column: string]: unknown }): ImportRecord {
  const { id, meter, kind, prm, at_ms, first_day, last_day, days, digest } = row;
  return {
    ...{ id: Number(id), meter: String(meter), kind: String(kind) },
    ...(prm !== null && { prm: String(prm) }),
    ...{ atMs: Number(at_ms), firstDay: Number(first_day), lastDay: Number(last_day), days: Number(days) },
    digest: String(digest),
  };
}

/** A day as the body of its row. */
export function bodyOf({ day: _, ...told }: ImportedDay): string {
  return JSON.stringify(told);
}

/** The day in a row; undefined when `bodyOf` did not make the body. */
export function importedDayIn({ day, body }: ImportedDayRow): ImportedDay | undefined {
  try {
    const told: unknown = JSON.parse(body);
    if (typeof told !== 'object') return undefined;
    return importedDay({ ...told, day });
  } catch {
    return undefined;
  }
}
