import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Mutation, whileMutated } from '../../../testbed/support/mutated-project.ts';

/** Breaks one of the four sentences of delivery (at the head of `influx/mirror.ts`). */
interface DeliveryMutation extends Mutation {
  /** What the model reports. */
  readonly seen: RegExp;
}

const MIRROR = 'src/influx/mirror.ts';
const CURSOR = 'src/influx/cursor.ts';
const SENDER = 'src/influx/sender.ts';

export const MUTATIONS: readonly DeliveryMutation[] = [
  {
    sentence: 1,
    breaks: 'two batches are on their way at a time',
    file: MIRROR,
    before: 'const result = await sending;',
    after: 'if (ahead) void sender.send(ahead.lines, end);\n      const result = await sending;',
    seen: /two requests at a time/,
  },
  {
    sentence: 1,
    breaks: 'positions of a journal that was opened again are taken for those of before',
    file: MIRROR,
    before: 'this.#cursor = cursorAt(delivered);\n      this.#memory',
    after: 'this.#memory',
    seen: /begins at \d+, and not at \d+|count as delivered/,
  },
  {
    sentence: 2,
    breaks: 'a connection that was lost while idle changes nothing',
    file: MIRROR,
    before: 'client.wasCutOff() && this.#goBack()',
    after: 'client.wasCutOff() && !this.#goBack',
    seen: /may lose it|not in the database/,
  },
  {
    sentence: 2,
    breaks: 'the position on disk does not lag behind',
    file: CURSOR,
    before: 'return Math.min(next, ...recent.map(({ from }) => from));',
    after: 'return recent.length > 0 ? next : 0;',
    seen: /may lose it/,
  },
  {
    sentence: 2,
    breaks: 'unchanged values are not written again with what is sent again',
    file: MIRROR,
    before: 'if (hasMoved) this.#memory = new Map();',
    after: '',
    seen: /not in the database: linky_(?:energy|register|info)/,
  },
  {
    sentence: 2,
    breaks: 'too many requests are taken for a failure',
    file: MIRROR,
    before: "if (trouble.kind === 'unreachable') {",
    after: "if (trouble.kind !== 'misconfigured') {",
    seen: /is sent again without a failure/,
  },
  {
    sentence: 2,
    breaks: 'the cursor goes back over ten minutes',
    file: CURSOR,
    before: 'const IN_DOUBT_MS = 60_000;',
    after: 'const IN_DOUBT_MS = 600_000;',
    seen: /was stored long before the failure, and is sent again/,
  },
  {
    sentence: 3,
    breaks: 'a partial write is sent again',
    file: SENDER,
    before: "return { kind: 'sent', refused: [refusalOf(meant, dropped, says, named)] };",
    after: "return { kind: 'busy', says };",
    seen: /is sent again without a failure/,
  },
  {
    sentence: 3,
    breaks: 'a database that refuses everything is passed over',
    file: SENDER,
    before: "return { kind: 'misconfigured', why: 'refusesAll', says };",
    after: "return { kind: 'sent', refused };",
    seen: /passed over|count as refused|delivered and/,
  },
  {
    sentence: 3,
    breaks: 'a refused measurement is taken for stored',
    file: 'src/influx/mirror-log.ts',
    before: 'if (refused.some((refusal) => refusal.measurement === measurement)) continue;',
    after: '',
    seen: /the database refuses \w+, and the status says/,
  },
  {
    sentence: 4,
    breaks: 'a 204 is not believed',
    file: 'src/influx/answer.ts',
    before: "if (status === 204) return { kind: 'stored' };",
    after: "if (status === 204) return { kind: 'busy', says };",
    seen: /is sent again without a failure/,
  },
];

/** The parts of the project that the model needs. */
export const MODEL_PARTS = [
  'test/influx/model',
  'test/influx/made-answers.ts',
  'testbed/support',
  'testbed/run',
  'testbed/project.ts',
];

/**
 * Plays the model in a copy of the project with the text replaced. Returns what the model reports of the first run in
 * which something is wrong.
 */
export async function playMutated(folder: string, mutation: DeliveryMutation, runs: number): Promise<string> {
  const model = join(folder, 'test/influx/model');
  const script = `
    import fc from 'fast-check';
    import { play } from '${model}/play.ts';
    import { scenarios } from '${model}/scenario.ts';
    for (const scenario of fc.sample(scenarios, { seed: 2, numRuns: ${runs} })) {
      const faults = await play(scenario);
      if (faults.length > 0) { console.log(faults.join('\\n')); break; }
    }`;
  const args = ['--input-type=module', '--eval', script];
  const { stdout } = await whileMutated(folder, mutation, () =>
    promisify(execFile)(process.execPath, args, { cwd: folder }),
  );
  return stdout;
}
