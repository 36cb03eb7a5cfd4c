import { isFlagRaised, raiseFlag } from '../flag-files.ts';
import type { ThreadFailure } from '../thread-preload.ts';
import type { World } from '../world.ts';

/** Each failure has another cause, and of each cause the log tells once. */
const SAYS = /is started again/;

export const writerThreadWorlds: readonly World[] = [
  failing('throws'),
  failing('runs out of heap'),
  failing('computes for ever'),
];

function failing(failure: ThreadFailure): World {
  return {
    name: `the writer's thread ${failure}`,
    home: 'thread',
    says: SAYS,
    async play({ home, expect }) {
      const fromLine = home.homebridge.log.length;
      await raiseFlag(home.flagFolder, failure);
      await expect.poll(() => isFlagRaised(home.flagFolder, failure)).toBe(false);
      await home.homebridge.waitForLog(SAYS, fromLine);
    },
  };
}
