import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { openClient } from '../../src/influx/client.ts';

const CLIENT = new URL('../../src/influx/client.ts', import.meta.url);

test('a client makes Node load no undici, which would take megabytes', async () => {
  expect(await loadedByClient()).toEqual({ https: true, 'internal/deps/undici/undici': false });
});

test('a host that takes no connection is waited for no longer than one that is silent', async () => {
  const port = await fullPort();
  // A client that waited for the whole request would fail the test by its own timeout.
  const client = openClient(configOf(`http://127.0.0.1:${port}`), { silenceMs: 300, requestMs: 3_600_000 });
  onTestFinished(() => client.close());
  const answer = await client.ask({ method: 'GET', path: '/ping' }, new AbortController().signal);
  expect(answer).toMatchObject({ kind: 'failed', code: 'ETIMEDOUT' });
});

/** A port whose queue of connections is full: the process that listens is stopped, and accepts none. */
async function fullPort(): Promise<number> {
  const script =
    "const server = require('node:net').createServer(); server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => { console.log(server.address().port); process.kill(process.pid, 'SIGSTOP'); });";
  const listener = spawn(process.execPath, ['--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void listener.kill('SIGKILL'));
  const [port] = await once(listener.stdout, 'data');
  await expect.poll(async () => stateOf(listener.pid)).toBe('T');
  const waiting = Array.from({ length: 8 }, () => connect(Number(port), '127.0.0.1').on('error', () => {}));
  onTestFinished(() => {
    for (const socket of waiting) socket.destroy();
  });
  await expect.poll(() => waiting.filter((socket) => !socket.connecting).length).toBeGreaterThan(1);
  return Number(port);
}

/** How Linux says that a process is: `T` is stopped. */
async function stateOf(pid: number | undefined): Promise<string> {
  const status = await text(spawn('ps', ['-o', 'stat=', '-p', String(pid)]).stdout);
  return status.trim().slice(0, 1);
}

/** Which of these modules Node has loaded once a client is open. */
async function loadedByClient(): Promise<unknown> {
  const script = `
    const { openClient } = await import('${CLIENT}');
    openClient(${JSON.stringify(configOf('http://influx:8086'))});
    const isLoaded = (name) => [name, process.moduleLoadList.includes('NativeModule ' + name)];
    console.log(JSON.stringify(Object.fromEntries(['https', 'internal/deps/undici/undici'].map(isLoaded))));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  return JSON.parse(stdout);
}

function configOf(url: string) {
  const known = { database: 'linky', retentionPolicy: '', username: '', password: '', literal: true };
  return { version: '1', url, ...known } as const;
}
