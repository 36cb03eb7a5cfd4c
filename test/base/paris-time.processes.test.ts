import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const PROCESS = fileURLToPath(new URL('paris-time-process.ts', import.meta.url));

test('the calendar is the same in a process of any zone', async () => {
  const zones = ['UTC', 'Europe/Paris', 'America/New_York', 'Pacific/Auckland'];
  const printed = await Promise.all(
    zones.map(async (TZ) => {
      const { stdout } = await promisify(execFile)(process.execPath, [PROCESS], { env: { ...process.env, TZ } });
      return stdout.split(' ');
    }),
  );
  expect(printed.map(([zone]) => Number(zone))).toEqual([0, -60, 300, -780]);
  expect(new Set(printed.map(([, digest]) => digest)).size).toBe(1);
});
