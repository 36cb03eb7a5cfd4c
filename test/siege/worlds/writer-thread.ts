import { setTimeout as delay } from 'node:timers/promises';
import { isFlagRaised, raiseFlag } from '../flag-files.ts';
import type { Deed } from '../thread-preload.ts';
import type { World } from '../world.ts';

const OBEYS_WITHIN = { timeout: 20_000 };
/** By the clock of the home: a thread that has lived for a minute is well, and what it does next is said again. */
const GOES_ON_S = 75;

export const writerThreadWorlds: readonly World[] = [
  does('throws'),
  does('runs out of heap'),
  does('computes for ever'),
];

function does(deed: Deed): World {
  return {
    name: `the writer's thread ${deed}`,
    home: 'thread',
    says: /is started again/,
    async play({ home, expect }) {
      await raiseFlag(home.orders, deed);
      await expect.poll(() => isFlagRaised(home.orders, deed), OBEYS_WITHIN).toBe(false);
      await delay(GOES_ON_S * home.secondMs);
    },
  };
}
