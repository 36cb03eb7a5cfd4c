import type { EnergyActions, EnergyForms } from './energy-view.ts';
import { importView } from './import-view.ts';
import { offerQuestionsView } from './offer-questions-view.ts';
import { pricesView } from './prices-view.ts';
import type { SettingsPage } from './settings-page.ts';

/** The parts of the energy tab that only the settings page has: the forms for the prices, for files, and for what the offers lack. */
export function energyForms(page: SettingsPage, { refresh, refreshAll, seeDay }: EnergyActions): EnergyForms {
  const prices = pricesView(page, refresh);
  const imports = importView(page, refreshAll, seeDay);
  return {
    elements: [prices.element, imports.element],
    begin: (meter) => void imports.show(meter),
    show: (meter, years) => void prices.show(meter, years),
    startPrices: prices.start,
    startHours: prices.startHours,
    offerQuestions: (onChange) => offerQuestionsView(page.words, onChange),
  };
}
