import type { Agent } from 'node:http';
import type { Headers } from './answer.ts';

/** Watches what happens to a keep-alive connection between two requests. */
export interface IdleConnection {
  /** Whether the other side has closed it since the last answer, although that answer promised to keep it open. */
  readonly wasCutOff: boolean;
  /** To be called when a request begins. */
  requestBegins(): void;
  /** To be called when an answer is complete. */
  answered(headers: Headers): void;
}

/** After this many cuts in a row they no longer count: a load balancer that closes each idle connection says nothing about the server. */
const MOST_CUTS_IN_A_ROW = 5;
/**
 * A connection that survives a pause of this length resets the count. The pause is slightly shorter than the mirror's (`POLL_EVERY_MS`):
 * two requests that follow each other directly say nothing about idle connections.
 */
const PAUSE_MS = 8_000;
/** Node closes a connection this long before the announced time, and clocks differ. */
const LEEWAY_MS = 2_000;

/**
 * Watches the connection of an agent that serves one request at a time. Socket events can be missed: a server that is killed while it
 * answers closes the socket before the agent has it back. So just before the next request it is checked whether there is a free socket.
 * @param now the monotonic clock, in ms
 */
export function watchIdleConnection(agent: Agent, now: () => number): IdleConnection {
  let answeredMs = 0;
  /** How long the other side promised to keep the connection open after the answer. */
  let promisedMs = 0;
  let cutsInARow = 0;

  return {
    get wasCutOff() {
      return isGone() && cutsInARow < MOST_CUTS_IN_A_ROW;
    },
    requestBegins() {
      if (isGone()) cutsInARow += 1;
      else if (hasFreeSocket() && now() - answeredMs >= PAUSE_MS) cutsInARow = 0;
      promisedMs = 0;
    },
    answered(headers) {
      answeredMs = now();
      promisedMs = promisedTimeMs(headers);
    },
  };

  function isGone(): boolean {
    return now() - answeredMs < promisedMs && !hasFreeSocket();
  }

  function hasFreeSocket(): boolean {
    const sockets = Object.values(agent.freeSockets).flatMap((free) => free ?? []);
    return sockets.some(({ destroyed }) => !destroyed);
  }
}

/** How long an answer promises to keep the connection open, in ms; for ever if it does not say. */
function promisedTimeMs({ connection, 'keep-alive': keepAlive }: Headers): number {
  if (connection === 'close') return 0;
  const seconds = /\btimeout=(\d+)/.exec(String(keepAlive))?.[1];
  return seconds === undefined ? Number.POSITIVE_INFINITY : Number(seconds) * 1_000 - LEEWAY_MS;
}
