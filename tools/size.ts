/**
 * `npm run --silent size [-- --beside REV]`: how many lines of TypeScript, and how many files, the folders of the work tree have, beside
 * those that `size.json` aims at; with a revision of git, also the difference from it.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { type Column, filledColumns, tableLines } from '../src/cli/columns.ts';
import { PROJECT } from '../testbed/project.ts';
import size from './size.json' with { type: 'json' };

/** The number of lines of each file, by its path in the project. */
type Files = ReadonlyMap<string, number>;

interface Row {
  readonly title: string;
  readonly folders: readonly string[];
  readonly aim?: string;
}

const { product, others } = size;
const ROWS: readonly Row[] = [
  ...product.rows.flatMap(rowsOf),
  {
    title: 'the product',
    folders: product.rows.flatMap(({ folders }) => folders),
    aim: aimText(product.aim, product.files),
  },
  ...others.flatMap(rowsOf),
];
const FOLDERS = ROWS.flatMap(({ folders }) => folders);

const { beside } = parseArgs({ options: { beside: { type: 'string' } } }).values;
const [now, before] = [linesOfFiles(), beside === undefined ? undefined : linesOfFiles(beside)];
const COLUMNS: readonly Column<Row>[] = [
  { title: '', cell: ({ title }) => title },
  { title: 'lines', cell: (row) => number(sizeOf(row, now).lines) },
  { title: 'files', cell: (row) => number(sizeOf(row, now).files) },
  { title: 'aim', cell: ({ aim }) => aim },
  { title: 'lines ±', cell: (row) => before && change(sizeOf(row, now).lines, sizeOf(row, before).lines) },
  { title: 'files ±', cell: (row) => before && change(sizeOf(row, now).files, sizeOf(row, before).files) },
];
for (const line of tableLines(filledColumns(COLUMNS, ROWS), ROWS)) process.stdout.write(`${line.trimEnd()}\n`);

/** The lines of each file that git knows, or would know after `git add`, in the work tree or in a revision. */
function linesOfFiles(revision?: string): Files {
  const tree = revision === undefined ? ['--untracked', '-e', ''] : ['-e', '', revision];
  const args = ['grep', '--count', ...tree, '--', '*.ts'];
  const { stdout, stderr, status } = spawnSync('git', args, { cwd: PROJECT, encoding: 'utf8' });
  if (status !== 0) {
    process.stderr.write(stderr);
    process.exit(2);
  }
  const prefix = revision === undefined ? '' : `${revision}:`;
  const found = stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.slice(prefix.length).split(':'));
  return new Map(found.map(([path = '', lines]) => [path, Number(lines)]));
}

/** A row for several folders together, and one for each of them. */
function rowsOf({ folders, aim }: (typeof others)[number]): readonly Row[] {
  const titles = folders.map((folder) => `${folder.replace('src/', '')}/`);
  const all = { title: titles.join(' '), folders, aim: aimText(aim) };
  return folders.length === 1
    ? [all]
    : [all, ...folders.map((folder, at) => ({ title: `  ${titles[at]}`, folders: [folder] }))];
}

function sizeOf({ folders }: Row, all: Files) {
  const files = [...all].filter(([path]) => folders.includes(folderOf(path) ?? ''));
  return { lines: files.reduce((sum, [, lines]) => sum + lines, 0), files: files.length };
}

/** The folder with a row that a file stands in. `src` itself only has the files that stand in no folder of it. */
function folderOf(path: string): string | undefined {
  const isLoose = path.split('/').length === 2;
  return FOLDERS.find((folder) => path.startsWith(`${folder}/`) && (folder !== 'src' || isLoose));
}

function aimText(lines: number, files?: number): string {
  return files === undefined ? number(lines) : `${number(lines)} in ${number(files)}`;
}

function number(value: number): string {
  return value.toLocaleString('en');
}

function change(later: number, earlier: number): string {
  return later === earlier ? '' : `${later < earlier ? '−' : '+'}${number(Math.abs(later - earlier))}`;
}
