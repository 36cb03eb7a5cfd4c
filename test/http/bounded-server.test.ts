import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { createBoundedServer } from '../../src/http/bounded-server.ts';

/** What a client gets that sends this at once, and how many requests are parsed and answered of it. */
async function sent(requests: string) {
  const counts = { parsed: 0, answered: 0 };
  const server = createBoundedServer({
    stillMs: 10_000,
    answer(_, response) {
      counts.answered += 1;
      response.end('well');
    },
  });
  server.on('request', () => {
    counts.parsed += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(requests);
  // The system may say that the connection was broken, since what was sent was not read.
  const got = await text(socket).catch(() => '');
  return { got, ...counts };
}

test('a request without Host is refused, but in HTTP/1.0', async () => {
  expect((await sent('GET / HTTP/1.1\r\n\r\n')).got).toMatch(/^HTTP\/1\.1 400 /);
  expect((await sent('GET / HTTP/1.0\r\n\r\n')).got).toMatch(/^HTTP\/1\.1 200 /);
});

test('of thousands of requests without Host in one write, few are parsed, and none is answered', async () => {
  const { parsed, answered } = await sent('GET / HTTP/1.1\r\n\r\n'.repeat(3_600));
  expect(answered).toBe(0);
  expect(parsed).toBeGreaterThan(1);
  expect(parsed).toBeLessThan(80);
});
