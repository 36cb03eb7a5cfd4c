import { setTimeout as delay } from 'node:timers/promises';
import { setDiskState } from '../../../testbed/bad-disk/bad-disk.ts';
import { missingCompiler } from '../../../testbed/c-preload.ts';
import type { World } from '../world.ts';

const SLOW_MS = 2_000;
/** Long enough for several commits. */
const SLOW_S = 12;
/** By the clock of the home. The plugin gives up a thread that shows no sign of life for a minute. */
const HANGS_S = 90;

export const diskWorlds: readonly World[] = [
  {
    name: 'each sync of the disk takes 2 s',
    home: 'slow',
    missing: missingCompiler,
    async play({ home }) {
      await setDiskState(home.flagFolder, SLOW_MS);
      await delay(SLOW_S * home.secondMs);
      await setDiskState(home.flagFolder, 'well');
    },
  },
  {
    name: 'a sync of the disk never returns',
    home: 'file',
    missing: missingCompiler,
    says: /disk/,
    async play({ home }) {
      await setDiskState(home.flagFolder, 'never');
      await delay(HANGS_S * home.secondMs);
      await setDiskState(home.flagFolder, 'well');
    },
  },
];
