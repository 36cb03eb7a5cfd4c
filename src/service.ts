import { setImmediate as nextTurn } from 'node:timers/promises';
import { sleep, systemClock } from './clock.ts';
import type { Config, MeterConfig } from './config/config.ts';
import type { Minute } from './energy/minute.ts';
import type { Log } from './log.ts';
import { type Meter, readingsOfMeter } from './meter/meter.ts';
import type { Reading, Sink, TicMode } from './reading.ts';
import { followContract, followRecording } from './service/contract.ts';
import { enriched } from './service/enriched.ts';
import { answerOf } from './service/journal-answer.ts';
import { keepNews } from './service/kept-news.ts';
import { learnFromJournal, SURPLUS_ALONE } from './service/learning.ts';
import type { Sharing } from './share/sharing.ts';
import { otherReadersOf } from './source/port-holders.ts';
import type { Source } from './source/source.ts';
import { sourceOf } from './source/source-from-port.ts';
import { teed } from './source/teed.ts';
import { summaryOf } from './summary.ts';
import { type Host, type Texts, textsFor } from './texts/texts.ts';
import { createTroubleList, type TroubleList } from './trouble-list.ts';
import { createWattmeter } from './watts/wattmeter.ts';
import { startWriter, type Writer } from './writer/writer.ts';

/** How long a meter waits to be told by the journal in which mode it was read last. */
const LAST_MODE_TIMEOUT_MS = 10_000;
/** How long a burst of readings may keep the event loop busy. */
const MAX_TURN_MS = 10;
/** By how many readings a recording may be ahead of the writer's thread. */
const MAX_AHEAD = 500;
/** To look who else reads a port takes a look at every process of the machine, so it is not done with each try to read it. */
const LOOKS_FOR_READERS_AFTER_MS = 60_000;
/** The journal's note of what was told to MQTT brokers. */
const MQTT_NOTE = 'mqtt';
/** How long a recording that has ended waits for the writer's thread to take the rest. */
const LAST_TAKEN_TIMEOUT_MS = 60_000;

/** What the service runs, in Homebridge and on the command line. */
export interface ServicePlan {
  readonly config: Config;
  /** Whether something is wrong with the settings, by which `config` may lack what they mean. */
  readonly hasMistake?: boolean;
  /** The folder of the journal, and of the lines that InfluxDB refuses for good. */
  readonly folder: string;
  readonly log: Log;
  /** The list of what is wrong; one of its own by default. */
  readonly troubles?: TroubleList;
  /** Which program runs the service; Homebridge by default. */
  readonly host?: Host;
  /** The sinks that the readings of a meter go to besides the journal. */
  readonly sinksOf?: (meter: MeterConfig) => readonly Sink[];
}

/** The meters, whose readings go to their sinks, into the journal, and from there to InfluxDB. */
export interface Service {
  /**
   * The minutes of a meter, by its slug, that began in [fromMs, toMs), oldest first; undefined while they cannot be
   * read.
   */
  minutes(meter: string, fromMs: number, toMs: number): Promise<readonly Minute[] | undefined>;
  /** How old the oldest reading is that waits for InfluxDB: see `Writer`. */
  readonly mirrorBehindMs: number | undefined;
  /** Resolves once all meters have ended: recordings end, real meters do not. */
  readonly metersEnded: Promise<void>;
  /**
   * Writes what is not on disk yet, spends at most 0.6 s on sending what InfluxDB has not received yet, and closes the
   * journal. Gives how many readings may not be on disk. Never rejects.
   */
  stop(): Promise<number>;
}

