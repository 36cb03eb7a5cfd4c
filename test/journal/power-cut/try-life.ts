import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { record } from '../../../testbed/disk-calls/record.ts';
import type { DiskCall } from '../../../testbed/disk-calls/recording.ts';
import { drawnStates } from '../../../testbed/disk-calls/states.ts';
import { temporaryFolder } from '../../../testbed/support/temporary-folder.ts';
import { accountOf } from './account.ts';
import { brokenBy } from './invariants.ts';
import type { LifeName } from './lives.ts';
import { observe } from './observed.ts';

const LIVE = fileURLToPath(new URL('live.ts', import.meta.url));

/** How many states of each life `npm test` tries, and how many it tries at most where an invariant is broken on purpose. */
export const STATES = 24;
export const STATES_OF_A_MUTATION = 400;

/** What came of a life whose power was cut again and again, until an invariant was broken. */
export interface TriedLife {
  readonly states: number;
  /** The state after which it was, and all that broke there, in words. */
  readonly broken: { readonly how: string; readonly says: readonly string[] } | undefined;
}

/** Records what a life does to its disk. */
export function recordLife(library: string, name: LifeName): readonly DiskCall[] {
  return record(library, LIVE, name).calls;
}

/** Opens the journal in so many of the states in which a power cut may leave the disk of a life, the first or the last of them first. */
export function tryLife(
  calls: readonly DiskCall[],
  seed: number,
  most: number,
  order: 'first' | 'last' = 'first',
): TriedLife {
  const folder = join(temporaryFolder({ name: 'state', inMemory: true }), 'disk');
  let states = 0;
  const drawn = drawnStates(calls, seed, most);
  // The states of a life that is tried long take too much memory to have them all at once.
  for (const state of order === 'last' ? [...drawn].toReversed() : drawn) {
    states += 1;
    const account = accountOf(state.markers);
    const observed = observe(state, folder, account);
    const says = brokenBy({ account, observed });
    if (says.length > 0) return { states, broken: { how: state.how, says } };
  }
  return { states, broken: undefined };
}
