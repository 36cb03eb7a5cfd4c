import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { expectNothingLost, serialsIn } from './chaos/account.ts';
import { type Database, influxDatabase, victoriaDatabase } from './chaos/database.ts';
import { openGate } from './chaos/gate.ts';
import { startHouse } from './chaos/house.ts';
import { type Plugin, startPlugin } from './chaos/plugin.ts';
import { randomFrom } from './chaos/random.ts';
import { killedAfterAnswer, refused, strikes } from './chaos/schedule.ts';
import { secretsIn } from './chaos/secrets.ts';
import { startHomebridge } from './support/homebridge.ts';
import { missingPty } from './support/pty.ts';
import { missingServers } from './support/servers.ts';

/** How long things go wrong: `npm run test:chaos` takes longer. */
const SECONDS = Number(process.env['LINKY_TIC_CHAOS_SECONDS'] ?? 30);
/** The same seed gives the same faults in the same order, for the same times. */
const SEED = Number(process.env['LINKY_TIC_CHAOS_SEED'] ?? Math.floor(Date.now() / 1000));
const DRAIN_MS = 60_000;

const missing = [missingPty() ?? [], process.env['CI'] ? [] : missingServers()].flat();
const title = missing.length > 0 ? `skipped: ${missing.join(', ')}` : `whatever goes wrong (seed ${SEED})`;

describe.skipIf(missing.length > 0)(title, () => {
  test.concurrent.each([
    ['InfluxDB', influxDatabase],
    ['VictoriaMetrics', victoriaDatabase],
  ])(
    '%s has every frame, once, as it was, in order',
    { timeout: SECONDS * 1000 + 2 * DRAIN_MS },
    async (name, open) => {
      await using server = await open();
      await using gate = await openGate(server.port);
      await using house = await startHouse();
      await using plugin = await startPlugin(house.port, server.settings(gate.port));
      await plugin.hears();
      house.heard();

      const told: string[] = [];
      const endMs = performance.now() + SECONDS * 1000;
      const scene = { house, plugin, gate, server, secrets: server.secrets };
      for await (const fault of strikes(scene, randomFrom(SEED), endMs)) told.push(fault);

      // Whatever chance left out; and then no new start covers up for what it has cost.
      await refused(scene);
      await killedAfterAnswer(scene);
      await house.unplug();
      await drained(server, plugin);
      await plugin.stop();

      const taken = plugin.taken();
      try {
        const account = { taken, uncommitted: plugin.uncommitted, written: house.written };
        const lost = await expectNothingLost(server, account);
        expect(secretsIn(server.secrets, plugin.log(), plugin.storage)).toEqual([]);
        report(
          `${name}, seed ${SEED}: ${told.length} faults, ${taken.size} frames taken; lost 0, wrong 0;`,
          `${lost} of ${plugin.uncommitted.size} that were in memory only at a kill -9`,
        );
      } catch (error) {
        report(...told, ...plugin.log().filter((line) => !line.includes(' kWh')));
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

/** Waits until the database has what it should, or for as long as that may take. */
async function drained(server: Database, { taken, uncommitted }: Plugin): Promise<void> {
  for (const endMs = performance.now() + DRAIN_MS; performance.now() < endMs; await delay(500)) {
    const found = await serialsIn(server);
    if ([...taken()].every((serial) => found.has(serial) || uncommitted.has(serial))) return;
  }
}

function report(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
