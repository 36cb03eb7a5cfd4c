import { type ZipEntry, zipFile } from './zip-writer.ts';

/**
 * A cell: a text within it, a number, a text of the table that all sheets share, or a local date and time such as
 * `2026-01-05T00:30:00`, which a spreadsheet keeps as the number of days since 1899-12-30 with the style of a date.
 */
export type XlsxCell = string | number | { readonly shared: string } | { readonly date: string } | undefined;

/** A sheet of a workbook. Rows without a cell are not written, as the portal of Enedis does not write them either. */
export interface XlsxSheet {
  readonly name: string;
  readonly rows: readonly (readonly XlsxCell[])[];
}

/** How a workbook is written. */
export interface XlsxOptions {
  /** Whether its parts stand in the archive as they are, not deflated. */
  readonly stored?: boolean;
  /** Whether the archive uses the fields of ZIP64. */
  readonly isZip64?: boolean;
  /** Parts to be written as given, instead of the right ones or besides them. */
  readonly parts?: readonly ZipEntry[];
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** The style of a date, and of a date with its time: `cellXfs` in `STYLES`. */
const DATE_STYLE = 1;
const DATE_TIME_STYLE = 2;
const STYLES =
  `${HEAD}<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy hh:mm:ss"/></numFmts>` +
  '<fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>' +
  '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf numFmtId="14" applyNumberFormat="1"/>' +
  '<xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>';

/** A workbook of these sheets (ECMA-376), with nothing in it that is not needed. */
export function xlsxFile(sheets: readonly XlsxSheet[], options: XlsxOptions = {}): Uint8Array {
  const { stored = false, isZip64 = false, parts = [] } = options;
  const shared = new Map<string, number>();
  const worksheets = sheets.map(({ rows }) => worksheet(rows, shared));
  const texts: readonly (readonly [string, string])[] = [
    ['[Content_Types].xml', contentTypes(sheets.length)],
    ['_rels/.rels', relationships([['officeDocument', 'xl/workbook.xml']])],
    ['xl/workbook.xml', workbook(sheets)],
    [
      'xl/_rels/workbook.xml.rels',
      relationships([
        ...sheets.map((_, index) => ['worksheet', `worksheets/sheet${index + 1}.xml`] as const),
        ['styles', 'styles.xml'],
        ['sharedStrings', 'sharedStrings.xml'],
      ]),
    ],
    ['xl/styles.xml', STYLES],
    ['xl/sharedStrings.xml', sharedStrings([...shared.keys()])],
    ...worksheets.map((text, index) => [`xl/worksheets/sheet${index + 1}.xml`, text] as const),
  ];
  const replaced = new Set(parts.map(({ name }) => name));
  const entries = texts.map(([name, text]) => ({ name, content: Buffer.from(text), stored, isZip64 }));
  return zipFile([...entries.filter(({ name }) => !replaced.has(name)), ...parts]);
}

function worksheet(rows: readonly (readonly XlsxCell[])[], shared: Map<string, number>): string {
  const written = rows.map((cells, index) => {
    const texts = cells.map((cell, column) => cellText(cell, `${columnName(column)}${index + 1}`, shared)).join('');
    return texts === '' ? '' : `<row r="${index + 1}">${texts}</row>`;
  });
  return `${HEAD}<worksheet xmlns="${MAIN}"><sheetData>${written.join('')}</sheetData></worksheet>`;
}

function cellText(cell: XlsxCell, reference: string, shared: Map<string, number>): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return `<c r="${reference}"><v>${cell}</v></c>`;
  if (typeof cell === 'string') {
    return `<c r="${reference}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
  }
  if ('shared' in cell) {
    const index = shared.get(cell.shared) ?? shared.size;
    shared.set(cell.shared, index);
    return `<c r="${reference}" t="s"><v>${index}</v></c>`;
  }
  const serial = serialOf(cell.date);
  return `<c r="${reference}" s="${Number.isInteger(serial) ? DATE_STYLE : DATE_TIME_STYLE}"><v>${serial}</v></c>`;
}

/** Days since 1899-12-30 of a local date and time, which may lack its time. */
function serialOf(date: string): number {
  const [day = '', time = '00:00:00'] = date.split('T');
  return (Date.parse(`${day}T${time}Z`) - Date.UTC(1899, 11, 30)) / 86_400_000;
}

function columnName(column: number): string {
  const letter = String.fromCharCode(65 + (column % 26));
  return column < 26 ? letter : columnName(Math.floor(column / 26) - 1) + letter;
}

function workbook(sheets: readonly XlsxSheet[]): string {
  const list = sheets.map(
    ({ name }, index) => `<sheet name="${escaped(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
  );
  return `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${list.join('')}</sheets></workbook>`;
}

function relationships(targets: readonly (readonly [kind: string, target: string])[]): string {
  const list = targets.map(
    ([kind, target], index) => `<Relationship Id="rId${index + 1}" Type="${RELATIONS}/${kind}" Target="${target}"/>`,
  );
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${list.join('')}</Relationships>`;
}

function contentTypes(sheets: number): string {
  const type = (part: string, kind: string) =>
    `<Override PartName="/xl/${part}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${kind}+xml"/>`;
  const parts = [
    type('workbook', 'sheet.main'),
    type('styles', 'styles'),
    type('sharedStrings', 'sharedStrings'),
    ...Array.from({ length: sheets }, (_, index) => type(`worksheets/sheet${index + 1}`, 'worksheet')),
  ];
  return (
    `${HEAD}<Types xmlns="${PACKAGE}/content-types">` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    `<Default Extension="xml" ContentType="application/xml"/>${parts.join('')}</Types>`
  );
}

function sharedStrings(texts: readonly string[]): string {
  const items = texts.map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`);
  return `${HEAD}<sst xmlns="${MAIN}" uniqueCount="${texts.length}">${items.join('')}</sst>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
