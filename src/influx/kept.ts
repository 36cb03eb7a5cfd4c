import type http from 'node:http';

/** What becomes of a kept connection while nobody uses it. */
export interface Kept {
  /** Whether the other side has ended it since the last request began, without having announced it. */
  readonly cutOff: boolean;
  /** A request begins. */
  begin(): void;
}

/** Something on the way (a balancer with a short patience) that ends the connection in every pause tells nothing by it. */
const MOST_IN_A_ROW = 5;

/** Watches the connection of an agent that serves one request at a time. One whose end was announced is not kept. */
export function watchKept(agent: http.Agent): Kept {
  const keep = agent.keepSocketAlive.bind(agent);
  const reuse = agent.reuseSocket.bind(agent);
  let isLost = false;
  let inARow = 0;

  agent.keepSocketAlive = (socket) => {
    const isKept: unknown = keep(socket);
    if (isKept) socket.once('close', lost);
    return isKept;
  };
  agent.reuseSocket = (socket, request) => {
    socket.off('close', lost);
    inARow = 0;
    reuse(socket, request);
  };
  return {
    get cutOff() {
      return isLost && inARow <= MOST_IN_A_ROW;
    },
    begin() {
      isLost = false;
    },
  };

  function lost(): void {
    isLost = true;
    inARow += 1;
  }
}
