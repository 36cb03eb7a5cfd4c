import { setTimeout as delay } from 'node:timers/promises';
import { tariffName } from '../../homebridge-ui/page/model/tariff-names.ts';
import { dateOf, parisDayOf } from '../../src/base/paris-time.ts';
import type { Price } from '../../src/money/price.ts';
import { proposalFor } from '../../src/money/proposal.ts';
import type { Language } from '../../src/texts/texts.ts';
import type { Ui } from '../../testbed/homebridge/homebridge-ui.ts';
import type { Look, Settings } from '../../testbed/homebridge/settings-in-browser.ts';
import { pageTextsIn } from '../../testbed/support/page-words.ts';
import { type Camera, SETTLED_MS } from './camera.ts';
import type { Kind } from './photographed-house.ts';
import type { Names } from './replaced-names.ts';

/** The chart with its figures, and the card of this month. */
const DOWN_TO_MONTH = { from: '.energies', downTo: '.month' };
/** The table of the prices of Tempo has eight columns. */
const WIDE = 1000;

/** Whose energy is photographed, and with what. */
export interface EnergyScene {
  readonly camera: Camera;
  readonly ui: Ui;
  readonly names: Names;
  readonly language: Language;
}

/** The regulated prices of a house since the plugin began to read its meter. */
export function pricesOf({ sinceMs, subscribedKVA }: Kind): readonly Price[] {
  const told = { contract: 'TEMPO', subscribedVA: subscribedKVA * 1000 };
  const proposal = proposalFor(told, dateOf(parisDayOf(sinceMs)));
  if (proposal.kind !== 'prices') throw new Error(`no prices: ${proposal.kind}`);
  return proposal.prices.map(({ price }) => price);
}

/** The energy of a house that has prices: the month in kWh, the year in euros, the subscription, and other contracts. */
export async function energyPictures(scene: EnergyScene): Promise<void> {
  const { camera, language } = scene;
  const { views, units } = pageTextsIn[language].energy;
  await using settings = await energyTab(scene, {});
  await choose(settings, views.month, units.energy);
  await camera.shoot(settings, `energy-month.${language}`, DOWN_TO_MONTH);
  await choose(settings, views.year, units.euros);
  await camera.shoot(settings, `energy-year.${language}`, DOWN_TO_MONTH);
  await camera.shoot(settings, `subscription.${language}`, { only: '.subscription' });
  await settings.frame.locator('.offers li').first().waitFor();
  await camera.shoot(settings, `which-contract.${language}`, { only: '.offers' });
  if (language === 'en') return;

  await energyLook(scene, { width: 390 }, 'energy-phone.fr');
  await energyLook(scene, { dark: true }, 'energy-dark.fr');
}

/** The year of a house in kWh. */
export async function energyLook(scene: EnergyScene, look: Look, name: string): Promise<void> {
  const { views, units } = pageTextsIn[scene.language].energy;
  await using settings = await energyTab(scene, look);
  await choose(settings, views.year, units.energy);
  await scene.camera.shoot(settings, name, DOWN_TO_MONTH);
}

/** The form of the prices of a house without any: what it proposes, and a line as it is typed in from a bill. */
export async function pricePictures(scene: EnergyScene, price: Price): Promise<void> {
  const { camera, language } = scene;
  const texts = pageTextsIn[language];
  const { prices } = texts;
  await using settings = await energyTab(scene, { width: WIDE });
  const form = settings.frame.locator('.prices');
  await form.getByRole('button', { name: prices.regulated.take, exact: true }).waitFor();
  await camera.shoot(settings, `prices-proposed.${language}`, { only: '.prices' });
  await form.getByRole('button', { name: prices.first, exact: true }).click();
  await form.getByLabel(prices.from).fill(price.from);
  const amount = new Intl.NumberFormat(language, { minimumFractionDigits: 2 });
  await form.getByLabel(prices.subscription).fill(amount.format(price.subscription));
  for (const { name, price: euros } of price.periods) {
    const cents = `${amount.format(euros * 100)} c€`;
    await form.getByLabel(tariffName(name, texts), { exact: true }).fill(cents);
  }
  await form.getByRole('heading').first().click();
  await delay(SETTLED_MS);
  await writeDatesAsInEurope(settings);
  await camera.shoot(settings, `prices.${language}`, { only: '.prices' });
}

/** Chromium writes the date in a field as its own language has it, and Debian's package has American English only. */
async function writeDatesAsInEurope({ frame }: Settings): Promise<void> {
  await frame.locator('input[type=date]').evaluateAll((fields: HTMLInputElement[]) => {
    for (const field of fields) {
      const date = field.value.split('-').toReversed().join('/');
      field.type = 'text';
      field.value = date;
    }
  });
}

async function energyTab({ camera, ui, names, language }: EnergyScene, look: Look): Promise<Settings> {
  const settings = await camera.opened(ui, look, names);
  await settings.frame.getByRole('tab', { name: pageTextsIn[language].tabs.energy, exact: true }).click();
  await settings.frame.locator('.energy figure').waitFor();
  return settings;
}

async function choose({ frame }: Settings, view: string, unit: string): Promise<void> {
  const card = frame.locator('.energy');
  await card.getByLabel(view, { exact: true }).check();
  await card.getByLabel(unit, { exact: true }).check();
  await delay(SETTLED_MS);
}
