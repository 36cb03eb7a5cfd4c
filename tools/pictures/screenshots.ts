/**
 * Takes pictures of the settings page, into pictures/, and those that a document shows into docs/images/. The page is in a
 * real Chromium, on the real Homebridge UI with the real plugin, in the evening of a demo house. After `npm run build`:
 * `npx node tools/pictures/screenshots.ts`. Needs Debian’s chromium, socat, influxdb and victoria-metrics.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Price } from '../../src/tariff/price.ts';
import { englishPage as en } from '../../src/texts/en/page.ts';
import { frenchPage as fr } from '../../src/texts/fr/page.ts';
import type { Language } from '../../src/texts/texts.ts';
import { encodeFrame } from '../../src/tic/encode.ts';
import { startInflux, startVictoria, startVmauth } from '../../testbed/databases/servers.ts';
import { startUi, type Ui } from '../../testbed/homebridge/homebridge-ui.ts';
import { type Look, openBrowser } from '../../testbed/homebridge/settings-in-browser.ts';
import { writeHistory } from '../../testbed/journal-history.ts';
import { openPty } from '../../testbed/meter/pty.ts';
import { startPtyMeter } from '../../testbed/meter/pty-meter.ts';
import { readAtOtherSpeed } from '../../testbed/meter/wrong-speed.ts';
import { bridgeTo, groupsAt } from './bridge-to-house.ts';
import { cameraIn, SETTLED_MS } from './camera.ts';
import { energyLook, energyPictures, pricePictures, pricesOf } from './energy-pictures.ts';
import { historyOf, READINGS_A_MINUTE, written } from './photographed-history.ts';
import { FAMILY, FARM, momentsOfPictures, type PhotographedHouse, SUNNY } from './photographed-house.ts';
import { type Names, USB } from './replaced-names.ts';
import { closedPorts, twoMeters } from './special-pictures.ts';

const TEXTS = { en, fr };
const INFLUX = '192.168.1.10:8086';
/** A URL on which nothing listens. */
const NOWHERE = '127.0.0.1:9';
/** About the time that a frame takes on the line. */
const FRAME_MS = 1_000;
const { eveningMs, noonMs } = momentsOfPictures();

using familyHistory = written(historyOf('linky', FAMILY, eveningMs));
await using browser = await openBrowser();
const camera = cameraIn(browser);
const { opened, shoot } = camera;
for (const language of ['fr', 'en'] as const) {
  await firstRun(language);
  await running(language);
}
await influxTrials();
await farm();
await producer();

/** What a user sees while setting up the meter, in order. */
async function firstRun(language: Language): Promise<void> {
  const texts = TEXTS[language];
  await using ui = await startUi({ language, aheadMs: eveningMs - Date.now() });
  await using meter = await startPtyMeter();
  meter.say(groupsAt(eveningMs, FAMILY), 'standard');
  await using settings = await opened(ui, {}, [[USB, meter.port]]);
  const { frame } = settings;
  const press = (name: string) => frame.getByRole('button', { name, exact: true }).click();

  await frame.getByText(USB).waitFor();
  if (language === 'fr') await shoot(settings, 'first-run.fr');
  await press(texts.port.listen);
  await frame.getByText(texts.port.hearing.heard).waitFor();
  await shoot(settings, `heard.${language}`);
  if (language === 'en') return;

  for (const step of ['home', 'influx', 'ready'] as const) {
    await press(texts.guide.next);
    await frame.getByRole('heading', { name: texts.guide.steps[step] }).waitFor();
    await shoot(settings, `${step}.fr`);
  }
  await troubles(ui);
  await closedPorts(camera, ui);
}

/** The texts about the usual problems of a line. */
async function troubles(ui: Ui): Promise<void> {
  const frame = encodeFrame(groupsAt(eveningMs, FAMILY), 'standard');
  const lines = {
    silent: undefined,
    'wrong-speed': readAtOtherSpeed(frame, 2 / 3),
    parity: frame.map((byte, at) => (at % 40 === 17 ? byte ^ 0x40 : byte)),
  };
  for (const [name, bytes] of Object.entries(lines)) {
    await using pty = await openPty();
    const repeat = setInterval(() => bytes && pty.write(bytes).catch(() => {}), FRAME_MS);
    await using settings = await opened(ui, {}, [[USB, pty.pluginSide]]);
    await settings.frame.getByText(USB).waitFor();
    await settings.frame.getByRole('button', { name: fr.port.listen, exact: true }).click();
    await settings.frame.locator('.hearing .card-flat').waitFor({ timeout: 200_000 });
    clearInterval(repeat);
    await shoot(settings, `${name}.fr`);
  }
}

/**
 * The test of InfluxDB with right and wrong settings. It uses the real time, because a point a month ahead would not be
 * found.
 */
