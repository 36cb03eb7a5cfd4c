import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { STATUS_SOCKET } from '../../src/status/socket.ts';
import { childClock, steer } from '../../testbed/child-clock/child-clock.ts';
import { pluginStatus } from '../../testbed/homebridge/plugin-status.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { MINUTE_MS } from '../../testbed/support/time.ts';
import { isServed } from './is-served.ts';

const PLUGIN = fileURLToPath(new URL('../history-import/plugin-process.ts', import.meta.url));

test('a plugin that starts while another process serves the status serves it once that has ended, and the log says nothing', async () => {
  const folder = temporaryFolder();
  const path = join(folder, STATUS_SOCKET);
  const other = createServer((socket) => socket.on('error', () => {}).end()).listen(path);
  await once(other, 'listening');
  const hasLooked = once(other, 'connection');

  const env = { ...process.env, ...childClock({ isSteered: true }).env };
  const plugin = spawn(process.execPath, [PLUGIN, folder], { env, stdio: ['pipe', 'pipe', 'inherit', 'ipc'] });
  onTestFinished(() => void plugin.kill('SIGKILL'));
  const said = text(plugin.stdout as Readable);
  const clock = steer(plugin);
  await clock.stop();
  await hasLooked;
  other.close();
  const aMinuteLater = () => clock.advance(MINUTE_MS).then(() => isServed(folder));
  await expect.poll(aMinuteLater).toBe(true);
  expect(await pluginStatus(folder)).toMatchObject({ meters: [] });
  await clock.run();
  plugin.stdin?.end();
  expect(await said).toBe('');
});
