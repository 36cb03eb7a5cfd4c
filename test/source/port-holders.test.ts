import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { otherReadersOf } from '../../src/source/port-holders.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { fakeMachine } from '../doctor/machine-fake.ts';

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
  expect(await otherReadersOf(USB, fakeMachine({ files }))).toEqual([expect.objectContaining({ pid: 42, ...holder })]);
});

test.each([
  ['0::/system.slice/linky-tic.service\n', 'linky-tic'],
  ['12:cpu:/\n0::/system.slice/system-linky.slice/linky@1.service\n', 'linky@1'],
  ['0::/user.slice/user-1000.slice/user@1000.service/app.slice/linky-tic.service\n', undefined],
  ['0::/user.slice/user-1000.slice/session-3.scope\n', undefined],
])('the systemd service of a holder is found in its cgroup: %j', async (cgroup, unit) => {
  const files = { '/proc/42/fd/7': `→ ${USB}`, '/proc/42/cmdline': 'linky-tic mirror', '/proc/42/cgroup': cgroup };
  const [holder] = await otherReadersOf(USB, fakeMachine({ files }));
  expect(holder?.unit).toBe(unit);
});

test.each([
  ['an absolute link', { '/dev/linky': `→ ${USB}` }, '/dev/linky'],
  ['the link of udev', { '/dev/serial/by-id/usb-FTDI': '→ ../../ttyUSB0' }, '/dev/serial/by-id/usb-FTDI'],
  ['a link to a link', { '/dev/a': '→ b', '/dev/b': '→ ttyUSB0' }, '/dev/a'],
])('the holders of a device are found by %s', async (_, links, port) => {
  const files = { ...links, '/proc/42/fd/7': `→ ${USB}` };
  expect(await otherReadersOf(port, fakeMachine({ files }))).toMatchObject([{ pid: 42 }]);
});

test('a link to itself has no holders', async () => {
  expect(await otherReadersOf('/dev/a', fakeMachine({ files: { '/dev/a': '→ a' } }))).toEqual([]);
});

test('this process, and the other end of a pseudo-terminal, are no other readers', async () => {
  const own = { '/proc/1/fd/7': '→ /dev/pts/7' };
  const otherEnd = { '/proc/42/fd/5': '→ /dev/ptmx', '/proc/42/fd/6': '→ /dev/pts/7' };
  const files = { ...own, ...otherEnd, '/proc/43/fd/0': '→ /dev/pts/7' };
  expect(await otherReadersOf('/dev/pts/7', fakeMachine({ files }))).toMatchObject([{ pid: 43 }]);
});

test('on this machine, another process that has a file open is found, and this one is not', async () => {
  const file = join(temporaryFolder(), 'port');
  const own = openSync(file, 'w');
  onTestFinished(() => closeSync(own));
  const link = `${file}-link`;
  symlinkSync('port', link);
  const theirs = openSync(file, 'r');
  const other = spawn('cat', { stdio: ['pipe', theirs, 'ignore'] });
  onTestFinished(() => void other.kill());
  closeSync(theirs);
  await once(other, 'spawn');
  expect(await otherReadersOf(link)).toMatchObject([{ pid: other.pid, name: 'cat', kind: 'other' }]);
});
