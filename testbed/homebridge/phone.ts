import { setTimeout as delay } from 'node:timers/promises';
import { HttpClient } from 'hap-controller';
import { PATIENCE_MS } from '../support/patience.ts';
import { keepConnection } from './kept-connection.ts';
import { type Bridge, knownPairing, type Pairing } from './known-phone.ts';

/** The characteristics that tests read, with their short UUIDs (HAP R2 §9). */
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

/** A value, or the HAP status that comes instead (−70402: No Response). */
type Answer = { readonly value: unknown } | { readonly status: number };

export interface HapAccessory {
  readonly aid: number;
  readonly services: readonly HapService[];
}

interface HapService {
  readonly iid: number;
  readonly type: string;
  readonly characteristics: readonly { readonly iid: number; readonly type: string; readonly value?: unknown }[];
}

/** A characteristic of the accessory of this name. Where several services have it, `service` is the name of one of them. */
export interface Target {
  readonly accessory: string;
  readonly characteristic: CharacteristicName;
  readonly service?: string;
}

export interface HapEvent extends Target {
  readonly value: unknown;
  /** When it arrived, on the clock of `performance.now()`. */
  readonly atMs: number;
}

export interface Subscription {
  /** The next event, in the order in which they happened; waited for. */
  next(ms?: number): Promise<HapEvent>;
  /** The events that have arrived and were not taken yet. */
  readonly pending: readonly HapEvent[];
  /** Takes all events that have arrived. */
  take(): readonly HapEvent[];
}

/** A phone that is paired with a bridge, also after restarts of the bridge. Leaving its scope closes its connections. */
export interface Phone extends AsyncDisposable {
  /** The accessories of the bridge by name, without the bridge itself. */
  accessories(): Promise<ReadonlyMap<string, HapAccessory>>;
  read(accessory: string, characteristic: CharacteristicName, service?: string): Promise<Answer>;
  /** Subscribes to these characteristics, on a connection of its own. After a restart of the bridge, subscribe again. */
  subscribe(...targets: readonly Target[]): Promise<Subscription>;
  /** Takes the bridge out of the home. */
  unpair(): Promise<void>;
  readonly pairing: Pairing;
  /** Its client, for what the functions above do not offer. */
  readonly client: HttpClient;
}

/** The phone that knows each bridge of `startHomebridge`, unless its plan says otherwise. */
export function phoneOf(bridge: Bridge): Phone {
  return pairedPhone(bridge, knownPairing(bridge.username));
}

/** Pairs a new phone with a bridge that is not paired yet. */
export async function pair(bridge: Bridge): Promise<Phone> {
  const client = new HttpClient(bridge.username, '127.0.0.1', bridge.port);
  await client.pairSetup(bridge.pin);
  const pairing = client.getLongTermData();
  await client.close();
  if (!pairing) throw new Error('paired without keys');
  return pairedPhone(bridge, pairing);
}

/** A phone that was paired with the bridge before. */
export function pairedPhone({ username, port }: Bridge, pairing: Pairing): Phone {
  const client = new HttpClient(username, '127.0.0.1', port, pairing);
  const asking = keepConnection(
    () => new HttpClient(username, '127.0.0.1', port, pairing, { usePersistentConnections: true }),
  );
  const subscribers: HttpClient[] = [];

  async function accessories() {
    const { accessories: all } = await asking.ask((own) => own.getAccessories());
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
      const [answer] = (await asking.ask((own) => own.getCharacteristics([id]))).characteristics;
      return answer?.status ? { status: answer.status } : { value: answer?.value };
    },
    async subscribe(...targets) {
      // The client's promise for a second subscription on the same connection never settles.
      const subscriber = new HttpClient(username, '127.0.0.1', port, pairing);
      subscribers.push(subscriber);
      const byId = new Map<string, Target>();
      const all = await accessories();
      for (const target of targets) byId.set(idIn(all, target), target);
      const pending = eventsOf(subscriber, byId);
      await subscriber.subscribeCharacteristics([...byId.keys()]);
      return { pending, take: () => pending.splice(0), next: (ms = PATIENCE_MS) => shifted(pending, ms) };
    },
    unpair: () => client.removePairing(pairing.iOSDevicePairingID),
    pairing,
    client,
    async [Symbol.asyncDispose]() {
      for (const one of [asking, client, ...subscribers]) await one.close();
    },
  };
}

/** A growing list of the events. The client gives those of one notification newest first. */
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
