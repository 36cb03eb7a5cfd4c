import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Day } from '../../src/energy/day.ts';
import { roundedEuros } from '../../src/money/euros.ts';
import { regulatedPrices } from '../../src/money/regulated-tariffs.ts';
import { blockIn, type Ui } from '../../testbed/homebridge/homebridge-ui.ts';
import { openSettings, type Settings } from '../../testbed/homebridge/settings-in-browser.ts';
import {
  drawn,
  drawOnDemand,
  expectNoErrors,
  expectOneLanguage,
  followReports,
  type Language,
  numberIn,
  openTab,
  type Shared,
} from './settings-page.ts';

/** Whose offers are shown. */
interface Offered extends Shared {
  /** What one day of a house with off-peak hours costs at its newest prices, with its part of the subscription. */
  readonly costOf: (day: Day) => number;
  /** Its last 365 days before today. */
  readonly year: readonly Day[];
  /** What the plugin's settings are. */
  readonly block: object;
  /** The names on the page: of that house, and of one with a single period, whose off-peak hours nobody knows. */
  readonly house: string;
  readonly single: string;
}

/** Defines the tests of the card that tells what other contracts would have cost. The house begins with its meter. */
export function offersTests({ language, texts }: Language, shared: () => Offered): void {
  const offers = texts.offers;
  let browser: Browser;
  let ui: Ui;
  let settings: Settings;

  beforeAll(async () => {
    ({ browser, ui } = shared());
    settings = await openSettings(browser, ui, { before: drawOnDemand });
    await openTab(settings, texts.tabs.energy);
    await drawn(settings);
  });

  afterAll(() => settings?.[Symbol.asyncDispose]());

  test('stand beside the household’s own prices, each with its sum, how far it is from these, and its days', async () => {
    const { year, costOf } = shared();
    const own = row(offers.names.own);
    const euros = year.reduce((sum, day) => sum + costOf(day), 0);
    expect(await sumIn(own)).toBe(roundedEuros(euros));
    const base = await sumIn(row(offers.names.base));
    const kWh = year.reduce((sum, { energyWh = 0 }) => sum + energyWh, 0) / 1000;
    const price = regulatedPrices('base', 9).at(-1)?.price;
    expect(base).toBeCloseTo((price?.subscription ?? 0) * 12 + kWh * (price?.periods[0]?.price ?? 0), 1);
    const difference = await row(offers.names.base).locator('p').first().textContent();
    expect(numberIn(difference)).toBeCloseTo(Math.abs(base - roundedEuros(euros)), 2);
    await row(offers.names.hphc).getByText(/365/).waitFor();
    await card().getByText(offers.leavesOut).waitFor();
    await expectOneLanguage(settings, language);
    expectNoErrors(settings, ui);
  });

  test('of a house whose off-peak hours nobody knows ask for them: with those typed, there is a sum, and no setting changes', async () => {
    const { house, single, block } = shared();
    const reported = await followReports(settings);
    await choose(single);
    await row(offers.names.base).waitFor();
    await card().getByText(offers.why.hoursUnknown).waitFor();
    expect(await row(offers.names.hphc).count()).toBe(0);
    const field = card().getByRole('textbox').first();
    await field.focus();
    await settings.page.keyboard.type('22h à 6h');
    await row(offers.names.hphc).waitFor();
    await card().getByText(offers.hours('22:00-06:00')).waitFor();
    expect(await field.evaluate((input) => input.matches(':focus'))).toBe(true);
    await choose(house);
    await row(offers.names.own).waitFor();
    expect(await card().getByRole('textbox').count()).toBe(0);
    await choose(single);
    await row(offers.names.hphc).waitFor();
    await choose(house);
    await row(offers.names.own).waitFor();
    expect([await reported(), await blockIn(ui)]).toEqual([[], block]);
    expectNoErrors(settings, ui);
  });

  const card = () => settings.frame.locator('.offers');

  function row(name: string): Locator {
    return card()
      .getByRole('listitem')
      .filter({ has: settings.frame.getByText(name, { exact: true }) });
  }

  /** The sum that stands beside the name. */
  async function sumIn(offer: Locator): Promise<number> {
    return numberIn(await offer.locator('.sum strong').last().textContent());
  }

  async function choose(meter: string): Promise<void> {
    await settings.frame.locator('.meter-choice').getByLabel(meter, { exact: true }).check();
    await drawn(settings);
  }
}

/** Opens the parts of all offers of a page that is narrow, and expects the card to fit. */
export async function expectOffersToFit(settings: Settings): Promise<void> {
  const card = settings.frame.locator('.offers');
  await card.getByRole('listitem').first().waitFor();
  for (const details of await card.locator('details').all()) await details.locator('summary').click();
  await card.getByRole('table').last().waitFor();
  const wider = (element: Locator) => element.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
  expect(await wider(card)).toBe(0);
}
