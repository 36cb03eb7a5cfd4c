/**
 * `npm run --silent where [FOLDER] < TRACE`: a stack trace of the packed plugin, with the source of each of its frames in place of the
 * line in `dist`, and the built code from there on behind it. FOLDER is the unpacked package of the version that the trace is of; this checkout, as
 * built, unless given. It may be any text with such lines in it, as a log.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { PROJECT } from '../testbed/project.ts';

/** A place in a file of the package's `dist`, which stands in a folder with the package's name, or in this one. */
const PLACE = /(?:file:\/\/)?[^\s()'"]*?([\w.-]+)\/dist\/([\w./-]+\.js):(\d+):(\d+)/;
/** So much of the built code is printed; a line of it is a whole statement. */
const CHARACTERS = 80;
/** The line that the build puts above each piece, for that. */
const SOURCE = /^\/\/ ((?:src|tools)\/\S+)$/;

const folder = resolve(process.argv[2] ?? PROJECT);
const { name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

for (const line of (await text(process.stdin)).split('\n')) process.stdout.write(`${withSource(line)}\n`);

function withSource(line: string): string {
  const [place = '', parent, file = '', row, column] = PLACE.exec(line) ?? [];
  if (parent !== name && !place.includes(join(folder, 'dist'))) return line;
  const before = linesOf(file).slice(0, Number(row));
  const [, source] = SOURCE.exec(before.findLast((one) => SOURCE.test(one)) ?? '') ?? [];
  const from = Number(column) - 1;
  return source === undefined
    ? line
    : `${line.replace(place, source)}  ${before.at(-1)?.slice(from, from + CHARACTERS)}`;
}

/** The lines of a built file; none where there is no such file. */
function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(join(folder, 'dist', file), 'utf8').split('\n');
  } catch {
    return [];
  }
}
