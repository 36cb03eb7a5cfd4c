import type { World } from './world.ts';
import { databaseWorlds } from './worlds/database.ts';
import { diskWorlds } from './worlds/disk.ts';
import { journalFileWorlds } from './worlds/journal-file.ts';
import { matterWorlds } from './worlds/matter.ts';
import { meterLineWorlds } from './worlds/meter-line.ts';
import { refusedSeriesWorlds } from './worlds/refused-series.ts';
import { secondProgramWorlds } from './worlds/second-program.ts';
import { writerThreadWorlds } from './worlds/writer-thread.ts';

/** All that the siege does. Those of one home are played in this order. */
export const WORLDS: readonly World[] = [
  ...[
    ...databaseWorlds,
    ...journalFileWorlds,
    ...writerThreadWorlds,
    ...diskWorlds,
    ...matterWorlds,
    ...refusedSeriesWorlds,
    ...secondProgramWorlds,
  ].map(withLineBeside),
  ...meterLineWorlds,
];

/** A machine that stands still for seconds makes a meter silent, by the quick clock of its home. */
function withLineBeside(world: World): World {
  return { ...world, saysOfMachine: /nothing comes from the meter|the meter is back/ };
}
