import { isFlagRaised, raiseFlag, readReport, THREAD } from '../flag-files.ts';
import type { ThreadFailure } from '../thread-preload.ts';
import type { World } from '../world.ts';

export const writerThreadWorlds: readonly World[] = [
  failing('throws', /has stopped with an error/),
  failing('runs out of heap', /has run out of memory/),
  failing('computes for ever', /has not responded for a minute/),
];

function failing(failure: ThreadFailure, says: RegExp): World {
  return {
    name: `the writer's thread ${failure}`,
    home: 'line',
    async play({ home: { flagFolder, homebridge }, expect }) {
      const before = readReport(flagFolder, THREAD);
      await raiseFlag(flagFolder, failure);
      await expect.poll(() => isFlagRaised(flagFolder, failure)).toBe(false);
      await expect.poll(() => readReport(flagFolder, THREAD), { message: 'another thread' }).not.toBe(before);
      await homebridge.waitForLog(says);
    },
  };
}
