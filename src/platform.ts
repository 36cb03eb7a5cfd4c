import { join } from 'node:path';
import type { API, DynamicPlatformPlugin, Logging, PlatformAccessory, PlatformConfig } from 'homebridge';
import { systemClock } from './clock.ts';
import { type Config, type ConfigProblem, type MeterConfig, readConfig } from './config.ts';
import { tilesOf } from './homekit/house.ts';
import { Mirror } from './influx/mirror.ts';
import { type Journal, openJournal } from './journal/journal.ts';
import { type Meter, readingsOf } from './meter.ts';
import type { Reading, Sink, TicMode } from './reading.ts';
import { MADE_AT_MS } from './settings.ts';
import { sourceOf } from './source/open.ts';
import { summaryOf } from './summary.ts';
import { type Texts, textsIn } from './texts.ts';

const JOURNAL_FILE = 'linky-tic.db';
/** How far back the journal is asked for the mode that a meter spoke last. */
const RECENT_ENTRIES = 200;

/** The wiring: configuration → meters → sinks; start and stop. Nothing of it throws into Homebridge. */
export class LinkyTicPlatform implements DynamicPlatformPlugin {
  readonly #log: Logging;
  readonly #api: API;
  readonly #config: Config;
  readonly #problems: readonly ConfigProblem[];
  readonly #texts: Texts;
  readonly #cached: PlatformAccessory[] = [];
  readonly #defects = new Set<string>();

  constructor(log: Logging, config: PlatformConfig, api: API) {
    this.#log = log;
    this.#api = api;
    ({ config: this.#config, problems: this.#problems } = readConfig(config));
    this.#texts = textsIn[this.#config.language];
    api.on('didFinishLaunching', () => this.#guard(() => this.#start()));
  }

  /** Homebridge hands over each accessory that it restored from its cache. */
  configureAccessory(accessory: PlatformAccessory): void {
    this.#cached.push(accessory);
  }

  #start(): void {
    const { meters } = this.#config;
    for (const { path, says } of this.#problems) this.#log.error(this.#texts.config.problem(path, says));
    const house = tilesOf({
      api: this.#api,
      log: this.#log,
      texts: this.#texts.homekit,
      config: this.#config,
      cached: this.#cached,
      keepOthers: this.#problems.length > 0,
    });
    if (meters.length === 0) {
      this.#log.warn(this.#texts.config.noMeters);
      return;
    }

    const life = new AbortController();
    const journal = this.#openJournal();
    const lives = [
      this.#mirror(journal, life.signal),
      ...meters.map((meter) => this.#read(meter, journal, house.sinks.get(meter.slug), life.signal)),
    ].map((one) => one.catch(this.#defect));
    this.#api.on('shutdown', () => {
      journal.commit();
      life.abort();
      house.stop();
      void Promise.all(lives).then(() => journal.close());
    });
  }

  #openJournal(): Journal {
    return openJournal({
      path: join(this.#api.user.storagePath(), JOURNAL_FILE),
      config: this.#config.journal,
      mirrored: this.#config.influx !== undefined,
      log: this.#log,
      texts: this.#texts.journal,
      now: systemClock.now,
      wall: systemClock.wall,
      builtAtMs: MADE_AT_MS,
    });
  }

  async #mirror(journal: Journal, life: AbortSignal): Promise<void> {
    const { influx } = this.#config;
    if (!influx) return;
    const folder = this.#api.user.storagePath();
    const parts = { config: influx, journal, folder, log: this.#log, texts: this.#texts.influx };
    await new Mirror({ ...parts, clock: systemClock, random: Math.random }).run(life);
  }

  async #read(config: MeterConfig, journal: Journal, tiles: Sink | undefined, life: AbortSignal): Promise<void> {
    const source = sourceOf(config.port);
    if (!source || !tiles) return;
    const { name, slug, port, mode } = config;
    const { meter: texts } = this.#texts;
    const meter: Meter = {
      name,
      port,
      mode,
      source,
      log: this.#log,
      texts,
      clock: systemClock,
      lastMode: lastModeIn(journal, slug),
    };
    const sinks: readonly Sink[] = [
      tiles,
      { take: (reading) => journal.take(slug, reading) },
      { take: (reading) => this.#log.debug(texts.reading(name, summaryOf(reading))) },
    ];
    await deliver(
      readingsOf(meter, life),
      sinks.map((sink) => this.#guarded(sink)),
    );
  }

  /** A sink takes without throwing. Should one be broken all the same, the others go on. */
  #guarded(sink: Sink): Sink {
    return { take: (reading) => this.#guard(() => sink.take(reading)) };
  }

  #guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#defect(error);
    }
  }

  /** An error that can only be ours: said once, however often it comes. */
  readonly #defect = (error: unknown): void => {
    const says = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (this.#defects.has(says)) return;
    this.#defects.add(says);
    this.#log.error(this.#texts.platform.defect(says));
  };
}

/** The path of every reading. */
async function deliver(readings: AsyncIterable<Reading>, sinks: readonly Sink[]): Promise<void> {
  for await (const reading of readings) for (const sink of sinks) sink.take(reading);
}

function lastModeIn(journal: Journal, slug: string): TicMode | undefined {
  const recent = journal.read(journal.end - RECENT_ENTRIES, RECENT_ENTRIES);
  return recent.findLast(({ meter }) => meter === slug)?.reading.frame.mode;
}
