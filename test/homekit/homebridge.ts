import type { EventEmitter } from 'node:events';
import type { API, PlatformAccessory, Service } from 'homebridge';
import { HomebridgeAPI } from '../../node_modules/homebridge/dist/api.js';
import { HomebridgeAPI as HomebridgeAPI1 } from '../../node_modules/homebridge-1/lib/api.js';
import type { Clock } from '../../src/clock.ts';
import type { MeterConfig } from '../../src/config/config.ts';
import type { Reading } from '../../src/reading.ts';

/** The plugin API of each Homebridge that we run in, the real one. The older one has older types for the same things. */
export const homebridges: readonly (readonly [version: string, api: () => API])[] = [
  ['2.4', () => new HomebridgeAPI() as unknown as API],
  ['1.11', () => new HomebridgeAPI1() as unknown as API],
];

export const meter: MeterConfig = {
  name: 'Linky',
  slug: 'linky',
  port: 'demo',
  mode: 'auto',
  tiles: ['power', 'current'],
  sensors: [],
  matter: 'off',
  powerFactor: 1,
  staleAfter: 20,
};

export function reading(words: Partial<Reading>, refused = 0): Reading {
  const frame = { mode: 'historique', address: '021876543210', labels: {}, horodates: {}, refused } as const;
  return { monotonicMs: 0, registers: {}, frame, ...words };
}

export interface FakeClock extends Pick<Clock, 'after'> {
  readonly pending: number;
  advance(ms: number): void;
}

export function fakeClock(): FakeClock {
  const timers = new Map<object, { atMs: number; then: () => void }>();
  let nowMs = 0;
  return {
    get pending() {
      return timers.size;
    },
    after(ms, then) {
      const timer = {};
      timers.set(timer, { atMs: nowMs + ms, then });
      return () => timers.delete(timer);
    },
    advance(ms) {
      nowMs += ms;
      for (const [timer, { atMs, then }] of timers) {
        if (atMs <= nowMs && timers.delete(timer)) then();
      }
    },
  };
}

type Change = 'registerPlatformAccessories' | 'updatePlatformAccessories' | 'unregisterPlatformAccessories';

/** What Homebridge itself listens to: the plugin changes its accessories. */
export function onChange(api: API, change: Change, then: (accessories: PlatformAccessory[]) => void): void {
  (api as unknown as EventEmitter).on(change, then);
}

/** The accessory as it is after a restart: only what Homebridge's cache holds of it. */
export function restart<A extends PlatformAccessory>(accessory: A, api: API): A {
  const { serialize, deserialize } = api.platformAccessory as unknown as {
    serialize(accessory: PlatformAccessory): unknown;
    deserialize(json: unknown): A;
  };
  Object.assign(accessory, { _associatedPlugin: 'homebridge-linky-tic', _associatedPlatform: 'LinkyTIC' });
  return deserialize(JSON.parse(JSON.stringify(serialize(accessory))));
}

/** A light sensor as a client of HomeKit reads it: each value, or the HAP status for which there is none. */
export async function read(service: Service | undefined, api: API) {
  if (!service) return undefined;
  const { CurrentAmbientLightLevel, StatusActive, StatusFault } = api.hap.Characteristic;
  const [number, active, fault] = await Promise.all(
    [CurrentAmbientLightLevel, StatusActive, StatusFault].map((type) =>
      service
        .getCharacteristic(type)
        .handleGetRequest()
        .catch((status: number) => ({ status })),
    ),
  );
  return { number, active, fault };
}

export const NO_RESPONSE = { number: { status: -70402 }, active: false, fault: 1 };

export function live(number: number) {
  return { number, active: true, fault: 0 };
}

/** What subscribers of the service are told from now on, by the rule of hap-nodejs' Accessory: a change, or an explicit event. */
export function eventsOf(service: Service): (readonly [characteristic: string, value: unknown])[] {
  const events: (readonly [string, unknown])[] = [];
  (service as EventEmitter).on('characteristic-change', ({ characteristic, reason, oldValue, newValue }) => {
    if (reason === 'event' || oldValue !== newValue) events.push([characteristic.displayName, newValue]);
  });
  return events;
}
