import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { childClock } from '../../testbed/child-clock/child-clock.ts';
import { isInstalled } from '../../testbed/daemon.ts';
import { missingServers, startInflux } from '../../testbed/databases/servers.ts';
import { startHomebridge, temporaryStorage } from '../../testbed/homebridge/homebridge.ts';
import { COMMANDS, markdownIn } from '../../testbed/markdown.ts';
import { missingPty } from '../../testbed/meter/pty.ts';
import { missingOpenssl } from '../../testbed/mqtt/certificates.ts';
import { missingMosquitto } from '../../testbed/mqtt/mosquitto.ts';
import { installedPackage } from '../../testbed/programs/installed-package.ts';
import { bridgeAsDocumented } from './documented-bridge.ts';
import { mosquittoAsDocumented } from './documented-mosquitto.ts';
import { historyMoved } from './documented-move.ts';
import { planAsDocumented } from './documented-prices.ts';
import { victoriaAsDocumented } from './documented-victoria.ts';
import { missingPrograms } from './share/line-readers.ts';
import { talkingMeter } from './talking-meter.ts';

const run = promisify(execFile);

/** The one command on the pages that begins so. */
function command(begin: RegExp): string {
  const [found, ...others] = new Set(COMMANDS.filter((one) => begin.test(one)));
  expect([found, others]).toEqual([expect.any(String), []]);
  return found ?? '';
}

const missing = [
  ...[missingPty() ?? [], process.env['CI'] ? [] : missingServers(), missingPrograms()],
  ...[missingMosquitto() ?? [], missingOpenssl() ?? [], isInstalled('jq') || process.env['CI'] ? [] : 'jq'],
].flat();
describe.skipIf(missing.length > 0)(
  missing.join(', ') || 'what a household copies from a page does what it says:',
  () => {
    test.concurrent('the settings of the page about installing, and the commands that move the history', async () => {
      await using storage = await temporaryStorage();
      const installed = await installedPackage();
      const [settings = ''] = markdownIn('docs/install.md').blocks.flatMap(({ language, text }) =>
        language === 'json' ? text : [],
      );
      const [platform] = JSON.parse(settings).platforms;
      await using meter = await talkingMeter();
      const config = { ...platform, meters: [{ ...platform.meters[0], port: meter.port }] };
      await using homebridge = await startHomebridge({
        ...{ config, plugin: installed.plugin, storage: storage.path },
        clock: childClock({ endsSlowly: true }),
      });
      // From then on it has a reading, which it writes to the journal when it ends.
      await homebridge.waitForLog('answers');
      expect(await homebridge.stop()).toMatchObject({ code: 0 });
      await historyMoved(storage.path, installed);
    });

    test.concurrent('the users, the rights and the certificate of mosquitto, in both languages', mosquittoAsDocumented);

    test.concurrent('the file of ser2net', () => bridgeAsDocumented(command(/^sudo tee \/etc\/ser2net.yaml <</)));

    test.concurrent('the flags of VictoriaMetrics', () =>
      victoriaAsDocumented(command(/^echo 'ARGS=.* \| sudo tee \/etc\/default\/victoria-metrics$/)));

    test.concurrent('the database of InfluxDB', async () => {
      await using influx = await startInflux();
      await run('sh', ['-c', command(/^curl .*:8086/).replace('http://localhost:8086', influx.url)]);
      expect(await influx.query('SHOW DATABASES')).toContainEqual({ name: 'linky' });
    });

    const plans = [...new Set(COMMANDS.filter((one) => /^curl -s \S+:2002\/(?:prices|forecast) \|/.test(one)))];
    test('there are plans', () => expect(plans.length).toBeGreaterThan(1));
    test.concurrent.each(plans)('the plan of prices: %s', planAsDocumented);
  },
);
