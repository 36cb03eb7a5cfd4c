import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { createHousePage } from '../../src/house/house-page.ts';
import { houseRequestFrom } from '../../src/house/house-request.ts';
import { anyCharacter, runs } from '../../testbed/support/generated.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { FULL_STATUS, MARK } from './full-status.ts';
import { HIDDEN, pageFolder } from './page-folder.ts';

/** Pieces of which somebody would make a path that leaves the folder. */
const piece = fc.constantFrom(
  ...[
    '/',
    '//',
    '\\',
    '.',
    '..',
    '../',
    '..%2f',
    '%2e%2e',
    '%252e',
    '%00',
    '%',
    '%7',
    '%c0%af',
    ';',
    '?',
    '#',
    '&',
    '=',
  ],
  ...[
    'house.html',
    'page.js',
    'secret.js',
    'config.json',
    '.env',
    'folder',
    'api',
    'status',
    'spans',
    'asks',
    'http:',
    'file:',
  ],
  ...[
    'pi',
    'public',
    'etc',
    'passwd',
    'house-files.json',
    '{',
    '"',
    '}',
    '[',
    '~',
    '*',
    '@',
    ':',
    'C:',
    'a'.repeat(300),
  ],
);
const hostile = fc.oneof(
  fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
  fc.array(piece, { maxLength: 12 }).map((pieces) => `/${pieces.join('')}`),
  fc.string({ unit: anyCharacter, maxLength: 60 }),
);

test('whatever is asked for is a name without a path, a question, or refused', () => {
  fc.assert(
    fc.property(hostile, (url) => {
      const request = houseRequestFrom({ method: 'GET', url, host: 'pi' });
      if (request.kind === 'file') expect(request.name).toMatch(/^[\w.-]*$/);
      if (request.kind === 'question') expect(url).toMatch(/^\/api\/[a-z]+(?:\?|$)/);
    }),
    runs(2_000),
  );
});

test('whatever JSON is asked, it is a question with fields of the list, or misunderstood', () => {
  const path = fc.constantFrom('status', 'meters', 'curve', 'spans', 'contract', 'offers');
  const asks = fc.oneof(
    fc.json({ maxDepth: 4 }),
    fc.json().map((inner) => `{"language":"fr","meter":"linky","span":${inner}}`),
  );
  const known = ['language', 'meter', 'span', 'by', 'from', 'to', 'beside', 'prices'];
  fc.assert(
    fc.property(path, asks, (name, json) => {
      const request = houseRequestFrom({
        method: 'GET',
        url: `/api/${name}?asks=${encodeURIComponent(json)}`,
        host: 'pi',
      });
      if (request.kind !== 'question') {
        expect(request).toMatchObject({ status: 400 });
        return;
      }
      for (const [field, value] of Object.entries(request.question.asks)) {
        expect(known).toContain(field);
        if (field === 'prices') expect(value).toBeUndefined();
      }
    }),
    runs(500),
  );
});

const life = new AbortController();
let server: Server;

beforeAll(async () => {
  const board = { status: FULL_STATUS };
  const parts = {
    config: { language: 'en', meters: [] },
    folder: temporaryFolder(),
    board,
    clock: systemClock,
  } as const;
  server = createHousePage({ ...parts, files: pageFolder() }, life.signal);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => {
  life.abort();
  server.close();
});

test('on the wire, no target gets another file or a secret, and the server goes on', async () => {
  const target = fc
    .oneof(
      hostile,
      fc.webUrl(),
      hostile.map((path) => `http://pi${path}`),
    )
    .map((url) => url.replaceAll(/[\r\n ]/g, '+'));
  await fc.assert(
    fc.asyncProperty(target, async (url) => {
      const answer = await sent(`GET ${url} HTTP/1.1\r\nHost: pi\r\nConnection: close\r\n\r\n`);
      expect(answer).not.toContain(HIDDEN);
      expect(answer).not.toContain(MARK);
      if (answer !== '') expect(answer).toMatch(/^HTTP\/1\.1 (?:200|304|400|404|405|421|431|503) /);
    }),
    runs(100),
  );
  expect(await sent('GET / HTTP/1.1\r\nHost: pi\r\nConnection: close\r\n\r\n')).toContain('<title>Linky</title>');
});

async function sent(bytes: string): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(bytes);
  return text(socket);
}
