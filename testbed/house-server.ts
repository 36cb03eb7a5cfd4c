import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { PROJECT } from './project.ts';

/** What the house's page may be told: by the path of the question, an answer to what was asked. */
export type HouseAnswers = (path: string, asks: { readonly [field: string]: unknown }) => Promise<HouseAnswer>;
interface HouseAnswer {
  readonly status?: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body: unknown;
}

/** A server that gives out the house's page as it was built, with the headers that the plugin gives it, and answers of a test. */
export interface HouseServer extends AsyncDisposable {
  readonly url: string;
  /** The paths that were asked for since it was started. */
  readonly asked: readonly string[];
  /** Ends it, and all of its connections. */
  goAway(): Promise<void>;
  /** Starts it again at the same address. */
  comeBack(): Promise<void>;
}

const PUBLIC = `${PROJECT}homebridge-ui/public/`;
const TYPES: { readonly [ending: string]: string } = {
  ...{ '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' },
  ...{ '.png': 'image/png', '.webmanifest': 'application/manifest+json' },
};
const POLICY = [
  ...["default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'"],
  ...["manifest-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
].join('; ');
const HEADERS = { 'Content-Security-Policy': POLICY, 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-cache' };

export async function startHouseServer(answers: HouseAnswers): Promise<HouseServer> {
  const { files } = JSON.parse(readFileSync(`${PUBLIC}house-files.json`, 'utf8')) as {
    readonly files: readonly string[];
  };
  const asked: string[] = [];
  let port = 0;
  let server = await listening();
  port = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${port}/`,
    asked,
    goAway,
    async comeBack() {
      server = await listening();
    },
    [Symbol.asyncDispose]: goAway,
  };

  async function listening() {
    const made = createServer((request, response) => void answer(request, response));
    made.listen(port, '127.0.0.1');
    await once(made, 'listening');
    return made;
  }

  async function goAway(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  async function answer({ url = '', method }: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(url, 'http://house');
    asked.push(pathname);
    if (pathname.startsWith('/api/')) {
      const {
        status = 200,
        headers,
        body,
      } = await answers(pathname.slice('/api'.length), JSON.parse(searchParams.get('asks') ?? '{}'));
      response.writeHead(status, { ...HEADERS, 'Content-Type': 'application/json', ...headers });
      response.end(JSON.stringify(body));
      return;
    }
    const file = pathname === '/' ? 'house.html' : pathname.slice(1);
    const type = TYPES[extname(file)];
    if (!files.includes(file) || type === undefined) {
      response.writeHead(404, HEADERS).end();
      return;
    }
    response.writeHead(200, { ...HEADERS, 'Content-Type': type });
    response.end(method === 'HEAD' ? undefined : readFileSync(`${PUBLIC}${file}`));
  }
}
