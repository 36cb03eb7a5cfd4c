import { setTimeout as delay } from 'node:timers/promises';
import type { ExpectStatic } from 'vitest';
import { expectRight, keptOf, missingIn } from './account.ts';
import { nowMs } from './calls.ts';
import { expectAnswered, expectFewWords, expectShown, hasSaidAll } from './holds.ts';
import { EMPTY, type Home } from './home.ts';
import type { Read, Span } from './readers.ts';
import { ofPlugin } from './said.ts';
import type { Siege } from './siege.ts';
import type { Scene, World } from './world.ts';

/** How long it may take until all is delivered again: some seconds, and on a busy machine longer. */
const PATIENCE_MS = 120_000;
/** How long after that the log may take to say all that it must. */
const SAYS_WITHIN_MS = 20_000;

/** What one world has shown, for the table. */
export interface Outcome {
  readonly world: string;
  readonly span: Span;
  readonly reads: readonly Read[];
  /** Those of the empty plugin in that time. */
  readonly beside: readonly Read[];
  /** When the machine had no core for processes that want next to nothing. */
  readonly busy: readonly Span[];
  readonly lines: readonly string[];
}

/** Plays a world, and expects what must hold in each. `tell` is told what was seen, whatever came of it. */
export async function play(
  siege: Siege,
  world: World,
  expect: ExpectStatic,
  tell: (outcome: Outcome) => void,
): Promise<void> {
  const { meters, database } = siege;
  const home = siege.homeOf(world.home);
  const { homebridge, meter } = home;
  expect(homebridge.isAlive, 'Homebridge is still alive from the worlds before').toBe(true);
  const [fromMs, fromLine, first] = [nowMs(), homebridge.log.length, 1 + (await meters.sent(meter))];
  const said = () => ofPlugin(homebridge.log.slice(fromLine)).filter((line) => !world.isBeside?.test(line));
  const scene = sceneOf(siege, home, expect);
  const failure = await failureOf(world.play(scene));
  const isVain = () => failure !== undefined || !homebridge.isAlive;

  const due = { meter, first, last: await meters.sent(meter) };
  const kept = await keptOf(database, due, endOf(PATIENCE_MS, isVain));
  const unheard = new Set(await meters.unheard(meter));
  const missing = missingIn(kept, due).filter((serial) => !unheard.has(serial));
  const hasSaid = async () => hasSaidAll(world, said(), missing.length, (await meters.sent(meter)) - due.last);
  const isLate = endOf(SAYS_WITHIN_MS, isVain);
  while (!(await hasSaid()) && !isLate()) await delay(LOOK_MS);
  const outcome = await outcomeOf(siege, world, fromMs, said());
  tell(outcome);

  const { reads, beside, busy, lines } = outcome;
  expectAnswered(expect, reads, [...beside, ...busy]);
  expect.soft(homebridge.isAlive, 'Homebridge is alive').toBe(true);
  if (failure) throw failure.error;
  expect.soft(missing.length, `missing frames, the first ${missing[0]}`).toBeLessThanOrEqual(world.mayLack?.most ?? 0);
  expect.soft(await hasSaid(), `what must be said is said, and that ${missing.length} frames are missing`).toBe(true);
  expectFewWords(expect, lines, homebridge.raw.slice(fromLine));
  await expectRight(expect, database, kept, due);
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

async function outcomeOf(
  { readers, cores }: Siege,
  { name, home }: World,
  fromMs: number,
  lines: readonly string[],
): Promise<Outcome> {
  const span = { fromMs, toMs: nowMs() };
  return {
    world: name,
    span,
    reads: await readers.reads(home, span),
    beside: await readers.reads(EMPTY, span),
    busy: [...cores.busy(span), ...(await readers.pauses(span))],
    lines,
  };
}

function sceneOf(siege: Siege, home: Home, expect: ExpectStatic): Scene {
  return {
    home,
    meters: siege.meters,
    way: siege.wayOf(home.name),
    expect,
    fieldsAmong: (labels) => fieldsAmong(siege, home.meter, labels),
  };
}

async function fieldsAmong({ database }: Siege, meter: string, labels: readonly string[]): Promise<readonly string[]> {
  const fields = labels.map((label) => `last("${label}") AS "${label}"`);
  const [row = {}] = await database.query(`SELECT ${fields} FROM linky_tic WHERE meter = '${meter}'`);
  return labels.filter((label) => row[label] !== undefined && row[label] !== null);
}
