import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy that removes every header by which a database identifies itself. */
export interface StrippingProxy extends AsyncDisposable {
  readonly url: string;
  /** The path of each request, without its query. */
  readonly paths: readonly string[];
}

/**
 * Starts the proxy in front of `upstream`.
 * @param passes whether a path is forwarded; all others get 404
 */
export async function startStrippingProxy(
  upstream: string,
  passes: (path: string) => boolean = () => true,
): Promise<StrippingProxy> {
  const paths: string[] = [];
  const server = createServer((incoming, response) => {
    const { method, url: target = '', headers } = incoming;
    const path = target.replace(/\?.*/, '');
    paths.push(path);
    if (!passes(path)) return void response.writeHead(404).end('not here');
    const onward = request(new URL(target, upstream), { method, headers });
    onward.on('response', (answer) => {
      const kept = Object.entries(answer.headers).filter(([name]) => !/influx|server|request-id/.test(name));
      response.writeHead(answer.statusCode ?? 502, Object.fromEntries(kept));
      answer.pipe(response);
    });
    onward.on('error', () => response.writeHead(502).end());
    incoming.pipe(onward);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    paths,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
