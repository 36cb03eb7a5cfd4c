import { sleep, systemClock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Config, MeterConfig } from '../config/config.ts';
import type { Minute } from '../energy/minute.ts';
import { readingsOfMeter } from '../meter/meter.ts';
import type { Reading, Sink, TicMode } from '../reading/reading.ts';
import { summaryOf } from '../reading/summary.ts';
import type { Sharing } from '../share/sharing.ts';
import { createReaderSearch } from '../source/port-holders.ts';
import type { Source } from '../source/source.ts';
import { sourceOf } from '../source/source-from-port.ts';
import { teed } from '../source/teed.ts';
import { type Host, type Texts, textsFor } from '../texts/texts.ts';
import { createTroubleList, type TroubleList } from '../trouble/list.ts';
import { createWattmeter } from '../watts/wattmeter.ts';
import { startWriter, type Writer } from '../writer/writer.ts';
import { followContract, followRecording } from './contract.ts';
import { createDefectLog, type DefectLog } from './defects.ts';
import { answerOf } from './journal-pace.ts';
import { keepNews } from './kept-news.ts';
import { learnFromJournal, SURPLUS_ALONE } from './learning.ts';
import { atWritersPace, deliver, enriched, yieldingToEventLoop } from './path.ts';

/** How long a meter waits for the journal to report the mode in which it was last read. */
const LAST_MODE_TIMEOUT_MS = 10_000;
/** The name of the journal's note about what was sent to MQTT brokers. */
const MQTT_NOTE = 'mqtt';

/** What the service runs, in Homebridge and on the command line. */
export interface ServicePlan {
  readonly config: Config;
  /** Whether there is a mistake in the settings, so that `config` may lack what was intended. */
  readonly hasMistake?: boolean;
  /** The folder of the journal, and of the file of lines that InfluxDB refuses for good. */
  readonly folder: string;
  readonly log: Log;
  /** The list of troubles; a separate one by default. */
  readonly troubles?: TroubleList;
  /** The program that runs the service; Homebridge by default. */
  readonly host?: Host;
  /** The sinks for the readings of a meter, apart from the journal. */
  readonly sinksOf?: (meter: MeterConfig) => readonly Sink[];
}

/** Runs the meters, whose readings go to their sinks, into the journal, and from there to InfluxDB. */
export interface Service {
  /**
   * The minutes of a meter, by its slug, that began in [fromMs, toMs), oldest first; undefined while they cannot be
   * read.
   */
  minutes(meter: string, fromMs: number, toMs: number): Promise<readonly Minute[] | undefined>;
  /** The age of the oldest reading that waits for InfluxDB: see `Writer`. */
  readonly mirrorBehindMs: number | undefined;
  /** Resolves once all meters have ended: recordings end, real meters do not. */
  readonly metersEnded: Promise<void>;
  /**
   * Writes everything that is not on disk yet, spends at most 0.6 s on sending what InfluxDB has not received yet, and closes the journal.
   * Resolves to how many readings may not be on disk. Never rejects.
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
      // Nothing waits for the meters to end: if its driver hangs, a port never closes.
      life.abort();
      const [unwritten] = await Promise.all([writer.stop(), sharing?.stop()]);
      return unwritten;
    },
  };

  /** The journal may report it before sharing is loaded. */
  function tellYear(meter: string, offPeak: string | undefined): void {
    years.set(meter, offPeak);
    sharing?.tellYear(meter, offPeak);
  }

  /** Loads and starts the sharing code, which most homes do not need. Nothing waits for it, and if it fails everything else continues. */
  async function beginSharing(): Promise<void> {
    try {
      const { startSharing } = await import('../share/sharing.ts');
      if (life.signal.aborted) return;
      const mqtt = config.mqtt && { broker: config.mqtt, isSound: !hasMistake };
      const keep = (text: string) => writer.keep(MQTT_NOTE, text);
      sharing = startSharing({ config, mqtt, folder, host, log, troubles, clock: systemClock, keep });
      for (const year of years) sharing.tellYear(...year);
      if (!mqtt) return;
      const kept = await answerOf(() => writer.ask({ about: 'note', name: MQTT_NOTE }), systemClock, life.signal);
      if (kept) sharing.note(kept.text ?? '');
    } catch (error) {
      defects.report(error);
    }
  }
}

/** Whether the settings make anything available to other programs or devices. */
function isSharing({ meters, page, mqtt }: Config): boolean {
  return page !== undefined || mqtt !== undefined || meters.some(({ share }) => share !== undefined);
}

/** The meters whose source is a recording, which may be from any day. */
function recordedOf({ meters }: Config): readonly string[] {
  return meters.filter(({ port }) => sourceOf(port)?.recorded).map(({ slug }) => slug);
}

/** What all meters have in common. */
interface MeterContext extends ServicePlan {
  readonly troubles: TroubleList;
  readonly texts: Texts;
  readonly writer: Writer;
  /** The sharing with other programs and devices; undefined if nothing is shared, or not yet. */
  readonly sharing: () => Sharing | undefined;
  /** Passes on the off-peak hours of a meter for the whole year: see `ContractSurroundings`. */
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
  // A bridge, a recording and the demo house have no port on this machine.
  const otherReaders = isOwnPort(source) ? createReaderSearch(port, systemClock.now) : undefined;
  const line = { slug, name, port, mode, baudRate, source, lastMode, otherReaders };
  const heard = readingsOfMeter({ ...line, reports: troubles, clock: systemClock }, life);
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
  // No sink should throw. If one does, the others still get the reading.
  const guarded = sinks.map((sink) => ({ take: (reading: Reading) => defects.guard(() => sink.take(reading)) }));
  await deliver(yieldingToEventLoop(source.recorded ? atWritersPace(writer, readings, life) : readings), guarded);
}

function isOwnPort({ baudRate, setsOwnSpeed }: Source): boolean {
  return baudRate === undefined && !setsOwnSpeed;
}

/** Whether the meter has to try both modes. */
function isModeUnknown({ mode }: MeterConfig, { baudRate }: Source): boolean {
  return mode === 'auto' && baudRate === undefined;
}

function lastModeOf(meter: string, writer: Writer, life: AbortSignal): Promise<TicMode | undefined> {
  const asked = writer.ask({ about: 'lastMode', meter });
  return Promise.race([asked, sleep(LAST_MODE_TIMEOUT_MS, systemClock, life).then(() => undefined)]);
}
