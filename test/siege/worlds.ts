import type { World } from './world.ts';
import { databaseWorlds } from './worlds/database.ts';
import { diskWorlds } from './worlds/disk.ts';
import { fileWorlds } from './worlds/file.ts';
import { lineWorlds } from './worlds/line.ts';
import { matterWorlds } from './worlds/matter.ts';
import { refusedWorlds } from './worlds/refused.ts';
import { secondWorlds } from './worlds/second.ts';
import { threadWorlds } from './worlds/thread.ts';

/** All that the siege does. Those of one home are played in this order. */
export const WORLDS: readonly World[] = [
  ...[
    ...databaseWorlds,
    ...fileWorlds,
    ...threadWorlds,
    ...diskWorlds,
    ...matterWorlds,
    ...refusedWorlds,
    ...secondWorlds,
  ].map(withLineBeside),
  ...lineWorlds,
];

/** A machine that stands still for seconds makes a meter silent, by the quick clock of its home. */
function withLineBeside(world: World): World {
  return { ...world, saysOfMachine: /nothing comes from the meter|the meter is back/ };
}
