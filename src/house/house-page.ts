import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Clock } from '../base/clock.ts';
import type { Config } from '../config/config.ts';
import { createBoundedServer } from '../http/bounded-server.ts';
import { BROWSER_FILES, ownVersion } from '../own-files.ts';
import type { StatusBoard } from '../status/status.ts';
import { createHistoryThread } from './history-thread.ts';
import { type HouseAnswer, houseAnswers } from './house-answer.ts';
import { createHouseFiles } from './house-files.ts';

/** Longer than the history may take. */
const STILL_MS = 30_000;
/** How long sending an answer may take in total, however slowly it is read. */
const SEND_MS = 60_000;

const HEADERS = {
  'Content-Security-Policy': [
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'",
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

export interface HousePageParts {
  readonly config: Pick<Config, 'language' | 'meters'>;
  /** The storage folder with the journal. */
  readonly folder: string;
  /** The values of the meters, and what is wrong. */
  readonly board: Pick<StatusBoard, 'status'>;
  readonly clock: Clock;
  /** The folder of the page's files; by default that of this package. */
  readonly files?: URL;
}

/**
 * The read-only server of the house's page: it serves the page's files, the status, and data from the journal. Each answer contains only
 * what is listed as allowed to leave this machine (`shown.ts`), without a setting, a meter number, an address or a path. When `life` ends,
 * its connections end, and so does the thread that reads the journal. The caller makes it listen, and limits its connections.
 */
export function createHousePage(
  { config, folder, board, clock, files: browserFiles = BROWSER_FILES }: HousePageParts,
  life: AbortSignal,
): Server {
  const prices = Object.fromEntries(config.meters.map(({ slug, prices }) => [slug, prices]));
  const history = createHistoryThread({ job: { folder, prices }, clock }, life);
  const files = createHouseFiles({ folder: browserFiles, version: ownVersion(), clock });
  const answer = houseAnswers({ config, board, history, files, clock });

  const server = createBoundedServer({
    stillMs: STILL_MS,
    async answer(request, response) {
      const { method = '', url = '', headers } = request;
      try {
        send(await answer({ method, url, host: headers.host }), request, response, clock);
      } catch {
        // The texts cannot be loaded, for example while the plugin is being updated.
        request.socket.destroy();
      }
    },
  });
  life.addEventListener('abort', () => server.closeAllConnections(), { once: true });
  return server;
}

function send(answer: HouseAnswer, request: IncomingMessage, response: ServerResponse, clock: Clock): void {
  const { status, type, body, headers } = answer;
  if (response.destroyed) return;
  const cancel = clock.after(SEND_MS, () => request.socket.destroy());
  response.on('close', cancel);
  const known = headers['ETag'];
  if (known !== undefined && request.headers['if-none-match'] === known) {
    response.writeHead(304, { ...HEADERS, ...headers }).end();
    return;
  }
  response.writeHead(status, { ...HEADERS, ...headers, 'Content-Type': type, 'Content-Length': body.byteLength });
  response.end(request.method === 'HEAD' ? undefined : body);
}
