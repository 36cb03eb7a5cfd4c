import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { programFor } from '../src/cli/program.ts';
import { temporaryFolder } from '../testbed/support/temporary-folder.ts';
import { fakeSession } from './cli/session-fake.ts';

const PATH = fileURLToPath(new URL('../docs/linky-tic.service', import.meta.url));
const UNIT = readFileSync(PATH, 'utf8');
const HAS_SYSTEMD = spawnSync('systemd-analyze', ['--version']).status === 0;

const IS_SKIPPED = !HAS_SYSTEMD && !process.env['CI'];
const EXPOSURE = 'the exposure of the service, as systemd rates it, is at most 2.0 of 10';

test.skipIf(IS_SKIPPED)(IS_SKIPPED ? `${EXPOSURE}, skipped: needs systemd` : EXPOSURE, () => {
  // The threshold is in tenths of a point.
  const { status, stdout } = spawnSync('systemd-analyze', ['security', '--offline=yes', '--threshold=20', PATH], {
    encoding: 'utf8',
  });
  expect(status, stdout.trim().split('\n').at(-1)).toBe(0);
});

const UNDERSTOOD = 'systemd understands the unit';
test.skipIf(IS_SKIPPED)(IS_SKIPPED ? `${UNDERSTOOD}, skipped: needs systemd` : UNDERSTOOD, () => {
  // It looks whether the program is there.
  const path = join(temporaryFolder(), 'linky-tic.service');
  writeFileSync(path, UNIT.replace('/usr/bin/linky-tic', process.execPath));
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
});

test('each option in the unit is one of linky-tic mirror', () => {
  const mirror = programFor(fakeSession().session).commands.find((command) => command.name() === 'mirror');
  const known = mirror?.options.map(({ long }) => long);
  const named = [...new Set(UNIT.match(/--[a-z-]+/g))];
  expect(named).toEqual(expect.arrayContaining(['--token-file', '--page-port', '--page-host', '--config']));
  expect(named.filter((option) => !known?.includes(option))).toEqual([]);
});

test('a failed service is restarted again and again, each time after a delay', () => {
  expect(UNIT).toMatch(/^Restart=on-failure$/m);
  expect(UNIT).toMatch(/^RestartSec=[1-9]\d*$/m);
  expect(UNIT).toMatch(/^StartLimitIntervalSec=0$/m);
});

test('memory that is writable and executable is allowed: Node.js does not start without it', () => {
  expect(UNIT).not.toMatch(/^MemoryDenyWriteExecute=yes$/m);
});