/** Starts reading all meters. Never throws. */
export function startService(plan: ServicePlan): Service {
  const { config, hasMistake = false, folder, log, host = 'homebridge' } = plan;
  const texts = textsFor(config.language, host);
  const { troubles = createTroubleList({ log, words: texts.troubles, clock: systemClock }) } = plan;
  const life = new AbortController();
  const defects = createDefectLog(log, texts);
  const writer = startWriter({ config, folder, host, recorded: recordedOf(config), log, troubles, clock: systemClock });
  let sharing: Sharing | undefined;
  const years = new Map<string, string | undefined>();
  if (isSharing(config)) void beginSharing();
  const context = { ...plan, texts, writer, sharing: () => sharing, tellYear, troubles, defects, life: life.signal };
  void keepNews(troubles, writer, systemClock, life.signal).catch(defects.report);
  const running = config.meters.map((meter) => runMeter(meter, context).catch(defects.report));
  return {
    minutes: (meter, fromMs, toMs) => writer.ask({ about: 'minutes', meter, fromMs, toMs }),
    get mirrorBehindMs() {
      return writer.mirrorBehindMs;
    },
    metersEnded: Promise.all(running).then(() => {}),
    async stop() {
      // Nothing waits for the meters to end: a port never closes when its driver hangs.
      life.abort();
      const [unwritten] = await Promise.all([writer.stop(), sharing?.stop()]);
      return unwritten;
    },
  };

  /** The journal may tell it before that is loaded. */
  function tellYear(meter: string, offPeak: string | undefined): void {
    years.set(meter, offPeak);
    sharing?.tellYear(meter, offPeak);
  }

  /** Loads what shares, which most homes do not need, and starts it. Nothing waits for it, and without it all else goes on. */
  async function beginSharing(): Promise<void> {
    try {
      const { startSharing } = await import('./share/sharing.ts');
      if (life.signal.aborted) return;
      const mqtt = config.mqtt && { broker: config.mqtt, isSound: !hasMistake };
      const keep = (text: string) => writer.keep(MQTT_NOTE, text);
      sharing = startSharing({ config, mqtt, folder, host, log, troubles, clock: systemClock, keep });
      for (const year of years) sharing.tellYear(...year);
      if (mqtt) await tellNote(sharing, writer, life.signal);
    } catch (error) {
      defects.report(error);
    }
  }
}

/** Gives the share's thread what the journal has kept of MQTT, as soon as it answers. */
async function tellNote(sharing: Sharing, writer: Writer, life: AbortSignal): Promise<void> {
  const ask = () => writer.ask({ about: 'note', name: MQTT_NOTE });
  const kept = await answerOf(ask, Number.POSITIVE_INFINITY, systemClock, life);
  if (kept) sharing.note(kept.text ?? '');
}

/** Whether the settings ask for anything that other programs or devices get. */
function isSharing({ meters, page, mqtt }: Config): boolean {
  return page !== undefined || mqtt !== undefined || meters.some(({ share }) => share !== undefined);
}

/** The meters whose source is a recording, which may be of any day. */
function recordedOf({ meters }: Config): readonly string[] {
  return meters.filter(({ port }) => sourceOf(port)?.recorded).map(({ slug }) => slug);
}

/** Logs programming errors of the plugin, each once. */
export interface DefectLog {
  report(error: unknown): void;
  /** Calls a function, and reports what it throws. */
  guard(act: () => void): void;
}

export function createDefectLog(log: Log, texts: Texts): DefectLog {
  const reported = new Set<string>();
  function report(error: unknown): void {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (!reported.has(message)) log.error(texts.platform.defect(message));
    reported.add(message);
  }
  return {
    report,
    guard(act) {
      try {
        act();
      } catch (error) {
        report(error);
      }
    },
  };
}

/** What all meters share. */
interface MeterContext extends ServicePlan {
  readonly troubles: TroubleList;
  readonly texts: Texts;
  readonly writer: Writer;
  /** What other programs and devices get; undefined where there is nothing of it, or not yet. */
  readonly sharing: () => Sharing | undefined;
  /** Tells it the off-peak hours of the whole year of a meter: see `ContractSurroundings`. */
  readonly tellYear: (meter: string, offPeak: string | undefined) => void;
  readonly defects: DefectLog;
  readonly life: AbortSignal;
}

