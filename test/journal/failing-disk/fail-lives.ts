import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../../../src/source/demo/seeded-random.ts';
import { type Failure, mendDisk } from '../../../testbed/disk-calls/control.ts';
import { drawnEvenly } from '../../../testbed/support/drawn-evenly.ts';
import { LIVES, type LifeName } from '../power-cut/lives.ts';
import { type Failing, liveFailing } from './failing-life.ts';

// A process that lets calls of lives fail: `node fail-lives.ts FOLDER SEED MOST LIFE…`. It prints each life that it tries before that
// begins, as a line of JSON, and what came of it, as another one.
const [folder = '', seed = '', most = '', ...names] = process.argv.slice(2);

/** What the process prints. */
export type Printed =
  | { readonly kind: 'begins'; readonly name: LifeName; readonly failing: Failing }
  | { readonly kind: 'broken'; readonly name: LifeName; readonly failing: Failing; readonly says: readonly string[] }
  | { readonly kind: 'tried'; readonly name: LifeName; readonly tries: Tries; readonly seconds: number };

/** How many calls were tried of a life, by how they failed. */
export type Tries = { readonly [failure in Failure]: number };

const FAILURES = ['EIO', 'ENOSPC', 'EROFS', 'short'] as const satisfies readonly Failure[];
const BACK = ['before closing', 'afterwards'] as const;
/** How long calls fail: a disk that is full or read-only stays so, and half of a call is written once. */
const LASTING = {
  EIO: ['once', 'on'],
  ENOSPC: ['on'],
  EROFS: ['on'],
  short: ['once'],
} as const satisfies { readonly [failure in Failure]: readonly Failing['call']['until'][] };
const NEVER = 1e9;

for (const name of names) tryLife(name as LifeName);

function tryLife(name: LifeName): void {
  const [random, beganMs] = [seededRandom(Number(seed), names.indexOf(name)), performance.now()];
  const tries = { EIO: 0, ENOSPC: 0, EROFS: 0, short: 0 };
  for (const failing of drawnEvenly(failingsOf(name), wayOf, random, Number(most))) {
    tries[failing.call.failure] += 1;
    print({ kind: 'begins', name, failing });
    const { says, failed } = live(name, failing);
    if (failed === 0) says.push('no call failed');
    if (says.length > 0) print({ kind: 'broken', name, failing, says });
  }
  print({ kind: 'tried', name, tries, seconds: (performance.now() - beganMs) / 1_000 });
}

/** How a call fails, and when the disk is back. */
function wayOf({ call: { failure, until }, back }: Failing): string {
  return `${failure} ${until} ${back}`;
}

/** Each call of a life that can fail, in each way in which it can. */
function failingsOf(name: LifeName): readonly Failing[] {
  return FAILURES.flatMap((failure) => {
    const never: Failing = { call: { nth: NEVER, failure, until: 'once' }, back: 'afterwards' };
    const { calls, says } = live(name, never);
    if (says.length > 0) print({ kind: 'broken', name, failing: never, says });
    const ways = LASTING[failure].flatMap((until) => BACK.map((back) => ({ until, back })));
    return Array.from({ length: calls }, (_, nth) =>
      ways.map(({ until, back }): Failing => ({ call: { nth: nth + 1, failure, until }, back })),
    ).flat();
  });
}

function live(name: LifeName, failing: Failing) {
  const own = join(folder, 'life');
  mkdirSync(own);
  try {
    const { says, ...count } = liveFailing(own, LIVES[name], failing);
    return { ...count, says: [...says] };
  } catch (error) {
    return { calls: 0, failed: 0, says: [`it throws ${error instanceof Error ? error.stack : error}`] };
  } finally {
    mendDisk();
    rmSync(own, { recursive: true });
  }
}

function print(printed: Printed): void {
  process.stdout.write(`${JSON.stringify(printed)}\n`);
}
