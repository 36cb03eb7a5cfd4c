import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../src/config.ts';
import { startService } from '../src/service.ts';
import { STATUS_SOCKET } from '../src/status.ts';
import { en } from '../src/texts/en.ts';
import { listLog } from './log-list.ts';

test('that the status cannot be served is said, in words, and the rest goes on', async () => {
  const { lines, folder } = started('x'.repeat(100));
  await expect.poll(() => lines).toEqual([`info ${en.platform.noStatus(join(folder, STATUS_SOCKET))}`]);
});

test('that another process serves it is not said', async () => {
  const first = started();
  await expect.poll(() => isServed(first.folder)).toBe(true);
  const second = started('', first.folder);
  await expect.poll(() => isServed(second.folder)).toBe(true);
  await first.stop();
  await second.stop();
  expect([...first.lines, ...second.lines]).toEqual([]);
});

/** A service without a meter, in a folder of this name in a temporary one. It ends with the test. */
function started(name = '', parent = mkdtempSync(join(tmpdir(), 'linky-service-'))) {
  const folder = join(parent, name);
  mkdirSync(folder, { recursive: true });
  const { log, lines } = listLog();
  const { config } = readConfig({ platform: 'LinkyTIC', meters: [] });
  const { stop } = startService({ config, folder, log, texts: en });
  onTestFinished(async () => {
    await stop();
    rmSync(parent, { recursive: true, force: true });
  });
  return { lines, folder, stop };
}

function isServed(folder: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(join(folder, STATUS_SOCKET));
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}
