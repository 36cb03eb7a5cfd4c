/**
 * Takes pictures of the settings page, into pictures/, and those that a document shows into docs/images/, with their words. The page is in a
 * real Chromium, on the real Homebridge UI with the real plugin, in the evening of a demo house. After `npm run build`:
 * `npx node tools/pictures/screenshots.ts`, or only some of them, as `… screenshots.ts farm producer`. Needs Debian’s
 * chromium-headless-shell, socat, influxdb, victoria-metrics and mosquitto.
 */
import { LANGUAGES } from '../../src/texts/languages.ts';
import { openBrowser } from '../../testbed/homebridge/settings-in-browser.ts';
import { cameraIn } from './camera.ts';
import { firstRun } from './first-run-pictures.ts';
import { housePage } from './house-page-pictures.ts';
import { farm, producer, running } from './house-pictures.ts';
import { imported } from './import-pictures.ts';
import { influxTrials } from './influx-pictures.ts';
import { mqttCard } from './mqtt-pictures.ts';
import { keptContracts } from './photographed-contract.ts';
import { historyOf, type WrittenHistory, written } from './photographed-history.ts';
import { FAMILY, momentsOfPictures } from './photographed-house.ts';

await using browser = await openBrowser();
const camera = cameraIn(browser);
const scenes = {
  async firstRun() {
    for (const language of LANGUAGES) await firstRun(camera, language);
  },
  async running() {
    const history = ofFamily();
    for (const language of LANGUAGES) await running(camera, history, language);
  },
  async housePage() {
    const history = ofFamily();
    for (const language of LANGUAGES) await housePage(camera, browser, history, language);
  },
  async influx() {
    for (const language of LANGUAGES) await influxTrials(camera, language);
  },
  async mqtt() {
    for (const language of LANGUAGES) await mqttCard(camera, language);
  },
  async farm() {
    for (const language of LANGUAGES) await farm(camera, language);
  },
  producer: () => producer(camera),
  imported: () => imported(camera),
};
const wanted = process.argv.slice(2);
for (const [name, take] of Object.entries(scenes)) if (wanted.length === 0 || wanted.includes(name)) await take();

function ofFamily(): WrittenHistory {
  const { eveningMs } = momentsOfPictures();
  return written(historyOf('linky', FAMILY, eveningMs), keptContracts('linky', FAMILY, eveningMs));
}
