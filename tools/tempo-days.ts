/**
 * `npm run tempo -- FILE.csv`: adds the colours of Tempo's days in a CSV (`day,colour`, with B, W or R) to those that come with the
 * plugin. Says what is wrong, and writes nothing, where they break the rules of Tempo. SOURCE is `src/energy/tempo-days.ts`, unless given
 * behind the file.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dateOf } from '../src/base/paris-time.ts';
import { PROJECT } from '../testbed/project.ts';
import { withMoreDays } from './longer-tempo-days.ts';

/** So many faults of a file are printed. */
const MOST = 20;

const [file, path = join(PROJECT, 'src/energy/tempo-days.ts')] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('Which file? For example: npm run tempo -- colours.csv\n');
  process.exit(2);
}
if (!existsSync(file)) {
  process.stderr.write(`There is no file ${file}.\n`);
  process.exit(2);
}
const longer = withMoreDays(readFileSync(path, 'utf8'), readFileSync(file, 'utf8'));
if (longer.kind === 'refused') {
  const more = longer.says.length - MOST;
  const says = [...longer.says.slice(0, MOST), ...(more > 0 ? [`And ${more} more.`] : []), 'Nothing was written.'];
  process.stderr.write(`${says.join('\n')}\n`);
  process.exitCode = 1;
} else {
  writeFileSync(path, longer.source);
  const [first, last] = [longer.added[0], longer.added.at(-1)];
  const span = first === undefined || last === undefined ? '' : `, from ${dateOf(first)} to ${dateOf(last)}`;
  process.stdout.write(`${longer.added.length} days were added to ${path}${span}.\n`);
}
