import { type Mutation, whileMutated } from '../../../testbed/support/mutated-project.ts';
import { playedIn } from './played-in.ts';

/** Breaks one of the seven sentences of delivery (at the head of `influx/mirror.ts`). */
interface DeliveryMutation extends Mutation {
  /** What the model reports. */
  readonly seen: RegExp;
  /** A seed whose first runs show it. */
  readonly seed: number;
}

export const MUTATIONS: readonly DeliveryMutation[] = [
  {
    sentence: 1,
    breaks: 'two requests are on their way at a time',
    file: 'src/influx/mirror.ts',
    before: 'await sleep(await this.#round(client, verified, end.signal), clock, life);',
    after: `await sleep(
      Math.min(
        ...(await Promise.all([this.#round(client, verified, end.signal), this.#round(client, verified, end.signal)])),
      ),
      clock,
      life,
    );`,
    seen: /requests at a time/,
    seed: 1,
  },
  {
    sentence: 2,
    breaks: 'the live cursor goes back to the positions in doubt',
    file: 'src/influx/progress.ts',
    before: 'doubts: merged([...progress.doubts, ...lost]),',
    after: 'live: Math.min(progress.live, ...lost.map(({ from }) => from)),',
    seen: /again, before \d+ new readings/,
    seed: 5,
  },
  {
    sentence: 3,
    breaks: 'a connection that is lost while idle raises no doubt',
    file: 'src/influx/mirror.ts',
    before: 'this.#queue.doubt(this.#parts.clock.now());\n        verified.forget();',
    after: 'verified.forget();',
    seen: /lost|may lose/,
    seed: 8,
  },
  {
    sentence: 4,
    breaks: 'the journal holds as delivered what was acknowledged last',
    file: 'src/influx/progress.ts',
    before: 'return Math.min(live, ...[...doubts, ...recent].map(({ from }) => from));',
    after: 'return Math.min(live, ...doubts.map(({ from }) => from), recent.length + live);',
    seen: /may lose/,
    seed: 1,
  },
  {
    sentence: 5,
    breaks: 'refused lines are not set aside',
    file: 'src/influx/refused-lines.ts',
    before: 'return before < MOST_OF_A_SERIES;',
    after: 'return before < 0;',
    seen: /counted as refused, and 0 set aside/,
    seed: 1,
  },
  {
    sentence: 5,
    breaks: 'what is refused for its database, in words that are known, is set aside',
    file: 'src/influx/answer.ts',
    before: "if (mistake) return { kind: 'misconfigured', why: mistake, says };",
    after: "if (mistake) return { kind: 'refused', says };",
    seen: /set aside, and never refused|counts as delivered/,
    seed: 1,
  },
  {
    sentence: 5,
    breaks: 'what is refused for its database, in words that are unknown, is set aside',
    file: 'src/influx/refuses-all.ts',
    before: "return { kind: 'misconfigured', why: 'refusesAll', says };",
    after: "return { kind: 'takesSome', tried };",
    seen: /set aside, and never refused|counts as delivered/,
    seed: 1,
  },
  {
    sentence: 6,
    breaks: 'an answer that settles lines counts, whoever gives it',
    file: 'src/influx/verified-client.ts',
    before: "if (isFoundOut()) return settled(result, knowledge.kind === 'known');",
    after: 'return settled(result, true);',
    seen: /a stranger|settled first after/,
    seed: 6,
  },
  {
    sentence: 7,
    breaks: 'an outage stays on the list of what is wrong until everything was sent',
    file: 'src/influx/mirror-log.ts',
    before: "this.#parts.reports.report('delivery', undefined);",
    after: '',
    seen: /the list has \w+, and the status/,
    seed: 1,
  },
  {
    sentence: 7,
    breaks: 'series that are taken again stay on the list of what is wrong',
    file: 'src/influx/mirror-log.ts',
    before: 'refused.length === 0\n        ? undefined',
    after: 'refused.length === 0\n        ? { part: "mirror", kind: "refused", to: this.#to, says, seriesInAll: 1 }',
    seen: /the list has 1 refused series, and the status 0/,
    seed: 1,
  },
];

/** The parts of the project that the model needs. */
export const MODEL_PARTS = [
  ...['config.schema.json', 'test/influx/model'],
  ...['testbed/child-clock', 'testbed/databases', 'testbed/support', 'testbed/run'],
  ...['testbed/daemon.ts', 'testbed/project.ts'],
];

/**
 * Plays the model in a copy of the project with the text replaced. Gives what the model reports; undefined when it found nothing in so
 * many runs.
 */
export function playMutated(folder: string, mutation: DeliveryMutation, runs: number): Promise<string | undefined> {
  return whileMutated(folder, mutation, () => playedIn(folder, { seed: mutation.seed, runs, shrinks: false }));
}
