import { frenchPage as fr } from '../../src/texts/fr/page.ts';
import { startInflux, startVictoria, startVmauth } from '../../testbed/databases/servers.ts';
import { startUi } from '../../testbed/homebridge/homebridge-ui.ts';
import type { Camera } from './camera.ts';
import { INFLUX, NOWHERE, USB, VICTORIA } from './replaced-names.ts';

/**
 * The test of InfluxDB with right and wrong settings. It uses the real time, because a point a month ahead would not be
 * found.
 */
export async function influxTrials({ opened, shoot }: Camera): Promise<void> {
  const config = { platform: 'LinkyTIC', meters: [{ name: 'Linky', port: USB }] };
  await using ui = await startUi({ language: 'fr', config });
  await using influx = await startInflux();
  await using victoria = await startVictoria();
  await using gate = await startVmauth({ token: 'right', upstream: victoria.url });
  const trials = [
    { name: 'influx-right', version: '2', real: gate.url, shown: VICTORIA, secret: 'right' },
    { name: 'influx-wrong-token', version: '2', real: gate.url, shown: INFLUX, secret: 'wrong' },
    { name: 'influx-unreachable', version: '2', real: `http://${NOWHERE}`, shown: INFLUX, secret: 'right' },
    { name: 'influx-no-database', version: '1', real: influx.url, shown: INFLUX, secret: '' },
  ] as const;
  for (const { name, version, real, shown, secret } of trials) {
    await using settings = await opened(ui, {}, [[shown, new URL(real).host]]);
    const { frame } = settings;
    await frame.getByRole('tab', { name: fr.tabs.influx, exact: true }).click();
    await frame.getByLabel(fr.influx.versions[version]).check();
    await frame.getByLabel(fr.influx.url).fill(`http://${shown}`);
    await frame.locator('.influx input[type=password]').fill(secret);
    await frame.getByRole('button', { name: fr.influx.test, exact: true }).click();
    await frame.locator('.trial .steps').waitFor();
    await shoot(settings, `${name}.fr`);
  }
}
