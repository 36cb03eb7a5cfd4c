import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { JOURNAL_FILE } from '../../src/base/plugin-names.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { installEmulatedNode, missingEmulator } from '../../testbed/arm64/emulated-node.ts';
import { missingServers } from '../../testbed/databases/servers.ts';
import { sharedVictoria, uniqueName } from '../../testbed/databases/shared-databases.ts';
import { missingPty } from '../../testbed/meter/pty.ts';
import { demoGroups, startPtyMeter } from '../../testbed/meter/pty-meter.ts';
import { startCli } from '../../testbed/programs/cli.ts';
import { type Installed, installedPackage } from '../../testbed/programs/installed-package.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';

const run = promisify(execFile);
const POWER_VA = 1234;
/** A frame takes the emulated program far longer than a real one: as seldom as a meter in standard mode says one. */
const FRAME_MS = 1_500;
/** Each look at an emulated process takes it a while. */
const LOOKS = { interval: 500 };

const servers = missingServers();
const missing =
  missingEmulator() ??
  missingPty() ??
  (servers.length > 0 && !process.env['CI'] ? `needs ${servers.join(', ')}` : undefined);

/**
 * The emulator translates the instructions of Node.js and of native modules; everything else is that of this machine. So
 * this shows that the package runs on arm64, and nothing of its speed there. `linky-tic mirror` loads what is native, as the plugin does:
 * the binding of the serial port, and SQLite.
 */
describe.skipIf(missing)(missing ?? 'on an emulated Raspberry Pi 3 with 64 bits', () => {
  let installed: Installed;
  let node: string;

  beforeAll(async () => {
    node = await installEmulatedNode();
    installed = await installedPackage();
  });

  // This is the only install script of all dependencies. Where it fails, npm calls a compiler.
  test('the install script of serialport finds its binding, in a Node.js for arm64', async () => {
    const modules = join(installed.plugin, 'node_modules');
    const script = join(modules, '.bin/node-gyp-build-test');
    const found = await run(node, ['--require', script, '--print', 'process.arch'], {
      cwd: join(modules, '@serialport/bindings-cpp'),
    });
    expect(found.stdout).toBe('arm64\n');
  });

  test('what the serial port says, at 9600 baud, comes into the journal and into VictoriaMetrics', async () => {
    await using meter = await startPtyMeter({ everyMs: FRAME_MS });
    meter.say(demoGroups(POWER_VA), 'standard');
    const { vmauth, samples } = sharedVictoria();
    const [name, storage] = [uniqueName('raspberry'), temporaryFolder()];
    const target = ['--url', vmauth.url, '--bucket', 'linky', '--storage', storage];
    await using mirroring = startCli(['mirror', meter.port, '--name', name, '--mode', 'standard', ...target], {
      env: { LINKY_TIC_TOKEN: vmauth.token },
      program: { node, cli: installed.cli },
    });
    const power = async () => (await samples(`linky_power_va{meter="${name}"}`)).at(0)?.value;
    await expect.poll(power, LOOKS).toBe(POWER_VA);
    expect((await run('stty', ['-F', meter.port, 'speed'])).stdout).toBe('9600\n');
    expect(await mirroring.stop('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
    using journal = openReadOnlyJournal(join(storage, JOURNAL_FILE));
    const powers = [...journal.entries(0)].map(({ reading }) => reading.apparentPowerVA);
    expect(new Set(powers)).toEqual(new Set([POWER_VA]));
  });
});
