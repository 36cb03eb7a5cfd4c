import type { Agent } from 'node:http';
import type { Headers } from './answer.ts';

/** What has become of a keep-alive connection between two requests. */
export interface IdleConnection {
  /** Whether the other side has closed it since the last answer, although that answer had promised to keep it open. */
  readonly wasCutOff: boolean;
  /** A request begins. */
  requestBegins(): void;
  /** An answer is complete. */
  answered(headers: Headers): void;
}

/**
 * After this many cuts in a row they no longer count: a load balancer that closes each idle connection says nothing
 * about the server.
 */
const MOST_CUTS_IN_A_ROW = 5;
/**
 * A connection that survives a pause of this length ends the row. It is a little less than the mirror's pause
 * (`POLL_EVERY_MS`): two requests that follow each other at once say nothing about idle connections.
 */
const PAUSE_MS = 8_000;
/** Node closes a connection this long before the time that the answer announced, and clocks differ. */
const LEEWAY_MS = 2_000;

/**
 * Watches the connection of an agent that serves one request at a time. Socket events can be missed: a server that is
 * killed while it answers closes the socket before the agent has it back. So whether the connection was cut off is
 * found by looking for a free socket just before the next request.
 * @param now the monotonic clock, in ms
 */
export function watchIdleConnection(agent: Agent, now: () => number): IdleConnection {
  let answeredMs = 0;
  /** How long after the answer the connection was to be kept open. */
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

/**
 * For how long an answer promises to keep the connection open, in ms; an answer that does not say so promises it for
 * ever.
 */
function promisedTimeMs({ connection, 'keep-alive': keepAlive }: Headers): number {
  if (connection === 'close') return 0;
  const seconds = /\btimeout=(\d+)/.exec(String(keepAlive))?.[1];
  return seconds === undefined ? Number.POSITIVE_INFINITY : Number(seconds) * 1_000 - LEEWAY_MS;
}
