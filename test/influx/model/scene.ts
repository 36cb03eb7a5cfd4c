import type { Entry } from '../../../src/journal/entry.ts';
import type { ModelClock } from './clock.ts';
import type { Database } from './database.ts';
import { type Face, showsItself } from './face.ts';
import type { Home } from './home.ts';
import { METERS } from './readings.ts';
import type { Ending, Step } from './steps.ts';
import { LOST_BY_KILL_MS, LOST_BY_POWER_CUT_MS, type Storage } from './storage.ts';
import type { Wire } from './wire.ts';

/** All that takes part in a run. */
export interface Scene {
  readonly face: Face;
  readonly clock: ModelClock;
  readonly wire: Wire;
  readonly database: Database;
  readonly storage: Storage;
  readonly home: Home;
  /** What kills of ours took with them. */
  readonly lost: Entry[];
  /** The server may have lost what it acknowledged, for all that anybody of ours can know. */
  readonly doubt: () => void;
  /** How often it was so. */
  readonly doubts: () => number;
}

/** After so many lost connections in a row the client takes them for a habit of the network: a kill may look like one. */
const MOST_CUTS_SEEN = 4;
/** After so many doubts a server is flaky to the mirror, and is believed what a kill, but not a power cut, would cost. */
const FLAKY_AT = 5;
const ROUND_MS = 10_000;

/** Takes one step, and gives what went wrong in it. */
export async function take(step: Step, scene: Scene): Promise<readonly string[]> {
  const { clock, database, storage, home } = scene;
  switch (step.kind) {
    case 'readings':
      await frames(home, step.seconds, step.meters, 1_000);
      return [];
    case 'burst':
      await frames(home, step.frames, step.meters, 0);
      return [];
    case 'quiet':
      await home.pass(step.ms);
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
      home.commit();
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

/** So many frames of each meter, `apartMs` after one another. */
async function frames(home: Home, count: number, meters: number, apartMs: number): Promise<void> {
  for (let frame = 0; frame < count; frame += 1) {
    home.take(meters);
    if (apartMs > 0) await home.pass(apartMs);
  }
}

async function killServer({ losesMs, awayMs }: Step & { kind: 'serverKilled' }, scene: Scene): Promise<void> {
  const { wire, database, doubt, doubts } = scene;
  const isSeen = wire.inFlight > 0 || wire.cutsInARow < MOST_CUTS_SEEN;
  const mostMs = doubts() < FLAKY_AT - 1 ? LOST_BY_POWER_CUT_MS : LOST_BY_KILL_MS;
  database.die(isSeen ? Math.min(losesMs, mostMs) : 0);
  doubt();
  if (awayMs > 0) await wire.goAway(awayMs);
  else await wire.cut();
}

async function endProcess(how: Ending, downMs: number, { home, lost }: Scene): Promise<void> {
  if (how === 'restart') await home.restart(downMs);
  else lost.push(...(await home.kill(downMs)));
}

/**
 * For some seconds a stranger answers at the address. A database that shows itself by no header is known by its address once
 * it was met: there a stranger comes only before.
 */
async function meetStranger(step: Step & { kind: 'stranger' }, scene: Scene): Promise<readonly string[]> {
  const { wire, database, face, home, doubt } = scene;
  if (!showsItself(face) && database.wasMet) return [];
  await wire.comeBack();
  await wire.cut();
  doubt();
  database.stranger = step.stranger;
  const { delivered } = home.journal;
  const aside = home.refusedLines().length;
  const { refused, dropped } = home.mirror.status;
  const { life } = home;
  await frames(home, Math.ceil(step.seconds / 2), 1, 1_000);
  if (step.during !== 'nothing') await endProcess(step.during, 500, scene);
  await frames(home, Math.ceil(step.seconds / 2), 1, 1_000);
  const after = home.mirror.status;
  const same = home.life === life ? { refused, dropped } : { refused: 0, dropped: 0 };
  await wire.cut();
  doubt();
  database.stranger = undefined;
  return [
    ...(home.journal.delivered > delivered ? [`a stranger settled ${delivered} to ${home.journal.delivered}`] : []),
    ...(home.refusedLines().length > aside ? ['set aside what a stranger refused'] : []),
    ...(after.refused !== same.refused || after.dropped !== same.dropped ? ['counted what a stranger refused'] : []),
  ];
}

/** Nothing is wrong any more: in the end everything is sent, and the journal knows it but for the last minute. */
export async function becomeWell({ wire, database, home }: Scene): Promise<readonly string[]> {
  const MOST_ROUNDS = 150;
  database.recover();
  await wire.comeBack();
  // Whatever waits for a quiet minute has four of them.
  for (let round = 0; round < 24; round += 1) await roundOf(home);
  for (let round = 0; round < MOST_ROUNDS && !isWell(home); round += 1) await home.pass(60_000);
  if (!isWell(home)) return [`never well: ${JSON.stringify(home.mirror.status)}`];
  const { end } = home.journal;
  for (let round = 0; round < 9; round += 1) await roundOf(home);
  const { delivered } = home.journal;
  return delivered < end ? [`the journal believes that ${end - delivered} old readings are not delivered`] : [];
}

async function roundOf(home: Home): Promise<void> {
  home.take(METERS.length);
  await home.pass(ROUND_MS);
}

/** What is only sent when it changes is known to be taken again when it has changed. */
function isWell({ mirror: { status } }: Home): boolean {
  return status.pending === 0 && (status.state === 'delivering' || status.state === 'clash');
}
