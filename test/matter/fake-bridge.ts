import { createHash } from 'node:crypto';
import type { MatterAccessory, MatterAPI } from 'homebridge';
import type { MatterMeterConfig } from '../../src/matter/accessory-type.ts';
import type { Reading } from '../../src/reading/reading.ts';

type State = Record<string, unknown>;

/** Homebridge's Matter as a plugin sees it, without a network: the registered accessories, and the calls made. */
export interface Bridge {
  readonly matter: MatterAPI;
  /** All updates, one entry for each attribute. */
  readonly updates: (readonly [attribute: string, value: unknown])[];
  /** The accessories that are registered or restored. */
  readonly registered: readonly MatterAccessory[];
  readonly counts: { registered: number; unregistered: number };
  /** The attributes of the first accessory, of all its clusters together, as a controller reads them. */
  read(): State;
  /** The accessories that Homebridge's cache gives back after a restart. */
  restarted(): readonly MatterAccessory[];
  /** The errors in Homebridge's log. */
  readonly errors: readonly string[];
  /** While set, Homebridge refuses every call with it. */
  refusal: Error | undefined;
  /** While true, Homebridge accepts every call and does nothing, as when it fails afterwards. */
  isIdle: boolean;
}

/**
 * Behaves as Homebridge does: it carries out a request after it has resolved the promise; an accessory that is being
 * removed has no state any more, and until it is gone none with the same UUID can be registered.
 */
export function fakeBridge(restored: readonly MatterAccessory[] = []): Bridge {
  const accessoriesByUuid = new Map<string, MatterAccessory & { clusters: Record<string, State> }>();
  const updates: [string, unknown][] = [];
  const counts = { registered: 0, unregistered: 0 };
  const beingRemoved = new Set<string>();
  /** The restored accessories that nobody has registered yet. */
  const unclaimed = new Set(restored.map(({ UUID }) => UUID));
  const errors: string[] = [];
  const add = (accessory: MatterAccessory) => {
    const clusters = structuredClone({ ...accessory.clusters, bridgedDeviceBasicInformation: { reachable: true } });
    accessoriesByUuid.set(accessory.UUID, { ...accessory, clusters });
  };
  for (const accessory of restored) add(accessory);
  const later = (work: () => void) => {
    if (!bridge.isIdle) setImmediate(work);
  };
  const bridge: Bridge = {
    updates,
    counts,
    errors,
    refusal: undefined,
    isIdle: false,
    get registered() {
      return [...accessoriesByUuid.values()];
    },
    read: () => Object.assign({}, ...Object.values(bridge.registered[0]?.clusters ?? {})),
    restarted: () => JSON.parse(JSON.stringify(bridge.registered.filter(({ UUID }) => !unclaimed.has(UUID)))),
    matter: {
      uuid: { generate: (text: string) => createHash('sha1').update(text).digest('hex') },
      deviceTypes: { OnOffOutlet: { name: 'OnOffPlugInUnit' }, ElectricalSensor: { name: 'ElectricalSensor' } },
      async registerPlatformAccessories(_plugin: string, _platform: string, accessories: readonly MatterAccessory[]) {
        if (bridge.refusal) throw bridge.refusal;
        for (const accessory of accessories) {
          counts.registered += 1;
          unclaimed.delete(accessory.UUID);
          if (beingRemoved.has(accessory.UUID)) {
            errors.push(`Matter accessory with UUID "${accessory.UUID}" is already registered`);
            continue;
          }
          const before = accessoriesByUuid.get(accessory.UUID);
          if (before) accessoriesByUuid.set(accessory.UUID, { ...before, ...accessory, clusters: before.clusters });
          else later(() => add(accessory));
        }
      },
      async unregisterPlatformAccessories(_plugin: string, _platform: string, accessories: readonly MatterAccessory[]) {
        if (bridge.refusal) throw bridge.refusal;
        counts.unregistered += accessories.length;
        if (bridge.isIdle) return;
        for (const { UUID } of accessories) {
          accessoriesByUuid.delete(UUID);
          beingRemoved.add(UUID);
          later(() => beingRemoved.delete(UUID));
        }
      },
      async updateAccessoryState(uuid: string, cluster: string, attributes: State) {
        if (bridge.refusal) throw bridge.refusal;
        updates.push(...Object.entries(attributes));
        later(() => Object.assign(accessoriesByUuid.get(uuid)?.clusters[cluster] ?? {}, attributes));
      },
      getAccessoryState: async (uuid: string, cluster: string) => accessoriesByUuid.get(uuid)?.clusters[cluster],
    } as unknown as MatterAPI,
  };
  return bridge;
}

export type Method = 'updateAccessoryState' | 'getAccessoryState' | 'registerPlatformAccessories';

/** Replaces the answer of Homebridge to the next call of a method. Homebridge still carries the call out. */
export function answerNext(
  bridge: Bridge,
  method: Method,
  answerOf: (real: Promise<unknown>) => Promise<unknown>,
): void {
  const real = bridge.matter[method];
  const replacement = (...args: readonly unknown[]) => {
    Object.assign(bridge.matter, { [method]: real });
    return answerOf(Reflect.apply(real, bridge.matter, args));
  };
  Object.assign(bridge.matter, { [method]: replacement });
}

/** Delays the answer to the next call of a method until the returned function is called. */
export function holdNext(bridge: Bridge, method: Method): () => Promise<void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  answerNext(bridge, method, (real) => released.then(() => real));
  return () => {
    release();
    return settled();
  };
}

/** Waits until everything that was set off has settled. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export const meter: MatterMeterConfig = {
  name: 'Linky',
  slug: 'linky',
  port: 'demo',
  mode: 'auto',
  baudRate: 'auto',
  tiles: [],
  sensors: [],
  matter: 'outlet',
  powerFactor: 1,
  prices: [],
  staleAfter: 20,
};

/** A reading of a house in which each VA is a W. */
export function reading(
  words: Partial<Reading> = {},
  mode: Reading['frame']['mode'] = 'standard',
  refused = 0,
): Reading {
  const frame = { mode, address: '021876543210', labels: {}, horodates: {}, refused };
  const { apparentPowerVA } = words;
  const power = apparentPowerVA === undefined ? {} : { activePowerW: apparentPowerVA };
  return { monotonicMs: 0, phases: 1, registers: {}, frame, ...power, ...words };
}
