import type { Language } from '../../src/texts/languages.ts';
import { startScriptedServer } from '../../testbed/databases/scripted-server.ts';
import { startInflux, startVictoria } from '../../testbed/databases/servers.ts';
import { startUi } from '../../testbed/homebridge/homebridge-ui.ts';
import { pageTextsIn } from '../../testbed/support/page-words.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import type { Camera } from './camera.ts';
import { INFLUX, NOWHERE, USB, VICTORIA } from './replaced-names.ts';

/** What InfluxDB 2 answers to a wrong token. */
const UNAUTHORIZED = { status: 401, body: '{"code":"unauthorized","message":"unauthorized access"}' };

/**
 * The test of a database with right and wrong settings. It uses the real time, because a point a month ahead would not be found.
 */
export async function influxTrials({ opened, shoot }: Camera, language: Language): Promise<void> {
  const { tabs, influx: texts } = pageTextsIn[language];
  await using ui = await startUi({ language, config: pluginBlock({ meters: [{ name: 'Linky', port: USB }] }) });
  await using influx = await startInflux();
  await using victoria = await startVictoria();
  await using influx2 = await startScriptedServer(() => UNAUTHORIZED, { 'x-influxdb-version': 'v2.7.12' });
  const account = { secret: 'wrong', org: { en: 'home', fr: 'maison' }[language] };
  const trials = [
    { name: 'influx-right', version: '2', real: victoria.url, shown: VICTORIA },
    { name: 'influx-wrong-token', version: '2', real: influx2.url, shown: INFLUX, ...account },
    { name: 'influx-unreachable', version: '2', real: `http://${NOWHERE}`, shown: INFLUX, ...account },
    { name: 'influx-no-database', version: '1', real: influx.url, shown: INFLUX },
  ] as const;
  for (const { name, version, real, shown, ...typed } of trials) {
    await using settings = await opened(ui, {}, [[shown, new URL(real).host]]);
    const { frame } = settings;
    await frame.getByRole('tab', { name: tabs.influx, exact: true }).click();
    await frame.getByLabel(texts.versions[version]).check();
    await frame.getByLabel(texts.url).fill(`http://${shown}`);
    if ('secret' in typed) {
      await frame.locator('.influx input[type=password]').fill(typed.secret);
      await frame.getByLabel(texts.org).fill(typed.org);
    }
    await frame.getByRole('button', { name: texts.test, exact: true }).click();
    await frame.locator('.trial .steps').waitFor();
    await shoot(settings, `${name}.${language}`, { only: '.influx' });
  }
}
