import { beforeAll, describe, expect, test } from 'vitest';
import { PROJECT } from '../../testbed/project.ts';
import { runsOf, SEED } from '../../testbed/support/generated.ts';
import { copiedProject } from '../../testbed/support/mutated-project.ts';
import { MODEL_PARTS, MUTATIONS, playMutated } from './model/mutations.ts';
import { playedIn } from './model/played-in.ts';

const USUAL_RUNS = 20;
const RUNS = runsOf(USUAL_RUNS);
/** A run takes 0.1 s, on a busy machine much longer. As much again is for finding the shortest run that fails. */
const LONGEST_MS = 600_000 + RUNS * 2_000;

test(`delivery keeps its seven sentences, whatever happens (seed ${SEED})`, { timeout: LONGEST_MS }, async () => {
  expect(await playedIn(PROJECT, { seed: SEED, runs: RUNS, shrinks: true })).toBeUndefined();
});

describe('the model sees it when', () => {
  let folder: string;

  beforeAll(() => {
    folder = copiedProject(MODEL_PARTS);
  });

  test.for(MUTATIONS)('sentence $sentence is broken: $breaks', async (mutation) => {
    expect(await playMutated(folder, mutation, USUAL_RUNS)).toMatch(mutation.seen);
  });
});
