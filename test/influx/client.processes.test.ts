import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const CLIENT = new URL('../../src/influx/client.ts', import.meta.url);

test.each([
  ['http://influx:8086', { http: true, https: false, tls: false }],
  ['https://influx:8086', { http: false, https: true, tls: true }],
])('a client of %s makes Node load its own protocol only', async (url, loaded) => {
  expect(await loadedByClientOf(url)).toEqual({ ...loaded, 'internal/deps/undici/undici': false });
});

/** Which of these modules Node has loaded once a client of this address is open. */
async function loadedByClientOf(url: string): Promise<unknown> {
  const config = {
    version: '1',
    url,
    database: 'linky',
    retentionPolicy: '',
    username: '',
    password: '',
    literal: true,
  };
  const script = `
    const { openClient } = await import('${CLIENT}');
    openClient(${JSON.stringify(config)});
    const isLoaded = (name) => [name, process.moduleLoadList.includes('NativeModule ' + name)];
    console.log(JSON.stringify(Object.fromEntries(['http', 'https', 'tls', 'internal/deps/undici/undici'].map(isLoaded))));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  return JSON.parse(stdout);
}
