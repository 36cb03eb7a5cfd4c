import type { Daemon } from '../../../testbed/daemon.ts';
import type { PlainAnswer } from '../../../testbed/databases/answers.ts';
import { type DatabaseProxy, PASS_ON, type Rule } from '../../../testbed/databases/proxy.ts';
import { dueSerials } from '../../e2e/delivery/delivered-points.ts';
import { COMMIT_SECONDS, type Plugin } from '../../e2e/delivery/plugin.ts';
import { type PluginClock, STEP_MS } from '../../e2e/delivery/plugin-clock.ts';
import type { TalkingMeter } from '../../e2e/delivery/talking-meter.ts';

/** All that takes part in a run, to which the faults happen. */
export interface ChaosScene {
  readonly meter: TalkingMeter;
  readonly plugin: Plugin;
  readonly proxy: DatabaseProxy;
  readonly server: Daemon;
  readonly clock: PluginClock;
  /** Texts that a hostile answer may contain, and that the plugin must not repeat anywhere. */
  readonly secrets: readonly string[];
  /** The serial numbers of the frames that were only in memory when the plugin was killed. */
  readonly uncommitted: Set<number>;
}

/** After so long by its own clock, a frame is committed: the interval of the commits, and the step in which it ends. */
const LONGEST_UNCOMMITTED_MS = COMMIT_SECONDS * 1_000 + STEP_MS;

/** Cuts every connection, and has the proxy follow a rule from now on. */
function setProxy({ proxy }: Pick<ChaosScene, 'proxy'>, rule: Rule): void {
  proxy.follow(rule);
  proxy.cut();
}

/** The same for passing everything on. */
export function mendProxy(scene: Pick<ChaosScene, 'proxy'>): void {
  setProxy(scene, () => PASS_ON);
}

/** Has the proxy follow a rule until a write has arrived, and so many steps of the plugin's clock have passed. */
export async function setProxyFor(scene: ChaosScene, rule: Rule, steps: number): Promise<void> {
  setProxy(scene, rule);
  await scene.proxy.next('write');
  await scene.clock.steps(steps);
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
export async function refuseUntilRestart(scene: ChaosScene, answer: PlainAnswer): Promise<void> {
  const { proxy, secrets } = scene;
  setProxy(scene, () => ({ ...answer, body: bodyWithSecrets(secrets) }));
  await proxy.next('answer');
  mendProxy(scene);
  await restartPlugin(scene, 'stop');
}

/** Kills the server between two requests. The plugin's clock stands still meanwhile, so no request is due, and none fails. */
export async function killServerAfterAnswer(scene: ChaosScene): Promise<void> {
  const { proxy, plugin, meter } = scene;
  mendProxy(scene);
  await plugin.waitUntilCaughtUp();
  await proxy.next('answer');
  await meter.fallSilent();
  await killAndRestartServer(scene);
  meter.resume();
}

export async function killAndRestartServer({ server }: ChaosScene): Promise<void> {
  await server.kill();
  await server.restart();
}

/** Ends the server; for so many steps connections are refused. */
export async function takeServerAway(
  { server, proxy, clock }: ChaosScene,
  how: 'stop' | 'kill',
  steps: number,
): Promise<void> {
  await server[how]();
  await proxy.shut();
  await clock.steps(steps);
  await server.restart();
  mendProxy({ proxy });
  await proxy.open();
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
