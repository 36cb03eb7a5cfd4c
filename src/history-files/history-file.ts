import type { ImportedDay } from '../energy/imported-day.ts';
import type { PeriodNameFault } from '../periods.ts';

/** No file of these kinds is larger: three years of five minutes, with thirteen columns, are 30 MB. */
export const MOST_FILE_BYTES = 64_000_000;

/** The kinds of files, found out from their content. */
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
  /** Thirteen columns, one row a point, each with its step: `PT30M`. */
  | 'onePointARow'
  /** EDF's list of mean powers by day: `mes-puissances-atteintes-30min-….csv`. */
  | 'edfPowers';

/** What a file has, as the days of a meter. */
export interface HistoryFile {
  readonly kind: FileKind;
  /** The number of the supply point (PRM), of 14 digits; absent where the file has none, or has made it unreadable. */
  readonly prm?: string;
  /** Oldest first, each of another day. */
  readonly days: readonly ImportedDay[];
  readonly facts: FileFacts;
}

/** What was found in a file, for whoever imports it. */
export interface FileFacts {
  /** Rows with a value, also those that are not taken. */
  readonly rows: number;
  /** The lengths of the steps of the curves, in minutes, shortest first; empty in a file by the day. */
  readonly stepsMinutes: readonly number[];
  /** When what is taken begins and ends, in milliseconds since 1970. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Within that, where the file has nothing: oldest first. */
  readonly gaps: readonly { readonly fromMs: number; readonly toMs: number }[];
  /** Rows that only repeat another one. */
  readonly repeated: number;
  /** Rows that say something else of the same time than another one: none of them is taken. */
  readonly contradictory: number;
  /** Rows without a value, such as `NA`. */
  readonly empty: number;
  /** Rows whose stamp is on no step, as 12:14:10: not taken. */
  readonly offGrid: number;
  /** Rows of a local time that the day lacks in March: not taken. */
  readonly inNoTime: number;
  /** Days of October whose repeated hour stands in the file once only: it is taken as the first of the two. */
  readonly hourOnce: number;
  /** Rows that the grid operator has estimated: taken. */
  readonly estimated: number;
  /** Days whose index is lower than that of the day before, so that their energy is unknown. */
  readonly indexWentBack: number;
}

/** Why a file cannot be read. `line` counts from 1; in a spreadsheet it is the row. */
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
  /** A cell of the spreadsheet stands in this row, and nearly all rows above it are empty. */
  | { readonly kind: 'farRow'; readonly line: number }
  /** The line is not as its kind has it: `text` is what stands there, shortened. */
  | { readonly kind: 'badRow'; readonly line: number; readonly text: string }
  /** The line names a tariff period in a way that cannot be kept: `text` is the name, shortened. */
  | { readonly kind: 'periodName'; readonly line: number; readonly text: string; readonly fault: PeriodNameFault }
  /** The file ends in the middle of this line. */
  | { readonly kind: 'truncated'; readonly line: number }
  /** The line is of another supply point than those before. */
  | { readonly kind: 'twoMeters'; readonly line: number }
  /** It has no row with a value. */
  | { readonly kind: 'noValues' }
  /** Reading it took so long, or so much memory, that it was given up. */
  | { readonly kind: 'tooSlow'; readonly mostMinutes: number }
  | { readonly kind: 'outOfMemory' };

/** A file cannot be read; nothing of it is taken. */
export class HistoryFileError extends Error {
  readonly problem: FileProblem;

  constructor(problem: FileProblem) {
    super(problem.kind);
    this.problem = problem;
  }
}

/** A row of a file, with its line, which counts from 1. */
export interface FileRow {
  readonly line: number;
  /** Without blanks around them, and without the quotes that some stand in. */
  readonly cells: readonly string[];
  /** The row is the last one and has no end of line, so it may have been cut. */
  readonly isUnfinished?: true;
  /** Of such a row: its last cell stands in quotes, so nothing is missing in it. */
  readonly isLastCellClosed?: true;
}

/** A kind of files of text, in rows of cells. */
export interface TextFormat {
  readonly kind: FileKind;
  /** @param firstRows the rows from the first one on, without blank ones: it is asked again with each row that comes. */
  recognises(firstRows: readonly FileRow[]): boolean;
  reader(): RowReader;
}

/** Reads one file. Each of its functions throws `HistoryFileError`. */
export interface RowReader {
  /** Takes the next row, the header included; blank rows are left out. */
  take(row: FileRow): void;
  /** What the file has, once all rows were taken. */
  file(): HistoryFile;
}
