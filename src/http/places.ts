import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** A connection to an HTTP server. */
interface Place {
  /** The address of who is connected. */
  readonly address: string;
  /** How many of its requests are not answered yet. */
  requests: number;
}

/**
 * Bounds the connections of an HTTP server. When all places are taken, the address with most connections loses the one of them that has
 * been idle for longest. Where none of them is idle, as with a client that reads none of its answers, it loses the one that was idle before
 * the others, unless the new one is of an address with as many, and is turned away. So no address keeps the others out. On loopback all
 * programs are one address.
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
 * The connection to close of those that stand; undefined where the newest one is to be turned away.
 * @param newest the address of the one that is to take its place
 */
function oneOfBusiest(standing: readonly (readonly [Socket, Place])[], newest: string): Socket | undefined {
  const counts = new Map([[newest, 1]]);
  for (const [, { address }] of standing) counts.set(address, (counts.get(address) ?? 0) + 1);
  const most = Math.max(...counts.values());
  // Where several addresses have as many, any of them may lose one.
  const busiest = standing.filter(([, { address }]) => counts.get(address) === most);
  const idle = busiest.find(([, { requests }]) => requests === 0);
  const [busy] = counts.get(newest) === most ? [] : busiest;
  return (idle ?? busy)?.[0];
}
