import { relative } from 'node:path';
import fc, { type RunDetails } from 'fast-check';
import { expect } from 'vitest';
import { PROJECT } from '../project.ts';
import { runsOf, SEED } from '../support/generated.ts';

/** How many runs a property has that says nothing else. */
const FEW = 50;
/**
 * When exploring, a property ends by then with what it has found, also its search for a shorter counterexample: before the
 * timeout of the test, which would hide it. The runs of `npm test` always end by themselves.
 */
const LONGEST_MS = 100_000;

const path = process.env['LINKY_TIC_PATH'];

/** How each property draws. A failed one says the seed, the value, and how to repeat it. */
fc.configureGlobal({
  ...{ seed: SEED, numRuns: runsOf(FEW), reporter: report },
  ...(process.env['LINKY_TIC_EXPLORE'] !== undefined && { interruptAfterTimeLimit: LONGEST_MS }),
  ...(path !== undefined && { path, endOnFailure: true }),
});

function report(details: RunDetails<unknown>): void {
  if (!details.failed) return;
  const { testPath = '', currentTestName = '' } = expect.getState();
  const name = currentTestName.replaceAll(' > ', ' ').replaceAll(/[^\p{L}\p{N} ]/gu, '.');
  const repeat = `LINKY_TIC_SEED=${details.seed} LINKY_TIC_PATH=${details.counterexamplePath}`;
  const known = relative(PROJECT, testPath).replace(/(\.\w+)?\.test\.ts$/, '.known.ts');
  const lines = [
    `Again: ${repeat} npx vitest run ${relative(PROJECT, testPath)} -t '${name}'`,
    `To keep it, once it is mended: the counterexample, as an element of KNOWN in ${known}`,
    fc.defaultReportMessage(details),
  ];
  throw new Error(lines.join('\n'), { cause: details.errorInstance });
}
