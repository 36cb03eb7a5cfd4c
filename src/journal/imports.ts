import type { ImportedDay } from '../energy/imported-day.ts';
import { importedDay } from '../energy/imported-day-check.ts';

/** The content of a file about one meter, to be kept in the journal. */
export interface NewImport {
  /** The meter's slug. */
  readonly meter: string;
  /** The kind of the file: see `history-import/new-import.ts`. */
  readonly kind: string;
  /** The number of the supply point, if the file has it. */
  readonly prm?: string;
  /** Oldest first, each of another day; at least one. */
  readonly days: readonly ImportedDay[];
}

/** A change to the imports of a journal. */
export type ImportOrder =
  | { readonly kind: 'import'; readonly import: NewImport }
  | { readonly kind: 'undo'; readonly meter: string; readonly id: number };

/** A file that was imported, and whose import can be undone. */
export interface ImportRecord {
  /** Its number in this journal, which is never used again. */
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
  /** The `digestOf` its days. */
  readonly digest: string;
}

/** The outcome of an import, or of undoing one. */
export type ImportOutcome =
  | { readonly kind: 'imported'; readonly record: ImportRecord }
  /** The same days were imported before; nothing was changed. */
  | { readonly kind: 'known'; readonly record: ImportRecord }
  | { readonly kind: 'undone'; readonly record: ImportRecord }
  | { readonly kind: 'noSuchImport' }
  /** The journal holds as many imports as it may. */
  | { readonly kind: 'tooMany'; readonly most: number }
  /**
   * The imports would take more than the `mostMegabytes` of the journal that they may take together. The limit follows from `maxMegabytes`.
   */
  | { readonly kind: 'noRoom'; readonly mostMegabytes: number }
  /** Nothing was changed, since the disk does not work: `says` is the reason, in words. */
  | { readonly kind: 'failed'; readonly says: string };

/** A text that identifies the same days, whatever the order of their fields. Any difference between days leads to another text. */
export function digestOf(days: readonly ImportedDay[]): string {
  // Loaded only here: node:crypto takes a megabyte, and nothing but an import needs it.
  const hash = process.getBuiltinModule('node:crypto').createHash('sha256');
  // One day at a time, since the writer's thread has little memory.
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

/** Packs a day into the body of its row. */
export function bodyOf({ day: _, ...told }: ImportedDay): string {
  return JSON.stringify(told);
}

/** The day in a row; undefined if its body was not made by `bodyOf`. */
export function importedDayIn({ day, body }: ImportedDayRow): ImportedDay | undefined {
  try {
    const told: unknown = JSON.parse(body);
    if (typeof told !== 'object') return undefined;
    return importedDay({ ...told, day });
  } catch {
    return undefined;
  }
}
