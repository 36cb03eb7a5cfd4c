import type { Agent } from 'node:http';
import type { Headers } from './answer.ts';

/** What becomes of a kept connection while nobody uses it. */
export interface IdleConnection {
  /** Whether the other side has ended it since the last answer, without having announced it there. */
  readonly cutOff: boolean;
  /** A request begins. */
  begin(): void;
  /** Its answer is complete. */
  answered(headers: Headers): void;
}

/** Something on the way (a balancer with a short patience) that ends the connection in every pause tells nothing by it. */
const MOST_IN_A_ROW = 5;
/** A little less than the mirror's: two requests in a row have none, and say nothing of what becomes of one. */
const PAUSE_MS = 8_000;
/** Node lets go of a connection so much before the time that was announced for it, and clocks differ. */
const LEEWAY_MS = 2_000;

/**
 * Watches the connection of an agent that serves one request at a time. A server that is killed in the moment of its
 * answer ends it before the agent has it back, so what counts is not an event, but that there is none when it is wanted.
 * @param now the monotonic clock, in ms
 */
export function watchIdleConnection(agent: Agent, now: () => number): IdleConnection {
  let answeredMs = 0;
  /** How long after the answer the connection was to be kept. */
  let promisedMs = 0;
  let inARow = 0;

  return {
    get cutOff() {
      return isGone() && inARow < MOST_IN_A_ROW;
    },
    begin() {
      if (isGone()) inARow += 1;
      else if (isThere() && now() - answeredMs >= PAUSE_MS) inARow = 0;
      promisedMs = 0;
    },
    answered(headers) {
      answeredMs = now();
      promisedMs = promiseIn(headers);
    },
  };

  function isGone(): boolean {
    return now() - answeredMs < promisedMs && !isThere();
  }

  function isThere(): boolean {
    const sockets = Object.values(agent.freeSockets).flatMap((free) => free ?? []);
    return sockets.some(({ destroyed }) => !destroyed);
  }
}

/** For how long an answer promises to keep the connection, in ms: for ever, if it does not say. */
function promiseIn({ connection, 'keep-alive': keepAlive }: Headers): number {
  if (connection === 'close') return 0;
  const seconds = /\btimeout=(\d+)/.exec(String(keepAlive))?.[1];
  return seconds === undefined ? Number.POSITIVE_INFINITY : Number(seconds) * 1_000 - LEEWAY_MS;
}
