import { setTimeout as delay } from 'node:timers/promises';
import type { ExpectStatic } from 'vitest';
import type { MachineLoad } from './allowed-read-time.ts';
import {
  type DeliveredFrames,
  type DueFrames,
  deliveredFrames,
  expectCorrectPoints,
  missingIn,
} from './delivered-frames.ts';
import { expectAnswered, expectComplete, expectFewWords, expectHeld, expectShown, hasSaidAll } from './expectations.ts';
import { EMPTY, type Home } from './home.ts';
import { pluginLines } from './log-lines.ts';
import { type LostReaders, lostReaders, lostReadersOf } from './lost-readers.ts';
import { nowMs } from './process-calls.ts';
import type { Siege } from './start-siege.ts';
import type { Read, Span } from './tile-readers.ts';
import type { World, WorldScene } from './world.ts';

/** How long it may take until all is delivered again: some seconds, and on a busy machine longer. */
const PATIENCE_MS = 120_000;
/** How long after that the log may take to say all that it must. */
const SAYS_WITHIN_MS = 20_000;

/** What one world has shown, for the table. */
export interface WorldOutcome {
  readonly world: string;
  readonly span: Span;
  readonly reads: readonly Read[];
  /** The machine in that time. */
  readonly beside: MachineLoad;
  readonly lines: readonly string[];
  /** Excused, as the machine has stood still: lines about that, and frames that were on their way, by serial number. */
  readonly ofMachine: readonly string[];
  readonly missing: readonly number[];
}

/** Plays a world, and expects what must hold in each. `tell` is told what was seen, whatever came of it. */
export async function playWorld(
  siege: Siege,
  world: World,
  expect: ExpectStatic,
  tell: (outcome: WorldOutcome) => void,
): Promise<void> {
  const { meters } = siege;
  const database = siege.databaseOf(world.home);
  const home = siege.homeOf(world.home);
  const { homebridge, meter } = home;
  expect(homebridge.isAlive, 'Homebridge is still alive from the worlds before').toBe(true);
  const [fromMs, fromLine, first] = [nowMs(), homebridge.log.length, 1 + (await meters.sent(meter))];
  const said = () => pluginLines(homebridge.log.slice(fromLine));
  const scene = sceneOf(siege, home, expect);
  const failure = await failureOf(world.play(scene));
  const isVain = () => failure !== undefined || !homebridge.isAlive;

  const due = { meter, first, last: await meters.sent(meter) };
  const kept = await deliveredFrames(database, due, endOf(PATIENCE_MS, isVain));
  const missing = await missingFrames(siege, home, kept, due);
  const hasSaid = async () => hasSaidAll(world, said(), missing.blamed.length, (await meters.sent(meter)) - due.last);
  const isLate = endOf(SAYS_WITHIN_MS, isVain);
  while (!(await hasSaid()) && !isLate()) await delay(LOOK_MS);
  const lost = await lostReaders(siege, home);
  const outcome = await outcomeOf(siege, world, fromMs, {
    ...partedLines(world, said(), lost),
    missing: missing.excused,
  });
  tell(outcome);

  expectAnswered(expect, outcome.reads, outcome.beside);
  expectHeld(expect, lost.blamed, fromMs);
  expect.soft(homebridge.isAlive, 'Homebridge is alive').toBe(true);
  if (failure) throw failure.error;
  expectComplete(expect, world, missing.blamed);
  expect.soft(await hasSaid(), `what must be said is said, and that ${missing.blamed.length} are missing`).toBe(true);
  expectFewWords(expect, outcome.lines, homebridge.raw.slice(fromLine));
  await expectCorrectPoints(expect, database, kept, due);
  await expectShown(expect, siege, home);
  await world.check?.(scene);
}

const LOOK_MS = 20;

async function failureOf(work: Promise<void>): Promise<{ readonly error: unknown } | undefined> {
  return work.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
}

/** Whether so much time has passed since now, or waiting on is vain. */
function endOf(ms: number, isVain: () => boolean): () => boolean {
  const endMs = nowMs() + ms;
  return () => nowMs() > endMs || isVain();
}

/** The frames that are not there, parted by whether they are missing because the machine stood still. */
async function missingFrames(siege: Siege, home: Home, kept: DeliveredFrames, due: DueFrames) {
  const lost = await lostReadersOf(siege, home, due.meter);
  const unheard = new Set(lost.excused.flatMap((reader) => reader.unheard));
  const missing = missingIn(kept, due);
  return {
    excused: missing.filter((serial) => unheard.has(serial)),
    blamed: missing.filter((serial) => !unheard.has(serial)),
  };
}

/** What the log said of this world, and what it said of a machine that stood still. */
function partedLines({ saysOfMachine }: World, lines: readonly string[], lost: LostReaders) {
  const isOfMachine = (line: string) => lost.excused.length > 0 && saysOfMachine?.test(line) === true;
  return { lines: lines.filter((line) => !isOfMachine(line)), ofMachine: lines.filter(isOfMachine) };
}

async function outcomeOf(
  { readers, cores }: Siege,
  { name, home }: World,
  fromMs: number,
  said: Pick<WorldOutcome, 'lines' | 'ofMachine' | 'missing'>,
): Promise<WorldOutcome> {
  const span = { fromMs, toMs: nowMs() };
  const [reads, ofEmpty, paused] = await Promise.all([
    readers.reads(home, span),
    readers.reads(EMPTY, span),
    readers.pauses(span),
  ]);
  return { world: name, span, reads, beside: { reads: ofEmpty, pauses: [...cores.pauses(span), ...paused] }, ...said };
}

function sceneOf(siege: Siege, home: Home, expect: ExpectStatic): WorldScene {
  return {
    home,
    meters: siege.meters,
    way: siege.wayOf(home.name),
    database: siege.databaseOf(home.name),
    expect,
    missingOf: async (meter) => {
      const due = { meter, first: 1, last: await siege.meters.sent(meter) };
      const isVain = () => !home.homebridge.isAlive;
      const kept = await deliveredFrames(siege.databaseOf(home.name), due, endOf(PATIENCE_MS, isVain));
      return (await missingFrames(siege, home, kept, due)).blamed;
    },
  };
}
