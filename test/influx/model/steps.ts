import fc from 'fast-check';
import { ANSWERS, type AnswerName, STRANGERS, type StrangerName } from './answers.ts';
import { COMPLAINTS, type ComplaintName, DATABASE_REFUSALS, type DatabaseRefusal } from './complaints.ts';
import { type DatabaseIdentity, IDENTITIES } from './database-identity.ts';
import { LOST_BY_KILL_MS, LOST_BY_POWER_CUT_MS, type Refusal } from './storage.ts';

/** One thing that happens to the plugin or to the database. */
export type Step =
  /** So many meters send one frame a second each. */
  | { readonly kind: 'readings'; readonly seconds: number; readonly meters: number }
  /** So many frames of each meter come at once. */
  | { readonly kind: 'burst'; readonly frames: number; readonly meters: number }
  | { readonly kind: 'quiet'; readonly ms: number }
  /** After `after` other writes, `requests` of them get this answer. */
  | { readonly kind: 'answers'; readonly answer: AnswerName; readonly requests: number; readonly after: number }
  /** With `awayMs` 0 it is back before the next request. */
  | { readonly kind: 'serverKilled'; readonly losesMs: number; readonly awayMs: number }
  | {
      readonly kind: 'stranger';
      readonly stranger: StrangerName;
      readonly seconds: number;
      readonly during: Ending | 'nothing';
    }
  | { readonly kind: 'refuses'; readonly refusal: Refusal }
  /** Until it takes all again, the database refuses whatever is written to it. */
  | { readonly kind: 'refusesAll'; readonly how: DatabaseRefusal }
  | { readonly kind: 'takesAll' }
  | { readonly kind: 'keepsFor'; readonly ms: number }
  | { readonly kind: 'takesAtMost'; readonly lines: number }
  | { readonly kind: 'commit' }
  | { readonly kind: Ending; readonly downMs: number }
  | { readonly kind: 'clock'; readonly byMs: number };

/** How a process of the plugin ends, before the next one begins. */
export type Ending = 'restart' | 'kill';

export interface Scenario {
  readonly version: '1' | '2';
  readonly literal: boolean;
  readonly identity: DatabaseIdentity;
  readonly complaint: ComplaintName;
  readonly steps: readonly Step[];
}

const meters = fc.integer({ min: 1, max: 3 });
/** A process takes some time to start, so that its first frame is later than any of the process before. */
const downs = fc.constantFrom(500, 5_000, 120_000);

const readings = fc.record({ kind: fc.constant('readings'), seconds: fc.integer({ min: 1, max: 40 }), meters });
const burst = fc.record({ kind: fc.constant('burst'), frames: fc.integer({ min: 40, max: 120 }), meters });
const quiet = fc.record({ kind: fc.constant('quiet'), ms: fc.constantFrom(1_000, 10_000, 61_000, 120_000) });
const answers = fc.record({
  kind: fc.constant('answers'),
  answer: fc.oneof(
    { arbitrary: fc.constantFrom(...(Object.keys(ANSWERS) as AnswerName[])), weight: 3 },
    { arbitrary: fc.constantFrom('dies', 'diesBehindProxy', 'diesBehindRouter'), weight: 1 },
  ),
  requests: fc.constantFrom(1, 1, 2, 3, 6),
  after: fc.constantFrom(0, 0, 1, 2),
});
const serverKilled = fc.record({
  kind: fc.constant('serverKilled'),
  losesMs: fc.constantFrom(LOST_BY_KILL_MS, LOST_BY_KILL_MS, LOST_BY_POWER_CUT_MS, 0),
  awayMs: fc.constantFrom(0, 0, 500, 15_000, 90_000),
});
const stranger = fc.record({
  kind: fc.constant('stranger'),
  stranger: fc.constantFrom(...(Object.keys(STRANGERS) as StrangerName[])),
  seconds: fc.integer({ min: 5, max: 40 }),
  during: fc.constantFrom('nothing', 'nothing', 'restart', 'kill'),
});
const refuses = fc.record({
  kind: fc.constant('refuses'),
  refusal: fc.record(
    {
      measurement: fc.constantFrom('linky', 'linky_tic', 'linky_energy', 'linky_register', 'linky_info', 'linky_phase'),
      meter: fc.constantFrom('linky', 'garage'),
      every: fc.constantFrom(1, 1, 2, 3),
    },
    { requiredKeys: ['measurement', 'every'] },
  ),
});
const refusesAll = fc.record({
  kind: fc.constant('refusesAll'),
  how: fc.constantFrom(...(Object.keys(DATABASE_REFUSALS) as DatabaseRefusal[])),
});
const takesAll = fc.record({ kind: fc.constant('takesAll') });
const keepsFor = fc.record({ kind: fc.constant('keepsFor'), ms: fc.constantFrom(20_000, 60_000) });
const takesAtMost = fc.record({ kind: fc.constant('takesAtMost'), lines: fc.constantFrom(8, 40, 300) });
const commit = fc.record({ kind: fc.constant('commit') });
const restart = fc.record({ kind: fc.constant('restart'), downMs: downs });
const kill = fc.record({ kind: fc.constant('kill'), downMs: downs });
const clock = fc.record({
  kind: fc.constant('clock'),
  byMs: fc.constantFrom(-3_600_000, -90_000, -1_500, 700, 600_000),
});

const steps: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: readings, weight: 12 },
  { arbitrary: burst, weight: 2 },
  { arbitrary: quiet, weight: 5 },
  { arbitrary: answers, weight: 8 },
  { arbitrary: serverKilled, weight: 5 },
  { arbitrary: stranger, weight: 2 },
  { arbitrary: refuses, weight: 2 },
  { arbitrary: refusesAll, weight: 2 },
  { arbitrary: takesAll, weight: 2 },
  { arbitrary: keepsFor, weight: 1 },
  { arbitrary: takesAtMost, weight: 1 },
  { arbitrary: commit, weight: 4 },
  { arbitrary: restart, weight: 2 },
  { arbitrary: kill, weight: 2 },
  { arbitrary: clock, weight: 1 },
);

/** What may happen in a run. Half of the databases show in each answer that they are one, as most do. */
export const scenarios: fc.Arbitrary<Scenario> = fc.record({
  version: fc.constantFrom('1', '2'),
  literal: fc.boolean(),
  identity: fc.constantFrom(...IDENTITIES),
  complaint: fc.constantFrom(...(Object.keys(COMPLAINTS) as ComplaintName[])),
  steps: fc.array(steps, { minLength: 5, maxLength: 30, size: 'max' }),
});
