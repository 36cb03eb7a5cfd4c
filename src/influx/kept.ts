import type { Agent } from 'node:http';
import type { Headers } from './answer.ts';

/** What becomes of a kept connection while nobody uses it. */
export interface Kept {
  /** Whether the other side has ended it since the last answer, without having announced it there. */
  readonly cutOff: boolean;
  /** A request begins. */
  begin(): void;
  /** Its answer is complete. */
  answered(headers: Headers): void;
}

/** Something on the way (a balancer with a short patience) that ends the connection in every pause tells nothing by it. */
const MOST_IN_A_ROW = 5;

/**
 * Watches the connection of an agent that serves one request at a time. A server that is killed in the moment of its
 * answer ends it before the agent has it back, so what counts is not an event, but that there is none when it is wanted.
 */
export function watchKept(agent: Agent): Kept {
  let isPromised = false;
  let inARow = 0;

  return {
    get cutOff() {
      return isGone() && inARow < MOST_IN_A_ROW;
    },
    begin() {
      inARow = isGone() ? inARow + 1 : 0;
      isPromised = false;
    },
    answered({ connection }) {
      isPromised = connection !== 'close';
    },
  };

  function isGone(): boolean {
    const sockets = Object.values(agent.freeSockets).flatMap((free) => free ?? []);
    return isPromised && !sockets.some(({ destroyed }) => !destroyed);
  }
}
