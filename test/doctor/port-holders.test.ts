import { expect, test } from 'vitest';
import { portHolders } from '../../src/doctor/port-holders.ts';
import { fakeMachine } from './machine-fake.ts';

const USB = '/dev/ttyUSB0';

test.each([
  ['python3\0/home/pi/linky.py\0', { name: 'python3 linky.py', kind: 'other' }],
  ['python3\0-u\0/home/pi/linky.py\0', { name: 'python3 linky.py', kind: 'other' }],
  ['python3\0-c\0token="s3cr3t"\0', { name: 'python3', kind: 'other' }],
  ['perl\0-e\0$s="s3cr3t"\0', { name: 'perl', kind: 'other' }],
  ['linky-tic watch\0', { name: 'linky-tic watch', kind: 'other' }],
  ['linky-tic mirror\0', { name: 'linky-tic mirror', kind: 'mirror' }],
  ['linky-tic', { name: 'linky-tic', kind: 'other' }],
  ['/usr/bin/node\0/opt/server.js\0', { name: 'node server.js', kind: 'other' }],
  ['/usr/bin/node\0/hb/node_modules/homebridge-linky-tic/homebridge-ui/server.js\0', { kind: 'page' }],
  ['/usr/bin/node\0--no-warnings\0/hb/plugin/homebridge-ui/server.js\0', { kind: 'page' }],
  ['homebridge: Linky TIC', { name: 'homebridge', kind: 'homebridge' }],
  ['/usr/bin/node\0/usr/lib/node_modules/homebridge/bin/homebridge\0-I\0', { kind: 'homebridge' }],
  ['/sbin/agetty\0ttyUSB0\0', { name: 'agetty', kind: 'console' }],
])('a holder is named after its command line: %j', async (commandLine, holder) => {
  const files = { '/proc/42/fd/7': `→ ${USB}`, '/proc/42/cmdline': commandLine };
  expect(await portHolders(USB, fakeMachine({ files }))).toEqual([expect.objectContaining({ pid: 42, ...holder })]);
});

test.each([
  ['0::/system.slice/linky-tic.service\n', 'linky-tic'],
  ['12:cpu:/\n0::/system.slice/system-linky.slice/linky@1.service\n', 'linky@1'],
  ['0::/user.slice/user-1000.slice/user@1000.service/app.slice/linky-tic.service\n', undefined],
  ['0::/user.slice/user-1000.slice/session-3.scope\n', undefined],
])('the systemd service of a holder is found in its cgroup: %j', async (cgroup, unit) => {
  const files = { '/proc/42/fd/7': `→ ${USB}`, '/proc/42/cmdline': 'linky-tic mirror', '/proc/42/cgroup': cgroup };
  const [holder] = await portHolders(USB, fakeMachine({ files }));
  expect(holder?.unit).toBe(unit);
});
