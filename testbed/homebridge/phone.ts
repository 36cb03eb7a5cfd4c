import { setTimeout as delay } from 'node:timers/promises';
import { HttpClient } from 'hap-controller';
import type { Bridge } from './homebridge.ts';

/** The characteristics that tests ask for, by their short UUID (HAP R2 §9). */
const TYPES = {
  MotionDetected: '22',
  Name: '23',
  SerialNumber: '30',
  ContactSensorState: '6A',
  CurrentAmbientLightLevel: '6B',
  OccupancyDetected: '71',
  StatusActive: '75',
  StatusFault: '77',
  ConfiguredName: 'E3',
} as const;

export type CharacteristicName = keyof typeof TYPES;

/** A value, or the HAP status for which there is none (−70402: No Response). */
export type Answer = { readonly value: unknown } | { readonly status: number };

export interface HapAccessory {
  readonly aid: number;
  readonly services: readonly HapService[];
}

export interface HapService {
  readonly iid: number;
  readonly type: string;
  readonly characteristics: readonly { readonly iid: number; readonly type: string; readonly value?: unknown }[];
}

/** Which characteristic: of the accessory of this name and, where several services have it, of the service of this name. */
export interface Target {
  readonly accessory: string;
  readonly characteristic: CharacteristicName;
  readonly service?: string;
}

export interface HapEvent extends Target {
  readonly value: unknown;
  /** When it came, on the clock of `performance.now()`. */
  readonly atMs: number;
}

export interface Subscription {
  /** The events in the order in which they happened, as far as they were not asked for yet. */
  next(ms?: number): Promise<HapEvent>;
  /** What has come and was not asked for yet. */
  readonly pending: readonly HapEvent[];
  /** All of that, which then counts as asked for. */
  take(): readonly HapEvent[];
}

/** A phone that is paired with a bridge, and stays so over the bridge's restarts. Leaving its scope ends its connections. */
export interface Phone extends AsyncDisposable {
  /** What the bridge carries, itself left out, by name. */
  accessories(): Promise<ReadonlyMap<string, HapAccessory>>;
  read(accessory: string, characteristic: CharacteristicName, service?: string): Promise<Answer>;
  /** Events of these characteristics, on a connection of their own. Ends with the bridge: subscribe again after a restart. */
  subscribe(...targets: readonly Target[]): Promise<Subscription>;
  /** Takes the bridge out of the home. */
  unpair(): Promise<void>;
  /** Its connection, to write, or to read what every look at the accessories changes. */
  readonly client: HttpClient;
}

/** Adds the bridge to the home of a new phone. */
export async function pair(bridge: Bridge): Promise<Phone> {
  const { username, port, pin } = bridge;
  const client = new HttpClient(username, '127.0.0.1', port);
  await client.pairSetup(pin);
  const pairing = client.getLongTermData();
  if (!pairing) throw new Error('paired without keys');
  const subscribers: HttpClient[] = [];

  async function accessories() {
    const { accessories: all } = await client.getAccessories();
    const bridged = (all as unknown as HapAccessory[]).filter(({ aid }) => aid !== 1);
    return new Map(bridged.map((accessory) => [String(valueIn(accessory.services, 'Name')), accessory]));
  }

  async function idOf(target: Target): Promise<string> {
    return idIn(await accessories(), target);
  }

  function idIn(all: ReadonlyMap<string, HapAccessory>, { accessory, characteristic, service }: Target): string {
    const found = all.get(accessory);
    const services = found?.services.filter((one) => service === undefined || nameOf(one) === service) ?? [];
    const iid = find(services, characteristic)?.iid;
    if (!found || iid === undefined) throw new Error(`no ${characteristic} in ${accessory} ${service ?? ''}`);
    return `${found.aid}.${iid}`;
  }

  return {
    accessories,
    async read(accessory, characteristic, service) {
      const id = await idOf({ accessory, characteristic, ...(service === undefined ? {} : { service }) });
      const [answer] = (await client.getCharacteristics([id])).characteristics;
      return answer?.status ? { status: answer.status } : { value: answer?.value };
    },
    async subscribe(...targets) {
      // A second subscription on the same connection never ends.
      const subscriber = new HttpClient(username, '127.0.0.1', port, pairing);
      subscribers.push(subscriber);
      const byId = new Map<string, Target>();
      const all = await accessories();
      for (const target of targets) byId.set(idIn(all, target), target);
      const pending = eventsOf(subscriber, byId);
      await subscriber.subscribeCharacteristics([...byId.keys()]);
      return { pending, take: () => pending.splice(0), next: (ms = 120_000) => shifted(pending, ms) };
    },
    unpair: () => client.removePairing(pairing.iOSDevicePairingID),
    client,
    async [Symbol.asyncDispose]() {
      for (const one of [client, ...subscribers]) await one.close();
    },
  };
}

/** Collects the events as they come. Those of one notification come newest first. */
function eventsOf(subscriber: HttpClient, targets: ReadonlyMap<string, Target>): HapEvent[] {
  const events: HapEvent[] = [];
  subscriber.on('event', ({ characteristics }: { characteristics: { aid: number; iid: number; value: unknown }[] }) => {
    const atMs = performance.now();
    for (const { aid, iid, value } of characteristics.toReversed()) {
      const target = targets.get(`${aid}.${iid}`);
      if (target) events.push({ ...target, value, atMs });
    }
  });
  return events;
}

async function shifted(events: HapEvent[], ms: number): Promise<HapEvent> {
  for (const deadlineMs = performance.now() + ms; performance.now() < deadlineMs; await delay(20)) {
    const event = events.shift();
    if (event) return event;
  }
  throw new Error(`no event within ${ms} ms`);
}

function nameOf(service: HapService): unknown {
  return valueIn([service], 'ConfiguredName') ?? valueIn([service], 'Name');
}

function valueIn(services: readonly HapService[], characteristic: CharacteristicName): unknown {
  return find(services, characteristic)?.value;
}

function find(services: readonly HapService[], characteristic: CharacteristicName) {
  const uuid = `${TYPES[characteristic].padStart(8, '0')}-0000-1000-8000-0026BB765291`;
  return services.flatMap(({ characteristics }) => characteristics).find(({ type }) => type === uuid);
}
