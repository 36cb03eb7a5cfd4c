import { setTimeout as delay } from 'node:timers/promises';
import {
  bodyWithSecrets,
  type ChaosScene,
  killAndRestartServer,
  killServerAfterAnswer,
  redirectTarget,
  refuseUntilRestart,
  replug,
  restart,
  setProxyFor,
  takeServerAway,
  unplugInFrame,
} from './faults.ts';
import type { ProxyAnswer, ProxyMode } from './faulty-proxy.ts';
import type { Random } from './random.ts';

/**
 * What goes wrong, for some milliseconds where it lasts. The house and the plugin are well again when it resolves; the way
 * to the server may not be.
 */
interface Fault {
  readonly name: string;
  strike(scene: ChaosScene, ms: number): Promise<void>;
}

/** The first round makes haste, to have struck each of them. */
const FIRST_ROUND = { quietMs: 500, ms: 1_000 };
const LATER_ROUNDS = { quietMs: 2_500, ms: 3_500 };
/** After each row the way is free, because the plugin waits longer after each failure. */
const ROWS = 5;
const CLASH =
  'partial write: field type conflict: input field "PAPP" is type float, already exists as integer dropped=1';

/** Nothing comes through. */
const OUTAGES: readonly Fault[] = [
  standIn('hang'),
  standIn('trickle'),
  standIn('reset'),
  standIn('cut'),
  standIn({ status: 500 }),
  standIn({ status: 503, headers: { 'retry-after': '1' } }),
  standIn({ status: 429, headers: { 'retry-after': '2' } }),
];

/** The server, the plugin or the meter is away, or whoever stands in the way must be got round by a restart. */
const ENDS: readonly Fault[] = [
  { name: 'server stopped', strike: (scene, ms) => takeServerAway(scene, 'stop', ms) },
  { name: 'server killed', strike: (scene, ms) => takeServerAway(scene, 'kill', ms) },
  { name: 'server killed right after an answer, back at once', strike: killServerAfterAnswer },
  { name: '401, until a restart', strike: (scene) => refuseUntilRestart(scene, { status: 401 }) },
  {
    name: '302, until a restart',
    strike: (scene) => refuseUntilRestart(scene, { status: 302, headers: { location: redirectTarget(scene.secrets) } }),
  },
  { name: 'plugin stopped', strike: (scene) => restart(scene, 'stop') },
  { name: 'plugin killed', strike: (scene) => restart(scene, 'kill') },
  {
    name: 'plugin killed while the server is away',
    async strike(scene, ms) {
      await scene.server.stop();
      await scene.gate.set('shut');
      await delay(ms);
      await scene.gate.set('open');
      await restart(scene, 'kill', scene.server.restartPlugin);
    },
  },
  {
    name: 'server killed while the plugin is stopped',
    strike: (scene) => restart(scene, 'stop', () => killAndRestartServer(scene)),
  },
  {
    name: 'meter unplugged',
    async strike(scene, ms) {
      await unplugInFrame(scene);
      await delay(ms);
      await replug(scene);
    },
  },
];

/** What comes through, comes through with difficulty. */
const ANSWERS: readonly Fault[] = [
  once({ status: 413, body: '{"error":"Request Entity Too Large"}' }),
  once({ status: 422, body: `{"code":"unprocessable entity","message":"${CLASH}"}` }),
  once({ status: 500, body: `{"code":"internal error","message":"unexpected error: ${CLASH}"}` }),
  { name: 'stored, and answered with 201', strike: (scene, ms) => setProxyFor(scene, { as: 201 }, ms) },
  {
    name: 'one request in ten fails',
    strike: (scene, ms) => setProxyFor(scene, { failsOneIn: 10, body: bodyWithSecrets(scene.secrets) }, ms),
  },
];

/**
 * Every fault once in each round, in an order and for times that only `random` knows: one whole round, and more until
 * `endMs` (monotonic). Gives each when it has struck.
 */
export async function* faultsInRandomOrder(
  scene: ChaosScene,
  random: Random,
  endMs: number,
): AsyncGenerator<string, void> {
  for (let most = FIRST_ROUND; ; most = LATER_ROUNDS) {
    for (const row of rowsOf(random)) {
      await quiet(scene, random.whole(0, most.quietMs));
      for (const fault of row) yield struck(fault, scene, random.whole(200, most.ms));
      if (most === LATER_ROUNDS && performance.now() > endMs) return;
    }
    if (performance.now() > endMs) return;
  }
}

/**
 * The outages first: the mirror sends every ten seconds, but tries again at once when something has failed. So the round
 * need not wait for each of them, and what ends meanwhile ends with a request in the way.
 */
function rowsOf(random: Random): readonly (readonly Fault[])[] {
  const kinds = [OUTAGES, ENDS, ANSWERS].map(random.shuffled);
  return Array.from({ length: ROWS }, (_, row) => kinds.flatMap((kind) => kind.filter((_, at) => at % ROWS === row)));
}

async function struck({ name, strike }: Fault, scene: ChaosScene, ms: number): Promise<string> {
  const startedMs = performance.now();
  await strike(scene, ms).catch((cause: unknown) => {
    throw new Error(`${name} (${ms} ms) went wrong itself`, { cause });
  });
  return `${name} (${Math.round(performance.now() - startedMs)} ms)`;
}

/** The way is free, and the plugin has found that it is. */
async function quiet({ gate }: ChaosScene, ms: number): Promise<void> {
  await gate.set('open');
  if (!gate.isWell) await gate.nextAnswer();
  await delay(ms);
}

/** Somebody else answers, until the next fault. */
function standIn(way: Extract<ProxyMode, string> | ProxyAnswer): Fault {
  if (typeof way === 'string') return { name: way, strike: (scene, ms) => setProxyFor(scene, way, ms) };
  const { status } = way;
  return {
    name: String(status),
    strike: (scene, ms) => setProxyFor(scene, { ...way, body: bodyWithSecrets(scene.secrets) }, ms),
  };
}

/** One request is refused, although each of its lines is right: the server takes them all, half by half. */
function once(said: ProxyAnswer): Fault {
  return { name: `${said.status}, once`, strike: (scene, ms) => setProxyFor(scene, { once: said }, ms) };
}
