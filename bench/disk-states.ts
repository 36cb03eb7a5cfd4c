import { LIVES, type LifeName } from '../test/journal/power-cut/lives.ts';
import { recordLife, tryLife } from '../test/journal/power-cut/try-life.ts';
import { compileDiskCalls } from '../testbed/disk-calls/record.ts';
import { SEED } from '../testbed/support/generated.ts';
import { figure, type Table } from './table.ts';

const STATES = 1_000;
const QUICK_STATES = 50;

/** How many calls the lives of a journal make, and how long it takes to open it in the states that a power cut may leave. */
export function diskStatesTable(quick: boolean): Table {
  const library = compileDiskCalls();
  return {
    title: 'The journal after power cuts',
    says: `What a process of its own did to the disk was recorded, and the journal was read and written in so many of the states in which a power cut may leave that. Drawn with the seed ${SEED}.`,
    header: ['life', 'calls', 'states', 'seconds', 'broken'],
    rows: (Object.keys(LIVES) as LifeName[]).map((name) => {
      const beganMs = performance.now();
      const calls = recordLife(library, name);
      const { states, broken } = tryLife(calls, SEED, quick ? QUICK_STATES : STATES);
      const seconds = (performance.now() - beganMs) / 1_000;
      return [name, figure(calls.length), figure(states), figure(seconds, 's', 1), figure(broken)];
    }),
  };
}
