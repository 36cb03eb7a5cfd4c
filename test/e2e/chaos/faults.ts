import { setTimeout as delay } from 'node:timers/promises';
import type { Daemon } from '../../../testbed/daemon.ts';
import { dueSerials } from './delivered-points.ts';
import type { FaultyProxy, ProxyAnswer, ProxyMode } from './faulty-proxy.ts';
import { COMMIT_SECONDS, type Plugin } from './plugin.ts';
import { type PluginClock, STEP_MS } from './plugin-clock.ts';
import type { TalkingMeter } from './talking-meter.ts';

export interface ChaosScene {
  readonly house: TalkingMeter;
  readonly plugin: Plugin;
  readonly gate: FaultyProxy;
  readonly server: Daemon;
  readonly time: PluginClock;
  /** What somebody on the way may repeat, and nobody may tell. */
  readonly secrets: readonly string[];
  /** The frames that were in memory only when the plugin was killed, by serial number. */
  readonly uncommitted: Set<number>;
}

/** By its own clock it commits no later, but for the step in which the time comes. */
const LONGEST_UNCOMMITTED_MS = COMMIT_SECONDS * 1_000 + STEP_MS;

/** So long, and until it has met with a request. */
export async function setProxyFor({ gate }: ChaosScene, way: ProxyMode, ms: number): Promise<void> {
  await gate.set(way);
  await gate.nextQuestion();
  await delay(ms);
}

/** What who answers in the server's place says: all that it was told. */
export function bodyWithSecrets(secrets: readonly string[]): string {
  return `who are you, ${secrets.join(' or ')}?`;
}

/** An address that repeats it, too. */
export function redirectTarget(secrets: readonly string[]): string {
  const [secret = ''] = secrets.map(encodeURIComponent);
  return `http://linky:${secret}@127.0.0.1:9/${secret}?token=${secret}`;
}

/** Who is refused tries again after a minute, or a new start. */
export async function refuseUntilRestart(scene: ChaosScene, said: ProxyAnswer): Promise<void> {
  const { gate, secrets } = scene;
  await gate.set({ ...said, body: bodyWithSecrets(secrets) });
  await gate.nextAnswer();
  await gate.set('open');
  await restart(scene, 'stop');
}

/** No time passes for the plugin meanwhile: the next batch is not due, so that no request fails. */
export async function killServerAfterAnswer(scene: ChaosScene): Promise<void> {
  const { gate, plugin, house } = scene;
  await gate.set('open');
  await plugin.caughtUp();
  await gate.nextAnswer();
  await house.fallSilent();
  await killAndRestartServer(scene);
  house.talkAgain();
}

/** Ended without warning, and ready again. */
export async function killAndRestartServer({ server }: ChaosScene): Promise<void> {
  await server.kill();
  await server.restartPlugin();
}

/** Nobody listens there for a while. */
export async function takeServerAway({ server, gate }: ChaosScene, how: 'stop' | 'kill', ms: number): Promise<void> {
  await server[how]();
  await gate.set('shut');
  await delay(ms);
  await server.restartPlugin();
  await gate.set('open');
}

/** Meanwhile the meter is unplugged: what nobody reads would wait in the line, and be dated too late. */
export async function restart(scene: ChaosScene, how: 'stop' | 'kill', meanwhile = async () => {}): Promise<void> {
  const { plugin, house } = scene;
  await prepareForCut(scene);
  if (how === 'stop') await plugin.stop();
  else await kill(scene);
  await house.unplug();
  await meanwhile();
  await plugin.start();
  await replug(scene);
}

/** What is neither in its journal nor, as will turn out, in the database, was in memory only. */
async function kill({ plugin, house, time, uncommitted }: ChaosScene): Promise<void> {
  const killedMs = time.wall();
  const committed = await plugin.kill();
  const newest = Math.max(...committed);
  for (const serial of dueSerials(house)) {
    // When two kills follow each other, what the first one cost is noted already.
    if (serial <= newest || uncommitted.has(serial)) continue;
    // What the plugin had not told of yet may be quite new, however long ago it began.
    if ((house.written.get(serial)?.toldMs ?? killedMs) < killedMs - LONGEST_UNCOMMITTED_MS) {
      throw new Error(`frame ${serial} was still not committed when the plugin was killed`);
    }
    uncommitted.add(serial);
  }
}

/** The plug is pulled in the middle of a frame. */
export async function unplugInFrame(scene: ChaosScene): Promise<void> {
  await prepareForCut(scene);
  await scene.house.unplug();
}

/**
 * The plugin has told of all that it must have when something strikes, but for what is just on its way: no more than that
 * may be cut. Should it never tell of it, the account will show what became of it.
 */
async function prepareForCut({ house, plugin }: ChaosScene): Promise<void> {
  const last = await house.fallSilent();
  if (last !== undefined) await plugin.hears(last).catch(() => undefined);
  await house.sayLastWords();
}

/** Resolves when the plugin has the port open, and has told of a frame. */
export async function replug({ house, plugin }: ChaosScene): Promise<void> {
  await house.plug();
  await house.listened();
  await plugin.hears();
}
