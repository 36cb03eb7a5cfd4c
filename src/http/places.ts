import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** A connection to an HTTP server. */
interface Place {
  /** The address of the client. */
  readonly address: string;
  /** The number of its unanswered requests. */
  requests: number;
}

/**
 * Limits the connections of an HTTP server. When all places are taken, the address with most connections loses one: the one that has been
 * idle for longest. If none of them is idle, as with a client that reads none of its answers, it loses the one that was idle least
 * recently; but if the new connection's address has as many itself, the new connection is turned away. So no address keeps the others out.
 * On loopback all programs are one address.
 */
export function boundPlaces(server: Server, most: number): void {
  /** In the order in which they became idle. */
  const places = new Map<Socket, Place>();
  server.on('connection', (socket: Socket) => {
    const place: Place = { address: socket.remoteAddress ?? '', requests: 0 };
    places.set(socket, place);
    socket.on('close', () => places.delete(socket));
    if (places.size <= most) return;
    const freed =
      oneOfBusiest(
        [...places].filter(([other]) => other !== socket),
        place.address,
      ) ?? socket;
    places.delete(freed);
    freed.destroy();
  });
  server.on('request', ({ socket }, response) => {
    const place = places.get(socket);
    if (!place) return;
    place.requests += 1;
    response.on('close', () => {
      place.requests -= 1;
      if (!places.delete(socket)) return;
      places.set(socket, place);
    });
  });
}

/**
 * Which of the existing connections to close; undefined if the newest one is to be turned away.
 * @param newest the address of the newest connection
 */
function oneOfBusiest(standing: readonly (readonly [Socket, Place])[], newest: string): Socket | undefined {
  const counts = new Map([[newest, 1]]);
  for (const [, { address }] of standing) counts.set(address, (counts.get(address) ?? 0) + 1);
  const most = Math.max(...counts.values());
  // If several addresses have equally many connections, any of them may lose one.
  const busiest = standing.filter(([, { address }]) => counts.get(address) === most);
  const idle = busiest.find(([, { requests }]) => requests === 0);
  const [busy] = counts.get(newest) === most ? [] : busiest;
  return (idle ?? busy)?.[0];
}
