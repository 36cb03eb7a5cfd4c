import { once } from 'node:events';
import { isIPv6, type Server } from 'node:net';
import { type Clock, sleep } from '../../clock.ts';
import type { MeterConfig } from '../../config/config.ts';
import type { Log } from '../../log.ts';
import type { Texts } from '../../texts/texts.ts';
import type { KindOf, Slot, UndatedTrouble } from '../../trouble.ts';
import type { Reports } from '../../trouble-news.ts';

const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;

/** What other programs get at an address: the bytes of the line over TCP, or the newest Reading over HTTP. */
export type SharedThing = 'line' | 'reading';

export interface Listener {
  /** An HTTP server is one, too. Its connections belong to whoever made it. */
  readonly server: Server;
  readonly shared: SharedThing;
  readonly meter: Pick<MeterConfig, 'slug' | 'name'>;
  readonly host: string;
  readonly port: number;
  /** How many programs may be connected at a time: the server's own bound, which the log tells. */
  readonly most: number;
  readonly log: Log;
  readonly reports: Reports;
  readonly texts: Texts['share'];
  readonly clock: Clock;
}

/**
 * Has a server listen for as long as `life` lasts. While it cannot, that is said once for each reason, and tried again, quietly, after a
 * growing delay. Once it listens, the address is said, and whether the network can reach it. Resolves when `life` has ended and no
 * connection is taken any more. It never rejects, and the server keeps no process from ending.
 */
export async function keepListening(listener: Listener, life: AbortSignal): Promise<void> {
  const { server, shared, meter, reports, clock } = listener;
  const slot: Slot = `share ${meter.slug} ${shared}`;
  // Without this listener, a connection that cannot be accepted, for example for want of file descriptors, would end the process.
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

/** Resolves when the server listens, or with the reason why it cannot. */
async function errorOfListening({ server, host, port }: Listener): Promise<unknown> {
  server.listen({ host, port });
  try {
    await once(server, 'listening');
    return undefined;
  } catch (error) {
    return error ?? new Error('no reason given');
  }
}

/** The addresses of this machine alone, of IPv4 also as IPv6 has them. */
const LOOPBACK = /^(::1$|(::ffff:)?127\.)/;

const TROUBLE_OF_CODE: { readonly [code: string]: KindOf<'share'> } = {
  EADDRINUSE: 'taken',
  EADDRNOTAVAIL: 'foreign',
  ENOTFOUND: 'foreign',
  EAI_AGAIN: 'foreign',
  EACCES: 'forbidden',
};

function kindOf(error: unknown): KindOf<'share'> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return TROUBLE_OF_CODE[code] ?? 'other';
}

function troubleAt({ shared, meter, host, port }: Listener, error: unknown): UndatedTrouble<'share'> {
  const says = error instanceof Error ? error.message : String(error);
  const facts = { meter: meter.slug, name: meter.name, shared, address: addressOf(shared, host, port), says };
  return { part: 'share', kind: kindOf(error), ...facts };
}

/** Says the address that the host turned out to stand for: a name may be of this machine alone, or of ::1 and not of 127.0.0.1. */
function sayListening({ server, shared, meter, host, port, most, log, texts }: Listener): void {
  const bound = server.address();
  const address = typeof bound === 'object' && bound !== null ? bound.address : host;
  const say = LOOPBACK.test(address) ? texts.onThisMachine : texts.inNetwork;
  log.info(say(meter.name, shared, addressOf(shared, address, port), most));
}

function addressOf(shared: SharedThing, host: string, port: number): string {
  const scheme = shared === 'line' ? 'tcp' : 'http';
  return `${scheme}://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

function ended(life: AbortSignal): Promise<void> {
  if (life.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    life.addEventListener('abort', () => resolve(), { once: true });
  });
}
