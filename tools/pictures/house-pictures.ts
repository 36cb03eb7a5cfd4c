import { setTimeout as delay } from 'node:timers/promises';
import type { Price } from '../../src/money/price.ts';
import { frenchPage as fr } from '../../src/texts/fr/page.ts';
import type { Language } from '../../src/texts/texts.ts';
import { startInflux } from '../../testbed/databases/servers.ts';
import { startUi, type Ui } from '../../testbed/homebridge/homebridge-ui.ts';
import type { Look } from '../../testbed/homebridge/settings-in-browser.ts';
import { writeHistory } from '../../testbed/journal-history.ts';
import { pageTextsIn } from '../../testbed/support/page-words.ts';
import { bridgeTo } from './bridge-to-house.ts';
import { type Camera, type Part, SETTLED_MS } from './camera.ts';
import { energyLook, energyPictures, pricePictures, pricesOf } from './energy-pictures.ts';
import { keptContracts } from './photographed-contract.ts';
import { historyOf, READINGS_A_MINUTE, type WrittenHistory } from './photographed-history.ts';
import { FAMILY, FARM, momentsOfPictures, type PhotographedHouse, SUNNY } from './photographed-house.ts';
import { INFLUX, type Names, NOWHERE, USB } from './replaced-names.ts';
import { twoMeters } from './special-pictures.ts';

/** The cards of the meter and of its power: the others have pictures of their own. */
const DOWN_TO_CURVE = { downTo: '.curve' };
const DOWN_TO_INFLUX = { downTo: '.mirror' };

/** The page of a running plugin: a house with a Tempo contract, and an InfluxDB that works. */
export async function running(camera: Camera, history: WrittenHistory, language: Language): Promise<void> {
  const { opened, shoot } = camera;
  const { eveningMs } = momentsOfPictures();
  await using influx = await startInflux();
  await influx.query('CREATE DATABASE linky');
  await using bridge = await bridgeTo(FAMILY, eveningMs - Date.now());
  const names: Names = [
    [USB, bridge.port],
    [INFLUX, new URL(influx.url).host],
  ];
  const prices = pricesOf(FAMILY.kind);
  const config = { language, influx: { version: '1', url: influx.url, database: 'linky' } };
  const meter = { name: 'Linky', port: bridge.port };
  await using ui = await startUi({
    ...{ language, aheadMs: eveningMs - Date.now() },
    config: configOf(config, { ...meter, prices }),
    prepare: (storage) => history.copyTo(storage),
  });
  await influxToHaveAll(camera, ui, names, language);
  await shootLive(camera, ui, {}, names, `live.${language}`);
  for (const dark of [false, true]) await shootContract(camera, ui, { dark }, names, language);
  const scene = { camera, ui, names, language };
  await energyPictures(scene);
  await ui.configure(configOf(config, meter));
  const newest = prices.at(-1);
  if (newest) await pricePictures(scene, newest);
  if (language === 'en') return;

  await shootLive(camera, ui, { dark: true }, names, 'live-dark.fr');
  await shootLive(camera, ui, { width: 390 }, names, 'live-phone.fr');
  await shootLive(camera, ui, { width: 390, dark: true }, names, 'live-phone-dark.fr');
  await using settings = await opened(ui, {}, names);
  await settings.frame.locator('.history').getByLabel(fr.curve.spans.week, { exact: true }).check();
  await delay(SETTLED_MS);
  await shoot(settings, 'week.fr');
  await settings.frame.getByRole('tab', { name: fr.tabs.port, exact: true }).click();
  await settings.frame.getByRole('button', { name: fr.port.listen, exact: true }).click();
  await settings.frame.locator('.hearing .card-flat').waitFor();
  await shoot(settings, 'read-by-plugin.fr');
  await twoMeters(camera, ui, names);
}

/** A three-phase meter. Then an InfluxDB that has not answered for two hours. */
export async function farm(camera: Camera, language: Language): Promise<void> {
  const meter = { name: { en: 'Farm', fr: 'Ferme' }[language], house: FARM, atMs: momentsOfPictures().eveningMs };
  await one({ ...meter, language, waiting: 0 }, {}, (ui) =>
    shootLive(camera, ui, {}, [], `three-phases.${language}`, { only: '.meter' }),
  );
  if (language === 'en') return;

  const influx = { url: `http://${NOWHERE}`, bucket: 'linky' };
  await one({ ...meter, language, waiting: 130 * READINGS_A_MINUTE }, { influx }, (ui) =>
    shootLive(camera, ui, {}, [[INFLUX, NOWHERE]], 'influx-away.fr', DOWN_TO_INFLUX),
  );
}

/** A house with solar panels, at noon. */
export async function producer(camera: Camera): Promise<void> {
  const meter = {
    name: 'Maison',
    language: 'fr',
    house: SUNNY,
    atMs: momentsOfPictures().noonMs,
    waiting: 0,
    prices: pricesOf(SUNNY.kind),
  } as const;
  await one(meter, {}, async (ui) => {
    await shootLive(camera, ui, {}, [], 'producer.fr');
    await energyLook({ camera, ui, names: [], language: 'fr' }, {}, 'energy-producer.fr');
  });
}

interface OneMeter {
  readonly name: string;
  readonly language: Language;
  readonly house: PhotographedHouse;
  readonly atMs: number;
  /** How many of the newest readings InfluxDB does not have yet. */
  readonly waiting: number;
  readonly prices?: readonly Price[];
}

async function one(
  { name, language, house, atMs, waiting, ...meter }: OneMeter,
  config: object,
  take: (ui: Ui) => Promise<void>,
): Promise<void> {
  const slug = name.toLowerCase();
  await using bridge = await bridgeTo(house, atMs - Date.now());
  await using ui = await startUi({
    ...{ language, aheadMs: atMs - Date.now() },
    config: configOf({ language, ...config }, { ...meter, name, port: bridge.port }),
    prepare: (storage) =>
      writeHistory(storage, historyOf(slug, house, atMs), waiting, keptContracts(slug, house, atMs)),
  });
  await delay(SETTLED_MS);
  await take(ui);
}

function configOf(config: object, meter: object): object {
  return { platform: 'LinkyTIC', meters: [meter], ...config };
}

async function shootLive(
  { opened, shoot }: Camera,
  ui: Ui,
  look: Look,
  names: Names,
  picture: string,
  part: Part = DOWN_TO_CURVE,
): Promise<void> {
  await using settings = await opened(ui, look, names);
  await settings.frame.locator('.curve canvas').waitFor();
  await delay(SETTLED_MS);
  await shoot(settings, picture, part);
}

/** Waits until the first frames have arrived. */
async function influxToHaveAll({ opened }: Camera, ui: Ui, names: Names, language: Language): Promise<void> {
  await using settings = await opened(ui, {}, names);
  await settings.frame.locator('.mirror').getByText(pageTextsIn[language].mirror.delivering, { exact: true }).waitFor();
}

/** The strip of the hours in the card of the meter with its registers, and the season of Tempo. */
async function shootContract(
  { opened, shoot }: Camera,
  ui: Ui,
  look: Look,
  names: Names,
  language: Language,
): Promise<void> {
  await using settings = await opened(ui, look, names);
  await settings.frame.locator('.registers summary').click();
  await settings.frame.locator('.season').waitFor();
  await delay(SETTLED_MS);
  const suffix = look.dark ? `-dark.${language}` : `.${language}`;
  await shoot(settings, `hours${suffix}`, { only: '.meter' });
  await shoot(settings, `tempo${suffix}`, { only: '.contract' });
}
