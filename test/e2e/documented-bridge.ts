import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { freePort } from '../../testbed/daemon.ts';
import { temporaryStorage } from '../../testbed/homebridge/homebridge.ts';
import { startCli } from '../../testbed/programs/cli.ts';
import { ser2netWith } from './share/line-readers.ts';
import { talkingMeter } from './talking-meter.ts';

const run = promisify(execFile);

/**
 * Runs the command that writes the file of ser2net, with a file, a port and a meter of the test in the places of those of an
 * old Raspberry Pi. Expects the service to read that file, and the meter to be heard through the bridge.
 */
export async function bridgeAsDocumented(command: string): Promise<void> {
  const [, path = ''] = /^sudo tee (\S+)/.exec(command) ?? [];
  expect(await readFile('/etc/default/ser2net', 'utf8')).toContain(`CONFFILE="${path}"`);
  await using meter = await talkingMeter();
  await using folder = await temporaryStorage();
  const file = join(folder.path, 'ser2net.yaml');
  const port = await freePort();
  const ours = command
    .replace(`sudo tee ${path}`, `tee ${file}`)
    .replace('tcp,2001', `tcp,127.0.0.1,${port}`)
    .replace('/dev/ttyUSB0', meter.port);
  await run('sh', ['-euc', ours]);
  await using _bridge = await ser2netWith(file, port);
  await using reader = startCli(['watch', `tcp://127.0.0.1:${port}`]);
  await reader.waitFor(/\d VA/);
}
