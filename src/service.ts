import { setImmediate as turn } from 'node:timers/promises';
import { sleep, systemClock } from './clock.ts';
import type { Config, MeterConfig } from './config/config.ts';
import type { Log } from './log.ts';
import { readingsOf } from './meter/meter.ts';
import type { Reading, Sink, TicMode } from './reading.ts';
import type { Source } from './source/source.ts';
import { sourceOf } from './source/source-from-port.ts';
import { summaryOf } from './summary.ts';
import { type Host, type Texts, textsFor } from './texts/texts.ts';
import type { WrittenMinute } from './writer/messages.ts';
import { startWriter, type Writer } from './writer/writer.ts';

/** How long a meter waits for the journal to tell the mode that it spoke last. */
const MODE_WITHIN_MS = 10_000;
/** How long readings are dealt with before whoever else runs on this thread has its turn. */
const LONGEST_TURN_MS = 10;

/** What the meters of a house have in common, in Homebridge and on the command line. */
export interface ServicePlan {
  readonly config: Config;
  /** Where the journal is, and the lines that InfluxDB refuses for good. */
  readonly folder: string;
  readonly log: Log;
  /** What runs it. Homebridge unless said otherwise. */
  readonly host?: Host;
  /** Where the readings of a meter go besides the journal. */
  readonly sinksOf?: (meter: MeterConfig) => readonly Sink[];
}

/** Meters that are read into their journal, and from there into InfluxDB. */
export interface Service {
  /** The minutes of a meter, by its slug, that began in [fromMs, toMs), oldest first; undefined while nobody can tell. */
  minutes(meter: string, fromMs: number, toMs: number): Promise<readonly WrittenMinute[] | undefined>;
  /** Once no meter has more to say: recordings end, meters do not. */
  readonly metersEnded: Promise<void>;
  /**
   * Writes what is not on disk yet, lets InfluxDB have for 0.6 s what it has not, and closes the journal. Gives how many
   * readings may not be on disk. Never rejects.
   */
  stop(): Promise<number>;
}

/** Starts the path of every reading: meters → writer. Nothing of it throws. */
export function startService(plan: ServicePlan): Service {
  const { config, folder, log, host = 'homebridge' } = plan;
  const texts = textsFor(config.language, host);
  const life = new AbortController();
  const defects = defectsIn(log, texts);
  const writer = startWriter({ config, folder, host, log, texts, clock: systemClock });
  const house = { ...plan, texts, writer, defects, life: life.signal };
  const reading = config.meters.map((meter) => read(meter, house).catch(defects.say));
  return {
    minutes: (meter, fromMs, toMs) => writer.ask({ about: 'minutes', meter, fromMs, toMs }),
    metersEnded: Promise.all(reading).then(() => {}),
    stop() {
      // A port whose driver hangs never closes: the writer does not wait for it.
      life.abort();
      return writer.stop();
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

/** What the reading of every meter uses. */
interface House extends ServicePlan {
  readonly texts: Texts;
  readonly writer: Writer;
  readonly defects: Defects;
  readonly life: AbortSignal;
}

async function read(meter: MeterConfig, { log, sinksOf, texts, writer, defects, life }: House): Promise<void> {
  const source = sourceOf(meter.port);
  if (!source) return;
  const { name, slug, port, mode } = meter;
  const lastMode = isSought(meter, source) ? await lastModeOf(slug, writer, life) : undefined;
  const readings = readingsOf(
    { name, port, mode, source, log, texts: texts.meter, clock: systemClock, lastMode },
    life,
  );
  const sinks: readonly Sink[] = [
    ...(sinksOf?.(meter) ?? []),
    { take: (reading: Reading) => writer.take(slug, reading) },
    { take: (reading: Reading) => log.debug(texts.meter.reading(name, summaryOf(reading, texts.number))) },
  ];
  // A sink takes without throwing. Should one be broken all the same, the others go on.
  const guarded = sinks.map((sink) => ({ take: (reading: Reading) => defects.guard(() => sink.take(reading)) }));
  await deliver(source.recorded ? waitingFor(writer, readings) : readings, guarded);
}

/** The path of every reading. What comes in a burst leaves the others on this thread their turn in between. */
async function deliver(readings: AsyncIterable<Reading>, sinks: readonly Sink[]): Promise<void> {
  let turnMs = systemClock.now();
  for await (const reading of readings) {
    for (const sink of sinks) sink.take(reading);
    if (systemClock.now() - turnMs < LONGEST_TURN_MS) continue;
    await turn();
    turnMs = systemClock.now();
  }
}

/** A recording can wait, and none of it need be left out. */
async function* waitingFor(writer: Writer, readings: AsyncIterable<Reading>): AsyncGenerator<Reading, void> {
  for await (const reading of readings) {
    yield reading;
    await writer.fewWait();
  }
}

/** Whether there are two modes to try. */
function isSought({ mode }: MeterConfig, { baudRate }: Source): boolean {
  return mode === 'auto' && baudRate === undefined;
}

function lastModeOf(meter: string, writer: Writer, life: AbortSignal): Promise<TicMode | undefined> {
  const asked = writer.ask({ about: 'lastMode', meter });
  return Promise.race([asked, sleep(MODE_WITHIN_MS, systemClock, life).then(() => undefined)]);
}
