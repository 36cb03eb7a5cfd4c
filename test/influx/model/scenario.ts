import fc from 'fast-check';
import { ANSWERS, type Dialect, type Encounter, LOSES_MS, REFUSALS } from './database.ts';
import { METERS } from './journal.ts';

const MEASUREMENTS = ['linky', 'linky_tic', 'linky_energy', 'linky_register', 'linky_info', 'linky_phase'];

const MOST_REFUSED = 2;

const kind = <Kind extends string>(name: Kind) => fc.constant(name);
const keyOf = <Key extends string>(table: { readonly [key in Key]: unknown }) =>
  fc.constantFrom(...(Object.keys(table) as Key[]));

/** A server needs a second to start: it does not die between two requests for the same batch and answer both. */
const death = fc.record({ loses: keyOf(LOSES_MS), awayMs: fc.constantFrom(1_000, 1_000, 15_000, 90_000) });
const encounter: fc.Arbitrary<Encounter> = fc.record({
  answer: fc.option(keyOf(ANSWERS), { nil: undefined }),
  isStored: fc.boolean(),
  death: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: death }),
});
const state = fc.oneof(
  fc.record({ refusesAll: keyOf(REFUSALS) }),
  fc.record({ keepsMs: fc.constantFrom(5_000, 30_000) }),
  fc.record({ mostLines: fc.constantFrom(4, 20, 80) }),
  fc.record({ answersInMs: fc.constantFrom(700, 3_000) }),
);
const readings = { seconds: fc.integer({ min: 1, max: 40 }), meters: fc.integer({ min: 1, max: METERS.length }) };
const refused = fc.uniqueArray(fc.constantFrom(...MEASUREMENTS), { minLength: 1, maxLength: MOST_REFUSED });

/** One thing that happens to the plugin or to the database. */
const step = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: kind('readings'), ...readings }) },
  { weight: 4, arbitrary: fc.record({ kind: kind('quiet'), ms: fc.constantFrom(1_000, 10_000, 61_000, 120_000) }) },
  { weight: 10, arbitrary: fc.record({ kind: kind('meets'), encounters: fc.array(encounter, { maxLength: 4 }) }) },
  { weight: 5, arbitrary: fc.record({ kind: kind('dies'), death }) },
  { weight: 3, arbitrary: fc.record({ kind: kind('refuses'), measurements: refused }) },
  { weight: 4, arbitrary: fc.record({ kind: kind('becomes'), state }) },
  { weight: 3, arbitrary: fc.record({ kind: kind('recovers') }) },
  { weight: 4, arbitrary: fc.record({ kind: kind('commit') }) },
  /** A process takes some time to start, so that its first frame is later than any of the process before. */
  { weight: 2, arbitrary: fc.record({ kind: kind('restart'), downMs: fc.constantFrom(500, 5_000, 120_000) }) },
  { weight: 3, arbitrary: fc.record({ kind: kind('kill'), downMs: fc.constantFrom(500, 5_000, 120_000) }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('journalOpensAgain'), lost: fc.constantFrom(0, 10, 100) }) },
);

export const scenarios = fc.record({
  /** Whether `linky_tic` is sent, too. */
  literal: fc.boolean(),
  dialect: fc.constantFrom<Dialect>('named', 'unnamed', 'created', 'whole'),
  /** Whether the database still refuses measurements in the end. */
  refusesToTheEnd: fc.boolean(),
  steps: fc.array(step, { minLength: 1, maxLength: 25, size: 'max' }),
});

type Drawn<Of> = Of extends fc.Arbitrary<infer Value> ? Value : never;
export type Step = Drawn<typeof step>;
export type Scenario = Drawn<typeof scenarios>;
