import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { missingMosquitto, startMosquitto } from '../../testbed/mqtt/mosquitto.ts';
import { runCli, startCli } from '../../testbed/programs/cli.ts';
import { watchLoadedFiles } from '../../testbed/programs/loaded-files.ts';
import { historiqueFrame } from '../../testbed/support/frames.ts';
import { configFile } from '../../testbed/support/plugin-block.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';

const USER = { username: 'linky', password: 'hunter2 hunts' };

/** Runs the doctor with these settings. @param options its further ones */
async function visit(settings: object, ...options: readonly string[]) {
  const storage = temporaryFolder();
  const port = join(storage, 'line.tic');
  writeFileSync(port, Buffer.concat(Array(8).fill(historiqueFrame())));
  writeFileSync(join(storage, 'config.json'), configFile({ meters: [{ name: 'Linky', port }], ...settings }));
  const loaded = watchLoadedFiles();
  const result = await runCli(['doctor', '--storage', storage, ...options], { env: loaded.env });
  const ofMqtt = loaded.soFar().filter(({ file }) => /\/mqtt[\w-]*\.js$/.test(file));
  return { ...result, says: result.stdout.replace(/\s+/g, ' '), ofMqtt };
}

test('without a broker in the settings, nothing of MQTT is loaded by the doctor, or said', async () => {
  const { code, says, ofMqtt } = await visit({});
  expect(code).toBe(0);
  expect(says).not.toContain('MQTT');
  expect(ofMqtt).toEqual([]);
});

test('a broker that does not run makes the doctor end with 1', async () => {
  const { code, says } = await visit({ mqtt: { url: 'mqtt://127.0.0.1:9', ...USER } });
  expect(says).toContain('MQTT ✗ Nothing listens at mqtt://127.0.0.1:9 ');
  expect(says).not.toContain('hunter2');
  expect(code).toBe(1);
});

const missing = missingMosquitto();

describe.skipIf(missing)(['with the real mosquitto', missing].filter(Boolean).join(', skipped: '), () => {
  test('the doctor says whether it takes what is published, in JSON too, and others see an empty message at most', async () => {
    await using broker = await startMosquitto({ user: USER });
    await using witness = await broker.witness();
    const well = await visit({ mqtt: { url: broker.url, ...USER } });
    expect(well.says).toContain(
      `MQTT ✓ The MQTT broker at ${broker.url} answers, and accepts what is published under linky/.`,
    );
    expect(well.code).toBe(0);
    expect(well.ofMqtt).not.toEqual([]);
    await expect
      .poll(() => witness.messages)
      .toEqual([
        { topic: 'linky/available/test', payload: '', isRetained: false },
        { topic: 'homeassistant/device/test/test', payload: '', isRetained: false },
      ]);

    const ill = await visit({ mqtt: { url: broker.url, ...USER, password: 'wr0ng word' } }, '--json');
    const { ok, mqtt } = JSON.parse(ill.stdout);
    expect({ ok, mqtt }).toEqual({
      ok: false,
      mqtt: { ok: false, says: expect.stringContaining('refuses the user linky') },
    });
    expect(ill.stdout + ill.stderr).not.toContain('wr0ng');
    expect(ill.code).toBe(1);
    expect(witness.messages).toHaveLength(2);
  });

  test('linky-tic mirror publishes to the broker of a file of settings that has nothing else, and says offline at its end', async () => {
    await using broker = await startMosquitto({ user: USER });
    await using witness = await broker.witness();
    const storage = temporaryFolder();
    const config = join(storage, 'settings.json');
    writeFileSync(
      config,
      JSON.stringify({ language: 'en', meters: [{ name: 'Linky', port: 'demo' }], mqtt: { url: broker.url, ...USER } }),
    );
    await using mirroring = startCli(['mirror', '--config', config, '--storage', storage]);
    await expect.poll(() => witness.newest('linky/linky')).toContain('"name":"Linky"');
    await expect.poll(() => witness.newest('linky/available')).toBe('online');
    const { code, stdout, stderr } = await mirroring.stop('SIGTERM');
    expect(code).toBe(0);
    expect(stdout + stderr).not.toContain('hunter2');
    await expect.poll(() => witness.newest('linky/available')).toBe('offline');
  });
});
