import { describe, expect, test } from 'vitest';
import { checkDelivery } from './model/check.ts';
import { MUTATIONS, playMutated } from './model/mutations.ts';

const RUNS = Number(process.env['LINKY_TIC_MODEL_RUNS'] ?? 60);
/** The same seed gives the same runs. Set `LINKY_TIC_MODEL_SEED` and `LINKY_TIC_MODEL_RUNS` to look further. */
const SEED = Number(process.env['LINKY_TIC_MODEL_SEED'] ?? 1);
/** A run takes 0.1 s, on a busy machine up to 1 s. As much again is for finding the shortest run that fails. */
const LONGEST_MS = 60_000 + RUNS * 2_000;

test(`delivery keeps its six sentences, whatever happens (seed ${SEED})`, { timeout: LONGEST_MS }, async () => {
  expect(await checkDelivery({ seed: SEED, runs: RUNS, shrinks: true })).toBeUndefined();
});

describe('the model sees it when', () => {
  test.for(MUTATIONS)('sentence $sentence is broken: $breaks', async (mutation) => {
    expect(await playMutated(mutation, 1, 300)).toMatch(mutation.seen);
  });
});
