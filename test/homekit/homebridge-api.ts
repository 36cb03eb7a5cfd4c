import type { EventEmitter } from 'node:events';
import type { API, PlatformAccessory, Service } from 'homebridge';
import type { MeterConfig } from '../../src/config/config.ts';
import type { Reading } from '../../src/reading/reading.ts';

// Homebridge loads `source-map-support`, which takes over the traces of all errors. A test that fails would then show a wrong line.
const { prepareStackTrace } = Error;
const { HomebridgeAPI } = await import('../../node_modules/homebridge/dist/api.js');
const { HomebridgeAPI: HomebridgeAPI1 } = await import('../../node_modules/homebridge-1/lib/api.js');
Error.prepareStackTrace = prepareStackTrace;

/** The real plugin API of the newest Homebridge. */
export const apiOf = () => new HomebridgeAPI() as unknown as API;

/** That of both versions that are supported, for the contract test. The types of the older one differ in name only. */
export const homebridges: readonly (readonly [version: string, api: () => API])[] = [
  ['2.4', apiOf],
  ['1.11', () => new HomebridgeAPI1() as unknown as API],
];

export const meter: MeterConfig = {
  name: 'Linky',
  slug: 'linky',
  port: 'demo',
  mode: 'auto',
  baudRate: 'auto',
  tiles: ['power', 'current'],
  sensors: [],
  matter: 'off',
  powerFactor: 1,
  prices: [],
  staleAfter: 20,
};

export function reading(words: Partial<Reading>, refused = 0): Reading {
  const frame = { mode: 'historique', address: '021876543210', labels: {}, horodates: {}, refused } as const;
  return { monotonicMs: 0, registers: {}, frame, ...words };
}

type Change = 'registerPlatformAccessories' | 'updatePlatformAccessories' | 'unregisterPlatformAccessories';

/** Calls `then` when the plugin changes its accessories, as Homebridge itself is told of it. */
export function onChange(api: API, change: Change, then: (accessories: PlatformAccessory[]) => void): void {
  (api as unknown as EventEmitter).on(change, then);
}

/** The accessory as Homebridge restores it after a restart, from what its cache holds. */
export function restart<A extends PlatformAccessory>(accessory: A, api: API): A {
  const { serialize, deserialize } = api.platformAccessory as unknown as {
    serialize(accessory: PlatformAccessory): unknown;
    deserialize(json: unknown): A;
  };
  Object.assign(accessory, { _associatedPlugin: 'homebridge-linky-tic', _associatedPlatform: 'LinkyTIC' });
  return deserialize(JSON.parse(JSON.stringify(serialize(accessory))));
}

/** A light sensor as a HomeKit client reads it: each value, or the HAP status instead of it. */
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

/**
 * The events that subscribers of a service get from now on: as in hap-nodejs, for changes and explicit notifications.
 */
export function eventsOf(service: Service): (readonly [characteristic: string, value: unknown])[] {
  const events: (readonly [string, unknown])[] = [];
  (service as EventEmitter).on('characteristic-change', ({ characteristic, reason, oldValue, newValue }) => {
    if (reason === 'event' || oldValue !== newValue) events.push([characteristic.displayName, newValue]);
  });
  return events;
}
