import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { mqttClient } from '../../tools/mqtt-client.ts';

test('with DEBUG=*, as users of Homebridge set it, the client writes nothing: it would write the password', async () => {
  const folder = temporaryFolder();
  await mqttClient().write(folder);
  const connects = `
    import { Duplex } from 'node:stream';
    import { MqttClient } from ${JSON.stringify(join(folder, 'mqtt-client.js'))};
    const stream = new Duplex({ read() {}, write: (chunk, _, done) => process.stdout.write(chunk, done) });
    new MqttClient(() => stream, { clientId: 'a', username: 'jean', password: 'secret', log() {} });
    setImmediate(() => process.exit());`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', connects], {
    encoding: 'latin1',
    env: { ...process.env, DEBUG: '*' },
  });
  expect(stdout).toContain('secret');
  expect(stderr).toBe('');
});
