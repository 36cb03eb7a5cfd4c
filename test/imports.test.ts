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
    ['tic/group.ts', "import type { TicMode } from '../reading/reading.ts';"],
    ['tic/group.ts', "import { checksumOf } from './checksum-and-parity.ts';"],
    ['tic/group.ts', "// import { readFile } from 'node:fs';"],
    ['tic/group.ts', "/** Not `import('node:fs')`, nor Date.now(). */"],
    ['source/source-from-port.ts', "import { demo } from './demo/demo.ts';"],
    ['source/demo/house.ts', "import { encodeFrame } from '../../tic/encode.ts';"],
    ['source/serial.ts', "const { SerialPort } = await import('serialport');"],
    ['homekit/tile-value.ts', "import type { API, HAP } from 'homebridge';"],
    ['influx/client.ts', "const http = require('node:http');"],
    ['config/schema.ts', "import { Ajv } from 'ajv';"],
    ['cli/program.ts', "import { Command } from 'commander';"],
    ['journal/store-access.ts', "import { statfs } from 'node:fs/promises';"],
    ['meter/meter.ts', "import { Decoder } from '../tic/decoder.ts';"],
    ['influx/mirror.ts', "import type { Journal } from '../journal/journal.ts';"],
    ['influx/mirror.ts', "import { type Config, type InfluxConfig } from '../config/config.ts';"],
    ['platform.ts', "import { sourceOf } from './source/source-from-port.ts';"],
    ['tic/standard.ts', "const message = frame.labels['MSG1'];"],
    ['doctor/load-curve.ts', 'const { labels, refused } = reading.frame;'],
    ['influx/literal-fields.ts', 'for (const label in labels) fields.push(labels[label]);'],
    [
      'energy/imported-day.ts',
      'const labels = Object.keys(to.whByRegister); if (labels.length > 0) return labels.join();',
    ],
    ['contract/register-periods.ts', "const period = periods['EASF01'];"],
    ['config/config.ts', "import schema from '../../config.schema.json' with { type: 'json' };"],
  ])('%s: %s', (path, code) => expect(violations(new Map([[path, code]]))).toEqual([]));
});

