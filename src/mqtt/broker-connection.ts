import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import type { Clock } from '../base/clock.ts';
import { maskOf } from '../base/masked-secrets.ts';
import { shortened } from '../base/printable.ts';
import { type Broker, type Client, clientOn, GREETS_WITHIN_MS, type Message, said } from './broker-client.ts';
import { type BrokerFault, kindOfPublicationRefused, type ProtocolVersion } from './broker-fault.ts';
import { type BrokerStream, openBrokerStream } from './broker-stream.ts';
import { authoritiesIn } from './ca-file.ts';

/** How long the broker has to acknowledge a message. */
export const ANSWERS_WITHIN_MS = 10_000;
/** How long the broker has to take DISCONNECT and close the connection; after that it is closed here. */
const PARTS_WITHIN_MS = 250;

/** An established connection. */
export interface BrokerConnection {
  /** Aborts when the connection is over. */
  readonly over: AbortSignal;
  /**
   * Publishes a message. Resolves to undefined once the broker has acknowledged it, or to why the broker refuses it or why the connection
   * was lost before. One message at a time.
   */
  publish(message: Message): Promise<BrokerFault | undefined>;
}

/** The result of a connection. */
export type Outcome<T> =
  /** It ended in good order, with the result of `use`. */
  | { readonly kind: 'used'; readonly result: T }
  /** It was not established. `isVersionInDoubt`: a broker that does not speak this version might behave the same. */
  | { readonly kind: 'refused'; readonly fault: BrokerFault; readonly isVersionInDoubt: boolean }
  /** The other side ended it. */
  | { readonly kind: 'lost'; readonly fault: BrokerFault }
  /** `life` ended it. */
  | { readonly kind: 'ended' };

/**
 * Connects to a broker, lets `use` work while the connection stands, and ends it in good order, so that the broker does not publish the
 * will. `use` must finish soon after `over`. Nothing is left of the connection when this resolves; it rejects only if `use` does. The other
 * features of MQTT.js (reconnecting, queueing, storing) are off: only the newest message of each topic may wait, which MQTT.js does not
 * support.
 */
export async function connectedTo<T>(
  broker: Broker,
  version: ProtocolVersion,
  life: AbortSignal,
  use: (connection: BrokerConnection) => Promise<T>,
): Promise<Outcome<T>> {
  const { config, clock } = broker;
  const authorities = config.ca === '' ? undefined : await authoritiesIn(config.ca);
  if (authorities && 'kind' in authorities) return { kind: 'refused', fault: authorities, isVersionInDoubt: false };
  if (life.aborted) return { kind: 'ended' };

  const ending = createEnding(config.password);
  const endWithLife = () => ending.end();
  life.addEventListener('abort', endWithLife);
  const stream = openBrokerStream({ url: config.url, authorities }, clock, ending.end);
  const client = clientOn(stream, broker, version, ending.end);
  try {
    await greeted(client, ending, clock);
    if (ending.fault) return refusal(ending.fault, stream);
    if (ending.signal.aborted) return { kind: 'ended' };
    const result = await use({ over: ending.signal, publish: (message) => published(message, client, ending, clock) });
    if (ending.fault) return { kind: 'lost', fault: ending.fault };
    return ending.signal.aborted ? { kind: 'ended' } : { kind: 'used', result };
  } finally {
    life.removeEventListener('abort', endWithLife);
    await closed(client, stream.duplex, ending.signal, clock);
  }
}

/** A broker that does not know the version of the protocol fails like this, too. */
const IN_DOUBT: ReadonlySet<string> = new Set(['silent', 'stranger'] satisfies BrokerFault['kind'][]);

function refusal({ kind, says }: BrokerFault, { isTaken }: BrokerStream): Outcome<never> {
  // A server that ends a connection without an answer usually expects TLS, or no TLS, or another protocol.
  const fault: BrokerFault = { kind: kind === 'dropped' ? 'stranger' : kind, says };
  return { kind: 'refused', fault, isVersionInDoubt: isTaken && IN_DOUBT.has(fault.kind) };
}

/** The end of a connection, whether it was requested or not. */
interface Ending {
  readonly signal: AbortSignal;
  /** The first fault; undefined if the connection was ended here. */
  readonly fault: BrokerFault | undefined;
  end(fault?: BrokerFault): void;
  /** A fault in a form that users may see. */
  shown(fault: BrokerFault): BrokerFault;
}

function createEnding(password: string): Ending {
  const over = new AbortController();
  const mask = maskOf([password]);
  const shown = ({ kind, says }: BrokerFault) => ({ kind, says: shortened(mask(says)) });
  let fault: BrokerFault | undefined;
  return {
    signal: over.signal,
    get fault() {
      return fault;
    },
    end(why) {
      if (over.signal.aborted) return;
      fault = why && shown(why);
      over.abort();
    },
    shown,
  };
}

/** Resolves when the broker has accepted the connection, or when the connection is over. */
async function greeted(client: Client, { signal, end }: Ending, clock: Clock): Promise<void> {
  if (signal.aborted) return;
  const says = `no answer within ${GREETS_WITHIN_MS / 1000} s`;
  const cancel = clock.after(GREETS_WITHIN_MS, () => end({ kind: 'silent', says }));
  await new Promise<void>((resolve) => {
    client.once('connect', () => resolve());
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  cancel();
}

const TOO_LARGE = 149;
/** The bytes of PUBLISH other than its topic and payload (§3.3). */
const MOST_OVERHEAD_BYTES = 12;
/** The fault of a message when the connection was ended here. */
const OVER: BrokerFault = { kind: 'dropped', says: 'the connection is over' };

/** Publishes a message: see `BrokerConnection`. */
async function published(
  { topic, payload, isRetained }: Message,
  client: Client,
  ending: Ending,
  clock: Clock,
): Promise<BrokerFault | undefined> {
  const { signal, end } = ending;
  if (signal.aborted) return ending.fault ?? OVER;
  // A packet that is longer than the broker accepts must not be sent (§3.2.2.3.6).
  const bytes = Buffer.byteLength(topic) + Buffer.byteLength(payload) + MOST_OVERHEAD_BYTES;
  if (bytes > (client.serverProperties?.maximumPacketSize ?? bytes)) return said(kindOfPublicationRefused, TOO_LARGE);
  const says = `no answer within ${ANSWERS_WITHIN_MS / 1000} s`;
  const cancel = clock.after(ANSWERS_WITHIN_MS, () => end({ kind: 'silent', says }));
  const answer = Promise.withResolvers<BrokerFault | undefined>();
  const lost = () => answer.resolve(ending.fault ?? OVER);
  signal.addEventListener('abort', lost);
  client.publish(topic, payload, { qos: 1, retain: isRetained }, (error, packet) => {
    if (!error) answer.resolve(undefined);
    // An error without an answer means that the connection is lost, which is signalled in a moment.
    else if (packet?.cmd === 'puback')
      answer.resolve(ending.shown(said(kindOfPublicationRefused, packet.reasonCode ?? 0, packet.properties)));
  });
  try {
    return await answer.promise;
  } finally {
    cancel();
    signal.removeEventListener('abort', lost);
  }
}

/** Ends an established connection in good order, and waits until nothing is left of it. */
async function closed(client: Client, duplex: Duplex, over: AbortSignal, clock: Clock): Promise<void> {
  const gone = duplex.closed ? undefined : once(duplex, 'close');
  const cancel = clock.after(PARTS_WITHIN_MS, () => duplex.destroy());
  if (over.aborted) {
    client.end(true);
    duplex.destroy();
  } else client.end();
  await gone?.catch(() => {});
  cancel();
}
