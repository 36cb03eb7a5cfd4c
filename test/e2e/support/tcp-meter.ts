import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/**
 * A meter behind TCP, as of ser2net. Unlike a serial port, which is left to rest by a timer, it is read as soon as it says
 * something: also by a reader whose clock stands still.
 */
export interface TcpMeter extends AsyncDisposable {
  readonly port: string;
  /** Resolves when somebody has come to read since this was last asked. */
  listened(): Promise<void>;
  write(bytes: Uint8Array): void;
}

export async function tcpMeter(): Promise<TcpMeter> {
  let reader: Socket | undefined;
  let isNew = false;
  const server = createServer((socket) => {
    reader = socket.on('error', () => {});
    isNew = true;
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async listened() {
      if (!isNew) await once(server, 'connection');
      isNew = false;
    },
    write: (bytes) => void reader?.write(bytes),
    async [Symbol.asyncDispose]() {
      reader?.destroy();
      server.close();
    },
  };
}
