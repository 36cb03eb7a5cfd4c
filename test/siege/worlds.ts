import type { World } from './world.ts';
import { brokerWorlds } from './worlds/broker.ts';
import { databaseWorlds } from './worlds/database.ts';
import { diskWorlds } from './worlds/disk.ts';
import { journalFileWorlds } from './worlds/journal-file.ts';
import { matterWorlds } from './worlds/matter.ts';
import { meterLineWorlds } from './worlds/meter-line.ts';
import { refusedSeriesWorlds } from './worlds/refused-series.ts';
import { secondProgramWorlds } from './worlds/second-program.ts';
import { strangerWorlds } from './worlds/strangers.ts';
import { writerThreadWorlds } from './worlds/writer-thread.ts';

/** All worlds of the siege. Those of one home run in this order. */
export const WORLDS: readonly World[] = [
  ...[
    ...databaseWorlds,
    ...journalFileWorlds,
    ...writerThreadWorlds,
    ...diskWorlds,
    ...matterWorlds,
    ...refusedSeriesWorlds,
    ...secondProgramWorlds,
    ...brokerWorlds,
    ...strangerWorlds,
  ].map(ignoringLinesOfPauses),
  ...meterLineWorlds,
];

/**
 * By the fast clock of its home, a meter is silent when the machine stands still for seconds: the lines about that do
 * not count.
 */
function ignoringLinesOfPauses(world: World): World {
  return { ...world, saysOfMachine: /nothing comes from the meter|the meter is back/ };
}
