import { spawn } from 'node:child_process';
import { chmodSync, chownSync, realpathSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { beforeAll, describe, type ExpectStatic, expect, test } from 'vitest';
import { thisMachine } from '../../src/doctor/machine.ts';
import { runningPluginStatus } from '../../src/doctor/running-plugin.ts';
import type { TicMode } from '../../src/reading/reading.ts';
import { otherReadersOf } from '../../src/source/port-holders.ts';
import { encodeFrame, type WireGroup } from '../../src/tic/encode.ts';
import { childClock, type Pace, QUICKLY } from '../../testbed/child-clock/child-clock.ts';
import { missingServers } from '../../testbed/databases/servers.ts';
import { createTestDatabase, sharedVictoria, uniqueName } from '../../testbed/databases/shared-databases.ts';
import { missingPty, openPty } from '../../testbed/meter/pty.ts';
import { type PtyMeter, startPtyMeter, WHEN_ASKED } from '../../testbed/meter/pty-meter.ts';
import { CLI, type CliOptions, type CliResult, runCli, startCli } from '../../testbed/programs/cli.ts';
import { runCliHere } from '../../testbed/programs/cli-here.ts';
import { installedPackage } from '../../testbed/programs/installed-package.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { HOUR_MS } from '../../testbed/support/time.ts';
import { createScene } from '../journal/scene.ts';

const ADDRESS = '012345678901';
const FRAMES = 40;
/** Matches the sequence that moves the cursor up, which a test replaces. */
const UP = new RegExp(`${String.fromCharCode(0x1b)}\\[\\d+A`, 'g');
/** The line of the screen with the power. */
const POWER = /Power drawn +\d+ VA +/;
const SCREEN = '\f';

let folder: string;
beforeAll(() => {
  folder = temporaryFolder();
});

/** The groups of the n-th frame. */
const GROUPS: { readonly [M in TicMode]: (n: number) => readonly WireGroup[] } = {
  historique: (n) => [
    { label: 'ADCO', data: ADDRESS },
    { label: 'OPTARIF', data: 'HC..' },
    { label: 'ISOUSC', data: '30' },
    { label: 'HCHC', data: '094939439' },
    { label: 'HCHP', data: String(127_970_334 + n) },
    { label: 'PTEC', data: 'HP..' },
    { label: 'IINST', data: '005' },
    { label: 'IMAX', data: '090' },
    { label: 'PAPP', data: String(10 * n).padStart(5, '0') },
    { label: 'MOTDETAT', data: '000000' },
  ],
  standard: (n) => [
    { label: 'ADSC', data: ADDRESS },
    { label: 'DATE', horodate: `H2601011200${String(n % 60).padStart(2, '0')}`, data: '' },
    { label: 'EAST', data: String(11_887_649 + n).padStart(9, '0') },
    { label: 'IRMS1', data: '005' },
    { label: 'PREF', data: '06' },
    { label: 'SINSTS', data: String(10 * n).padStart(5, '0') },
    { label: 'STGE', data: '003A0001' },
    { label: 'PRM', data: '09876543210987' },
  ],
};

function many(mode: TicMode, frames = FRAMES): Uint8Array {
  return Buffer.concat(Array.from({ length: frames }, (_, n) => encodeFrame(GROUPS[mode](n), mode)));
}

/** Writes a recording, and gives its path. */
async function recorded(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

/** As fast as the machine's clock, or slower: the doctor waits five seconds for a line that it understands. */
const STEADILY: Pace = { stepMs: 100, pauseMs: 100 };

/** A meter on a serial line, which sends nothing by itself. */
const startMeter = () => startPtyMeter(WHEN_ASKED);

/** How the clock of a program goes on that reads the meter: the meter sends its next frame before each step, so it never seems silent. */
function reading(meter: PtyMeter, mode: TicMode, pace = QUICKLY): Pick<CliOptions, 'clock' | 'pace'> {
  let n = 0;
  const before = () => {
    meter.say(GROUPS[mode](n), mode);
    meter.send();
    n += 1;
  };
  // It begins an hour ago, so that what the program has read is not in the future of other commands.
  const clock = childClock({ isSteered: true, waitsForRequests: true, aheadMs: -HOUR_MS });
  return { clock, pace: { ...pace, before } };
}

const objectsIn = (lines: string) => lines.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
/** A text with plain blanks instead of no-break spaces and line ends. */
const inOneLine = (text: string) => text.replace(/\s+/g, ' ');
const flat = ({ stdout }: CliResult) => inOneLine(stdout);

describe('linky-tic watch', () => {
  test.concurrent.each(['historique', 'standard'] as const)(
    'reads a recorded file in %s mode to its end',
    async (mode) => {
      const path = await recorded(`${mode}.tic`, many(mode));
      const { code, stdout } = await runCliHere(['watch', path, '--json']);
      expect(code).toBe(0);
      const frames = objectsIn(stdout);
      expect(frames.map(({ reading }) => reading.apparentPowerVA)).toEqual(
        Array.from({ length: FRAMES }, (_, n) => 10 * n),
      );
      expect(frames[3]).toMatchObject({ at: expect.any(Number), mode, address: ADDRESS, refused: 0 });
      expect(frames[3].labels[mode === 'standard' ? 'SINSTS' : 'PAPP']).toBe('00030');
      if (mode === 'standard') expect(frames[3].horodates).toEqual({ DATE: 'H260101120003' });
    },
  );

  test.concurrent('ends silently when the reader of its pipe has ended', async () => {
    await using watching = startCli(['watch', 'demo', '--json']);
    await watching.waitFor('"mode":"historique"');
    watching.hangUp();
    expect((await watching.ended).code).toBe(0);
  });
});

test('linky-tic history ends silently when the reader of its pipe has ended', async () => {
  const scene = createScene();
  const journal = scene.open();
  scene.take(journal, 'linky', ...Array.from({ length: 10_000 }, (_, n) => n));
  journal.close();
  const args = ['history', '--storage', dirname(scene.path), '--since', '2026-07-01', '--format', 'line'];
  await using listing = startCli(args);
  listing.hangUp();
  const { stderr, code } = await listing.ended;
  expect(stderr).toBe('');
  // The listing was interrupted, since it was long.
  expect(code).toBe(1);
});

/** Arguments with which `script` runs linky-tic watch in a window of 80 columns. */
function inWindow(port: string): readonly string[] {
  const command = `stty cols 80 rows 24; exec ${process.execPath} ${CLI} watch ${port} --language en`;
  return ['-qec', command, '/dev/null'];
}

/** The screens that were drawn. Each begins with the cursor moved up, and none may be wider than the window. */
function screensIn(drawn: string): readonly string[] {
  const screens = stripVTControlCharacters(drawn.replace(UP, SCREEN)).split(SCREEN);
  for (const screen of screens) for (const line of screen.split('\r\n')) expect(line.length).toBeLessThanOrEqual(80);
  return screens;
}

const noPty = missingPty();
describe.skipIf(noPty !== undefined)(noPty ?? 'linky-tic watch, on a serial line', () => {
  test.concurrent('records it without the numbers of the meter, and the recording can be read as a port', async () => {
    await using meter = await startMeter();
    const raw = join(folder, 'raw.tic');
    await using watching = startCli(
      ['watch', meter.port, '--mode', 'standard', '--raw', raw, '--anonymise', '--json'],
      reading(meter, 'standard'),
    );
    // Frames that were sent before the port was open are lost.
    await watching.waitFor(/(?:"SINSTS":"\d{5}"[\s\S]*?){10}/);
    expect(await watching.stop()).toMatchObject({ code: 0, stderr: expect.stringContaining(`bytes are in ${raw}`) });
    const text = String.fromCharCode(...(await readFile(raw)).map((byte) => byte & 0x7f));
    expect(text).not.toContain(ADDRESS);
    expect(text).not.toContain('09876543210987');
    const replayed = objectsIn((await runCliHere(['watch', raw, '--json'])).stdout);
    expect(replayed.length).toBeGreaterThan(5);
    expect(replayed[0]).toMatchObject({
      refused: 0,
      labels: { SINSTS: expect.any(String), PRM: expect.stringMatching(/^\d{14}$/) },
    });
  });

  test.concurrent('draws it in a window of 80 columns, and shows the cursor again at the end', async () => {
    await using meter = await startPtyMeter();
    meter.say(GROUPS.historique(39), 'historique');
    // Should the meter seem silent, the screen keeps the last values all the same.
    const window = spawn('script', inWindow(meter.port), { stdio: ['pipe', 'pipe', 'inherit'] });
    let [drawn, isTold] = ['', false];
    for await (const piece of window.stdout.setEncoding('utf8')) {
      drawn += piece;
      // A piece may end within an escape sequence, which is none then.
      const lines = drawn.slice(0, drawn.lastIndexOf('\n') + 1);
      if (isTold || (drawn.match(UP) ?? []).length < 3 || !POWER.test(screensIn(lines).at(-1) ?? '')) continue;
      // The character of Ctrl+C.
      window.stdin.write('\x03');
      isTold = true;
    }
    expect(screensIn(drawn).at(-1)).toMatch(POWER);
    expect(drawn.lastIndexOf('\x1b[?25h')).toBeGreaterThan(drawn.lastIndexOf('\x1b[?25l'));
  });
});

/** Another user, which only root can become. */
const NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
const mayBecomeNobody = process.env['CI'] !== undefined || process.getuid?.() === 0;

describe.skipIf(noPty !== undefined)(noPty ?? 'linky-tic doctor finds', () => {
  /** Runs it as a process of its own where it needs another clock or another user. */
  const doctor = async (args: readonly string[], circumstances?: CliOptions) => {
    const line = ['doctor', ...args];
    const outcome = await (circumstances ? runCli(line, circumstances) : runCliHere(line));
    return { code: outcome.code, says: flat(outcome) };
  };

  (mayBecomeNobody ? test.concurrent : test.skip)('no rights: the group, and the command', async () => {
    // Other users may be unable to enter the folder of this checkout.
    const program = await installedPackage();
    await using line = await openPty();
    chmodSync(join(line.pluginSide, '..'), 0o755);
    const device = realpathSync(line.pluginSide);
    chownSync(device, 0, 20);
    chmodSync(device, 0o660);
    const { code, says } = await doctor([line.pluginSide], { by: NOBODY, program });
    expect(code).toBe(1);
    expect(says).toContain(`nobody has no permission to open ${line.pluginSide}: it belongs to the group dialout`);
    expect(says).toContain('sudo usermod -aG dialout nobody');
  });

  test.concurrent('a program that has the port open', async ({ expect }) => {
    await using line = await openPty();
    const reader = spawn('cat', [line.pluginSide], { stdio: 'ignore' });
    const holders = async () => (await otherReadersOf(line.pluginSide)).map(({ pid }) => pid);
    await expect.poll(holders).toContain(reader.pid);
    const { code, says } = await doctor([line.pluginSide]);
    reader.kill();
    expect(code).toBe(1);
    expect(says).toContain(`cat (process ${reader.pid}) has ${line.pluginSide}`);
  });

  test.concurrent('a linky-tic mirror that has the port open', async () => {
    await using meter = await startMeter();
    const storage = join(folder, 'own');
    const target = ['--url', 'http://127.0.0.1:9', '--bucket', 'linky', '--storage', storage];
    await using mirroring = startCli(
      ['mirror', meter.port, '--mode', 'historique', ...target],
      reading(meter, 'historique'),
    );
    await mirroring.waitFor('the meter on');
    const { code, says } = await doctor([meter.port]);
    expect(code).toBe(1);
    expect(says).toContain(
      `linky-tic mirror (process ${mirroring.pid}) has ${meter.port}: this is your own linky-tic mirror`,
    );
  });

  test.concurrent('that all is well', async () => {
    await using meter = await startMeter();
    const { code, says } = await doctor([meter.port, '--language', 'fr'], reading(meter, 'historique', STEADILY));
    expect(code).toBe(0);
    expect(says).toContain(
      `Un compteur répond en mode historique : numéro ${ADDRESS}, heures pleines et creuses, 6 kVA souscrits`,
    );
  });
});

const missing = [noPty ?? [], process.env['CI'] ? [] : missingServers()].flat();
const title = missing.length > 0 ? `skipped: ${missing.join(', ')}` : 'linky-tic mirror and history';

/** Resolves when the mirror has taken at least five more frames. */
async function heardMore(storage: string, expect: ExpectStatic): Promise<void> {
  const powerVA = async () =>
    (await runningPluginStatus(storage, thisMachine()))?.meters[0]?.lastReading?.apparentPowerVA ?? -1;
  let firstVA = -1;
  await expect
    .poll(async () => {
      firstVA = await powerVA();
      return firstVA;
    })
    .toBeGreaterThanOrEqual(0);
  await expect.poll(powerVA).toBeGreaterThanOrEqual(firstVA + 50);
}

describe.skipIf(missing.length > 0)(title, () => {
  test.concurrent('when mirror ends, all frames are in InfluxDB 1, and the journal can be read', async ({ expect }) => {
    const influx = await createTestDatabase();
    await using meter = await startMeter();
    const storage = join(folder, 'one');
    const password = join(folder, 'password');
    await writeFile(password, `${influx.password}\n`, { mode: 0o600 });
    const target = [
      '--url',
      influx.url,
      '--database',
      influx.database,
      '--username',
      influx.username,
      '--password-file',
      password,
    ];
    const args = ['mirror', meter.port, '--mode', 'historique', '--storage', storage, ...target];
    await using mirroring = startCli(args, reading(meter, 'historique'));
    await mirroring.waitFor('the meter on');
    await heardMore(storage, expect);
    const { code, stdout, stderr } = await mirroring.stop('SIGTERM');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] From /);
    const points = await influx.query('SELECT power_va FROM linky');
    expect(points.length).toBeGreaterThan(3);

    const history = await runCliHere(['history', '--storage', storage, '--by', 'day', '--json']);
    expect(objectsIn(history.stdout)[0]).toMatchObject({
      meter: 'linky',
      by: 'day',
      energyWh: expect.any(Number),
      energyWhByTariff: { HP: expect.any(Number) },
    });
    const csv = await runCliHere(['history', '--storage', storage, '--format', 'csv', '--by', 'minute']);
    expect(csv.stdout).toMatch(/^meter,from,minutes,mean_va,.*,energy_wh HP\nlinky,/);
    const lines = await runCliHere(['history', '--storage', storage, '--format', 'line']);
    expect(lines.stdout.split('\n').filter((one) => one.startsWith('linky,'))).toHaveLength(points.length);
    expect((await runCliHere(['history', '--storage', storage])).stdout).toContain('mean VA');

    const other = await createTestDatabase();
    const again = ['--url', other.url, '--database', other.database, '--username', other.username];
    const env = { LINKY_TIC_PASSWORD: influx.password };
    const sending = await runCli(['history', 'send', '--storage', storage, ...again], { env });
    expect(sending).toMatchObject({ code: 0, stdout: expect.stringContaining(`${points.length} readings sent`) });
    expect(await other.query('SELECT power_va FROM linky')).toEqual(points);
  });

  test.concurrent('readings that a stopped database missed stay in the journal, and history send sends them', async ({
    expect,
  }) => {
    await using meter = await startMeter();
    const storage = join(folder, 'away');
    // Where nothing answers yet, an address alone is taken for that of VictoriaMetrics.
    const away = ['--url', 'http://127.0.0.1:9'];
    const name = uniqueName('meter');
    const line = [meter.port, '--name', name, '--mode', 'standard'];
    await using mirroring = startCli(['mirror', ...line, '--storage', storage, ...away], reading(meter, 'standard'));
    await heardMore(storage, expect);
    expect((await mirroring.stop('SIGTERM')).code).toBe(0);

    const { vmauth, samples } = sharedVictoria();
    const there = ['--url', vmauth.url, '--bucket', 'linky', '--storage', storage];
    const refused = await runCliHere(['history', 'send', ...there], { env: { LINKY_TIC_TOKEN: 'wr0ng-t0k3n' } });
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('refuses the token') });
    expect(refused.stderr + refused.stdout).not.toContain('wr0ng');
    // Options before `send` and after it both count.
    const [url, bucket, where] = [there.slice(0, 2), there.slice(2, 4), there.slice(4)];
    const asked = await runCliHere(['history', ...where, '--since', 'whenever', 'send', ...url, ...bucket]);
    expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining('whenever') });
    const sent = await runCliHere(['history', ...where, '--since', '2h', 'send', ...url, ...bucket], {
      env: { LINKY_TIC_TOKEN: vmauth.token },
    });
    expect(sent).toMatchObject({ code: 0, stdout: expect.stringContaining('readings sent') });
    expect((await samples(`linky_power_va{meter="${name}"}`)).length).toBeGreaterThan(3);
  });

  test.concurrent('the address alone is enough for VictoriaMetrics, which has no buckets, and too little for an InfluxDB', async ({
    expect,
  }) => {
    const { url: victoria, samples } = sharedVictoria();
    const [recording, storage] = [join(folder, 'two-frames.tic'), join(folder, 'victoria')];
    await writeFile(recording, many('historique', 2));
    const name = uniqueName('meter');
    const mirrored = await runCli(
      ['mirror', recording, '--name', name, '--url', victoria, '--storage', storage],
      // The last readings have 0.6 s, in which no request takes any time.
      { clock: childClock({ isSteered: true, waitsForRequests: true }), pace: STEADILY },
    );
    expect(mirrored).toMatchObject({ code: 0, stdout: expect.stringContaining('everything has been sent') });
    await expect.poll(() => samples(`linky_power_va{meter="${name}"}`)).not.toEqual([]);
    const again = await runCliHere(['history', 'send', '--url', victoria, '--storage', storage]);
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('readings sent') });
    const { url: influx } = await createTestDatabase();
    for (const command of [
      ['mirror', recording],
      ['history', 'send'],
    ]) {
      const asked = await runCliHere([...command, '--url', influx, '--storage', storage]);
      expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining('Give either --bucket') });
    }
  });

  test.concurrent('linky-tic mirror and the doctor both run with a file of the plugin’s settings', async ({
    expect,
  }) => {
    const influx = await createTestDatabase();
    const { url, username, password } = influx;
    const database = uniqueName('missing');
    await using meter = await startMeter();
    const storage = temporaryFolder();
    const config = join(storage, 'config.json');
    const block = {
      platform: 'LinkyTIC',
      language: 'en',
      meters: [{ name: 'House', port: meter.port }],
      influx: { version: '1', url, database, username, password },
    };
    await writeFile(config, JSON.stringify({ platforms: [block] }), { mode: 0o600 });
    const ill = await runCli(['doctor', '--storage', storage], reading(meter, 'historique', STEADILY));
    expect(ill.code).toBe(1);
    expect(flat(ill)).toContain(`InfluxDB at ${url} has no database ${database}`);

    await influx.query(`CREATE DATABASE "${database}"`);
    const well = await runCli(['doctor', '--storage', storage, '--json'], reading(meter, 'historique', STEADILY));
    expect(well.code).toBe(0);
    expect(JSON.parse(well.stdout)).toMatchObject({
      ok: true,
      homebridge: { state: 'configured' },
      influx: { ok: true },
    });
    expect(await influx.query('SHOW MEASUREMENTS', database)).toEqual([]);

    await using mirroring = startCli(
      ['mirror', '--config', config, '--storage', storage, '--json'],
      // In standard mode the meter says a time that is not the machine's, which the readings would wait for.
      reading(meter, 'historique'),
    );
    await mirroring.waitFor(`House: the meter on ${meter.port} answers`);
    const points = async () => (await influx.query('SELECT power_va FROM linky', database)).length;
    await expect.poll(points).toBeGreaterThan(0);
    const { code, stdout } = await mirroring.stop('SIGTERM');
    expect(code).toBe(0);
    expect(objectsIn(stdout)[0]).toMatchObject({ at: expect.any(Number), level: 'info' });
  });
});
