// Preloaded into a child process with a steered clock (`childClock`: `waitsForRequests`). Counts the requests that the thread has
// sent and that are not answered yet, and the bodies that are being compressed for one, so that no clock goes on meanwhile.
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { createRequire } from 'node:module';
import { pending } from './pending.ts';

subscribe('http.client.request.start', (message) => {
  const { request } = message as { readonly request: ClientRequest };
  pending.count += 1;
  request.once('close', () => {
    pending.count -= 1;
  });
});

const zlib: { gzip: (...given: unknown[]) => void } = createRequire(import.meta.url)('node:zlib');
const { gzip } = zlib;
zlib.gzip = (...given) => {
  const answer = given.pop() as (...result: unknown[]) => void;
  pending.count += 1;
  gzip(...given, (...result: unknown[]) => {
    answer(...result);
    pending.count -= 1;
  });
};
