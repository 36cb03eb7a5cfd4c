import { describe, expect, test } from 'vitest';
import { missingServers } from '../../testbed/databases/servers.ts';
import { startHomebridge } from '../../testbed/homebridge/homebridge.ts';
import { missingPty } from '../../testbed/meter/pty.ts';
import { type Database, influxDatabase, victoriaDatabase } from './chaos/database.ts';
import { dueSerials, expectNothingLost, type SentFrames, serialsIn } from './chaos/delivered-points.ts';
import { faultsInRandomOrder } from './chaos/fault-schedule.ts';
import { killServerAfterAnswer, unplugInFrame } from './chaos/faults.ts';
import { openFaultyProxy } from './chaos/faulty-proxy.ts';
import { startPlugin } from './chaos/plugin.ts';
import { createPluginClock } from './chaos/plugin-clock.ts';
import { randomFrom } from './chaos/random.ts';
import { secretsIn } from './chaos/secrets.ts';
import { startTalkingMeter } from './chaos/talking-meter.ts';
import { checkWriteOrder } from './chaos/write-order.ts';

/** How long things go wrong; every fault strikes once in any case. `npm run test:chaos` takes longer. */
const SECONDS = Number(process.env['LINKY_TIC_CHAOS_SECONDS'] ?? 0);
/** The same seed gives the same faults in the same order, for the same times. */
const SEED = Number(process.env['LINKY_TIC_CHAOS_SEED'] ?? Math.floor(Date.now() / 1000));
/** A round takes less than a minute; on a busy machine, longer. */
const LONGEST_ROUND_MS = 600_000;

const missing = [missingPty() ?? [], process.env['CI'] ? [] : missingServers()].flat();
const title = missing.length > 0 ? `skipped: ${missing.join(', ')}` : `whatever goes wrong (seed ${SEED})`;

describe.skipIf(missing.length > 0)(title, () => {
  test.concurrent.for([
    ['InfluxDB', influxDatabase, 'standard'],
    ['VictoriaMetrics', victoriaDatabase, 'historique'],
  ] as const)(
    '%s has every frame that left the meter, once, as it was, in order',
    { timeout: SECONDS * 1000 + LONGEST_ROUND_MS },
    async ([name, open, mode], { expect }) => {
      const order = checkWriteOrder();
      await using server = await open();
      const time = createPluginClock();
      await using gate = await openFaultyProxy(server.port, order.take, server.settling);
      await using house = await startTalkingMeter(time, mode);
      await using plugin = await startPlugin({ port: house.port, influx: server.settings(gate.port), time, mode });
      await house.listened();

      const [struck, said, uncommitted] = [[] as string[], [] as string[], new Set<number>()];
      const secrets = server.secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]);
      const scene = { house, plugin, gate, server, time, secrets: server.secrets, uncommitted };
      const account = { written: house.written, uncommitted };
      const startedMs = performance.now();
      try {
        for await (const fault of faultsInRandomOrder(scene, randomFrom(SEED), startedMs + SECONDS * 1000)) {
          struck.push(fault);
          said.push(await plugin.status());
          expect(secretsIn(secrets, [...said, ...plugin.log()], plugin.storage), fault).toEqual([]);
        }
        // No new start covers up for what it has cost.
        await killServerAfterAnswer(scene);
        await unplugInFrame(scene);
        await expect.poll(() => missingIn(server, account)).toEqual([]);
        await plugin.stop();

        const lost = await expectNothingLost(server, account);
        expect(order.faults, 'not oldest first').toEqual([]);
        expect(secretsIn(secrets, [...said, ...plugin.log()], plugin.storage)).toEqual([]);
        const seconds = Math.round((performance.now() - startedMs) / 1000);
        report(
          `${name}, ${mode}, seed ${SEED}: ${struck.length} faults in ${seconds} s: ${struck.join(', ')};`,
          `${house.written.size} frames left the meter, ${dueSerials(account).size} while the plugin listened;`,
          `${order.requests} requests, oldest first; lost 0, wrong 0;`,
          `at a kill -9, ${uncommitted.size} were in memory only, and ${lost} of them not delivered either`,
        );
      } catch (error) {
        report(`${name}:`, ...struck, ...plugin.log().filter((line) => !line.includes(' kWh')));
        throw error;
      }
    },
  );

  test('an address with a user and a password in it is refused, and told nowhere', async () => {
    const secrets = ['n0b0dy', 'p4ssw0rd'];
    const influx = { version: '2', url: `http://${secrets.join(':')}@127.0.0.1:8086`, token: 't0k3n', bucket: 'linky' };
    const config = { platform: 'LinkyTIC', language: 'en', meters: [{ name: 'Linky', port: 'demo' }], influx };
    await using homebridge = await startHomebridge({ config, debug: true });
    await homebridge.waitForLog('influx.url');
    await homebridge.waitForLog(/ VA/);
    await homebridge.stop();
    expect(secretsIn([...secrets, 't0k3n'], homebridge.log, homebridge.storage)).toEqual([]);
  });
});

async function missingIn(server: Database, account: SentFrames): Promise<readonly number[]> {
  const found = await serialsIn(server);
  return [...dueSerials(account)].filter((serial) => !found.has(serial) && !account.uncommitted.has(serial));
}

function report(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
