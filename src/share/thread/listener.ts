import { once } from 'node:events';
import { isIPv6, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { type Clock, sleep } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { MeterConfig } from '../../config/config.ts';
import { ownAddresses } from '../../http/own-addresses.ts';
import type { Texts } from '../../texts/texts.ts';
import type { Reports } from '../../trouble/news.ts';
import type { KindOf, Slot, UndatedTrouble } from '../../trouble/trouble.ts';

const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;

/** What is served at an address: the bytes of a meter's line over TCP, its newest Reading over HTTP, or the house's page. */
export type SharedThing =
  | { readonly shared: 'line' | 'reading'; readonly meter: Pick<MeterConfig, 'slug' | 'name'> }
  | { readonly shared: 'page' };

export type Listener = SharedThing & ListeningServer;

interface ListeningServer {
  /** May be an HTTP server, too. Its connections belong to whoever created it. */
  readonly server: Server;
  readonly host: string;
  readonly port: number;
  /** How many programs may be connected at a time: the server's own limit, which is mentioned in the log. */
  readonly most: number;
  readonly log: Log;
  readonly reports: Reports;
  readonly texts: Texts['share'];
  readonly clock: Clock;
}

/**
 * Keeps a server listening while `life` lasts. While it cannot listen, each reason is reported once, and it tries again quietly after a
 * growing delay. Once it listens, the address is logged, and whether it can be reached from the network. Resolves when `life` has ended and
 * no more connections are accepted. Never rejects, and the server does not keep the process alive.
 */
export async function keepListening(listener: Listener, life: AbortSignal): Promise<void> {
  const { server, reports, clock } = listener;
  const slot = slotOf(listener);
  // Without this listener, a connection that cannot be accepted, for example for lack of file descriptors, would end the process.
  server.on('error', () => {});
  server.unref();
  let retryInMs = FIRST_RETRY_MS;
  while (!life.aborted && !server.listening) {
    const error = await errorOfListening(listener);
    if (error === undefined) break;
    if (!life.aborted) reports.report(slot, troubleAt(listener, error));
    await sleep(retryInMs, clock, life);
    retryInMs = Math.min(2 * retryInMs, MAX_RETRY_MS);
  }
  reports.report(slot, undefined);
  if (!life.aborted) sayListening(listener);
  await ended(life);
  server.close();
}

function slotOf(thing: SharedThing): Slot {
  return thing.shared === 'page' ? 'page' : `share ${thing.meter.slug} ${thing.shared}`;
}

/** Resolves to undefined when the server listens, or to the reason why it cannot. */
async function errorOfListening({ server, host, port }: Listener): Promise<unknown> {
  server.listen({ host, port });
  try {
    await once(server, 'listening');
    return undefined;
  } catch (error) {
    return error ?? new Error('no reason given');
  }
}

/** Addresses that only this machine can reach; those of IPv4 also in the notation of IPv6. */
const LOOPBACK = /^(::1$|(::ffff:)?127\.)/;

const TROUBLE_OF_CODE: { readonly [code: string]: KindOf<'page'> } = {
  EADDRINUSE: 'taken',
  EADDRNOTAVAIL: 'foreign',
  ENOTFOUND: 'foreign',
  EAI_AGAIN: 'foreign',
  EACCES: 'forbidden',
};

function kindOf(error: unknown): KindOf<'page'> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return TROUBLE_OF_CODE[code] ?? 'other';
}

function troubleAt(listener: Listener, error: unknown): UndatedTrouble<'share' | 'page'> {
  const says = error instanceof Error ? error.message : String(error);
  const facts = { address: addressOf(listener, listener.host), says };
  if (listener.shared === 'page') return { part: 'page', kind: kindOf(error), ...facts };
  const { shared, meter } = listener;
  return { part: 'share', kind: kindOf(error), meter: meter.slug, name: meter.name, shared, ...facts };
}

/** Logs the address to which the host was resolved: a name may stand for this machine only, or for ::1 but not for 127.0.0.1. */
function sayListening(listener: Listener): void {
  const { server, host, most, log, texts } = listener;
  const bound = server.address();
  const at = typeof bound === 'object' && bound !== null ? bound.address : host;
  const here = LOOPBACK.test(at) ? 'onThisMachine' : 'inNetwork';
  const address = addressOf(listener, openedAt(at));
  if (listener.shared === 'page') log.info(texts.page[here](address));
  else log.info(texts[here](listener.meter.name, listener.shared, address, most));
}

/** An address that a browser or a program can open if the server listens on all addresses of this machine. */
function openedAt(address: string): string {
  return /^(?:0\.0\.0\.0|::)$/.test(address) ? (ownAddresses(networkInterfaces())[0] ?? address) : address;
}

function addressOf({ shared, port }: Listener, host: string): string {
  const scheme = shared === 'line' ? 'tcp' : 'http';
  return `${scheme}://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

function ended(life: AbortSignal): Promise<void> {
  if (life.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    life.addEventListener('abort', () => resolve(), { once: true });
  });
}
