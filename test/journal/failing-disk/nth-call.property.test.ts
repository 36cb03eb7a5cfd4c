import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missingCompiler } from '../../../testbed/c-preload.ts';
import { diskCallsEnv } from '../../../testbed/disk-calls/control.ts';
import { compileDiskCalls } from '../../../testbed/disk-calls/record.ts';
import { runsOf, SEED } from '../../../testbed/support/generated.ts';
import { temporaryFolder } from '../../../testbed/support/temporary-folder.ts';
import { LIVES, type LifeName } from '../power-cut/lives.ts';
import type { Printed, Tries } from './fail-lives.ts';

const FAIL_LIVES = fileURLToPath(new URL('fail-lives.ts', import.meta.url));
/** In how many ways a call may fail with each error: once or from then on, as that error does, and as soon or as late as the disk is back. */
const WAYS = { EIO: 4, ENOSPC: 2, EROFS: 2, short: 2 } as const satisfies Tries;
/** How many calls of each life `npm test` lets fail: one in each way. */
const CALLS = Object.values(WAYS).reduce<number>((sum, ways) => sum + ways, 0);
/** Only ends a process that hangs. When exploring, a life has thousands of calls that can fail in some way. */
const TIMEOUT_MS = 1_200_000;
/** In it SQLite shares what a reader in the same process has opened. */
const LEFT_OUT: readonly LifeName[] = ['a repair beside a reader'];
const names = (Object.keys(LIVES) as LifeName[]).filter((name) => !LEFT_OUT.includes(name));

const missing = missingCompiler();
describe.skipIf(missing)(
  missing ?? 'whichever call fails, all that was promised is there once the disk is back',
  () => {
    let printed: readonly Printed[] = [];
    beforeAll(() => {
      const folder = realpathSync(temporaryFolder({ name: 'failing', inMemory: true }));
      const words = [FAIL_LIVES, folder, `${SEED}`, `${runsOf(CALLS)}`, ...names];
      const env = { ...process.env, ...diskCallsEnv(compileDiskCalls(), folder) };
      const options = { env, encoding: 'utf8', timeout: TIMEOUT_MS, maxBuffer: 1e9 } as const;
      const { status, stdout, stderr } = spawnSync(process.execPath, words, options);
      const lines = stdout.trim().split('\n');
      if (status !== 0) throw new Error(`ended with ${status} at ${lines.at(-1)}: ${stderr}`);
      printed = lines.map((line): Printed => JSON.parse(line));
    }, TIMEOUT_MS);
    afterAll(() => {
      const tried = printed.flatMap((one) => (one.kind === 'tried' ? [`${one.name}: ${textOf(one)}`] : []));
      process.stdout.write(`Calls that fail, seed ${SEED}: ${tried.join('; ')}\n`);
    });

    test.each(names)('%s', (name) => {
      const ofLife = printed.filter((one) => one.name === name);
      expect(ofLife.filter(({ kind }) => kind === 'broken')).toEqual([]);
      const tried = ofLife.find((one) => one.kind === 'tried');
      expect(tried?.tries).toEqual({
        EIO: atLeast(WAYS.EIO),
        ENOSPC: atLeast(WAYS.ENOSPC),
        EROFS: atLeast(WAYS.EROFS),
        short: atLeast(WAYS.short),
      });
    });
  },
);

const atLeast = (ways: number) => expect.toSatisfy((tries: number) => tries >= ways);

function textOf({ tries, seconds }: Extract<Printed, { readonly kind: 'tried' }>): string {
  const counts = Object.entries(tries).map(([failure, count]) => `${count} ${failure}`);
  return `${counts.join(', ')} in ${seconds.toFixed(1)} s`;
}
