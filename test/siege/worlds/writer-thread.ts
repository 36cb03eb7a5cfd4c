import { isFlagRaised, raiseFlag, readReport, THREAD } from '../flag-files.ts';
import type { ThreadFailure } from '../thread-preload.ts';
import type { World } from '../world.ts';

const SILENT = 'has not moved for a minute';

export const writerThreadWorlds: readonly World[] = [
  failing('throws', /has broken down/),
  // On a busy machine that takes a minute of the fast clock.
  failing('runs out of heap', new RegExp(`has run out of memory|${SILENT}`)),
  failing('computes for ever', new RegExp(SILENT)),
];

/** @param says a line of the log of this world, or of an earlier one: of each cause the log tells once */
function failing(failure: ThreadFailure, says: RegExp): World {
  return {
    name: `the writer's thread ${failure}`,
    home: 'thread',
    async play({ home: { flagFolder, homebridge }, expect }) {
      const before = readReport(flagFolder, THREAD);
      await raiseFlag(flagFolder, failure);
      await expect.poll(() => isFlagRaised(flagFolder, failure)).toBe(false);
      await expect.poll(() => readReport(flagFolder, THREAD), { message: 'another thread' }).not.toBe(before);
      await homebridge.waitForLog(says);
    },
  };
}
