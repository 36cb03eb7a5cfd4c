import fc from 'fast-check';
import { play } from './play.ts';
import { type Scenario, scenarios } from './steps.ts';

export interface Check {
  readonly seed: number;
  readonly runs: number;
  /** Whether to look for a short scenario that goes wrong, too. */
  readonly shrinks: boolean;
}

/** How long a shorter scenario is looked for. */
const SHRINKS_MS = 60_000;

/** Plays so many scenarios. Gives what went wrong in the first that did, and the scenario; undefined: nothing. */
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

  /** From a minute after the first failure on all goes well, so that fast-check gives what it has. */
  async function goesWell(scenario: Scenario): Promise<void> {
    if (failedAtMs !== undefined && performance.now() - failedAtMs > SHRINKS_MS) return;
    const { faults } = await play(scenario);
    if (faults.length === 0) return;
    failedAtMs ??= performance.now();
    throw new Error(faults.join('\n'));
  }
}
