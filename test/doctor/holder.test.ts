import { expect, test } from 'vitest';
import { holdersOf } from '../../src/doctor/holder.ts';
import { fakeMachine } from './machine-fake.ts';

const USB = '/dev/ttyUSB0';

test.each([
  ['python3\0/home/pi/linky.py\0', { name: 'python3 linky.py', kind: 'other' }],
  ['/usr/bin/node\0/opt/server.js\0', { name: 'node server.js', kind: 'other' }],
  ['/usr/bin/node\0/hb/node_modules/homebridge-linky-tic/homebridge-ui/server.js\0', { kind: 'page' }],
  ['/usr/bin/node\0--no-warnings\0/hb/plugin/homebridge-ui/server.js\0', { kind: 'page' }],
  ['homebridge: Linky TIC', { name: 'homebridge', kind: 'homebridge' }],
  ['/usr/bin/node\0/usr/lib/node_modules/homebridge/bin/homebridge\0-I\0', { kind: 'homebridge' }],
  ['/sbin/agetty\0ttyUSB0\0', { name: 'agetty', kind: 'console' }],
])('who has a port open, known by its command line: %j', async (commandLine, holder) => {
  const files = { '/proc/42/fd/7': `→ ${USB}`, '/proc/42/cmdline': commandLine };
  expect(await holdersOf(USB, fakeMachine({ files }))).toEqual([expect.objectContaining({ pid: 42, ...holder })]);
});
