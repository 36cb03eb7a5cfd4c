import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import type { Clock } from '../clock.ts';
import { maskOf } from '../masked-secrets.ts';
import { shortened } from '../printable.ts';
import { type Broker, type Client, clientOn, GREETS_WITHIN_MS, type Message, said } from './broker-client.ts';
import { type BrokerFault, kindOfPublicationRefused, type ProtocolVersion } from './broker-fault.ts';
import { type BrokerStream, openBrokerStream } from './broker-stream.ts';
import { authoritiesIn } from './ca-file.ts';

/** How long it has to acknowledge a message. */
export const ANSWERS_WITHIN_MS = 10_000;
/** How long it has to take DISCONNECT and to close the connection, after which we do. */
const PARTS_WITHIN_MS = 250;

/** A connection while it stands. */
export interface BrokerConnection {
  /** Aborts when the connection is over. */
  readonly over: AbortSignal;
  /**
   * Publishes a message, and gives why the broker refuses it, or why the connection was lost before it acknowledged; undefined where it has.
   * One at a time.
   */
  publish(message: Message): Promise<BrokerFault | undefined>;
}

/** What came of a connection. */
export type Outcome<T> =
  /** It ended in good order, with what `use` gave. */
  | { readonly kind: 'used'; readonly result: T }
  /** There was none. `isVersionInDoubt`: a broker that does not speak this version might do the same. */
  | { readonly kind: 'refused'; readonly fault: BrokerFault; readonly isVersionInDoubt: boolean }
  /** The other side ended it. */
  | { readonly kind: 'lost'; readonly fault: BrokerFault }
  /** `life` ended it. */
  | { readonly kind: 'ended' };

/**
 * Connects to a broker, lets `use` work as long as the connection stands, and ends it in good order, so that the broker does not publish
 * the will. `use` must come to its end soon after `over`. Nothing is left of the connection when this resolves; it rejects only if `use`
 * does. What MQTT.js could do besides (connect again, queue, store) is off: only the newest of each topic may wait, which it cannot do.
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

/** These come of a broker that does not know the version that it is asked in, too. */
const IN_DOUBT: ReadonlySet<string> = new Set(['silent', 'stranger'] satisfies BrokerFault['kind'][]);

function refusal({ kind, says }: BrokerFault, { isTaken }: BrokerStream): Outcome<never> {
  // Who ends a connection without an answer mostly waits for TLS, or for none, or for another protocol.
  const fault: BrokerFault = { kind: kind === 'dropped' ? 'stranger' : kind, says };
  return { kind: 'refused', fault, isVersionInDoubt: isTaken && IN_DOUBT.has(fault.kind) };
}

/** How a connection ends that nobody asked it to. */
interface Ending {
  readonly signal: AbortSignal;
  /** The first thing that went wrong; undefined where it was ended here. */
  readonly fault: BrokerFault | undefined;
  end(fault?: BrokerFault): void;
  /** A fault as a user may see it. */
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

/** Resolves when the broker has accepted the connection, or when there is none. */
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
/** What PUBLISH has besides its topic and its payload (§3.3). */
const MOST_OVERHEAD_BYTES = 12;
/** What is answered when the connection was ended here. */
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
  // What is longer than the broker takes must not be sent (§3.2.2.3.6).
  const bytes = Buffer.byteLength(topic) + Buffer.byteLength(payload) + MOST_OVERHEAD_BYTES;
  if (bytes > (client.serverProperties?.maximumPacketSize ?? bytes)) return said(kindOfPublicationRefused, TOO_LARGE);
  const says = `no answer within ${ANSWERS_WITHIN_MS / 1000} s`;
  const cancel = clock.after(ANSWERS_WITHIN_MS, () => end({ kind: 'silent', says }));
  const answer = Promise.withResolvers<BrokerFault | undefined>();
  const lost = () => answer.resolve(ending.fault ?? OVER);
  signal.addEventListener('abort', lost);
  client.publish(topic, payload, { qos: 1, retain: isRetained }, (error, packet) => {
    if (!error) answer.resolve(undefined);
    // With an error and without an answer the connection is lost, which is told in a moment.
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

/** Ends a connection that stands in good order, and waits until nothing is left of it. */
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
