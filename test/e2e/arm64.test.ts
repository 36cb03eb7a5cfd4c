import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { JOURNAL_FILE } from '../../src/base/plugin-names.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { installEmulatedNode, missingEmulator } from '../../testbed/arm64/emulated-node.ts';
import { childClock } from '../../testbed/child-clock/child-clock.ts';
import { missingServers } from '../../testbed/databases/servers.ts';
import { sharedVictoria, uniqueName } from '../../testbed/databases/shared-databases.ts';
import { type Homebridge, startHomebridge, temporaryStorage } from '../../testbed/homebridge/homebridge.ts';
import { type Phone, phoneOf } from '../../testbed/homebridge/phone.ts';
import { missingPty } from '../../testbed/meter/pty.ts';
import { demoGroups, NEVER_STALE, type PtyMeter, startPtyMeter } from '../../testbed/meter/pty-meter.ts';
import { type Installed, installedPackage } from '../../testbed/programs/installed-package.ts';
import { entriesOf, runEntry } from '../../testbed/programs/package-entries.ts';
import { withoutMachineTroubles } from '../../testbed/support/machine-troubles.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';

const run = promisify(execFile);
const POWER_VA = 1234;
/** A frame takes the emulated plugin far longer than a real one: as seldom as a meter in standard mode says one. */
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
 * this shows that the plugin runs on arm64, and nothing of its speed there.
 */
describe.skipIf(missing)(missing ?? 'on an emulated Raspberry Pi 3 with 64 bits', () => {
  const started = new AsyncDisposableStack();
  const name = uniqueName('raspberry');
  let installed: Installed;
  let node: string;
  let meter: PtyMeter;
  let homebridge: Homebridge;
  let phone: Phone;

  beforeAll(async () => {
    node = await installEmulatedNode();
    installed = await installedPackage();
    meter = started.use(await startPtyMeter({ everyMs: FRAME_MS }));
    meter.say(demoGroups(POWER_VA), 'standard');
    const { path: storage } = started.use(await temporaryStorage());
    const { vmauth } = sharedVictoria();
    homebridge = started.use(
      await startHomebridge({
        config: pluginBlock({
          meters: [{ name, port: meter.port, mode: 'standard', ...NEVER_STALE }],
          influx: { version: '2', url: vmauth.url, token: vmauth.token, org: '', bucket: 'linky' },
        }),
        plugin: installed.plugin,
        node,
        storage,
        clock: childClock({ endsSlowly: true }),
      }),
    );
    phone = started.use(phoneOf(homebridge.bridge));
  });
  afterAll(() => started.disposeAsync());

  // This is the only install script of all dependencies. Where it fails, npm calls a compiler.
  test('the install script of serialport finds its binding, in a Node.js for arm64', async () => {
    const modules = join(installed.plugin, 'node_modules');
    const script = join(modules, '.bin/node-gyp-build-test');
    const found = await run(node, ['--require', script, '--print', 'process.arch'], {
      cwd: join(modules, '@serialport/bindings-cpp'),
    });
    expect(found.stdout).toBe('arm64\n');
  });

  test('the server of the settings page becomes ready, and linky-tic explains itself', async () => {
    const { pageServer, help } = entriesOf(installed.plugin);
    for (const entry of [pageServer, help]) expect(await runEntry([node, ...entry])).toBe('');
  });

  test('a paired phone reads what the serial port said, which was opened at 9600 baud', async () => {
    const power = () => phone.read(`${name} Power`, 'CurrentAmbientLightLevel');
    await expect.poll(power, LOOKS).toEqual({ value: POWER_VA });
    expect((await run('stty', ['-F', meter.port, 'speed'])).stdout).toBe('9600\n');
  });

  test('the readings come into VictoriaMetrics', async () => {
    const power = async () => (await sharedVictoria().samples(`linky_power_va{meter="${name}"}`)).at(0)?.value;
    await expect.poll(power, LOOKS).toBe(POWER_VA);
  });

  test('Homebridge ends properly, and the journal has the readings', async () => {
    expect(await homebridge.stop()).toEqual({ code: 0 });
    const said = withoutMachineTroubles(homebridge.log);
    expect(said.filter((line) => /error|warning|uncaught/i.test(line))).toEqual([]);
    using journal = openReadOnlyJournal(join(homebridge.storage, JOURNAL_FILE));
    const powers = [...journal.entries(0)].map(({ reading }) => reading.apparentPowerVA);
    expect(new Set(powers)).toEqual(new Set([POWER_VA]));
  });
});
