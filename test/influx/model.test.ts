import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { runs } from '../../testbed/support/generated.ts';
import { copiedProject } from '../../testbed/support/mutated-project.ts';
import { MODEL_PARTS, MUTATIONS, playMutated } from './model/mutations.ts';
import { play } from './model/play.ts';
import { scenarios } from './model/scenario.ts';

const USUAL_RUNS = 80;

test('delivery keeps its four sentences, whatever happens', async () => {
  const property = fc.asyncProperty(scenarios, async (scenario) => {
    expect(await play(scenario)).toEqual([]);
  });
  await fc.assert(property, runs(USUAL_RUNS));
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
