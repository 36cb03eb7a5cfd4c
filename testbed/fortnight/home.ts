import { setTimeout as delay } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { childClock, type SteeredClock } from '../child-clock/child-clock.ts';
import { type Homebridge, startHomebridge } from '../homebridge/homebridge.ts';
import { type CharacteristicName, type HapEvent, type Phone, pair, type Subscription } from '../homebridge/phone.ts';

/** A sensor as the settings have it. */
export interface SensorSettings {
  readonly name: string;
  readonly kind: 'occupancy' | 'motion' | 'contact';
  readonly when: string;
  readonly [setting: string]: unknown;
}

/** A Homebridge with the plugin, until it ends. */
export interface HomePlan {
  readonly storage: string;
  readonly meter: { readonly sensors: readonly SensorSettings[]; readonly [setting: string]: unknown };
  /** The block `influx` of the settings. */
  readonly influx: object;
  /** What its clock shows at first. */
  readonly wallMs: number;
  /** The phone that was paired before, if one was. */
  readonly phone: Phone | undefined;
}

/** What a phone was told of a sensor. */
export interface SensorEvent {
  readonly says: string;
  /** Whether it is about the sensor being active, rather than on. */
  readonly isOfActivity: boolean;
}

/** A tile whose number is another one in each frame. */
const CURRENT = 'Linky Current';
/** Homebridge writes notes for debugging in this colour. */
const GREY = '\x1b[90m';
/** What does not come in so many looks, one a millisecond at most, does not come. */
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

  private constructor(homebridge: Homebridge, phone: Phone, heard: Subscription) {
    this.#homebridge = homebridge;
    this.phone = phone;
    this.#heard = heard;
  }

  static async start({ storage, meter, influx, wallMs, phone: paired }: HomePlan): Promise<Home> {
    const homebridge = await startHomebridge({
      config: { platform: 'LinkyTIC', name: 'Linky TIC', language: 'en', meters: [meter], influx },
      storage,
      debug: true,
      env: { FORCE_COLOR: '1' },
      clock: childClock({ isSteered: true, waitsForRequests: true, aheadMs: wallMs - Date.now() }),
    });
    return Home.#listen(homebridge, meter.sensors, paired).catch(async (error: unknown) => {
      await homebridge.kill();
      throw error;
    });
  }

  static async #listen(
    homebridge: Homebridge,
    sensors: readonly SensorSettings[],
    paired: Phone | undefined,
  ): Promise<Home> {
    await homebridge.clock.stop();
    const phone = paired ?? (await pair(homebridge.bridge));
    const ofSensors = sensors.flatMap(({ name, kind }) =>
      [STATE[kind], 'StatusActive' as const].map((characteristic) => ({ accessory: name, characteristic })),
    );
    const ofCurrent = { accessory: CURRENT, characteristic: 'CurrentAmbientLightLevel' } as const;
    return new Home(homebridge, phone, await phone.subscribe(...ofSensors, ofCurrent));
  }

  get clock(): SteeredClock {
    return this.#homebridge.clock;
  }

  /**
   * Gives a function that waits until the plugin has taken the frame that is sent next: it notes each frame in the log once all its
   * parts have it.
   */
  frameTaken(amperes: number): () => Promise<void> {
    const from = this.#homebridge.log.length;
    const noted = new RegExp(`[·:] ${amperes} A`);
    const isTaken = () => this.#homebridge.log.slice(from).some((line) => noted.test(line));
    return () => until(isTaken, `the plugin to take the frame with ${amperes} A`);
  }

  /** Waits until the phone has heard the current of a frame. Then all other events of the frame have come, too. */
  heard(amperes: number): Promise<void> {
    const isHeard = () =>
      this.#heard.pending.some(({ accessory, value }) => accessory === CURRENT && value === amperes);
    return until(isHeard, `the phone to hear of ${amperes} A`);
  }

  /** What the phone was told of sensors since the last call. */
  takeEvents(): readonly SensorEvent[] {
    return this.#heard
      .take()
      .filter(({ accessory }) => accessory !== CURRENT)
      .map((event) => ({ says: said(event), isOfActivity: event.characteristic === 'StatusActive' }));
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
    await delay(1);
  }
}

function said({ accessory, characteristic, value }: HapEvent): string {
  if (characteristic === 'StatusActive') return `${accessory} ${value ? 'active' : 'inactive'}`;
  return `${accessory} ${value ? 'on' : 'off'}`;
}
