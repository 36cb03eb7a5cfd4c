import { setTimeout as delay } from 'node:timers/promises';
import type { Daemon } from '../../../testbed/daemon.ts';
import { dueSerials } from './delivered-points.ts';
import type { FaultyProxy, ProxyAnswer, ProxyMode } from './faulty-proxy.ts';
import { COMMIT_SECONDS, type Plugin } from './plugin.ts';
import { type PluginClock, STEP_MS } from './plugin-clock.ts';
import type { TalkingMeter } from './talking-meter.ts';

/** All that takes part in a run, to which the faults happen. */
export interface ChaosScene {
  readonly meter: TalkingMeter;
  readonly plugin: Plugin;
  readonly proxy: FaultyProxy;
  readonly server: Daemon;
  readonly clock: PluginClock;
  /** Texts that a hostile answer may contain, and that the plugin must not repeat anywhere. */
  readonly secrets: readonly string[];
  /** The serial numbers of the frames that were only in memory when the plugin was killed. */
  readonly uncommitted: Set<number>;
}

/** After so long by its own clock, a frame is committed: the interval of the commits, and the step in which it ends. */
const LONGEST_UNCOMMITTED_MS = COMMIT_SECONDS * 1_000 + STEP_MS;

/** Sets the proxy to a mode, until a write has arrived in that mode and `ms` have passed. */
export async function setProxyFor({ proxy }: ChaosScene, mode: ProxyMode, ms: number): Promise<void> {
  await proxy.setMode(mode);
  await proxy.nextWrite();
  await delay(ms);
}

/** The body of a hostile answer, which repeats the secrets that the plugin sent. */
export function bodyWithSecrets(secrets: readonly string[]): string {
  return `who are you, ${secrets.join(' or ')}?`;
}

/** The URL of a redirection that repeats a secret, too. */
export function redirectTarget(secrets: readonly string[]): string {
  const [secret = ''] = secrets.map(encodeURIComponent);
  return `http://linky:${secret}@127.0.0.1:9/${secret}?token=${secret}`;
}

/** Refuses a request, after which the plugin only tries again after a minute or a restart, and restarts the plugin. */
export async function refuseUntilRestart(scene: ChaosScene, answer: ProxyAnswer): Promise<void> {
  const { proxy, secrets } = scene;
  await proxy.setMode({ ...answer, body: bodyWithSecrets(secrets) });
  await proxy.nextAnswer();
  await proxy.setMode('open');
  await restartPlugin(scene, 'stop');
}

/** Kills the server between two requests. The plugin's clock stands still meanwhile, so no request is due, and none fails. */
export async function killServerAfterAnswer(scene: ChaosScene): Promise<void> {
  const { proxy, plugin, meter } = scene;
  await proxy.setMode('open');
  await plugin.waitUntilCaughtUp();
  await proxy.nextAnswer();
  await meter.fallSilent();
  await killAndRestartServer(scene);
  meter.resume();
}

export async function killAndRestartServer({ server }: ChaosScene): Promise<void> {
  await server.kill();
  await server.restart();
}

/** Ends the server; for `ms` connections are refused. */
export async function takeServerAway({ server, proxy }: ChaosScene, how: 'stop' | 'kill', ms: number): Promise<void> {
  await server[how]();
  await proxy.setMode('shut');
  await delay(ms);
  await server.restart();
  await proxy.setMode('open');
}

/**
 * The meter is unplugged until the plugin runs again: frames would be buffered in the line, and get a time that is too
 * late.
 */
export async function restartPlugin(
  scene: ChaosScene,
  how: 'stop' | 'kill',
  meanwhile = async () => {},
): Promise<void> {
  const { plugin, meter } = scene;
  await prepareForCut(scene);
  if (how === 'stop') await plugin.stop();
  else await killPlugin(scene);
  await meter.unplug();
  await meanwhile();
  await plugin.start();
  await replug(scene);
}

/** Kills the plugin, and notes the frames that its journal does not have: they were only in memory, and may be lost. */
async function killPlugin({ plugin, meter, clock, uncommitted }: ChaosScene): Promise<void> {
  const killedMs = clock.wall();
  const committed = await plugin.kill();
  const newest = Math.max(...committed);
  for (const serial of dueSerials(meter)) {
    // An earlier kill may have lost frames, which are noted already.
    if (serial <= newest || uncommitted.has(serial)) continue;
    // A frame that the plugin had not logged yet may have reached it just now.
    if ((meter.sent.get(serial)?.loggedMs ?? killedMs) < killedMs - LONGEST_UNCOMMITTED_MS) {
      throw new Error(`frame ${serial} was still not committed when the plugin was killed`);
    }
    uncommitted.add(serial);
  }
}

/** Pulls the plug in the middle of a frame. */
export async function unplugInFrame(scene: ChaosScene): Promise<void> {
  await prepareForCut(scene);
  await scene.meter.unplug();
}

/**
 * Waits until the plugin has logged all frames that are due, and then sends frames that are not: only these may be cut. If the
 * plugin never logs a due frame, the comparison at the end shows whether it was lost.
 */
async function prepareForCut({ meter, plugin }: ChaosScene): Promise<void> {
  const last = await meter.fallSilent();
  if (last !== undefined) await plugin.waitForFrame(last).catch(() => undefined);
  await meter.sendOptionalFrames();
}

/** Resolves when the plugin has opened the port again, and has logged a frame. */
export async function replug({ meter, plugin }: ChaosScene): Promise<void> {
  await meter.plug();
  await meter.waitUntilOpened();
  await plugin.waitForFrame();
}
