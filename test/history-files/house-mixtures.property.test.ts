import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HistoryFileError } from '../../src/history-files/history-file.ts';
import { readHistoryFile } from '../../src/history-files/read-history-file.ts';
import { runs } from '../../testbed/support/generated.ts';
import { KNOWN } from './house-mixtures.known.ts';
import { expectSteps, readSteps, timeFactsOf } from './house-steps.ts';
import { type MadeUpFile, madeUpFile, mixtures } from './made-up-file.ts';

const FILES = 40;

test('a file with any mixture of quirks yields exactly its content, and nothing is invented', async () => {
  await fc.assert(
    fc.asyncProperty(mixtures, async (mixture) => {
      const made = madeUpFile(mixture);
      if (made.possible.length === 0) return expectNoValues(made.bytes);
      const file = await readHistoryFile(made.bytes);
      const steps = readSteps(file.days);
      expect([file.kind, file.prm]).toEqual([mixture.kind, made.prm]);
      expectSteps(steps, made.certain, made.possible);
      expect(file.facts).toMatchObject({ ...timeFactsOf(steps), ...factsOf(made) });
    }),
    runs(FILES, KNOWN),
  );
});

/** What the facts must state about the flaws, unless one flaw hides another. */
function factsOf({ mixture, rows, noTimeRows, certain, possible, hasHourOnce, isCut }: MadeUpFile) {
  if (isCut) return {};
  const withValue = rows.filter(({ watts }) => watts !== undefined);
  const spots = rows.filter(({ lateS }) => lateS !== undefined);
  const isPlain = mixture.contradicted.length + mixture.completed.length + mixture.emptyPercent + noTimeRows === 0;
  const isOctoberClear = certain.length === possible.length;
  return {
    rows: withValue.length + noTimeRows,
    offGrid: spots.length,
    inNoTime: noTimeRows,
    ...(isOctoberClear && mixture.emptyPercent === 0 && { hourOnce: hasHourOnce ? 1 : 0 }),
    ...(isPlain &&
      isOctoberClear && { repeated: rows.length - spots.length - certain.length, contradictory: 0, empty: 0 }),
  };
}

async function expectNoValues(bytes: Uint8Array): Promise<void> {
  await expect(readHistoryFile(bytes)).rejects.toSatisfy(
    (error) => error instanceof HistoryFileError && error.problem.kind === 'noValues',
  );
}
