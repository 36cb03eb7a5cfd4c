import type { Entry } from '../../../src/journal/entry.ts';
import type { ModelClock } from './clock.ts';
import type { Database } from './database.ts';
import { type DatabaseIdentity, showsItself } from './database-identity.ts';
import type { ModelServer } from './http-server.ts';
import type { PluginProcesses } from './plugin-process.ts';
import { METERS } from './readings.ts';
import type { Ending, Step } from './steps.ts';
import { LOST_BY_KILL_MS, LOST_BY_POWER_CUT_MS, type Storage } from './storage.ts';

/** Everything that takes part in a run. */
export interface Scene {
  readonly identity: DatabaseIdentity;
  readonly literal: boolean;
  readonly clock: ModelClock;
  readonly server: ModelServer;
  readonly database: Database;
  readonly storage: Storage;
  readonly plugin: PluginProcesses;
  /** The entries that were lost with killed processes. */
  readonly lost: Entry[];
  /** Notes that the server may have lost what it acknowledged, as far as the plugin can know. */
  readonly doubt: () => void;
  /** How many doubts were noted. */
  readonly doubts: () => number;
}

/**
 * From the next cut in a row on, the client believes that the network cuts every idle connection, and no longer sees a
 * kill.
 */
const MOST_CUTS_SEEN = 4;
/** From this many doubts on the mirror takes the server for flaky, and covers only what a kill costs, not a power cut. */
const FLAKY_AT = 5;
const ROUND_MS = 10_000;

/** Takes one step, and gives the faults in it. */
export async function take(step: Step, scene: Scene): Promise<readonly string[]> {
  const { clock, database, storage, plugin, literal } = scene;
  switch (step.kind) {
    case 'readings':
      await frames(plugin, step.seconds, step.meters, 1_000);
      return [];
    case 'burst':
      await frames(plugin, step.frames, step.meters, 0);
      return [];
    case 'quiet':
      await plugin.pass(step.ms);
      return [];
    case 'answers':
      database.announce(step.answer, step.requests, step.after);
      return [];
    case 'serverKilled':
      await killServer(step, scene);
      return [];
    case 'stranger':
      return meetStranger(step, scene);
    case 'refuses':
      storage.refusals = [...storage.refusals, step.refusal];
      return [];
    case 'refusesAll':
      // Without linky_tic a batch may have a single measurement, which tells nothing of the others.
      database.refusesAll = literal || step.how !== 'unknown' ? step.how : 'noRoom';
      return [];
    case 'takesAll':
      database.takeAll();
      return [];
    case 'keepsFor':
      storage.keepsMs = step.ms;
      return [];
    case 'takesAtMost':
      database.mostLines = step.lines;
      return [];
    case 'commit':
      plugin.commit();
      return [];
    case 'restart':
    case 'kill':
      await endProcess(step.kind, step.downMs, scene);
      return [];
    case 'clock':
      clock.step(step.byMs);
      return [];
  }
}

/** Takes this many frames of each meter, `apartMs` after one another. */
async function frames(plugin: PluginProcesses, count: number, meters: number, apartMs: number): Promise<void> {
  for (let frame = 0; frame < count; frame += 1) {
    plugin.take(meters);
    if (apartMs > 0) await plugin.pass(apartMs);
  }
}

async function killServer({ losesMs, awayMs }: Step & { kind: 'serverKilled' }, scene: Scene): Promise<void> {
  const { server, database, doubt, doubts } = scene;
  const isSeen = server.inFlight > 0 || server.cutsInARow < MOST_CUTS_SEEN;
  const mostMs = doubts() < FLAKY_AT - 1 ? LOST_BY_POWER_CUT_MS : LOST_BY_KILL_MS;
  database.die(isSeen ? Math.min(losesMs, mostMs) : 0);
  doubt();
  if (awayMs > 0) await server.goAway(awayMs);
  else await server.cut();
}

async function endProcess(how: Ending, downMs: number, { plugin, lost }: Scene): Promise<void> {
  if (how === 'restart') await plugin.restart(downMs);
  else lost.push(...(await plugin.kill(downMs)));
}

/**
 * For some seconds a stranger answers at the address. A database without headers is known by its address once it was found
 * there: a stranger that comes later could not be told from it, so it comes only before.
 */
async function meetStranger(step: Step & { kind: 'stranger' }, scene: Scene): Promise<readonly string[]> {
  const { server, database, identity, plugin, doubt } = scene;
  if (!showsItself(identity) && database.wasMet) return [];
  await server.comeBack();
  await server.cut();
  doubt();
  database.stranger = step.stranger;
  const { delivered } = plugin.journal;
  const aside = plugin.refusedLines().length;
  const { refused, dropped } = plugin.mirror.status;
  const { life } = plugin;
  await frames(plugin, Math.ceil(step.seconds / 2), 1, 1_000);
  if (step.during !== 'nothing') await endProcess(step.during, 500, scene);
  await frames(plugin, Math.ceil(step.seconds / 2), 1, 1_000);
  const after = plugin.mirror.status;
  const same = plugin.life === life ? { refused, dropped } : { refused: 0, dropped: 0 };
  await server.cut();
  doubt();
  database.stranger = undefined;
  return [
    ...(plugin.journal.delivered > delivered ? [`a stranger settled ${delivered} to ${plugin.journal.delivered}`] : []),
    ...(plugin.refusedLines().length > aside ? ['set aside what a stranger refused'] : []),
    ...(after.refused !== same.refused || after.dropped !== same.dropped ? ['counted what a stranger refused'] : []),
  ];
}

/** Lets everything recover. In the end all must be sent, and the journal must hold all but the last minute as delivered. */
export async function recover({ server, database, plugin }: Scene): Promise<readonly string[]> {
  const MOST_ROUNDS = 150;
  database.recover();
  await server.comeBack();
  // Four minutes: some things wait for a quiet minute.
  for (let round = 0; round < 24; round += 1) await roundOf(plugin);
  for (let round = 0; round < MOST_ROUNDS && !hasRecovered(plugin); round += 1) await plugin.pass(60_000);
  if (!hasRecovered(plugin)) return [`never recovered: ${JSON.stringify(plugin.mirror.status)}`];
  const { end } = plugin.journal;
  for (let round = 0; round < 9; round += 1) await roundOf(plugin);
  const { delivered } = plugin.journal;
  return delivered < end ? [`the journal believes that ${end - delivered} old readings are not delivered`] : [];
}

async function roundOf(plugin: PluginProcesses): Promise<void> {
  plugin.take(METERS.length);
  await plugin.pass(ROUND_MS);
}

/** `clash` may last: a series that is written only on change is taken again only once its value has changed. */
function hasRecovered({ mirror: { status } }: PluginProcesses): boolean {
  return status.pending === 0 && (status.state === 'delivering' || status.state === 'clash');
}
