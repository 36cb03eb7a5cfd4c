import fc from 'fast-check';
import { expect, test } from 'vitest';
import { importedDay } from '../../src/energy/imported-day-check.ts';
import { type FileProblem, HistoryFileError } from '../../src/history-files/history-file.ts';
import { readHistoryFile } from '../../src/history-files/read-history-file.ts';
import { rowsOf } from '../../testbed/history-files/file-rows.ts';
import { stepsOf } from '../../testbed/history-files/known-house.ts';
import { midnightInParis } from '../../testbed/history-files/paris-clock.ts';
import { spreadsheetFile } from '../../testbed/history-files/spreadsheet-file.ts';
import { runs } from '../../testbed/support/generated.ts';
import { readSteps, shownSteps } from './house-steps.ts';
import { hasEndsOnly, type Mixture, madeUpFile, mixtures } from './made-up-file.ts';

const FILES = 25;

/** What the reader returns for bytes: steps of days that the journal accepts, or a problem. Anything else fails the test. */
async function outcomeOf(bytes: Uint8Array): Promise<{ readonly steps: readonly string[] } | FileProblem> {
  try {
    const { days } = await readHistoryFile(bytes);
    expect(days.map(importedDay)).toEqual(days);
    return { steps: shownSteps([...readSteps(days), ...readSteps(days, 'given')]) };
  } catch (error) {
    if (error instanceof HistoryFileError) return error.problem;
    throw error;
  }
}

const share = fc.double({ min: 0, max: 0.999, noNaN: true });

test('a file that is cut anywhere yields only true data, or a problem', async () => {
  await fc.assert(
    fc.asyncProperty(mixtures, share, async (mixture, where) => {
      const made = madeUpFile(shownByAnyPart(mixture));
      const outcome = await outcomeOf(made.bytes.subarray(0, Math.floor(made.bytes.length * where)));
      const possible = new Set(shownSteps(made.possible));
      if ('steps' in outcome) expect(outcome.steps.filter((step) => !possible.has(step))).toEqual([]);
    }),
    runs(FILES),
  );
});

/**
 * Without what a part of a file cannot show: that a row is contradicted by a later one, and, where rows have their ends only, how
 * long the first step is after a change of the step.
 */
function shownByAnyPart(mixture: Mixture): Mixture {
  const stretches = hasEndsOnly(mixture) ? mixture.stretches.slice(0, 1) : mixture.stretches;
  return { ...mixture, stretches, contradicted: [] };
}

const changes = fc.array(fc.record({ where: share, byte: fc.nat({ max: 255 }) }), { minLength: 1, maxLength: 20 });

test('a file with wrong bytes is read or has a problem, and nothing else happens', async () => {
  await fc.assert(
    fc.asyncProperty(mixtures, changes, async (mixture, wrong) => {
      const bytes = Uint8Array.from(madeUpFile(mixture).bytes);
      for (const { where, byte } of wrong) bytes[Math.floor(bytes.length * where)] = byte;
      await outcomeOf(bytes);
    }),
    runs(FILES),
  );
});

test('any other bytes yield a problem', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array({ maxLength: 5_000 }),
        fc.string().map((text) => Buffer.from(text)),
      ),
      async (bytes) => {
        expect(await outcomeOf(bytes)).toHaveProperty('kind');
      },
    ),
    runs(100),
  );
});

test('a spreadsheet that is cut or has wrong bytes is read or has a problem, and nothing else happens', async () => {
  const range = { fromMs: midnightInParis('2024-06-10'), toMs: midnightInParis('2024-06-17'), minutes: 30 };
  const rows = rowsOf(stepsOf({ seed: 5, grainW: 1 }, range));
  const whole = spreadsheetFile({ prm: '09123456789012', curves: [{ prm: '', rows }] });
  await fc.assert(
    fc.asyncProperty(share, fc.option(changes), async (where, wrong) => {
      const bytes = Uint8Array.from(wrong ? whole : whole.subarray(0, Math.floor(whole.length * where)));
      for (const { where: at, byte } of wrong ?? []) bytes[Math.floor(bytes.length * at)] = byte;
      await outcomeOf(bytes);
    }),
    runs(FILES),
  );
});
