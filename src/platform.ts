import type {
  API,
  DynamicPlatformPlugin,
  Logging,
  MatterAccessory,
  PlatformAccessory,
  PlatformConfig,
} from 'homebridge';
import { systemClock } from './base/clock.ts';
import type { Config } from './config/config.ts';
import { type ConfigProblem, readConfig } from './config/read-config.ts';
import { startHomekit } from './homekit/accessories.ts';
import type { StoredMinutes } from './homekit/eve/eve.ts';
import { startMatter } from './matter/accessories.ts';
import { createDefectLog, type DefectLog } from './service/defects.ts';
import { type Service, startService } from './service/service.ts';
import { reportProblems } from './service/settings-problems.ts';
import { type Texts, textsIn } from './texts/texts.ts';
import { createTroubleList } from './trouble/list.ts';

/**
 * The platform that Homebridge creates: it reads the settings, and connects the meters to the accessories in Apple Home and Matter. It
 * never throws into Homebridge.
 */
export class LinkyTicPlatform implements DynamicPlatformPlugin {
  readonly #log: Logging;
  readonly #api: API;
  readonly #config: Config;
  readonly #problems: readonly ConfigProblem[];
  readonly #texts: Texts;
  readonly #cached: PlatformAccessory[] = [];
  readonly #cachedInMatter: MatterAccessory[] = [];
  readonly #defects: DefectLog;

  constructor(log: Logging, config: PlatformConfig, api: API) {
    this.#log = log;
    this.#api = api;
    ({ config: this.#config, problems: this.#problems } = readConfig(config));
    this.#texts = textsIn[this.#config.language];
    this.#defects = createDefectLog(log, this.#texts);
    api.on('didFinishLaunching', () => this.#defects.guard(() => this.#start()));
  }

  /** Called by Homebridge for each accessory that it restored from its cache. */
  configureAccessory(accessory: PlatformAccessory): void {
    this.#cached.push(accessory);
  }

  /** Called by Homebridge for each accessory that it restored in Matter. */
  configureMatterAccessory(accessory: MatterAccessory): void {
    this.#cachedInMatter.push(accessory);
  }

  #start(): void {
    const { meters } = this.#config;
    const troubles = createTroubleList({ log: this.#log, words: this.#texts.troubles, clock: systemClock });
    reportProblems(this.#problems, troubles, this.#log, this.#texts.troubles);
    const shared = {
      api: this.#api,
      log: this.#log,
      reports: troubles,
      config: this.#config,
      // Even without any meter: a port that was cleared by mistake must not cost a meter its rooms and automations.
      isUnconfiguredKept: this.#hasProblemAt(/^/) || meters.length === 0,
    };
    let service: Service | undefined;
    const storedMinutes: StoredMinutes = {
      minutes: async (meter, fromMs, toMs) => service?.minutes(meter, fromMs, toMs),
      wall: systemClock.wall,
    };
    // Guarded separately: a failure in Apple Home or in Matter must not keep the readings from the journal.
    const homekit = this.#guarded(() =>
      startHomekit({
        ...shared,
        texts: this.#texts.homekit,
        cached: this.#cached,
        storedMinutes,
        // If there is a mistake in the settings of InfluxDB, nothing is sent, and it is unknown what is waiting.
        ...((this.#config.influx || this.#hasProblemAt(/^influx/)) && {
          mirrorBehindMs: () => service?.mirrorBehindMs,
        }),
        troubles: () => troubles.standing.length,
        hasSensorMistake: this.#hasProblemAt(/\.sensors/),
      }),
    );
    const matter = this.#guarded(() =>
      startMatter({
        ...shared,
        texts: this.#texts.matter,
        cached: this.#cachedInMatter,
        hasMeterMistake: this.#hasProblemAt(/^meters/),
      }),
    );
    if (meters.length === 0) {
      troubles.report('settings meters', { part: 'settings', kind: 'noMeters', path: '', says: '' });
      return;
    }

    service = startService({
      config: this.#config,
      hasMistake: this.#hasProblemAt(/^/),
      folder: this.#api.user.storagePath(),
      log: this.#log,
      troubles,
      sinksOf: ({ slug }) => [homekit, matter].flatMap((accessories) => accessories?.sinks.get(slug) ?? []),
    });
    this.#api.on('shutdown', () => {
      void service?.stop();
      homekit?.stop();
      matter?.stop();
    });
  }

  /** @param path matches the path of a setting, such as `meters[0].sensors[1].kind` */
  #hasProblemAt(path: RegExp): boolean {
    return this.#problems.some((problem) => !problem.isDoubt && path.test(problem.path));
  }

  #guarded<T>(make: () => T): T | undefined {
    let made: T | undefined;
    this.#defects.guard(() => {
      made = make();
    });
    return made;
  }
}
