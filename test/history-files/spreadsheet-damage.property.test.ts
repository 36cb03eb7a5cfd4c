import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HistoryFileError } from '../../src/history-files/history-file.ts';
import { readHistoryFile } from '../../src/history-files/read-history-file.ts';
import { xlsxFile } from '../../testbed/history-files/xlsx-writer.ts';
import { runs } from '../../testbed/support/generated.ts';
import { DAILY_SHEET } from './daily-sheet.ts';
import { problemOf } from './text-file.ts';

const FILE = xlsxFile([DAILY_SHEET]);

test('wherever it is cut, a workbook is broken', () =>
  fc.assert(
    fc.asyncProperty(fc.integer({ min: 4, max: FILE.length - 1 }), async (length) => {
      expect(await problemOf(FILE.slice(0, length))).toEqual({ kind: 'brokenSpreadsheet' });
    }),
  ));

test('whatever bytes are damaged, nothing wrong is read', async () => {
  const truth = await readHistoryFile(FILE);
  await fc.assert(
    fc.asyncProperty(fc.nat(FILE.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
      const damaged = Uint8Array.from(FILE, (byte, index) => (index === at ? byte ^ flip : byte));
      const read = await readHistoryFile(damaged).catch((error: unknown) => error);
      if (read instanceof HistoryFileError) return;
      expect(read).toEqual(truth);
    }),
    runs(100),
  );
});
