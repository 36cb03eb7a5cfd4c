import { expect, onTestFinished, test } from 'vitest';
import { runningPluginStatus } from '../../src/doctor/homebridge-storage.ts';
import { thisMachine } from '../../src/doctor/machine.ts';
import { encodeFrame } from '../../src/tic/encode.ts';
import { startHomebridge } from '../../testbed/homebridge/homebridge.ts';
import { missingPty } from '../../testbed/meter/pty.ts';
import { startPtyMeter } from '../../testbed/meter/pty-meter.ts';
import { startTcpMeter } from '../../testbed/meter/tcp-meter.ts';
import { runCli } from '../../testbed/programs/cli.ts';

test('while Homebridge runs, the doctor asks the plugin and opens none of its ports', async ({ skip }) => {
  const missing = missingPty();
  skip(missing !== undefined, missing);
  await using house = await startPtyMeter();
  await using bridge = await startTcpMeter();
  const barn = [
    { label: 'ADSC', data: '012345678901' },
    { label: 'SINSTS', data: '00390' },
  ];
  const talking = setInterval(() => bridge.write(encodeFrame(barn, 'standard')), 200);
  onTestFinished(() => clearInterval(talking));
  const meters = [
    { name: 'House', port: house.port, mode: 'historique', staleAfter: 60 },
    { name: 'Barn', port: bridge.port, mode: 'standard', staleAfter: 60 },
  ];
  await using homebridge = await startHomebridge({ config: { platform: 'LinkyTIC', language: 'en', meters } });
  house.say(
    [
      { label: 'ADCO', data: '012345678901' },
      { label: 'PAPP', data: '00390' },
    ],
    'historique',
  );
  for (const { name, port } of meters) await homebridge.waitForLog(`${name}: the meter on ${port} answers`);
  const before = await heardIn(homebridge.storage);

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
  expect(homebridge.log.filter((one) => /went away|closed|another program|is back/i.test(one))).toEqual([]);
});

/** The time of each meter's last reading in the plugin's status, by the plugin's clock. */
async function heardIn(storage: string): Promise<readonly number[]> {
  const status = await runningPluginStatus(storage, thisMachine());
  return status?.meters.map(({ lastReading }) => lastReading?.monotonicMs ?? 0) ?? [];
}
