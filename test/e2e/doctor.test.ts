import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { thisMachine } from '../../src/doctor/machine.ts';
import { runningPluginStatus } from '../../src/doctor/running-plugin.ts';
import { standardGroups } from '../../src/source/demo/frames.ts';
import { household } from '../../src/source/demo/household.ts';
import { otherReadersOf } from '../../src/source/port-holders.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { encodeFrame } from '../../src/tic/encode.ts';
import { readingFromFrame } from '../../src/tic/frame-reading.ts';
import { childClock, QUICKLY } from '../../testbed/child-clock/child-clock.ts';
import { startHomebridge } from '../../testbed/homebridge/homebridge.ts';
import { type TimedReading, writeHistory } from '../../testbed/journal-history.ts';
import { missingPty } from '../../testbed/meter/pty.ts';
import { startPtyMeter, WHEN_ASKED } from '../../testbed/meter/pty-meter.ts';
import { startTcpMeter } from '../../testbed/meter/tcp-meter.ts';
import { runCli } from '../../testbed/programs/cli.ts';
import { configFile, pluginBlock } from '../../testbed/support/plugin-block.ts';
import { frameWith } from '../../testbed/support/readings.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { troubleInWords } from '../../testbed/support/troubles.ts';

const { en } = textsIn;

const texts = en.cli.doctor;

test('while Homebridge runs, the doctor asks the plugin and opens none of its ports', async ({ skip }) => {
  const missing = missingPty();
  skip(missing !== undefined, missing);
  await using house = await startPtyMeter(WHEN_ASKED);
  await using bridge = await startTcpMeter();
  const barn = [
    { label: 'ADSC', data: '012345678901' },
    { label: 'SINSTS', data: '00390' },
  ];
  // Both send a frame in each step of Homebridge's clock, so a slow machine makes none of them silent.
  const send = () => {
    house.send();
    bridge.write(encodeFrame(barn, 'standard'));
  };
  const meters = [
    { name: 'House', port: house.port, mode: 'historique', staleAfter: 60 },
    { name: 'Barn', port: bridge.port, mode: 'standard', staleAfter: 60 },
  ];
  const clock = childClock({ isSteered: true });
  const pace = { ...QUICKLY, before: send };
  await using homebridge = await startHomebridge({ config: pluginBlock({ meters }), clock, pace });
  house.say(
    [
      { label: 'ADCO', data: '012345678901' },
      { label: 'PAPP', data: '00390' },
    ],
    'historique',
  );
  for (const { name, port } of meters) await homebridge.waitForLog(`${name}: the meter on ${port} answers`);
  // The log tells of a meter before the writer's thread, which shows the status, has started.
  let before: readonly number[] = [];
  const areShown = async () => {
    before = await heardIn(homebridge.storage);
    return before.filter((ms) => ms > 0).length;
  };
  await expect.poll(areShown).toBe(meters.length);

  const { code, stdout } = await runCli(['doctor', '--storage', homebridge.storage, '--json']);
  const { ports } = JSON.parse(stdout);
  expect(ports).toEqual(
    meters.map(({ port }) => ({
      port,
      ok: true,
      says: [expect.stringContaining('Homebridge reads the meter on this port')],
    })),
  );
  expect(code).toBe(0);

  // Each meter is still read, and on the same connection as before.
  const isOn = async () => (await heardIn(homebridge.storage)).map((ms, index) => ms > (before[index] ?? 0));
  await expect.poll(isOn).toEqual([true, true]);
  expect(bridge.readers).toBe(1);
  expect(homebridge.log.filter((one) => /disappeared|closed|another program|is back/i.test(one))).toEqual([]);
});

