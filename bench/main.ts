/** How fast the decoder is, on this machine, now: `npm run bench`. What it means is in docs/performance.md. */
import { cpus } from 'node:os';
import { decoderRows, type Row } from './decoder.ts';

const HEADER = [
  'line',
  'bytes, groups (new)',
  'parity',
  'fed',
  'frames/s',
  'MB/s',
  'B/frame',
  'GC',
  'split',
  'readline',
  'teleinfo',
];

const { node, v8 } = process.versions;
console.log(`${cpus().length} × ${cpus()[0]?.model.trim()}, ${process.arch}, Node ${node}, V8 ${v8}`);
console.log(
  'Frames and megabytes are a second of processor time, medians of 9 rounds; the last three columns are how many',
);
console.log(
  'times faster than a split-and-Map decoder without checks, @serialport/parser-readline alone, npm teleinfo 0.1.0.\n',
);
for (const line of table([HEADER, ...decoderRows().map(cellsOf)])) console.log(line);

function cellsOf(row: Row): readonly string[] {
  const times = (n: number | undefined) => (n === undefined ? '' : `${n.toFixed(1)} ×`);
  return [
    row.line,
    `${row.frameBytes.toFixed(0)}, ${row.groups} (${row.changing.toFixed(1)})`,
    row.parity ? 'yes' : 'no',
    row.chunk === 'frame' ? 'a frame' : `${row.chunk} B`,
    `${Math.round(row.framesPerSecond / 1000)} k`,
    ((row.framesPerSecond * row.frameBytes) / 1e6).toFixed(0),
    row.allocatedBytes.toFixed(0),
    `${(row.collecting * 100).toFixed(1)} %`,
    times(row.timesSplitAndMap),
    times(row.timesReadline),
    times(row.timesTeleinfo),
  ];
}

/** Rows of a Markdown table, padded so that it reads as plain text too. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = HEADER.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const lines = rows.map((row) => `| ${row.map((cell, at) => pad(cell, at, widths[at] ?? 0)).join(' | ')} |`);
  const rule = `|${widths.map((width, at) => (isText(at) ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [lines[0] ?? '', rule, ...lines.slice(1)];
}

function pad(cell: string, column: number, width: number): string {
  return isText(column) ? cell.padEnd(width) : cell.padStart(width);
}

function isText(column: number): boolean {
  return column < 4;
}
