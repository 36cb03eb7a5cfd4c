import { once } from 'node:events';
import type { Server, Socket } from 'node:net';
import { freePort } from '../daemon.ts';

/** A port of loopback on which a server listens, which a test can take away and bring back. */
export interface Listener extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** The connections that are open. */
  readonly sockets: ReadonlySet<Socket>;
  /** Closes every connection, as a killed process does. */
  cut(): void;
  /** The same, and refuses connections until it is opened again. */
  shut(): Promise<void>;
  /** Listens again, unless it does. */
  open(): Promise<void>;
}

/** Has a server listen on a port that no other process gets while it is shut. */
export async function listen(server: Server, port?: number): Promise<Listener> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
  });
  const own = port ?? (await freePort());
  let opening: Promise<void> | undefined;
  await open();
  return { port: own, url: `http://127.0.0.1:${own}`, sockets, cut, shut, open, [Symbol.asyncDispose]: shut };

  async function open(): Promise<void> {
    if (server.listening) return;
    opening ??= once(server.listen(own, '127.0.0.1'), 'listening').then(() => {
      opening = undefined;
    });
    await opening;
  }

  function cut(): void {
    for (const socket of sockets) socket.destroy();
  }

  async function shut(): Promise<void> {
    await opening;
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    cut();
    await closed;
  }
}
