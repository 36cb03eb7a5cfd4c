import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

/** The client's ends of the TCP connections of this process, with the port that each leads to. */
const open = new Map<Socket, number | undefined>();

subscribe('net.client.socket', (message) => {
  const { socket } = message as { readonly socket: Socket };
  socket.once('connect', () => open.set(socket, socket.remotePort));
  socket.once('close', () => open.delete(socket));
});

/** The client's ends of the connections of this process to a port. */
export function clientSocketsTo(port: number): readonly Socket[] {
  return [...open].filter(([, to]) => to === port).map(([socket]) => socket);
}

/** Has a server of this process close its connections, and waits until its client has seen it. */
export async function closedAtBothEnds(port: number, close: () => void): Promise<void> {
  const seen = clientSocketsTo(port).map((socket) => new Promise((resolve) => socket.once('close', resolve)));
  close();
  await Promise.all(seen);
}
