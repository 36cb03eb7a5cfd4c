import type {
  API,
  DynamicPlatformPlugin,
  Logging,
  MatterAccessory,
  PlatformAccessory,
  PlatformConfig,
} from 'homebridge';
import { systemClock } from './clock.ts';
import type { Config } from './config/config.ts';
import { type ConfigProblem, readConfig } from './config/read-config.ts';
import { startHomekit } from './homekit/accessories.ts';
import type { StoredMinutes } from './homekit/eve/eve.ts';
import { startMatter } from './matter/accessories.ts';
import { type Defects, defectsIn, type Service, startService } from './service.ts';
import { type Texts, textsIn } from './texts/texts.ts';

/** The wiring: configuration → meters → sinks; start and stop. Nothing of it throws into Homebridge. */
export class LinkyTicPlatform implements DynamicPlatformPlugin {
  readonly #log: Logging;
  readonly #api: API;
  readonly #config: Config;
  readonly #problems: readonly ConfigProblem[];
  readonly #texts: Texts;
  readonly #cached: PlatformAccessory[] = [];
  readonly #cachedInMatter: MatterAccessory[] = [];
  readonly #defects: Defects;

  constructor(log: Logging, config: PlatformConfig, api: API) {
    this.#log = log;
    this.#api = api;
    ({ config: this.#config, problems: this.#problems } = readConfig(config));
    this.#texts = textsIn[this.#config.language];
    this.#defects = defectsIn(log, this.#texts);
    api.on('didFinishLaunching', () => this.#defects.guard(() => this.#start()));
  }

  /** Homebridge hands over each accessory that it restored from its cache. */
  configureAccessory(accessory: PlatformAccessory): void {
    this.#cached.push(accessory);
  }

  /** And each that it restored in Matter. */
  configureMatterAccessory(accessory: MatterAccessory): void {
    this.#cachedInMatter.push(accessory);
  }

  #start(): void {
    const { meters } = this.#config;
    for (const { path, says } of this.#problems) this.#log.error(this.#texts.config.problem(path, says));
    // As in `meters[0].sensors[1].kind`.
    const isWrong = (part: RegExp) => this.#problems.some(({ path }) => part.test(path));
    const options = {
      api: this.#api,
      log: this.#log,
      config: this.#config,
      // A port that was emptied by mistake must not cost a household the rooms and the automations of its meter.
      isUnconfiguredKept: this.#problems.length > 0 || meters.length === 0,
    };
    let service: Service | undefined;
    const storedMinutes: StoredMinutes = {
      minutes: async (meter, fromMs, toMs) => service?.minutes(meter, fromMs, toMs),
      wall: systemClock.wall,
    };
    // Whatever is wrong in Apple Home must not cost the readings.
    const homekit = {
      texts: this.#texts.homekit,
      cached: this.#cached,
      storedMinutes,
      hasSensorMistake: isWrong(/\.sensors/),
    };
    const house = this.#guarded(() => startHomekit({ ...options, ...homekit }));
    const inMatter = { texts: this.#texts.matter, cached: this.#cachedInMatter, hasMeterMistake: isWrong(/^meters/) };
    const matter = this.#guarded(() => startMatter({ ...options, ...inMatter }));
    if (meters.length === 0) {
      this.#log.warn(this.#texts.config.noMeters);
      return;
    }

    service = startService({
      config: this.#config,
      folder: this.#api.user.storagePath(),
      log: this.#log,
      sinksOf: ({ slug }) => [house, matter].flatMap((one) => one?.sinks.get(slug) ?? []),
    });
    this.#api.on('shutdown', () => {
      void service?.stop();
      house?.stop();
      matter?.stop();
    });
  }

  #guarded<T>(make: () => T): T | undefined {
    let made: T | undefined;
    this.#defects.guard(() => {
      made = make();
    });
    return made;
  }
}
