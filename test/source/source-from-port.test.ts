import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, test } from 'vitest';
import { sourceOf } from '../../src/source/source-from-port.ts';

const hasIpv6 = networkInterfaces()['lo']?.some(({ family }) => family === 'IPv6') ?? false;

describe('the setting "port"', () => {
  test.each([
    ['demo', 1200],
    ['demo:historique', 1200],
    ['demo:standard', 9600],
  ])('%s is the demo meter, at %i bauds', (port, baudRate) => {
    expect(sourceOf(port)?.baudRate).toBe(baudRate);
  });

  test.each(['127.0.0.1', 'localhost', ...(hasIpv6 ? ['[::1]'] : [])])(
    'tcp://%s:port is a TCP bridge',
    async (host) => {
      const server = createServer((socket) => socket.end('x')).listen(0, host.replaceAll(/[[\]]/g, ''));
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const reading = sourceOf(`tcp://${host}:${port}`)?.bytes(1200, new AbortController().signal);
      expect(String((await reading?.next())?.value)).toBe('x');
      await reading?.return();
      server.close();
    },
  );

  test.each(['/dev/serial/by-id/none-of-1:1.0', 'test-value'])('%s is a serial device', async (port) => {
    const opening = sourceOf(port)?.bytes(1200, new AbortController().signal).next();
    await expect(opening).rejects.toMatchObject({ trouble: 'missing' });
  });

  test.each([
    '',
    'demo:',
    'demo:triphase',
    'tcp:',
    'tcp://meter',
    'tcp://meter:',
    'tcp://meter:0',
    'tcp://meter:65536',
    'tcp://:2000',
    'tcp://::1:2000',
    'tcp://me@meter:2000',
    'tcp://meter:2000/tic',
    'http://meter:80',
  ])('"%s" names no source', (port) => {
    expect(sourceOf(port)).toBeUndefined();
  });
});
