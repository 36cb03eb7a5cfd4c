import type { Language } from '../../src/texts/languages.ts';
import { startUi } from '../../testbed/homebridge/homebridge-ui.ts';
import { startMosquitto } from '../../testbed/mqtt/mosquitto.ts';
import { pageTextsIn } from '../../testbed/support/page-words.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import type { Camera } from './camera.ts';
import { BROKER } from './replaced-names.ts';

const USER = { username: 'linky', password: 'secret' };

/** The card about MQTT as somebody fills it in, and a test that succeeds. */
export async function mqttCard({ opened, shoot }: Camera, language: Language): Promise<void> {
  const { mqtt: texts } = pageTextsIn[language];
  await using broker = await startMosquitto({ user: USER });
  await using ui = await startUi({ language, config: pluginBlock({ meters: [{ name: 'Linky', port: 'demo' }] }) });
  await using settings = await opened(ui, {}, [[BROKER, new URL(broker.url).host]]);
  const card = settings.frame.locator('.mqtt');
  await card.getByRole('button', { name: texts.setUp, exact: true }).click();
  await card.getByLabel(texts.username).fill(USER.username);
  await card.getByLabel(texts.password).fill(USER.password);
  await card.getByRole('button', { name: texts.test, exact: true }).click();
  await card.locator('.trial .steps').waitFor();
  await shoot(settings, `mqtt.${language}`, { only: '.mqtt' });
}
