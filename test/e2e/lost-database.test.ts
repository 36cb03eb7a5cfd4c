import { cpSync, openSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parisDayOf } from '../../src/base/paris-time.ts';
import { copyFolderOf, JOURNAL_FILE } from '../../src/base/plugin-names.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { PAGE_BYTES } from '../../src/journal/schema.ts';
import { writeImport } from '../../src/journal/write-import.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { writeHistory } from '../../testbed/journal-history.ts';
import { runCli } from '../../testbed/programs/cli.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { HOUR_MS } from '../../testbed/support/time.ts';
import { NO_REPORTS } from '../../testbed/support/troubles.ts';
import { enedisCurve } from '../history-import/history-file.ts';
import { madeUpImport } from '../journal/made-up-imports.ts';
import { readingAt } from '../journal/reading-at.ts';

const { en } = textsIn;

const [OWN_DAYS, IMPORTED_DAYS] = [121, 700];
const FROM_MS = Date.UTC(2026, 3, 1, 22);

/** What is left to read, at least: own days that are over and imported days, without the second copy. */
const LOSSES = [
  ['a tenth short', (path: string) => truncateSync(path, Math.floor(statSync(path).size * 0.9)), [100, 700]],
  ['without its header', (path: string) => void writeSync(openSync(path, 'r+'), Buffer.alloc(PAGE_BYTES)), [121, 700]],
  ['gone', (path: string) => rmSync(path), [0, 0]],
] as const;

let household: string;
beforeAll(() => {
  household = temporaryFolder();
  const path = join(household, JOURNAL_FILE);
  const options = { texts: en.journal, reports: NO_REPORTS, now: () => 0, wall: () => FROM_MS };
  // The file was imported first, as households do, so that its pages are not the last ones.
  const file = madeUpImport('linky', parisDayOf(FROM_MS) - IMPORTED_DAYS, IMPORTED_DAYS, 9_000);
  expect(writeImport(path, { kind: 'import', import: file }, options)).toMatchObject({ kind: 'imported' });
  writeHistory(
    household,
    Array.from({ length: OWN_DAYS * 24 + 2 }, (_, hour) => {
      const atMs = FROM_MS + hour * HOUR_MS;
      const importedWh = 1_000 + hour * 10;
      return { meter: 'linky', atMs, reading: readingAt(atMs, { importedWh, registers: { BASE: importedWh } }) };
    }),
  );
});

describe.each(LOSSES)('a database that is %s', (_, lose, [ownDays, importedDays]) => {
  test.each([
    ['with its second copy', [OWN_DAYS, IMPORTED_DAYS]],
    ['without a second copy', [ownDays, importedDays]],
  ] as const)('is read, and repaired by an import, %s', async (kind, least) => {
    const storage = temporaryFolder();
    cpSync(household, storage, { recursive: true });
    const path = join(storage, JOURNAL_FILE);
    if (kind === 'without a second copy') rmSync(copyFolderOf(path), { recursive: true });
    lose(path);
    const read = await daysIn(storage);
    const file = join(storage, 'courbe.csv');
    await writeFile(file, enedisCurve(500));
    const imported = await runCli(['history', 'import', file, '--meter', 'linky', '--storage', storage]);
    expect(imported).toMatchObject({ code: 0 });
    for (const { own, imports } of [read, daysOfJournal(path)]) {
      expect(own).toBeGreaterThanOrEqual(least[0]);
      expect(imports).toBeGreaterThanOrEqual(least[1]);
    }
  });
});

/** The same by whoever reads the journal now. */
function daysOfJournal(path: string): { readonly own: number; readonly imports: number } {
  using reader = openReadOnlyJournal(path);
  return { own: reader.days('linky', 0, 1e6).length, imports: reader.importedDays('linky').length };
}

/** How many days that are over are told, by the meter itself and by files alone. */
async function daysIn(storage: string): Promise<{ readonly own: number; readonly imports: number }> {
  const { stdout } = await runCli(['history', '--by', 'day', '--json', '--storage', storage]);
  const days = stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
  const imports = days.filter(({ importedWh }) => importedWh !== undefined).length;
  return { own: days.length - imports, imports };
}
