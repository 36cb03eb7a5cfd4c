import { setTimeout as delay } from 'node:timers/promises';
import type { Daemon } from '../support/daemon.ts';
import type { Gate, Way } from './gate.ts';
import type { House } from './house.ts';
import type { Plugin } from './plugin.ts';
import type { Random } from './random.ts';

export interface Scene {
  readonly house: House;
  readonly plugin: Plugin;
  readonly gate: Gate;
  readonly server: Daemon;
  /** What somebody on the way may repeat, and nobody may tell. */
  readonly secrets: readonly string[];
}

/** What goes wrong, for some milliseconds where it lasts; all is well again when it resolves. */
interface Fault {
  readonly name: string;
  strike(scene: Scene, ms: number): Promise<void>;
}

const FAULTS: readonly Fault[] = [
  { name: 'server stopped', strike: (scene, ms) => away(scene, 'stop', ms) },
  { name: 'server killed', strike: (scene, ms) => away(scene, 'kill', ms) },
  { name: 'server killed right after an answer, back at once', strike: killedAfterAnswer },
  standIn('hang'),
  standIn('trickle'),
  standIn('reset'),
  standIn('cut'),
  standIn({ status: 500 }),
  standIn({ status: 503, headers: { 'retry-after': '1' } }),
  standIn({ status: 429, headers: { 'retry-after': '2' } }),
  {
    name: 'one request in ten fails',
    strike: (scene, ms) => through(scene, { failsOneIn: 10, body: repeating(scene.secrets) }, ms),
  },
  { name: '401, until a restart', strike: refused },
  { name: 'plugin stopped', strike: (scene) => restart(scene, 'stop') },
  { name: 'plugin killed', strike: (scene) => restart(scene, 'kill') },
  {
    name: 'plugin killed while the server is away',
    async strike(scene, ms) {
      await scene.server.stop();
      await through(scene, 'shut', ms);
      await restart(scene, 'kill', scene.server.restart);
    },
  },
  {
    name: 'server killed while the plugin is stopped',
    strike: (scene) => restart(scene, 'stop', () => killedAndBack(scene)),
  },
  {
    name: 'meter unplugged',
    async strike(scene, ms) {
      await scene.house.unplug();
      await delay(ms);
      await plugAgain(scene);
    },
  },
];

/** Every fault once in each round, in an order and for times that only `random` knows, until `endMs` (monotonic). */
export async function* strikes(scene: Scene, random: Random, endMs: number): AsyncGenerator<string, void> {
  for (;;) {
    for (const { name, strike } of random.shuffled(FAULTS)) {
      if (performance.now() > endMs) return;
      const [quietMs, ms] = [random.whole(0, 2_500), random.whole(200, 3_500)];
      await delay(quietMs);
      yield `${name} (${ms} ms, after ${quietMs} ms)`;
      await strike(scene, ms);
    }
  }
}

function standIn(way: Exclude<Way, { readonly failsOneIn: number }>): Fault {
  const name = typeof way === 'string' ? way : String(way.status);
  return {
    name,
    strike: (scene, ms) =>
      through(scene, typeof way === 'string' ? way : { ...way, body: repeating(scene.secrets) }, ms),
  };
}

async function through({ gate }: Scene, way: Way, ms: number): Promise<void> {
  await gate.set(way);
  await delay(ms);
  await gate.set('open');
}

function repeating(secrets: readonly string[]): string {
  return `who are you, ${secrets.join(' or ')}?`;
}

/** Who is refused tries again after a minute, or a new start. */
export async function refused(scene: Scene): Promise<void> {
  const { gate, secrets } = scene;
  await gate.set({ status: 401, body: repeating(secrets) });
  await gate.nextAnswer();
  await gate.set('open');
  await restart(scene, 'stop');
}

/** Before the next batch, so that no request fails. */
export async function killedAfterAnswer(scene: Scene): Promise<void> {
  await scene.gate.nextAnswer();
  await killedAndBack(scene);
}

async function killedAndBack({ server }: Scene): Promise<void> {
  await server.kill();
  await server.restart();
}

async function away({ server, gate }: Scene, how: 'stop' | 'kill', ms: number): Promise<void> {
  await server[how]();
  await gate.set('shut');
  await delay(ms);
  await server.restart();
  await gate.set('open');
}

/** Meanwhile the meter is unplugged: what nobody reads would wait in the line, and be dated too late. */
async function restart(scene: Scene, how: 'stop' | 'kill', meanwhile = async () => {}): Promise<void> {
  const { plugin, house } = scene;
  await plugin[how]();
  await house.unplug();
  await meanwhile();
  await plugin.start();
  await plugAgain(scene);
}

async function plugAgain({ house, plugin }: Scene): Promise<void> {
  await house.plug();
  await plugin.hears();
  house.heard();
}
