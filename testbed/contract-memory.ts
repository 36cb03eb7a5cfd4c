import { createContractFollower } from '../src/contract/contract-follower.ts';
import type { ContractMemory } from '../src/contract/contract-memory.ts';
import type { Reading } from '../src/reading.ts';

/** The plugin's follower of a contract that knows nothing yet, and what it keeps. */
export interface RememberingFollower {
  follow(reading: Reading): Reading;
  readonly memory: ContractMemory;
}

/** Takes the monotonic clock of its Readings for the wall clock. */
export function rememberingFollower(): RememberingFollower {
  let memory: ContractMemory = {};
  const follower = createContractFollower({
    wallAt: (monotonicMs) => monotonicMs,
    says() {},
    keep(kept) {
      memory = kept;
    },
  });
  follower.learn(undefined);
  return {
    follow: (reading) => follower.follow(reading),
    get memory() {
      return memory;
    },
  };
}

/** What the plugin keeps of a contract after these readings, as it would have learned it itself. */
export function contractMemoryAfter(readings: Iterable<Reading>): ContractMemory {
  const follower = rememberingFollower();
  for (const reading of readings) follower.follow(reading);
  return follower.memory;
}
