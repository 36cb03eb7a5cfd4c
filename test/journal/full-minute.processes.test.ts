import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const PROCESS = new URL('full-minute-process.ts', import.meta.url).pathname;

test('the times of a minute are read block by block, since many meters have more Readings in it than fit into the memory of a thread', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--max-old-space-size=64', PROCESS]);
  expect(stdout).toBe('300');
});
