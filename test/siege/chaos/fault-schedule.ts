import { seededRandom } from '../../../src/source/demo/seeded-random.ts';
import type { Answer, PlainAnswer } from '../../../testbed/databases/answers.ts';
import { oneFailsIn, PASS_ON, type PassedOn, type Rule } from '../../../testbed/databases/proxy.ts';
import {
  bodyWithSecrets,
  type ChaosScene,
  killAndRestartServer,
  killServerAfterAnswer,
  mendProxy,
  redirectTarget,
  refuseUntilRestart,
  replug,
  restartPlugin,
  setProxyFor,
  takeServerAway,
  unplugInFrame,
} from './faults.ts';

/**
 * `inject` causes the fault, for so many steps of the plugin's clock if it lasts. When it resolves, meter and plugin are well again; the
 * proxy may not be.
 */
interface Fault {
  readonly name: string;
  inject(scene: ChaosScene, steps: number): Promise<void>;
}

/**
 * The longest pause before a row of faults, and the longest duration of a fault, in steps of the plugin's clock. The first round is short,
 * so that each run has all faults.
 */
const FIRST_ROUND = { quietSteps: 15, faultSteps: 30 };
const LATER_ROUNDS = { quietSteps: 75, faultSteps: 100 };
const FEWEST_STEPS = 5;
/**
 * The faults of a round come in so many rows. The proxy is open in between, because the plugin waits longer after each
 * failure.
 */
const ROWS = 5;
/** As InfluxDB 3 refuses a whole request. A `partial write` would say that the rest is stored. */
const CLASH = "invalid column type for column 'PAPP'";

/** The proxy answers in the place of the server. No write reaches the server. */
const OUTAGES: readonly Fault[] = [
  answersInstead('hang'),
  answersInstead('trickle'),
  answersInstead('reset'),
  answersInstead('cut'),
  answersInstead({ status: 500 }),
  answersInstead({ status: 503, headers: { 'retry-after': '1' } }),
  answersInstead({ status: 429, headers: { 'retry-after': '2' } }),
];

/** The server, the plugin or the meter is away for some time, or the plugin must be restarted to try again. */
const INTERRUPTIONS: readonly Fault[] = [
  { name: 'server stopped', inject: (scene, steps) => takeServerAway(scene, 'stop', steps) },
  { name: 'server killed', inject: (scene, steps) => takeServerAway(scene, 'kill', steps) },
  { name: 'server killed right after an answer, back at once', inject: killServerAfterAnswer },
  { name: '401, until a restart', inject: (scene) => refuseUntilRestart(scene, { status: 401 }) },
  {
    name: '302, until a restart',
    inject: (scene) => refuseUntilRestart(scene, { status: 302, headers: { location: redirectTarget(scene.secrets) } }),
  },
  { name: 'plugin stopped', inject: (scene) => restartPlugin(scene, 'stop') },
  { name: 'plugin killed', inject: (scene) => restartPlugin(scene, 'kill') },
  {
    name: 'plugin killed while the server is away',
    async inject(scene, steps) {
      await scene.server.stop();
      await scene.proxy.shut();
      await scene.clock.steps(steps);
      mendProxy(scene);
      await scene.proxy.open();
      await restartPlugin(scene, 'kill', scene.server.restart);
    },
  },
  {
    name: 'server killed while the plugin is stopped',
    inject: (scene) => restartPlugin(scene, 'stop', () => killAndRestartServer(scene)),
  },
  {
    name: 'meter unplugged',
    async inject(scene, steps) {
      await unplugInFrame(scene);
      await scene.clock.steps(steps);
      await replug(scene);
    },
  },
];

/** The server has stored everything, and the proxy says that it is only a part. */
const AS_201: PassedOn = {
  changed: ({ status, headers }) => ({ status: status === 204 ? 201 : status, headers }),
};

/** The server is reached, but some of its answers are replaced. */
const WRONG_ANSWERS: readonly Fault[] = [
  answersOnce({ status: 413, body: '{"error":"Request Entity Too Large"}' }),
  answersOnce({ status: 422, body: `{"code":"unprocessable entity","message":"${CLASH}"}` }),
  { name: 'stored, and answered with 201', inject: (scene, steps) => setProxyFor(scene, () => AS_201, steps) },
  {
    name: 'one request in ten fails',
    inject: (scene, steps) => setProxyFor(scene, oneFailsIn(10, bodyWithSecrets(scene.secrets)), steps),
  },
];

/**
 * Injects every fault once in each round, in an order and with durations that depend on the seed only: one complete round, and
 * more until `endMs` (monotonic). Gives the name of each fault after it was injected.
 */
export async function* faultsInRandomOrder(
  scene: ChaosScene,
  seed: number,
  endMs: number,
): AsyncGenerator<string, void> {
  const random = seededRandom(seed);
  for (let most = FIRST_ROUND; ; most = LATER_ROUNDS) {
    for (const row of rowsOf(random)) {
      await waitUntilWell(scene, wholeBetween(random, 0, most.quietSteps));
      for (const fault of row) yield injected(fault, scene, wholeBetween(random, FEWEST_STEPS, most.faultSteps));
      if (most === LATER_ROUNDS && performance.now() > endMs) return;
    }
    if (performance.now() > endMs) return;
  }
}

/**
 * Outages come first in each row. The mirror sends every ten seconds, but tries again at once after a failure. So the
 * faults after an outage need not wait for a request, and they interrupt a request that is being sent.
 */
function rowsOf(random: () => number): readonly (readonly Fault[])[] {
  const kinds = [OUTAGES, INTERRUPTIONS, WRONG_ANSWERS].map((faults) => shuffled(random, faults));
  return Array.from({ length: ROWS }, (_, row) => kinds.flatMap((kind) => kind.filter((_, at) => at % ROWS === row)));
}

function shuffled<T>(random: () => number, things: readonly T[]): readonly T[] {
  const rest = [...things];
  return things.map(() => rest.splice(wholeBetween(random, 0, rest.length - 1), 1)[0] as T);
}

/** A whole number in [from, to]. */
function wholeBetween(random: () => number, from: number, to: number): number {
  return from + Math.floor(random() * (to - from + 1));
}

async function injected({ name, inject }: Fault, scene: ChaosScene, steps: number): Promise<string> {
  await inject(scene, steps).catch((cause: unknown) => {
    throw new Error(`injecting "${name}" (${steps} steps) failed`, { cause });
  });
  return `${name} (${steps} steps)`;
}

/** Opens the proxy, waits until the plugin has reached the server, and then for so many steps. */
async function waitUntilWell(scene: ChaosScene, steps: number): Promise<void> {
  mendProxy(scene);
  if (!scene.proxy.isLastWriteAnswered) await scene.proxy.next('answer');
  await scene.clock.steps(steps);
}

/** The proxy answers instead of the server, until the next fault sets another mode. */
function answersInstead(answer: Extract<Answer, string> | PlainAnswer): Fault {
  if (typeof answer === 'string')
    return { name: answer, inject: (scene, steps) => setProxyFor(scene, () => answer, steps) };
  return {
    name: String(answer.status),
    inject: (scene, steps) => setProxyFor(scene, () => ({ ...answer, body: bodyWithSecrets(scene.secrets) }), steps),
  };
}

/** One request is refused although its lines are valid: the server takes them all when the plugin sends them in halves. */
function answersOnce(answer: PlainAnswer): Fault {
  const rule: Rule = (_, before) => (before === 0 ? answer : PASS_ON);
  return { name: `${answer.status}, once`, inject: (scene, steps) => setProxyFor(scene, rule, steps) };
}
