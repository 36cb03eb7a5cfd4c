import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/**
 * A meter behind a TCP bridge, which disconnects its reader when a new one connects, as ser2net does. Tests with a
 * stopped clock need it: the reader of a serial port waits for a timer between two reads, while bytes over TCP are read
 * at once.
 */
export interface TcpMeter extends AsyncDisposable {
  readonly port: string;
  /** Resolves when a reader has connected since the last call. */
  waitUntilOpened(): Promise<void>;
  write(bytes: Uint8Array): void;
  /** Disconnects the reader. What was written before still arrives. */
  disconnect(): void;
  /** How many readers have connected so far. */
  readonly readers: number;
  /** Whether the newest of them is still connected, as far as this process knows. */
  readonly isRead: boolean;
}

export async function startTcpMeter(): Promise<TcpMeter> {
  let reader: Socket | undefined;
  let readers = 0;
  let isNew = false;
  const server = createServer((socket) => {
    readers += 1;
    reader?.destroy();
    // A socket that nobody reads does not notice that the other side has closed.
    reader = socket.on('error', () => {}).resume();
    isNew = true;
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async waitUntilOpened() {
      if (!isNew) await once(server, 'connection');
      isNew = false;
    },
    write: (bytes) => void reader?.write(bytes),
    disconnect() {
      reader?.end();
      reader = undefined;
    },
    get readers() {
      return readers;
    },
    get isRead() {
      return reader !== undefined && !reader.readableEnded && !reader.destroyed;
    },
    async [Symbol.asyncDispose]() {
      reader?.destroy();
      server.close();
    },
  };
}
