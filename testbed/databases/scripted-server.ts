import type { Timeouts } from '../../src/influx/client.ts';
import { HOUR_MS } from '../support/time.ts';
import { type Answer, give } from './answers.ts';
import { closedAtBothEnds } from './client-sockets.ts';
import { httpServer, type Request } from './http-server.ts';
import { listen } from './listener.ts';

export type { Answer as ScriptedAnswer } from './answers.ts';
export type { Request } from './http-server.ts';

export interface ScriptedServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: Request[];
  /** How many connections are open at the moment. */
  connections(): number;
  /** Closes all connections, which must be idle, as the end of a process does. Resolves once the client has seen it. */
  closeIdleConnections(): Promise<void>;
}

/** Timeouts that are longer than a test: no request fails because the machine is slow, and none ends by the wrong one of them. */
export const PATIENT: Timeouts = { silenceMs: HOUR_MS, requestMs: HOUR_MS };

/** The header by which InfluxDB identifies itself in every answer. VictoriaMetrics sends it, too. */
export const INFLUX_HEADERS = { 'x-influxdb-version': '1.8.10' } as const;
/** Headers that identify no database, as from an unknown server or behind a proxy that removes them. */
export const NO_HEADERS = {} as const;

/**
 * Starts an HTTP server whose answers the test chooses, request by request.
 * @param own headers of each answer that has a status
 * @param port any free port, unless given
 */
export async function startScriptedServer(
  answerTo: (lines: readonly string[], request: number) => Answer,
  own: Readonly<Record<string, string>> = INFLUX_HEADERS,
  port?: number,
): Promise<ScriptedServer> {
  const requests: Request[] = [];
  const server = httpServer((request, response) => {
    requests.push(request);
    give(answerTo(request.lines, requests.length - 1), response, own);
  });
  const listener = await listen(server, port);
  const { url, sockets, shut } = listener;
  return {
    url,
    requests,
    connections: () => sockets.size,
    closeIdleConnections: () => closedAtBothEnds(listener.port, () => server.closeIdleConnections()),
    [Symbol.asyncDispose]: shut,
  };
}