async function influxTrials(): Promise<void> {
  const config = { platform: 'LinkyTIC', meters: [{ name: 'Linky', port: USB }] };
  await using ui = await startUi({ language: 'fr', config });
  await using influx = await startInflux();
  await using victoria = await startVictoria();
  await using gate = await startVmauth({ token: 'right', upstream: victoria.url });
  const trials = [
    { name: 'influx-right', version: '2', real: gate.url, secret: 'right' },
    { name: 'influx-wrong-token', version: '2', real: gate.url, secret: 'wrong' },
    { name: 'influx-unreachable', version: '2', real: `http://${NOWHERE}`, secret: 'right' },
    { name: 'influx-no-database', version: '1', real: influx.url, secret: '' },
  ] as const;
  for (const { name, version, real, secret } of trials) {
    await using settings = await opened(ui, {}, [[INFLUX, new URL(real).host]]);
    const { frame } = settings;
    await frame.getByRole('tab', { name: fr.tabs.influx, exact: true }).click();
    await frame.getByLabel(fr.influx.versions[version]).check();
    await frame.getByLabel(fr.influx.url, { exact: true }).fill(`http://${INFLUX}`);
    await frame.locator('.influx input[type=password]').fill(secret);
    await frame.getByRole('button', { name: fr.influx.test, exact: true }).click();
    await frame.locator('.trial .steps').waitFor();
    await shoot(settings, `${name}.fr`);
  }
}

/** The page of a running plugin: a house with a Tempo contract, and an InfluxDB that works. */
async function running(language: Language): Promise<void> {
  const texts = TEXTS[language];
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
    prepare: (storage) => familyHistory.copyTo(storage),
  });
  await delay(SETTLED_MS);
  await shootLive(ui, {}, names, `live.${language}`);
  const scene = { camera, ui, names, language };
  await energyPictures(scene);
  await ui.configure(configOf(config, meter));
  const newest = prices.at(-1);
  if (newest) await pricePictures(scene, newest);
  if (language === 'en') return;

  await shootLive(ui, { dark: true }, names, 'live-dark.fr');
  await shootLive(ui, { width: 390 }, names, 'live-phone.fr');
  await shootLive(ui, { width: 390, dark: true }, names, 'live-phone-dark.fr');
  await using settings = await opened(ui, {}, names);
  await settings.frame.locator('.history').getByLabel(texts.curve.spans.week, { exact: true }).check();
  await delay(SETTLED_MS);
  await shoot(settings, 'week.fr');
  await settings.frame.getByRole('tab', { name: fr.tabs.port, exact: true }).click();
  await settings.frame.getByRole('button', { name: fr.port.listen, exact: true }).click();
  await settings.frame.locator('.hearing .card-flat').waitFor();
  await shoot(settings, 'read-by-plugin.fr');
  await twoMeters(camera, ui, names);
}

/** A three-phase meter, and an InfluxDB that has not answered for two hours. */
async function farm(): Promise<void> {
  const influx = { url: `http://${NOWHERE}`, bucket: 'linky' };
  const meter = { name: 'Ferme', house: FARM, atMs: eveningMs, waiting: 130 * READINGS_A_MINUTE };
  await one(meter, { influx }, (ui) => shootLive(ui, {}, [[INFLUX, NOWHERE]], 'three-phases.fr'));
}

/** A house with solar panels, at noon. */
async function producer(): Promise<void> {
  const meter = { name: 'Maison', house: SUNNY, atMs: noonMs, waiting: 0, prices: pricesOf(SUNNY.kind) };
  await one(meter, {}, async (ui) => {
    await shootLive(ui, {}, [], 'producer.fr');
    await energyLook({ camera, ui, names: [], language: 'fr' }, {}, 'energy-producer.fr');
  });
}

interface OneMeter {
  readonly name: string;
  readonly house: PhotographedHouse;
  readonly atMs: number;
  /** How many of the newest readings InfluxDB does not have yet. */
  readonly waiting: number;
  readonly prices?: readonly Price[];
}

async function one(
  { name, house, atMs, waiting, ...meter }: OneMeter,
  config: object,
  take: (ui: Ui) => Promise<void>,
): Promise<void> {
  await using bridge = await bridgeTo(house, atMs - Date.now());
  await using ui = await startUi({
    ...{ language: 'fr', aheadMs: atMs - Date.now() },
    config: configOf({ language: 'fr', ...config }, { ...meter, name, port: bridge.port }),
    prepare: (storage) => writeHistory(storage, historyOf(name.toLowerCase(), house, atMs), waiting),
  });
  await delay(SETTLED_MS);
  await take(ui);
}

function configOf(config: object, meter: object): object {
  return { platform: 'LinkyTIC', meters: [meter], ...config };
}

async function shootLive(ui: Ui, look: Look, names: Names, picture: string): Promise<void> {
  await using settings = await opened(ui, look, names);
  await settings.frame.locator('.curve canvas').waitFor();
  await delay(SETTLED_MS);
  await shoot(settings, picture);
}
