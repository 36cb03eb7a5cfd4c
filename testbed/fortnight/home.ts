import { setTimeout as delay } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { childClock, type SteeredClock } from '../child-clock/child-clock.ts';
import { type Homebridge, startHomebridge } from '../homebridge/homebridge.ts';
import { type CharacteristicName, type HapEvent, type Phone, phoneOf, type Subscription } from '../homebridge/phone.ts';
import { pluginBlock } from '../support/plugin-block.ts';
import type { SensorSettings } from './life.ts';

/** A meter of the plugin's settings. */
export interface MeterSettings {
  readonly name: string;
  readonly sensors: readonly SensorSettings[];
  readonly [setting: string]: unknown;
}

/** A Homebridge with the plugin, until it ends. */
export interface HomePlan {
  readonly storage: string;
  readonly meters: readonly MeterSettings[];
  /** The block `influx` of the settings. */
  readonly influx: object;
  /** What its clock shows at first. */
  readonly wallMs: number;
  /** The phone that was paired before, if one was. */
  readonly phone: Phone | undefined;
}

/** What a phone was told of a sensor. */
export interface SensorEvent {
  /** The name of its meter. */
  readonly meter: string;
  readonly says: string;
  /** Whether it is about the sensor being active, rather than on. */
  readonly isOfActivity: boolean;
}

/** The tile of a meter whose number is another one in each frame. */
const currentOf = (meter: string) => `${meter} Current`;
/** Homebridge writes notes for debugging in this colour. */
const GREY = '\x1b[90m';
/** Each look costs processor time, and most things take some milliseconds to come. */
const BETWEEN_LOOKS_MS = 3;
/** What does not come in so many looks does not come. */
const MOST_LOOKS = 60_000;

const STATE: { readonly [K in SensorSettings['kind']]: CharacteristicName } = {
  occupancy: 'OccupancyDetected',
  motion: 'MotionDetected',
  contact: 'ContactSensorState',
};

/** A real Homebridge whose clock stands still, and a phone that listens to all of its sensors. */
export class Home {
  readonly phone: Phone;
  readonly #homebridge: Homebridge;
  readonly #heard: Subscription;
  readonly #meters: readonly string[];

  private constructor(homebridge: Homebridge, phone: Phone, heard: Subscription, meters: readonly string[]) {
    this.#homebridge = homebridge;
    this.phone = phone;
    this.#heard = heard;
    this.#meters = meters;
  }

  static async start({ storage, meters, influx, wallMs, phone: paired }: HomePlan): Promise<Home> {
    const settings = meters.map((meter) => ({
      ...meter,
      sensors: meter.sensors.map((sensor) => ({ ...sensor, name: `${meter.name} ${sensor.name}` })),
    }));
    const homebridge = await startHomebridge({
      config: pluginBlock({ name: 'Linky TIC', meters: settings, influx }),
      storage,
      debug: true,
      env: { FORCE_COLOR: '1' },
      clock: childClock({ isSteered: true, waitsForRequests: true, aheadMs: wallMs - Date.now() }),
    });
    return Home.#listen(homebridge, settings, paired).catch(async (error: unknown) => {
      await homebridge.kill();
      throw error;
    });
  }

  static async #listen(
    homebridge: Homebridge,
    meters: readonly MeterSettings[],
    paired: Phone | undefined,
  ): Promise<Home> {
    await homebridge.clock.stop();
    const phone = paired ?? phoneOf(homebridge.bridge);
    const ofSensors = meters
      .flatMap(({ sensors }) => sensors)
      .flatMap(({ name, kind }) =>
        [STATE[kind], 'StatusActive' as const].map((characteristic) => ({ accessory: name, characteristic })),
      );
    const names = meters.map(({ name }) => name);
    const ofCurrents = names.map(
      (name) => ({ accessory: currentOf(name), characteristic: 'CurrentAmbientLightLevel' }) as const,
    );
    return new Home(homebridge, phone, await phone.subscribe(...ofSensors, ...ofCurrents), names);
  }

  get clock(): SteeredClock {
    return this.#homebridge.clock;
  }

  /**
   * Gives a function that waits until the plugin has taken the frame that each meter sends next: it notes each frame in the log once
   * all its parts have it.
   */
  framesTaken(amperes: number): () => Promise<void> {
    const from = this.#homebridge.log.length;
    const noted = this.#meters.map((meter) => new RegExp(` ${meter}: (.* · )?${amperes} A`));
    const areTaken = () => {
      const lines = this.#homebridge.log.slice(from);
      return noted.every((note) => lines.some((line) => note.test(line)));
    };
    return () => until(areTaken, `the plugin to take the frames with ${amperes} A`);
  }

  /** Waits until the phone has heard the current of these frames. Then all other events of the frames have come, too. */
  heard(amperes: number): Promise<void> {
    const areHeard = () =>
      this.#meters.every((meter) =>
        this.#heard.pending.some(({ accessory, value }) => accessory === currentOf(meter) && value === amperes),
      );
    return until(areHeard, `the phone to hear of ${amperes} A`);
  }

  /** What the phone was told of sensors since the last call. */
  takeEvents(): readonly SensorEvent[] {
    const currents = new Set(this.#meters.map(currentOf));
    return this.#heard
      .take()
      .filter(({ accessory }) => !currents.has(accessory))
      .map((event) => {
        const [meter = '', ...sensor] = event.accessory.split(' ');
        const isOfActivity = event.characteristic === 'StatusActive';
        return { meter, says: said(sensor.join(' '), event), isOfActivity };
      });
  }

  /** What the plugin has logged so far, without its notes for debugging. */
  log(): readonly string[] {
    return this.#homebridge.raw
      .filter((line) => line.includes('[Linky TIC]') && !line.includes(GREY))
      .map((line) => stripVTControlCharacters(line).replace(/^.*\[Linky TIC\] /, ''));
  }

  /** Ends it in order, which takes time on its clock, too. */
  async stop(): Promise<void> {
    await this.clock.run();
    await this.#homebridge.stop();
  }

  kill(): Promise<void> {
    return this.#homebridge.kill();
  }
}

/** @throws when that does not come */
async function until(isSo: () => boolean, what: string): Promise<void> {
  for (let looks = 1; !isSo(); looks += 1) {
    if (looks > MOST_LOOKS) throw new Error(`waited in vain for ${what}`);
    await delay(BETWEEN_LOOKS_MS);
  }
}

function said(sensor: string, { characteristic, value }: HapEvent): string {
  if (characteristic === 'StatusActive') return `${sensor} ${value ? 'active' : 'inactive'}`;
  return `${sensor} ${value ? 'on' : 'off'}`;
}
