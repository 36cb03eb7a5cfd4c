import { describe, test } from 'vitest';
import { openProxy } from '../../testbed/databases/proxy.ts';
import { missingServers } from '../../testbed/databases/servers.ts';
import { missingPty } from '../../testbed/meter/pty.ts';
import { type Database, influxDatabase, victoriaDatabase } from '../e2e/delivery/database.ts';
import { dueSerials, expectNothingLost, type SentFrames, serialsIn } from '../e2e/delivery/delivered-points.ts';
import { startPlugin } from '../e2e/delivery/plugin.ts';
import { createPluginClock } from '../e2e/delivery/plugin-clock.ts';
import { startTalkingMeter } from '../e2e/delivery/talking-meter.ts';
import { checkWriteOrder } from '../e2e/delivery/write-order.ts';
import { faultsInRandomOrder } from './chaos/fault-schedule.ts';
import { killServerAfterAnswer, unplugInFrame } from './chaos/faults.ts';
import { secretsIn } from './chaos/secrets.ts';

/** For how long faults are injected; each fault is injected once in any case. `npm run test:chaos` sets a longer time. */
const SECONDS = Number(process.env['LINKY_TIC_CHAOS_SECONDS'] ?? 0);
/** The same seed gives the same faults, in the same order and with the same durations. Set another one to look further. */
const SEED = Number(process.env['LINKY_TIC_CHAOS_SEED'] ?? 1);
/** A round takes less than a minute; on a busy machine, longer. */
const LONGEST_ROUND_MS = 600_000;

const missing = [missingPty() ?? [], process.env['CI'] ? [] : missingServers()].flat();
const title =
  missing.length > 0 ? `skipped: ${missing.join(', ')}` : `with faults injected in random order (seed ${SEED})`;

describe.skipIf(missing.length > 0)(title, () => {
  test.concurrent.for([
    ['InfluxDB', influxDatabase, 'standard'],
    ['VictoriaMetrics', victoriaDatabase, 'historique'],
  ] as const)(
    '%s gets every frame of the meter exactly once, unchanged and in order',
    { timeout: SECONDS * 1000 + LONGEST_ROUND_MS },
    async ([name, open, mode], { expect }) => {
      const order = checkWriteOrder();
      await using server = await open();
      const clock = createPluginClock();
      await using proxy = await openProxy(server.url, { onWrite: order.addRequest, sync: server.sync });
      await using meter = await startTalkingMeter(clock, mode);
      await using plugin = await startPlugin({ port: meter.port, influx: server.settings(proxy.port), clock, mode });
      await meter.waitUntilOpened();

      const [injected, statuses, uncommitted] = [[] as string[], [] as string[], new Set<number>()];
      const secrets = server.secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]);
      const scene = { meter, plugin, proxy, server, clock, secrets: server.secrets, uncommitted };
      const frames = { sent: meter.sent, uncommitted };
      const startedMs = performance.now();
      try {
        for await (const fault of faultsInRandomOrder(scene, SEED, startedMs + SECONDS * 1000)) {
          injected.push(fault);
          statuses.push(JSON.stringify(await plugin.status()));
          expect(secretsIn(secrets, [...statuses, ...plugin.log()], plugin.storage), fault).toEqual([]);
        }
        // Nothing is restarted after this kill, so what it loses cannot be sent again because of a restart.
        await killServerAfterAnswer(scene);
        await unplugInFrame(scene);
        await expect.poll(() => missingIn(server, frames)).toEqual([]);
        await plugin.stop();

        const lost = await expectNothingLost(server, frames);
        expect(order.faults, 'not oldest first').toEqual([]);
        expect(secretsIn(secrets, [...statuses, ...plugin.log()], plugin.storage)).toEqual([]);
        const seconds = Math.round((performance.now() - startedMs) / 1000);
        report(
          `${name}, ${mode}, seed ${SEED}: ${injected.length} faults in ${seconds} s: ${injected.join(', ')};`,
          `${meter.sent.size} frames left the meter, ${dueSerials(frames).size} while the plugin listened;`,
          `${order.requests} requests, oldest first; lost 0, wrong 0;`,
          `at a kill -9, ${uncommitted.size} were in memory only, and ${lost} of them not delivered either`,
        );
      } catch (error) {
        report(`${name}:`, ...injected, ...plugin.log().filter((line) => !line.includes(' kWh')));
        throw error;
      }
    },
  );
});

async function missingIn(server: Database, frames: SentFrames): Promise<readonly number[]> {
  const found = await serialsIn(server);
  return [...dueSerials(frames)].filter((serial) => !found.has(serial) && !frames.uncommitted.has(serial));
}

function report(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