describe('is forbidden:', () => {
  test.each([
    ['tic/group.ts', "import { readFile } from 'node:fs';", 'node:fs'],
    ['service/service.ts', "import { openJournal } from '../journal/journal.ts';", 'journal/journal.ts'],
    ['platform.ts', "import { Mirror } from './influx/mirror.ts';", 'influx/mirror.ts'],
    ['writer/writer.ts', "import { Mirror } from '../influx/mirror.ts';", 'influx/mirror.ts'],
    ['writer/writer.ts', "import { runWriteJob } from './thread/write-job.ts';", 'writer/thread/write-job.ts'],
    ['service/service.ts', "import '../writer/thread/thread.ts';", 'writer/thread/thread.ts'],
    ['tic/group.ts', "import fc from 'fast-check';", 'fast-check'],
    ['tic/group.ts', "import type { Source } from '../source/source.ts';", 'source/source.ts'],
    ['tic/group.ts', "import type { Log } from '../base/log.ts';", 'base/log.ts'],
    ['tic/group.ts', "import schema from '../../config.schema.json';", '../config.schema.json'],
    ['source/serial.ts', "import type { Log } from '../base/log.ts';", 'base/log.ts'],
    ['source/serial.ts', "import { encodeFrame } from '../tic/encode.ts';", 'tic/encode.ts'],
    ['source/demo/demo.ts', "import { Decoder } from '../../tic/decoder.ts';", 'tic/decoder.ts'],
    ['source/demo/demo.ts', "import '../../meter/meter.ts';", 'meter/meter.ts'],
    ['homekit/tile-value.ts', "import { APIEvent } from 'homebridge';", 'homebridge'],
    ['homekit/tile-value.ts', "import { type API, APIEvent } from 'homebridge';", 'homebridge'],
    ['platform.ts', "const { APIEvent } = await import('homebridge');", 'homebridge'],
    ['homekit/tile-value.ts', "import type { Service } from '@homebridge/hap-nodejs';", '@homebridge/hap-nodejs'],
    ['journal/journal.ts', "import type { API } from 'homebridge';", 'homebridge'],
    ['influx/mirror.ts', "import type { Logging } from 'homebridge';", 'homebridge'],
    ['source/demo/demo.ts', "import { SerialPort } from 'serialport';", 'serialport'],
    ['meter/meter.ts', "import { SerialPort } from 'serialport';", 'serialport'],
    ['service/service.ts', "const { SerialPort } = require('serialport');", 'serialport'],
    ['influx/points.ts', "import { Ajv } from 'ajv';", 'ajv'],
    ['config/config.ts', "import { Command } from 'commander';", 'commander'],
    ['config/schema.ts', "import Ajv from 'ajv/dist/2020.js';", 'ajv/dist/2020.js'],
    ['journal/store-access.ts', "import { statfs } from 'fs/promises';", 'fs/promises'],
    ['meter/meter.ts', "import { serial } from '../source/serial.ts';", 'source/serial.ts'],
    ['meter/meter.ts', "import type { Journal } from '../journal/journal.ts';", 'journal/journal.ts'],
    ['homekit/tile-value.ts', "import { pointsOf } from '../influx/points.ts';", 'influx/points.ts'],
    ['homekit/tile-value.ts', "import type { Journal } from '../journal/journal.ts';", 'journal/journal.ts'],
    ['homekit/tile-value.ts', "export { LABEL_FORMATS } from '../tic/label-formats.ts';", 'tic/label-formats.ts'],
    ['homekit/tile-value.ts', "type Meter = import('../meter/meter.ts').Meter;", 'meter/meter.ts'],
    ['journal/journal.ts', "const { mirror } = await import('../influx/mirror.ts');", 'influx/mirror.ts'],
    ['journal/journal.ts', "import { readConfig } from '../config/read-config.ts';", 'config/read-config.ts'],
    [
      'influx/points.ts',
      "import {\n  tileDisplayName,\n  tileValueOf,\n} from '../homekit/tile-value.ts';",
      'homekit/tile-value.ts',
    ],
    ['influx/points.ts', "import { LinkyTicPlatform } from '../platform.ts';", 'platform.ts'],
    ['reading/reading.ts', "import type { Group } from '../tic/group.ts';", 'tic/group.ts'],
    ['config/config.ts', "import { systemClock } from '../base/clock.ts';", 'base/clock.ts'],
    ['reading/periods.ts', "import type { Log } from '../base/log.ts';", 'base/log.ts'],
    ['base/paris-time.ts', "import { systemClock } from './clock.ts';", 'base/clock.ts'],
    ['writer/writer.ts', "import { createTroubleList } from '../trouble/list.ts';", 'trouble/list.ts'],
    ['own-files.ts', "const journal = () => load('./journal/journal.ts');", 'journal/journal.ts'],
    ['index.ts', "import { readingsOf } from './meter/meter.ts';", 'meter/meter.ts'],
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
    ['contract/reported-profiles.ts', "const profile = reading.frame.labels['PJOURF+1'];"],
    [
      'contract/reported-profiles.ts',
      "export function textsWith({ frame: { labels } }: Reading) { return labels['PPOINTE']; }",
    ],
    ['contract/meter-time.ts', "if (frame.horodates['DATE'] !== undefined) return;"],
    ['journal/newest-prm.ts', "return 'PRM' in entry.reading.frame.labels;"],
    ['energy/minute.ts', "const { labels } = frame; return labels['EAST'];"],
    ['homekit/tile-value.ts', "export const tileOf = ({ mode, labels }: Frame) => labels['PAPP'];"],
    ['meter/meter-log.ts', 'const { [label]: text } = reading.frame.labels;'],
  ])('right of Reading: %s: %s', (path, code) =>
    expect(violations(new Map([[path, code]]))).toEqual([`${path} reads a group by its label`]),
  );
});
