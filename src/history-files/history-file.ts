import type { ImportedDay } from '../energy/imported-day.ts';
import type { PeriodNameFault } from '../reading/periods.ts';

/** No file of these kinds is larger: three years in steps of five minutes, with thirteen columns, are 30 MB. */
export const MOST_FILE_BYTES = 64_000_000;

/** The kinds of files, recognised by their content. */
export type FileKind =
  /** The load curve of the Enedis portal until about January 2025: `Enedis_Conso_Heure_….csv`. */
  | 'enedisCurve'
  /** The daily indexes of that portal, with the greatest power of each day: `Enedis_Conso_Jour_….csv`. */
  | 'enedisIndexes'
  /** The spreadsheet of the portal since about January 2025: `…_Export_energie_….xlsx`. */
  | 'enedisSpreadsheet'
  /** The file of conso-downloader: `historique_conso_….csv`, with the beginning and the end of each step. */
  | 'beginAndEnd'
  /** A curve with one stamp a row, at the end of its step: `conso-courbe-30min_….csv`. */
  | 'endStamps'
  /** Thirteen columns, one row for each point, each with its step: `PT30M`. */
  | 'onePointARow'
  /** EDF's list of mean powers by day: `mes-puissances-atteintes-30min-….csv`. */
  | 'edfPowers';

/** The content of a file, as the days of a meter. */
export interface HistoryFile {
  readonly kind: FileKind;
  /** The number of the supply point (PRM), 14 digits; absent if the file has none, or has made it unreadable. */
  readonly prm?: string;
  /** Oldest first, one entry a day. */
  readonly days: readonly ImportedDay[];
  readonly facts: FileFacts;
}

/** What was found in a file, to be reported to whoever imports it. */
export interface FileFacts {
  /** Rows with a value, including those that are not accepted. */
  readonly rows: number;
  /** The lengths of the curves' steps, in minutes, ascending; empty in a file with daily values. */
  readonly stepsMinutes: readonly number[];
  /** When the accepted data begin and end, in milliseconds since 1970. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Gaps within that span, oldest first. */
  readonly gaps: readonly { readonly fromMs: number; readonly toMs: number }[];
  /** Rows that only repeat another one. */
  readonly repeated: number;
  /** Rows that contradict another one for the same time: all of them are rejected. */
  readonly contradictory: number;
  /** Rows without a value, such as `NA`. */
  readonly empty: number;
  /** Rows whose stamp is not on a step, such as 12:14:10: rejected. */
  readonly offGrid: number;
  /** Rows with a local time that does not exist on that day in March: rejected. */
  readonly inNoTime: number;
  /** Days in October whose repeated hour occurs only once in the file: it is taken for the first of the two. */
  readonly hourOnce: number;
  /** Rows that the grid operator estimated: accepted. */
  readonly estimated: number;
  /** Days whose index is lower than that of the day before, so that their energy is unknown. */
  readonly indexWentBack: number;
}

/** Why a file cannot be read. `line` counts from 1; in a spreadsheet it is the row number. */
export type FileProblem =
  /** It is none of the known kinds. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'empty' }
  /** It is larger than any of these files can be. */
  | { readonly kind: 'tooLarge'; readonly mostBytes: number }
  /** It has more rows than any of these files can have. */
  | { readonly kind: 'tooManyRows'; readonly mostRows: number }
  /** The spreadsheet unpacks to more than any of these can, or cannot be unpacked. */
  | { readonly kind: 'tooLargeUnpacked'; readonly mostBytes: number }
  | { readonly kind: 'brokenSpreadsheet' }
  /** The spreadsheet has a longer text than any of these can have. */
  | { readonly kind: 'longText' }
  /** The spreadsheet has a cell in this row, while nearly all rows above it are empty. */
  | { readonly kind: 'farRow'; readonly line: number }
  /** The line does not have the form of its kind of file: `text` is its content, shortened. */
  | { readonly kind: 'badRow'; readonly line: number; readonly text: string }
  /** The name of a tariff period in this line cannot be stored: `text` is the name, shortened. */
  | { readonly kind: 'periodName'; readonly line: number; readonly text: string; readonly fault: PeriodNameFault }
  /** The file ends in the middle of this line. */
  | { readonly kind: 'truncated'; readonly line: number }
  /** The line has a different supply point than earlier ones. */
  | { readonly kind: 'twoMeters'; readonly line: number }
  /** It has no row with a value. */
  | { readonly kind: 'noValues' }
  /** Reading was abandoned because it took too long, or too much memory. */
  | { readonly kind: 'tooSlow'; readonly mostMinutes: number }
  | { readonly kind: 'outOfMemory' };

/** A file cannot be read; nothing of it is used. */
export class HistoryFileError extends Error {
  readonly problem: FileProblem;

  constructor(problem: FileProblem) {
    super(problem.kind);
    this.problem = problem;
  }
}

/** A row of a file with its line number, counted from 1. */
export interface FileRow {
  readonly line: number;
  /** Without surrounding blanks and quotes. */
  readonly cells: readonly string[];
  /** The row is the last one and has no line end, so it may be cut off. */
  readonly isUnfinished?: true;
  /** For such a row: its last cell is in quotes, so it is complete. */
  readonly isLastCellClosed?: true;
}

/** A kind of text file with rows of cells. */
export interface TextFormat {
  readonly kind: FileKind;
  /** @param firstRows the non-blank rows from the first one on; called again with each further row */
  recognises(firstRows: readonly FileRow[]): boolean;
  reader(): RowReader;
}

/** Reads one file. Each method throws `HistoryFileError`. */
export interface RowReader {
  /** Processes the next row, including the header; blank rows are not passed. */
  take(row: FileRow): void;
  /** The content of the file, after all rows. */
  file(): HistoryFile;
}
