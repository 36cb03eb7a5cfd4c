import { setTimeout as delay } from 'node:timers/promises';
import type { ExpectStatic } from 'vitest';
import { type MachineLoad, overlap, PROMISED_MS, promisedBesideEmptyMs } from './allowed-read-time.ts';
import {
  type DeliveredFrames,
  type DueFrames,
  deliveredFrames,
  expectCorrectPoints,
  missingIn,
} from './delivered-frames.ts';
import {
  expectAnswered,
  expectComplete,
  expectCurrentTile,
  expectNoLostReaders,
  expectShortLog,
  isLogComplete,
  LEAST_READS,
} from './expectations.ts';
import { EMPTY, type Home } from './home.ts';
import { pluginLines } from './log-lines.ts';
import { type LostReaders, lostReaders, lostReadersOf } from './lost-readers.ts';
import { nowMs } from './process-calls.ts';
import type { Siege } from './start-siege.ts';
import type { Read, Span } from './tile-readers.ts';
import type { World, WorldScene } from './world.ts';

/** How long it may take until all frames are delivered, and the log is complete: some seconds, but longer on a busy machine. */
const DELIVERED_WITHIN_MS = 240_000;

/** What was observed in one world, for the table. */
export interface WorldOutcome {
  readonly world: string;
  readonly span: Span;
  readonly reads: readonly Read[];
  /** The load of the machine in that time. */
  readonly load: MachineLoad;
  /** How long a read may take, besides what the machine takes. */
  readonly promisedMs: number;
  readonly lines: readonly string[];
  /** Lines of the log that do not count, because the machine stood still. */
  readonly excusedLines: readonly string[];
  /** The serial numbers of missing frames that do not count, because they were on their way when the machine stood still. */
  readonly excusedFrames: readonly number[];
}

/** Runs a world, and checks all that must hold in each. @param onOutcome is called before the checks */
export async function playWorld(
  siege: Siege,
  world: World,
  expect: ExpectStatic,
  onOutcome: (outcome: WorldOutcome) => void,
): Promise<void> {
  const { meters } = siege;
  const database = siege.databaseOf(world.home);
  const home = siege.homeOf(world.home);
  const { homebridge, meter } = home;
  expect(homebridge.isAlive, 'Homebridge is still alive from the worlds before').toBe(true);
  const [fromMs, fromLine, first] = [nowMs(), homebridge.log.length, 1 + (await meters.sent(meter))];
  const linesSoFar = () => pluginLines(homebridge.log.slice(fromLine));
  const heldUp: Span[] = [];
  const scene = sceneOf(siege, home, expect, heldUp);
  const failure = await failureOf(world.play(scene));
  const isHopeless = () => failure !== undefined || !homebridge.isAlive;

  const due = { meter, first, last: await meters.sent(meter) };
  const delivered = await deliveredFrames(database, due, timeoutOf(DELIVERED_WITHIN_MS, isHopeless));
  const missing = await missingFrames(siege, home, delivered, due);
  const isLogged = async () =>
    isLogComplete(
      world,
      linesSoFar(),
      missing.blamed.length,
      missing.excused.length + (await meters.sent(meter)) - due.last,
    );
  const hasReads = async () => (await siege.readers.reads(home.name, { fromMs, toMs: nowMs() })).length >= LEAST_READS;
  const isLate = timeoutOf(DELIVERED_WITHIN_MS, isHopeless);
  while (!((await isLogged()) && (await hasReads())) && !isLate()) await delay(CHECK_MS);
  const lost = await lostReaders(siege, home);
  const outcome = await outcomeOf(
    siege,
    world,
    { fromMs, heldUp },
    {
      ...countedLines(world, linesSoFar(), lost),
      excusedFrames: missing.excused,
    },
  );
  onOutcome(outcome);

  expectAnswered(expect, outcome.reads, outcome.load, outcome.promisedMs);
  expectNoLostReaders(expect, lost.blamed, fromMs);
  expect.soft(homebridge.isAlive, 'Homebridge is alive').toBe(true);
  if (failure) throw failure.error;
  expectComplete(expect, world, missing.blamed);
  expect.soft(await isLogged(), `the log is complete, with ${missing.blamed.length} missing frames`).toBe(true);
  expectShortLog(expect, outcome.lines, homebridge.raw.slice(fromLine));
  await expectCorrectPoints(expect, database, delivered, due);
  await expectCurrentTile(expect, siege, home);
  await world.check?.(scene);
}

