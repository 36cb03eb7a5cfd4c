import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { JOURNAL_FILE } from '../../../src/base/plugin-names.ts';
import { missingCompiler } from '../../../testbed/c-preload.ts';
import { compileDiskCalls } from '../../../testbed/disk-calls/record.ts';
import type { DiskCall } from '../../../testbed/disk-calls/recording.ts';
import { runsOf, SEED } from '../../../testbed/support/generated.ts';
import { LIVES, type LifeName } from './lives.ts';
import { recordLife, STATES, tryLife } from './try-life.ts';

/** Only ends a test that hangs. When exploring, a life has thousands of states. */
const TIMEOUT_MS = 1_200_000;

/** What some lives do to the disk, so that none of them becomes a quiet one. */
const DOES: { readonly [life in LifeName]?: DiskCall } = {
  'a repair': { kind: 'renamed', from: `${JOURNAL_FILE}.new`, to: JOURNAL_FILE },
  'a repair beside a reader': { kind: 'renamed', from: `${JOURNAL_FILE}-wal`, to: expect.stringContaining('.broken-') },
};

const missing = missingCompiler();
describe.skipIf(missing)(missing ?? 'wherever the power is cut, each invariant holds', () => {
  let library: string;
  const tried: string[] = [];
  beforeAll(() => {
    library = compileDiskCalls();
  });
  afterAll(() => {
    process.stdout.write(`Power cuts, seed ${SEED}: ${tried.join('; ')}\n`);
  });

  test.each(Object.keys(LIVES) as LifeName[])('%s', { timeout: TIMEOUT_MS }, (name) => {
    const beganMs = performance.now();
    const calls = recordLife(library, name);
    const { states, broken } = tryLife(calls, SEED, runsOf(STATES));
    tried.push(`${name}: ${states} states in ${((performance.now() - beganMs) / 1_000).toFixed(1)} s`);
    if (DOES[name]) expect(calls).toContainEqual(DOES[name]);
    expect(broken).toBeUndefined();
    expect(states).toBeGreaterThan(STATES / 2);
  });
});
