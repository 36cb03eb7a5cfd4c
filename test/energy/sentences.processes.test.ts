import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { copiedProject, type Mutation, whileMutated } from '../../testbed/support/mutated-project.ts';

/** Breaks one of the six rules of energy (at the head of `energy/energy.ts`). */
interface EnergyMutation extends Mutation {
  /** The tests of which at least one must fail. */
  readonly tests: string;
}

const MUTATIONS: readonly EnergyMutation[] = [
  {
    sentence: 1,
    breaks: 'the first frame of a register counts its whole index',
    file: 'src/energy/index-chain.ts',
    before: '[label, wh - (from[label] ?? wh)]',
    after: '[label, wh - (from[label] ?? 0)]',
    tests: 'test/energy/index-chain.test.ts',
  },
  {
    sentence: 2,
    breaks: 'the newest name of a register is that of all times',
    file: 'src/energy/register-history.ts',
    before: 'ofRegister?.findLast(({ sinceMs }) => sinceMs < minuteMs + MINUTE_MS) ?? ofRegister?.[0]',
    after: 'ofRegister?.at(-1)',
    tests: 'test/energy/register-history.test.ts',
  },
  {
    sentence: 3,
    breaks: 'what was counted in a gap is lost',
    file: 'src/energy/minute-count.ts',
    before: 'minute.gap = { sinceMs',
    after: 'minute.gap ??= { sinceMs',
    tests: 'test/energy/minute-count.test.ts',
  },
  {
    sentence: 4,
    breaks: 'a file fills an absence in which the meter counted less',
    file: 'src/energy/fitted-files.ts',
    before: 'if (energyWh < 0 || !isUnknownLess || !energyWhByTariff) return undefined;',
    after: 'if (!energyWhByTariff) return undefined;',
    tests: 'test/energy/joined-days.test.ts',
  },
  {
    sentence: 5,
    breaks: 'the energy of a curve is rounded to whole Wh',
    file: 'src/energy/watt-hours.ts',
    before: 'return Math.round(wattMinutes) / PARTS_OF_WH;',
    after: 'return Math.round(wattMinutes / PARTS_OF_WH);',
    tests: 'test/energy/curve-parts.test.ts',
  },
  {
    sentence: 6,
    breaks: 'the part of the subscription of each day is rounded to a cent',
    file: 'src/money/cost.ts',
    before: '(subscription * count) / daysInMonthOf(month)',
    after: '(Math.round((subscription * 100) / daysInMonthOf(month)) * count) / 100',
    tests: 'test/money/cost.test.ts',
  },
];

describe('the tests of energy, if', () => {
  let folder: string;

  beforeAll(() => {
    folder = copiedProject(['test/energy', 'test/money', 'testbed/support', 'testbed/project.ts']);
    writeFileSync(join(folder, 'vitest.config.ts'), 'export default {};');
  });

  test('no rule is broken: none of them fails', async () => {
    const files = MUTATIONS.map(({ tests }) => tests);
    expect(await failedTests(folder, files)).toEqual([]);
  });

  test.for(MUTATIONS)('rule $sentence is broken: $breaks', async (mutation) => {
    const failed = await whileMutated(folder, mutation, () => failedTests(folder, [mutation.tests]));
    expect(failed.length).toBeGreaterThan(0);
  });
});

/** The part of vitest's JSON report for each file. */
interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** Runs test files in a separate process. Returns the names of those that failed. @throws if a file ran no test */
async function failedTests(folder: string, files: readonly string[]): Promise<readonly string[]> {
  const vitest = join(folder, 'node_modules/vitest/vitest.mjs');
  const report = join(folder, 'report.json');
  const asked = ['run', ...files, '--reporter=json', `--outputFile=${report}`];
  const child = spawn(process.execPath, [vitest, ...asked], { cwd: folder, stdio: 'ignore' });
  await once(child, 'close');
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report;
  rmSync(report);
  const ran = testResults.filter(({ assertionResults }) => assertionResults.length > 0);
  if (ran.length < new Set(files).size) throw new Error(`only ${ran.length} of these files ran: ${files.join(', ')}`);
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  return results.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
}
