import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderViolations, violations } from './import-rules.ts';

const PROJECT = join(import.meta.dirname, '..');
const SRC = join(PROJECT, 'src');

test('src keeps the import rules', () => {
  const paths = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  expect(paths).toContain('tic/decoder.ts');
  expect(violations(new Map(paths.map((path) => [path, readFileSync(join(SRC, path), 'utf8')])))).toEqual([]);
});

test('no folder imports what is there to test it or to measure it', () => {
  const folders = ['src', 'homebridge-ui', 'grafana', 'testbed', 'bench', 'demo', 'release', 'tools'];
  const paths = folders.flatMap((folder) =>
    readdirSync(join(PROJECT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.m?ts$|\.m?js$/.test(path) && !path.startsWith('public/'))
      .map((path) => join(folder, path)),
  );
  expect(paths).toContain('testbed/homebridge/homebridge.ts');
  expect(folderViolations(new Map(paths.map((path) => [path, readFileSync(join(PROJECT, path), 'utf8')])))).toEqual([]);
});

test.each([
  [
    'testbed/programs/cli.ts',
    "import { sessionFake } from '../../test/cli/session-fake.ts';",
    'test/cli/session-fake.ts',
  ],
  ['bench/main.ts', "import { sessionFake } from '../test/cli/session-fake.ts';", 'test/cli/session-fake.ts'],
  ['release/check.ts', "export { sessionFake } from '../test/cli/session-fake.ts';", 'test/cli/session-fake.ts'],
  ['src/index.ts', "import { openPty } from '../testbed/meter/pty.ts';", 'testbed/meter/pty.ts'],
  ['src/cli/program.ts', "import { printed } from '../../bench/table.ts';", 'bench/table.ts'],
  ['homebridge-ui/page/main.ts', "import '../../tools/pictures/camera.ts';", 'tools/pictures/camera.ts'],
  ['testbed/meter/pty.ts', "import { printed } from '../../bench/table.ts';", 'bench/table.ts'],
])('%s may not have: %s', (path, code, to) => {
  expect(folderViolations(new Map([[path, code]]))).toEqual([`${path} imports ${to}`]);
});

test('a circle is found, however long, types included', () => {
  const files = new Map([
    ['src/influx/a.ts', "import { b } from './b.ts';"],
    ['src/influx/b.ts', "import type { C } from './c.ts';"],
    ['src/influx/c.ts', "export { a } from './a.ts';"],
    ['testbed/d.ts', "import { a } from '../src/influx/a.ts';"],
  ]);
  const circle = 'src/influx/a.ts → src/influx/b.ts → src/influx/c.ts → src/influx/a.ts';
  expect(folderViolations(files)).toEqual([circle]);
});

test('benchmarks and pictures may use src and the testbed', () => {
  const code = "import { openPty } from '../testbed/meter/pty.ts'; import { demo } from '../src/source/demo/demo.ts';";
  expect(folderViolations(new Map([['bench/main.ts', code]]))).toEqual([]);
});

describe('is allowed:', () => {
  test.each([
    ['tic/group.ts', "// import { readFile } from 'node:fs';"],
    ['source/serial.ts', "const { SerialPort } = await import('serialport');"],
    ['homekit/tile-value.ts', "import type { API, HAP } from 'homebridge';"],
    ['influx/mirror.ts', "import type { Journal } from '../journal/journal.ts';"],
    ['doctor/load-curve.ts', 'const { labels, refused } = reading.frame;'],
  ])('%s: %s', (path, code) => expect(violations(new Map([[path, code]]))).toEqual([]));
});

describe('is forbidden:', () => {
  test.each([
    ['tic/group.ts', "import { readFile } from 'node:fs';", 'node:fs'],
    ['platform.ts', "import { Mirror } from './influx/mirror.ts';", 'influx/mirror.ts'],
    ['writer/writer.ts', "import { runWriteJob } from './thread/write-job.ts';", 'writer/thread/write-job.ts'],
    ['homekit/tile-value.ts', "import { type API, APIEvent } from 'homebridge';", 'homebridge'],
    ['platform.ts', "const { APIEvent } = await import('homebridge');", 'homebridge'],
    ['service/service.ts', "const { SerialPort } = require('serialport');", 'serialport'],
    ['homekit/tile-value.ts', "export { LABEL_FORMATS } from '../tic/label-formats.ts';", 'tic/label-formats.ts'],
    ['homekit/tile-value.ts', "type Meter = import('../meter/meter.ts').Meter;", 'meter/meter.ts'],
    ['base/paris-time.ts', "import { systemClock } from './clock.ts';", 'base/clock.ts'],
    ['own-files.ts', "const journal = () => load('./journal/journal.ts');", 'journal/journal.ts'],
    ['helper.ts', "import { sleep } from './base/clock.ts';", 'base/clock.ts'],
  ])('%s: %s', (path, code, to) => {
    expect(violations(new Map([[path, code]]))).toEqual([`${path} imports ${to}`]);
  });

  test.each([
    'Date.now()',
    'new Date()',
    'performance.now()',
    'process.env',
    'console.log(1)',
    'setTimeout(f)',
    "require('fs')",
  ])('in tic: %s', (code) =>
    expect(violations(new Map([['tic/group.ts', `export const x = () => ${code};`]]))).not.toEqual([]),
  );

  test.each([
    ['contract/meter-time.ts', "if (frame.horodates['DATE'] !== undefined) return;"],
    ['energy/minute.ts', "const { labels } = frame; return labels['EAST'];"],
    ['meter/meter-log.ts', 'const { [label]: text } = reading.frame.labels;'],
  ])('right of Reading: %s: %s', (path, code) =>
    expect(violations(new Map([[path, code]]))).toEqual([`${path} reads a group by its label`]),
  );
});
