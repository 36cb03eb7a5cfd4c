import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { freePort } from '../daemon.ts';

/** The way to a database, which passes everything on, and which a test can cut. */
export interface DatabaseLink extends AsyncDisposable {
  readonly url: string;
  /** From now on nobody answers. */
  cut(): Promise<void>;
  mend(): Promise<void>;
}

export async function linkTo(upstream: string): Promise<DatabaseLink> {
  // Of a port that the system had chosen, another process might be given the number while nobody listens on it.
  const port = await freePort();
  let server = newServer();
  await listen(server, port);
  return {
    url: `http://127.0.0.1:${port}`,
    cut: () => close(server),
    async mend() {
      server = newServer();
      await listen(server, port);
    },
    [Symbol.asyncDispose]: () => close(server),
  };

  function newServer(): Server {
    return createServer((incoming, response) => {
      const { method, url = '', headers } = incoming;
      const onward = request(new URL(url, upstream), { method, headers });
      onward.on('response', (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy());
      incoming.pipe(onward);
    });
  }
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