test('beside a plugin that hears nothing the doctor names who takes its bytes, and leaves one alone that does not answer', async ({
  skip,
}) => {
  const missing = missingPty();
  skip(missing !== undefined, missing);
  await using house = await startPtyMeter();
  await using homebridge = await startHomebridge({ config: pluginBlock({ meters: [{ port: house.port }] }) });
  const plugin = async () => (await otherReadersOf(house.port)).find(({ kind }) => kind === 'homebridge')?.pid ?? 0;
  await expect.poll(plugin).toBeGreaterThan(0);
  const reader = spawn('cat', [house.port], { stdio: 'ignore' });
  onTestFinished(() => void reader.kill());
  await expect.poll(async () => (await otherReadersOf(house.port)).map(({ pid }) => pid)).toContain(reader.pid);
  const examined = async () => {
    const { code, stdout } = await runCli(['doctor', '--storage', homebridge.storage, '--json']);
    const { ports, homebridge: found } = JSON.parse(stdout);
    return { code, port: ports[0].says, homebridge: found.says };
  };
  const disturbed = await examined();
  expect(disturbed.port).toEqual([
    expect.stringMatching(
      `^cat \\(process ${reader.pid}\\) has ${house.port} at the same time as homebridge.*sudo kill ${reader.pid}`,
    ),
  ]);
  expect(disturbed.code).toBe(1);

  const pid = await plugin();
  process.kill(pid, 'SIGSTOP');
  const stopped = await examined().finally(() => process.kill(pid, 'SIGCONT'));
  expect(stopped.port).toEqual([texts.trouble.unanswering(house.port)]);
  expect(stopped.homebridge).toContain(troubleInWords({ part: 'writer', kind: 'unanswering' }));
  expect(stopped.code).toBe(1);
});

test('the doctor compares the meter’s own mean with the mean of the W in the journal', async () => {
  const storage = temporaryFolder();
  writeFileSync(join(storage, 'config.json'), configFile({ meters: [{ name: 'House', port: 'demo:standard' }] }));
  // Later than any version was built, as where the machine's clock is set.
  const nowMs = Date.UTC(2035, 5, 12, 10, 10);
  writeHistory(storage, hourOfDemo(nowMs));
  const clock = childClock({ aheadMs: nowMs - Date.now() });
  const { stdout } = await runCli(['doctor', '--storage', storage, '--json'], { clock });
  const { homebridge } = JSON.parse(stdout);
  expect(homebridge.loadCurves).toEqual([
    {
      meter: 'house',
      from: Date.UTC(2035, 5, 12, 9, 30),
      to: Date.UTC(2035, 5, 12, 10),
      meterW: expect.any(Number),
      ourW: expect.any(Number),
    },
  ]);
  const [{ meterW, ourW }] = homebridge.loadCurves;
  // The index and CCASN are whole numbers.
  expect(Math.abs(ourW - meterW)).toBeLessThanOrEqual(3);
  expect(homebridge.says).toContainEqual(expect.stringContaining(`the meter’s own mean is`));
});

/** The last 65 minutes of the demo house, in steps of two seconds, with the W that its index proves. */
function* hourOfDemo(nowMs: number): Generator<TimedReading> {
  const stepMs = 2_000;
  const house = household(1);
  for (let atMs = nowMs - 65 * 60_000; atMs < nowMs; atMs += stepMs) {
    const groups = standardGroups(house, '021900000001', atMs);
    const frame = frameWith({
      mode: 'standard',
      labels: Object.fromEntries(groups.map(({ label, data }) => [label, data])),
      horodates: Object.fromEntries(groups.flatMap(({ label, horodate }) => (horodate ? [[label, horodate]] : []))),
    });
    const activePowerW = (house.at(atMs + stepMs).totalWh - house.at(atMs).totalWh) * (3_600_000 / stepMs);
    yield { meter: 'house', atMs, reading: { ...readingFromFrame(frame, atMs), activePowerW } };
  }
}

/** The time of each meter's last reading in the plugin's status, by the plugin's clock. */
async function heardIn(storage: string): Promise<readonly number[]> {
  const status = await runningPluginStatus(storage, thisMachine());
  return status?.meters.map(({ lastReading }) => lastReading?.monotonicMs ?? 0) ?? [];
}
