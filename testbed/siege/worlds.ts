import type { World } from './world.ts';
import { brokerWorlds } from './worlds/broker.ts';
import { databaseWorlds } from './worlds/database.ts';
import { diskWorlds } from './worlds/disk.ts';
import { matterWorlds } from './worlds/matter.ts';
import { meterLineWorlds } from './worlds/meter-line.ts';
import { refusedSeriesWorlds } from './worlds/refused-series.ts';
import { secondProgramWorlds } from './worlds/second-program.ts';
import { strangerWorlds } from './worlds/strangers.ts';
import { writerThreadWorlds } from './worlds/writer-thread.ts';

/** All worlds of the siege. Those of one home run in this order. */
export const WORLDS: readonly World[] = [
  ...databaseWorlds,
  ...writerThreadWorlds,
  ...matterWorlds,
  ...meterLineWorlds,
  ...diskWorlds,
  ...refusedSeriesWorlds,
  ...secondProgramWorlds,
  ...brokerWorlds,
  ...strangerWorlds,
];
