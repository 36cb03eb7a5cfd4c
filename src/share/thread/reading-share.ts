import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type Clock, sleep } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { MeterConfig } from '../../config/config.ts';
import { createBoundedServer } from '../../http/bounded-server.ts';
import { boundPlaces } from '../../http/places.ts';
import type { Texts } from '../../texts/texts.ts';
import type { Reports } from '../../trouble/news.ts';
import { keepListening } from './listener.ts';
import { type Answer, type AnsweringSink, createAnsweringSink } from './reading-answer.ts';

/** The maximum number of connections: see `boundPlaces`. */
export const MAX_CONNECTIONS = 16;
/**
 * How long the server does not listen while the prices are unknown. evcc requests them once at its own start, which after a power cut
 * happens at the same time. It retries for a minute while nothing answers, but after an error it has no prices until its next start
 * (`tariff/`).
 */
const PRICES_WITHIN_MS = 30_000;
/** An answer is immediate, and small. */
const STILL_MS = 10_000;

export interface ReadingShare {
  readonly meter: Pick<MeterConfig, 'slug' | 'name' | 'staleAfter' | 'share' | 'prices'>;
  readonly log: Log;
  readonly reports: Reports;
  readonly texts: Pick<Texts, 'share' | 'readingShare'>;
  readonly clock: Clock;
}

/**
 * Serves the newest values of a meter and its prices over HTTP, as JSON, while `life` lasts. Returns the sink for its readings; none if the
 * settings do not ask for that.
 */
export function shareReadings(
  { meter, log, reports, texts, clock }: ReadingShare,
  life: AbortSignal,
): readonly Pick<AnsweringSink, 'take' | 'tellYear'>[] {
  const { host, httpPort: port } = meter.share ?? {};
  if (host === undefined || port === undefined) return [];
  const sink = createAnsweringSink({ meter, texts: texts.readingShare, clock });
  const server = createReadingServer(sink);
  life.addEventListener('abort', () => server.closeAllConnections(), { once: true });
  const listener = { server, shared: 'reading', meter, most: MAX_CONNECTIONS } as const;
  void Promise.race([sink.arePricesKnown, sleep(PRICES_WITHIN_MS, clock, life)]).then(() =>
    keepListening({ ...listener, host, port, log, reports, texts: texts.share, clock }, life),
  );
  return [sink];
}

/** An HTTP server that sends what the sink answers. No header allows the pages of other sites to read the answer (CORS). */
export function createReadingServer(sink: Pick<AnsweringSink, 'answer'>): Server {
  const server = createBoundedServer({
    stillMs: STILL_MS,
    answer(request, response) {
      const { method = '', url = '', headers } = request;
      send(sink.answer({ method, url, host: headers.host }), request, response);
    },
  });
  boundPlaces(server, MAX_CONNECTIONS);
  return server;
}

function send({ status, body }: Answer, request: IncomingMessage, response: ServerResponse): void {
  const text = `${JSON.stringify(body, undefined, 2)}\n`;
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...(status === 405 && { Allow: 'GET, HEAD' }),
  });
  response.end(request.method === 'HEAD' ? undefined : text);
}
