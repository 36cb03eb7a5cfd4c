import { isFlagRaised, raiseFlag, readReport, THREAD } from '../flag-files.ts';
import type { ThreadFailure } from '../thread-preload.ts';
import type { World } from '../world.ts';

/** In two homes: three ends in a row before any Reading is on disk would be taken for the fault of the oldest Readings. */
export const writerThreadWorlds: readonly World[] = [
  failing('throws', 'database', /has stopped with an error/),
  failing('runs out of heap', 'line', /has run out of memory/),
  failing('computes for ever', 'line', /has not responded for a minute/),
];

function failing(failure: ThreadFailure, home: World['home'], says: RegExp): World {
  return {
    name: `the writer's thread ${failure}`,
    home,
    says: [says],
    maySay: [/keeps the local history and writes to InfluxDB works again/],
    async play({ flagFolder, homebridge, until }) {
      const fromLine = homebridge.log.length;
      const before = readReport(flagFolder, THREAD);
      raiseFlag(flagFolder, failure);
      await until('the thread fails', () => !isFlagRaised(flagFolder, failure));
      await until('there is another thread', () => readReport(flagFolder, THREAD) !== before);
      await homebridge.waitForLog(says, fromLine);
      return [];
    },
  };
}
