import { once } from 'node:events';
import { isIPv6, type Server } from 'node:net';
import { type Clock, sleep } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Texts } from '../texts/texts.ts';

const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;

/** What other programs get at an address: the bytes of the line over TCP, or the newest Reading over HTTP. */
export type SharedThing = 'line' | 'reading';

/**
 * Why an address cannot be listened on. `taken`: another program listens there. `foreign`: it is no address of this
 * machine. `forbidden`: no right to open the port. `other`: see the error's message.
 */
type ListenTrouble = 'taken' | 'foreign' | 'forbidden' | 'other';

export interface Listener {
  /** An HTTP server is one, too. Its connections belong to whoever made it. */
  readonly server: Server;
  readonly shared: SharedThing;
  /** The name of the meter, for the log. */
  readonly meter: string;
  readonly host: string;
  readonly port: number;
  /** How many programs may be connected at a time: the server's own bound, which the log tells. */
  readonly most: number;
  readonly log: Log;
  readonly texts: Texts['share'];
  readonly clock: Clock;
}

/**
 * Has a server listen for as long as `life` lasts. While it cannot, that is said once for each reason, and tried again, quietly, after a
 * growing delay. Once it listens, the address is said, and whether the network can reach it. Resolves when `life` has ended and no
 * connection is taken any more. It never rejects, and the server keeps no process from ending.
 */
export async function keepListening(listener: Listener, life: AbortSignal): Promise<void> {
  const { server, clock } = listener;
  // Without this listener, a connection that cannot be accepted, for example for want of file descriptors, would end the process.
  server.on('error', () => {});
  server.unref();
  let said: ListenTrouble | undefined;
  let retryInMs = FIRST_RETRY_MS;
  while (!life.aborted && !server.listening) {
    const error = await errorOfListening(listener);
    if (error === undefined) break;
    const trouble = troubleOf(error);
    if (trouble !== said && !life.aborted) sayTrouble(listener, trouble, error);
    said = trouble;
    await sleep(retryInMs, clock, life);
    retryInMs = Math.min(2 * retryInMs, MAX_RETRY_MS);
  }
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

const TROUBLE_OF_CODE: { readonly [code: string]: ListenTrouble } = {
  EADDRINUSE: 'taken',
  EADDRNOTAVAIL: 'foreign',
  ENOTFOUND: 'foreign',
  EAI_AGAIN: 'foreign',
  EACCES: 'forbidden',
};

function troubleOf(error: unknown): ListenTrouble {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return TROUBLE_OF_CODE[code] ?? 'other';
}

function sayTrouble({ shared, meter, host, port, log, texts }: Listener, trouble: ListenTrouble, error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  log.warn(texts.trouble[trouble](meter, shared, addressOf(shared, host, port), reason));
}

/** Says the address that the host turned out to stand for: a name may be of this machine alone, or of ::1 and not of 127.0.0.1. */
function sayListening({ server, shared, meter, host, port, most, log, texts }: Listener): void {
  const bound = server.address();
  const address = typeof bound === 'object' && bound !== null ? bound.address : host;
  const say = LOOPBACK.test(address) ? texts.onThisMachine : texts.inNetwork;
  log.info(say(meter, shared, addressOf(shared, address, port), most));
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
