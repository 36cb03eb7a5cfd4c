import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { sleep, systemClock } from './clock.ts';
import type { Config, MeterConfig } from './config.ts';
import { Mirror } from './influx/mirror.ts';
import { type Journal, openJournal } from './journal/journal.ts';
import type { Log } from './log.ts';
import { readingsOf } from './meter.ts';
import type { Reading, Sink, TicMode } from './reading.ts';
import { MADE_AT_MS } from './settings.ts';
import { sourceOf } from './source/open.ts';
import { createStatusBoard, STATUS_SOCKET, type StatusBoard, serveStatus } from './status.ts';
import { summaryOf } from './summary.ts';
import type { Texts } from './texts.ts';

/** The journal's name in its folder. */
export const JOURNAL_FILE = 'linky-tic.db';
/** How far back the journal is asked for the mode that a meter spoke last, while another one talked: half a night. */
const MOST_ENTRIES = 20_000;
const ENTRIES_A_TURN = 200;

/** Homebridge gives a plugin five seconds to end. */
const LONGEST_STOP_MS = 3_000;
const NEVER = new AbortController().signal;

/** What the meters of a house have in common, in Homebridge and on the command line. */
export interface ServicePlan {
  readonly config: Config;
  /** Where the journal is, and the lines that InfluxDB refuses for good. */
  readonly folder: string;
  readonly log: Log;
  readonly texts: Texts;
  /** Where the readings of a meter go besides the journal. */
  readonly sinksOf?: (meter: MeterConfig) => readonly Sink[];
}

/** Meters that are read into their journal, and from there into InfluxDB. */
export interface Service {
  readonly journal: Pick<Journal, 'minutes'>;
  /** Once no meter has more to say: recordings end, meters do not. */
  readonly metersEnded: Promise<void>;
  /** Writes what is not on disk yet, lets InfluxDB have for 0.6 s what it has not, and closes the journal. Never rejects. */
  stop(): Promise<void>;
}

/** Starts the path of every reading: meters → journal → InfluxDB. Nothing of it throws. */
export function startService(plan: ServicePlan): Service {
  const life = new AbortController();
  const journal = journalOf(plan);
  const defects = defectsIn(plan.log, plan.texts);
  const mirror = mirrorOf(plan, journal);
  const board = createStatusBoard(plan.config.meters, mirror && (() => mirror.status), systemClock);
  tellOthers(plan, board, life.signal).catch(defects.say);
  const mirroring = mirror?.run(life.signal).catch(defects.say);
  const reading = plan.config.meters.map((meter) =>
    read(plan, meter, journal, board, defects, life.signal).catch(defects.say),
  );
  const metersEnded = Promise.all(reading).then(() => {});
  return {
    journal,
    metersEnded,
    async stop() {
      defects.guard(() => journal.commitLast());
      life.abort();
      // A port whose driver hangs never closes: the journal does not wait for it.
      await Promise.race([Promise.all([mirroring, metersEnded]), sleep(LONGEST_STOP_MS, systemClock, NEVER)]);
      defects.guard(() => journal.close());
    },
  };
}

/** Errors that can only be ours: each is said once, however often it comes. */
export interface Defects {
  say(error: unknown): void;
  /** Does what must not throw, and says what it throws all the same. */
  guard(act: () => void): void;
}

export function defectsIn(log: Log, texts: Texts): Defects {
  const said = new Set<string>();
  function say(error: unknown): void {
    const says = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (!said.has(says)) log.error(texts.platform.defect(says));
    said.add(says);
  }
  return {
    say,
    guard(act) {
      try {
        act();
      } catch (error) {
        say(error);
      }
    },
  };
}

function journalOf({ config, folder, log, texts }: ServicePlan): Journal {
  return openJournal({
    path: join(folder, JOURNAL_FILE),
    config: config.journal,
    mirrored: config.influx !== undefined,
    log,
    texts: texts.journal,
    now: systemClock.now,
    wall: systemClock.wall,
    builtAtMs: MADE_AT_MS,
  });
}

function mirrorOf({ config, folder, log, texts }: ServicePlan, journal: Journal): Mirror | undefined {
  if (!config.influx) return undefined;
  const parts = { config: config.influx, journal, folder, log, texts: texts.influx };
  return new Mirror({ ...parts, clock: systemClock, random: Math.random });
}

/** That no other process can ask how things are is said; that another one already answers is not. */
async function tellOthers({ folder, log, texts }: ServicePlan, board: StatusBoard, life: AbortSignal): Promise<void> {
  const socket = join(folder, STATUS_SOCKET);
  const served = await serveStatus(socket, board, life);
  if (served === 'nowhere' && !life.aborted) log.info(texts.platform.noStatus(socket));
}

async function read(
  { log, texts, sinksOf }: ServicePlan,
  meter: MeterConfig,
  journal: Journal,
  board: StatusBoard,
  defects: Defects,
  life: AbortSignal,
): Promise<void> {
  const source = sourceOf(meter.port);
  if (!source) return;
  const { name, slug, port, mode } = meter;
  const isSought = mode === 'auto' && source.baudRate === undefined;
  const lastMode = isSought ? await lastModeIn(journal, slug, life) : undefined;
  const readings = readingsOf(
    { name, port, mode, source, log, texts: texts.meter, clock: systemClock, lastMode },
    life,
  );
  const sinks: readonly Sink[] = [
    ...(sinksOf?.(meter) ?? []),
    { take: (reading: Reading) => journal.take(slug, reading) },
    { take: (reading: Reading) => board.take(slug, reading) },
    { take: (reading: Reading) => log.debug(texts.meter.reading(name, summaryOf(reading))) },
  ];
  // A sink takes without throwing. Should one be broken all the same, the others go on.
  const guarded = sinks.map((sink) => ({ take: (reading: Reading) => defects.guard(() => sink.take(reading)) }));
  await deliver(readings, guarded);
}

/** The path of every reading. */
async function deliver(readings: AsyncIterable<Reading>, sinks: readonly Sink[]): Promise<void> {
  for await (const reading of readings) for (const sink of sinks) sink.take(reading);
}

/** From the newest entry back, in turns of Homebridge's. */
async function lastModeIn(journal: Journal, slug: string, life: AbortSignal): Promise<TicMode | undefined> {
  const oldest = Math.max(journal.begin, journal.end - MOST_ENTRIES);
  for (let end = journal.end; end > oldest && !life.aborted; end -= ENTRIES_A_TURN) {
    const entries = journal.read(end - ENTRIES_A_TURN, ENTRIES_A_TURN);
    // Another version may have written it, without a frame.
    const mode = entries.findLast(({ meter }) => meter === slug)?.reading.frame?.mode;
    if (mode) return mode;
    await turn();
  }
  return undefined;
}
