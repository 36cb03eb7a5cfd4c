import { createContractFollower } from '../src/contract/contract-follower.ts';
import type { ContractMemory } from '../src/contract/contract-memory.ts';
import type { RegisterLine } from '../src/reading/periods.ts';
import type { Reading } from '../src/reading/reading.ts';

/** What the plugin keeps of a contract in the journal. */
export interface KeptContract {
  readonly memory: ContractMemory;
  /** The history of the registers. */
  readonly lines: readonly RegisterLine[];
}

/** The plugin's follower of a contract that knows nothing yet, and what it keeps. */
export interface RememberingFollower {
  follow(reading: Reading): Reading;
  readonly kept: KeptContract;
}

/** Takes the monotonic clock of its Readings for the wall clock. */
export function rememberingFollower(): RememberingFollower {
  let memory: ContractMemory = {};
  const lines: RegisterLine[] = [];
  const follower = createContractFollower({
    wallAt: (monotonicMs) => monotonicMs,
    says() {},
    keep(kept) {
      memory = kept;
    },
    keepLine: (line) => lines.push(line),
  });
  follower.learn(undefined);
  return {
    follow: (reading) => follower.follow(reading),
    get kept() {
      return { memory, lines };
    },
  };
}

/** What the plugin keeps of a contract after these readings, as it would have learned it itself. */
export function keptContractAfter(readings: Iterable<Reading>): KeptContract {
  const follower = rememberingFollower();
  for (const reading of readings) follower.follow(reading);
  return follower.kept;
}
