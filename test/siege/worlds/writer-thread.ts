import { setTimeout as delay } from 'node:timers/promises';
import { isFlagRaised, raiseFlag } from '../flag-files.ts';
import type { ThreadFailure } from '../thread-preload.ts';
import type { World } from '../world.ts';

const WITHIN_20_S = { timeout: 20_000 };
/** By the clock of the home. A thread that has run for a minute counts as well, so the next failure is logged again. */
const DURATION_S = 75;

export const writerThreadWorlds: readonly World[] = [
  failing('throws'),
  failing('runs out of heap'),
  failing('computes for ever'),
];

function failing(failure: ThreadFailure): World {
  return {
    name: `the writer's thread ${failure}`,
    home: 'thread',
    says: /is started again/,
    async play({ home, expect }) {
      await raiseFlag(home.flagFolder, failure);
      await expect.poll(() => isFlagRaised(home.flagFolder, failure), WITHIN_20_S).toBe(false);
      await delay(DURATION_S * home.secondMs);
    },
  };
}
