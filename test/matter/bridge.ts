import { createHash } from 'node:crypto';
import type { MatterAccessory, MatterAPI } from 'homebridge';
import type { MeterConfig } from '../../src/config/config.ts';
import type { Reading } from '../../src/reading.ts';

type State = Record<string, unknown>;

/** Homebridge's Matter as a plugin sees it, without a network: what stands, and what was done to it. */
export interface Bridge {
  readonly matter: MatterAPI;
  /** Everything that was pushed, each attribute on its own. */
  readonly pushed: (readonly [attribute: string, value: unknown])[];
  /** The accessories that stand. */
  readonly standing: readonly MatterAccessory[];
  readonly counts: { registered: number; unregistered: number };
  /** What a controller reads: the attributes of all clusters of the one accessory. */
  read(): State;
  /** What Homebridge's cache gives back after a restart. */
  restarted(): readonly MatterAccessory[];
  /** The errors in Homebridge's log. */
  readonly errors: readonly string[];
  /** While set, Homebridge refuses everything. */
  refusal: Error | undefined;
  /** While set, Homebridge takes everything and does nothing, as when it fails later on. */
  isDeaf: boolean;
}

/**
 * As Homebridge does: nothing is done before the promise of doing it has resolved, what is being taken down has no state
 * any more, and until it is gone nothing of its name can be registered.
 */
export function fakeBridge(restored: readonly MatterAccessory[] = []): Bridge {
  const standing = new Map<string, MatterAccessory & { clusters: Record<string, State> }>();
  const pushed: [string, unknown][] = [];
  const counts = { registered: 0, unregistered: 0 };
  const leaving = new Set<string>();
  /** Restored, and since then registered by nobody. */
  const unclaimed = new Set(restored.map(({ UUID }) => UUID));
  const errors: string[] = [];
  const stand = (accessory: MatterAccessory) => {
    const clusters = structuredClone({ ...accessory.clusters, bridgedDeviceBasicInformation: { reachable: true } });
    standing.set(accessory.UUID, { ...accessory, clusters });
  };
  for (const accessory of restored) stand(accessory);
  const later = (work: () => void) => {
    if (!bridge.isDeaf) setImmediate(work);
  };
  const bridge: Bridge = {
    pushed,
    counts,
    errors,
    refusal: undefined,
    isDeaf: false,
    get standing() {
      return [...standing.values()];
    },
    read: () => Object.assign({}, ...Object.values(bridge.standing[0]?.clusters ?? {})),
    restarted: () => JSON.parse(JSON.stringify(bridge.standing.filter(({ UUID }) => !unclaimed.has(UUID)))),
    matter: {
      uuid: { generate: (text: string) => createHash('sha1').update(text).digest('hex') },
      deviceTypes: { OnOffOutlet: { name: 'OnOffPlugInUnit' }, ElectricalSensor: { name: 'ElectricalSensor' } },
      async registerPlatformAccessories(_plugin: string, _platform: string, accessories: readonly MatterAccessory[]) {
        if (bridge.refusal) throw bridge.refusal;
        for (const accessory of accessories) {
          counts.registered += 1;
          unclaimed.delete(accessory.UUID);
          if (leaving.has(accessory.UUID)) {
            errors.push(`Matter accessory with UUID "${accessory.UUID}" is already registered`);
            continue;
          }
          const before = standing.get(accessory.UUID);
          if (before) standing.set(accessory.UUID, { ...before, ...accessory, clusters: before.clusters });
          else later(() => stand(accessory));
        }
      },
      async unregisterPlatformAccessories(_plugin: string, _platform: string, accessories: readonly MatterAccessory[]) {
        if (bridge.refusal) throw bridge.refusal;
        counts.unregistered += accessories.length;
        if (bridge.isDeaf) return;
        for (const { UUID } of accessories) {
          standing.delete(UUID);
          leaving.add(UUID);
          later(() => leaving.delete(UUID));
        }
      },
      async updateAccessoryState(uuid: string, cluster: string, attributes: State) {
        if (bridge.refusal) throw bridge.refusal;
        pushed.push(...Object.entries(attributes));
        later(() => Object.assign(standing.get(uuid)?.clusters[cluster] ?? {}, attributes));
      },
      getAccessoryState: async (uuid: string, cluster: string) => standing.get(uuid)?.clusters[cluster],
    } as unknown as MatterAPI,
  };
  return bridge;
}

export type Method = 'updateAccessoryState' | 'getAccessoryState' | 'registerPlatformAccessories';

/** Changes what Homebridge answers to the next call of a kind, which it does all the same. */
export function answerNext(
  bridge: Bridge,
  method: Method,
  answerOf: (real: Promise<unknown>) => Promise<unknown>,
): void {
  const real = bridge.matter[method];
  const pretend = (...given: readonly unknown[]) => {
    Object.assign(bridge.matter, { [method]: real });
    return answerOf(Reflect.apply(real, bridge.matter, given));
  };
  Object.assign(bridge.matter, { [method]: pretend });
}

/** Holds back the answer to the next call of a kind until the function that it gives is called. */
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

/** All that was set in motion is done. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export const meter: MeterConfig = {
  name: 'Linky',
  slug: 'linky',
  port: 'demo',
  mode: 'auto',
  tiles: [],
  sensors: [],
  matter: 'outlet',
  powerFactor: 1,
  staleAfter: 20,
};

export function reading(
  words: Partial<Reading> = {},
  mode: Reading['frame']['mode'] = 'standard',
  refused = 0,
): Reading {
  const frame = { mode, address: '021876543210', labels: {}, horodates: {}, refused };
  return { monotonicMs: 0, phases: 1, registers: {}, frame, ...words };
}