const CHECK_MS = 50;

async function failureOf(work: Promise<void>): Promise<{ readonly error: unknown } | undefined> {
  return work.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
}

/** Gives a function that tells whether `ms` have passed from now on, or waiting on is hopeless. */
function timeoutOf(ms: number, isHopeless: () => boolean): () => boolean {
  const endMs = nowMs() + ms;
  return () => nowMs() > endMs || isHopeless();
}

/** The missing frames: `excused` if they are missing because the machine stood still, otherwise `blamed`. */
async function missingFrames(siege: Siege, home: Home, delivered: DeliveredFrames, due: DueFrames) {
  const lost = await lostReadersOf(siege, home, due.meter);
  const unheard = new Set(lost.excused.flatMap((reader) => reader.unreadSerials));
  const missing = missingIn(delivered, due);
  return {
    excused: missing.filter((serial) => unheard.has(serial)),
    blamed: missing.filter((serial) => !unheard.has(serial)),
  };
}

/** The lines of the log that count, and those that do not because the machine stood still. */
function countedLines({ saysOfMachine }: World, lines: readonly string[], lost: LostReaders) {
  const isExcused = (line: string) => lost.excused.length > 0 && saysOfMachine?.test(line) === true;
  return { lines: lines.filter((line) => !isExcused(line)), excusedLines: lines.filter(isExcused) };
}

async function outcomeOf(
  { readers, cores }: Siege,
  { name, home, longerThanEmptyMs: longerMs }: World,
  { fromMs, heldUp }: { readonly fromMs: number; readonly heldUp: readonly Span[] },
  log: Pick<WorldOutcome, 'lines' | 'excusedLines' | 'excusedFrames'>,
): Promise<WorldOutcome> {
  const span = { fromMs, toMs: nowMs() };
  const [reads, ofEmpty, paused] = await Promise.all([
    readers.reads(home, span),
    readers.reads(EMPTY, span),
    readers.pauses(span),
  ]);
  const counted = reads.filter((read) => !heldUp.some((one) => overlap(one, read)));
  const load = { reads: ofEmpty, pauses: [...cores.pauses(span), ...paused] };
  const promisedMs = longerMs === undefined ? PROMISED_MS : promisedBesideEmptyMs(load, longerMs);
  return { world: name, span, reads: counted, load, promisedMs, ...log };
}

/** @param heldUp where the spans are noted whose reads do not count */
function sceneOf(siege: Siege, home: Home, expect: ExpectStatic, heldUp: Span[]): WorldScene {
  return {
    home,
    async heldUp(act) {
      const fromMs = nowMs();
      try {
        return await act();
      } finally {
        heldUp.push({ fromMs, toMs: nowMs() });
      }
    },
    meters: siege.meters,
    proxy: siege.proxyOf(home.name),
    database: siege.databaseOf(home.name),
    expect,
    missingOf: async (meters) => {
      const dues = await Promise.all(
        meters.map(async (meter) => ({ meter, first: 1, last: await siege.meters.sent(meter) })),
      );
      const isOver = timeoutOf(DELIVERED_WITHIN_MS, () => !home.homebridge.isAlive);
      const missing: string[] = [];
      for (const due of dues) {
        const delivered = await deliveredFrames(siege.databaseOf(home.name), due, isOver);
        const { blamed } = await missingFrames(siege, home, delivered, due);
        missing.push(...blamed.map((serial) => `${due.meter}: ${serial}`));
      }
      return missing;
    },
  };
}
