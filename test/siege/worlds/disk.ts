import { setTimeout as delay } from 'node:timers/promises';
import { missingCompiler, setDiskState } from '../bad-disk.ts';
import type { World } from '../world.ts';

const SLOW_MS = 2_000;
/** Several commits. */
const SLOW_S = 12;
/** By the clock of the home: a thread without a sign of life for a minute is given up. */
const HANGS_S = 90;

export const diskWorlds: readonly World[] = [
  {
    name: 'each sync of the disk takes 2 s',
    home: 'slow',
    missing: missingCompiler,
    async play({ home }) {
      await setDiskState(home.orders, SLOW_MS);
      await delay(SLOW_S * home.secondMs);
      await setDiskState(home.orders, 'well');
    },
  },
  {
    name: 'a sync of the disk never returns',
    home: 'hungDisk',
    missing: missingCompiler,
    says: /disk/,
    async play({ home }) {
      await setDiskState(home.orders, 'never');
      await delay(HANGS_S * home.secondMs);
      await setDiskState(home.orders, 'well');
    },
  },
];
