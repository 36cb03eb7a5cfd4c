import { beginOf, type CurveFile, endBesideBegin } from './curve-files.ts';
import { commaKW } from './file-bytes.ts';
import type { CurveRow } from './file-rows.ts';
import type { Direction } from './known-house.ts';
import { frenchDate, shownInParis } from './paris-clock.ts';
import { type XlsxCell, type XlsxSheet, xlsxFile } from './xlsx-writer.ts';

/** The energy of a day as the spreadsheet has it. */
interface DayRow {
  readonly date: string;
  /** Undefined where the cell says `NA`. */
  readonly wh: number | undefined;
}

/** How the cells of a spreadsheet are written. */
export interface CellStyle {
  /** Dates are texts such as `14/05/2024 15:30:00` unless they are to be `dates`. */
  readonly dates?: 'texts' | 'dates';
  /** Values are numbers unless they are to be texts with a decimal comma. */
  readonly values?: 'numbers' | 'texts';
  /** In which column the table begins: 0 is A, and 1 unless given. */
  readonly column?: number;
  /** Texts stand in the table that all sheets share. */
  readonly isShared?: boolean;
}

/** A spreadsheet of the portal: one sheet for each direction of curves or days that is given. */
export interface SpreadsheetFile extends CellStyle {
  readonly prm: string;
  readonly curves?: readonly CurveFile[];
  readonly days?: readonly { readonly direction?: Direction; readonly rows: readonly DayRow[] }[];
}

/** The bytes of the spreadsheet. */
export function spreadsheetFile(file: SpreadsheetFile): Uint8Array {
  const { curves = [], days = [] } = file;
  return xlsxFile([
    sheetOf("Page d'accueil", [...blanks(5), ['', 'Les données de ce fichier']], file),
    ...curves.map((curve) => curveSheet(curve, file)),
    ...days.map(({ direction = 'drawn', rows }) =>
      sheetOf(
        `Export ${word(direction)} Quotidienne`,
        [
          ...metadata(file.prm, word(direction)),
          ['Date', 'Valeur (en kWh)'],
          ...rows.map((row) => dayCells(row, file)),
        ],
        file,
      ),
    ),
  ]);
}

function curveSheet(curve: CurveFile, style: SpreadsheetFile): XlsxSheet {
  const name = word(curve.direction ?? 'drawn');
  const head = [...metadata(style.prm, name), ['Plage horaire'], ['Début', 'Fin', 'Valeur (en kW)']];
  return sheetOf(`${name} Horaire`, [...head, ...curve.rows.map((row) => curveCells(row, curve, style))], style);
}

function curveCells(row: CurveRow, curve: CurveFile, style: CellStyle): readonly XlsxCell[] {
  const [from, to] = [shownInParis(beginOf(row)), endBesideBegin(row, curve)];
  return [dateCell(from, style), dateCell(to, style), valueCell(row.watts, style)];
}

function dayCells({ date, wh }: DayRow, style: CellStyle): readonly XlsxCell[] {
  return [dateCell(date, style), valueCell(wh, style)];
}

function dateCell(shown: string, { dates = 'texts' }: CellStyle): XlsxCell {
  if (dates === 'dates') return { date: shown.replace(' ', 'T') };
  return `${frenchDate(shown.slice(0, 10))}${shown.slice(10)}`;
}

/** @param thousandths of a kW or a kWh */
function valueCell(thousandths: number | undefined, { values = 'numbers' }: CellStyle): XlsxCell {
  if (thousandths === undefined) return 'NA';
  return values === 'numbers' ? thousandths / 1000 : commaKW(thousandths);
}

function metadata(prm: string, name: string): readonly (readonly XlsxCell[])[] {
  return [
    ...blanks(5),
    ["Export des données de l'énergie"],
    [],
    ['Point Référence Mesure (PRM) :', prm, '', name],
    ['Date de début :', '01/01/2024'],
    ...blanks(4),
  ];
}

/** Moves the rows to the column in which the table begins. */
function sheetOf(
  name: string,
  rows: readonly (readonly XlsxCell[])[],
  { column = 1, isShared = false }: CellStyle,
): XlsxSheet {
  const before: readonly XlsxCell[] = Array.from({ length: column }, () => undefined);
  const cell = (one: XlsxCell): XlsxCell => {
    if (one === '') return undefined;
    return isShared && typeof one === 'string' ? { shared: one } : one;
  };
  return { name, rows: rows.map((cells) => [...before, ...cells.map(cell)]) };
}

function blanks(count: number): readonly (readonly XlsxCell[])[] {
  return Array.from({ length: count }, () => []);
}

function word(direction: Direction): string {
  return direction === 'drawn' ? 'Consommation' : 'Production';
}