async function runMeter(
  meter: MeterConfig,
  { log, sinksOf, texts, writer, sharing, tellYear, troubles, defects, life }: MeterContext,
): Promise<void> {
  const opened = sourceOf(meter.port);
  if (!opened) return;
  const { name, slug, port, mode, baudRate, share } = meter;
  const source = share?.port === undefined ? opened : teed(opened, (bytes) => sharing()?.give(slug, bytes));
  const lastMode = isModeUnknown(meter, source) ? await lastModeOf(slug, writer, life) : undefined;
  const heard = readingsOfMeter(
    {
      slug,
      name,
      port,
      mode,
      baudRate,
      source,
      reports: troubles,
      clock: systemClock,
      lastMode,
      ...readersOf(port, source),
    },
    life,
  );
  const isLearning = meter.powerFactor === 'auto';
  const wattmeter = isLearning && source.recorded ? SURPLUS_ALONE : createWattmeter(meter.powerFactor);
  if (isLearning && !source.recorded) {
    void learnFromJournal(wattmeter, slug, writer, systemClock, life).catch(defects.report);
  }
  const follower = source.recorded
    ? followRecording()
    : followContract(
        { name, slug, writer, log, texts, clock: systemClock, life, tellYear: (offPeak) => tellYear(slug, offPeak) },
        defects.report,
      );
  const readings = enriched(heard, [wattmeter.measure, follower.follow], defects.guard);
  const sinks: readonly Sink[] = [
    ...(sinksOf?.(meter) ?? []),
    { take: (reading: Reading) => sharing()?.take(slug, reading) },
    { take: (reading: Reading) => writer.take(slug, reading) },
    { take: (reading: Reading) => log.debug(texts.meter.meterNote(name, summaryOf(reading, texts.number))) },
  ];
  // No sink throws. If one does all the same, the others still get the reading.
  const guarded = sinks.map((sink) => ({ take: (reading: Reading) => defects.guard(() => sink.take(reading)) }));
  await deliver(yieldingToEventLoop(source.recorded ? atWritersPace(writer, readings, life) : readings), guarded);
}

/** The path of every reading, from the meter to its sinks. */
async function deliver(readings: AsyncIterable<Reading>, sinks: readonly Sink[]): Promise<void> {
  for await (const reading of readings) for (const sink of sinks) sink.take(reading);
}

/** Passes the readings on, and during a burst of them gives the event loop a turn every 10 ms. */
async function* yieldingToEventLoop(readings: AsyncIterable<Reading>): AsyncGenerator<Reading, void> {
  let turnBeganMs = systemClock.now();
  for await (const reading of readings) {
    yield reading;
    if (systemClock.now() - turnBeganMs < MAX_TURN_MS) continue;
    await nextTurn();
    turnBeganMs = systemClock.now();
  }
}

/**
 * Passes the readings of a recording on, which can wait, no faster than the writer takes them, so that none is dropped. Ends
 * once the writer has taken them all, so that a stop right after the recording's end finds its thread at work; or after a
 * minute, when the thread takes nothing.
 */
async function* atWritersPace(
  writer: Writer,
  readings: AsyncIterable<Reading>,
  life: AbortSignal,
): AsyncGenerator<Reading, void> {
  for await (const reading of readings) {
    yield reading;
    await writer.untilAllTakenBut(MAX_AHEAD);
  }
  await Promise.race([writer.untilAllTakenBut(0), sleep(LAST_TAKEN_TIMEOUT_MS, systemClock, life)]);
}

/** Who else reads a serial port; a bridge, a recording and the demo house have no port of this machine. */
function readersOf(port: string, { baudRate, setsOwnSpeed }: Source): Pick<Meter, 'otherReaders'> {
  if (baudRate !== undefined || setsOwnSpeed) return {};
  let lookedMs = Number.NEGATIVE_INFINITY;
  let found: Promise<readonly string[]> = Promise.resolve([]);
  return {
    otherReaders() {
      const nowMs = systemClock.now();
      if (nowMs - lookedMs < LOOKS_FOR_READERS_AFTER_MS) return found;
      lookedMs = nowMs;
      found = otherReadersOf(port).then((readers) => readers.map(({ name, pid }) => `${name}, PID ${pid}`));
      return found;
    },
  };
}

/** Whether the meter has to try both modes. */
function isModeUnknown({ mode }: MeterConfig, { baudRate }: Source): boolean {
  return mode === 'auto' && baudRate === undefined;
}

function lastModeOf(meter: string, writer: Writer, life: AbortSignal): Promise<TicMode | undefined> {
  const asked = writer.ask({ about: 'lastMode', meter });
  return Promise.race([asked, sleep(LAST_MODE_TIMEOUT_MS, systemClock, life).then(() => undefined)]);
}
