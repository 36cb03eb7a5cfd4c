import { createContractFollower } from '../src/contract/contract-follower.ts';
import type { ContractMemory } from '../src/contract/contract-memory.ts';
import type { Reading } from '../src/reading.ts';

/**
 * What the plugin keeps of a contract after these readings, as it would have learned it itself. Their monotonic clock is taken for
 * the wall clock.
 */
export function contractMemoryAfter(readings: Iterable<Reading>): ContractMemory {
  let memory: ContractMemory = {};
  const follower = createContractFollower({
    wallAt: (monotonicMs) => monotonicMs,
    says() {},
    keep(kept) {
      memory = kept;
    },
  });
  follower.learn(undefined);
  for (const reading of readings) follower.follow(reading);
  return memory;
}
