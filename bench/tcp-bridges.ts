import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** Several TCP bridges, each on its own port. Leaving their scope closes them. */
export interface TcpBridges extends AsyncDisposable {
  /** The `port` of each meter in the configuration. */
  readonly addresses: readonly string[];
}

/** @param take gets each connection, with the number of its bridge from 0 on */
export async function startTcpBridges(count: number, take: (socket: Socket, nth: number) => void): Promise<TcpBridges> {
  const sockets = new Set<Socket>();
  const servers = Array.from({ length: count }, (_, nth) =>
    createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      take(socket, nth);
    }).listen(0, '127.0.0.1'),
  );
  await Promise.all(servers.map((server) => once(server, 'listening')));
  return {
    addresses: servers.map((server) => `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`),
    async [Symbol.asyncDispose]() {
      for (const server of servers) server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
