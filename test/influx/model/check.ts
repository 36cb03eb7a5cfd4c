import fc from 'fast-check';
import { play } from './play.ts';
import { type Scenario, scenarios } from './steps.ts';

export interface Check {
  readonly seed: number;
  readonly runs: number;
  /** Whether to look for a shorter scenario that fails, too. */
  readonly shrinks: boolean;
}

/** How long to look for a shorter scenario. */
const SHRINKS_MS = 60_000;

/**
 * Plays this many scenarios. Gives the faults of the first that failed, with its seed and the scenario; undefined when none
 * failed.
 */
export async function checkDelivery({ seed, runs, shrinks }: Check): Promise<string | undefined> {
  const property = fc.asyncProperty(scenarios, (scenario) => goesWell(scenario));
  let failedAtMs: number | undefined;
  const details = await fc.check(property, { seed, numRuns: runs, endOnFailure: !shrinks });
  if (!details.failed) return undefined;
  const { counterexample, counterexamplePath: path, numRuns, errorInstance } = details;
  return [
    `seed ${seed}, run ${numRuns}, path ${path}:`,
    errorInstance instanceof Error ? errorInstance.message : String(errorInstance),
    `in ${JSON.stringify(counterexample?.[0])}`,
  ].join('\n');

  /** From a minute after the first failure on, every scenario passes, so that fast-check ends its search. */
  async function goesWell(scenario: Scenario): Promise<void> {
    if (failedAtMs !== undefined && performance.now() - failedAtMs > SHRINKS_MS) return;
    const { faults } = await play(scenario);
    if (faults.length === 0) return;
    failedAtMs ??= performance.now();
    throw new Error(faults.join('\n'));
  }
}
