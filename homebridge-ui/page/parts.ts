import { part } from './part.ts';

/**
 * The views that both pages have and that are not needed at first. Each file contains only what its own view needs, and imports the rest
 * from the views' common file: another shared file that could not be loaded would prevent the others from being fetched again.
 */
export const PARTS = {
  chart: part(async () => (await import('./curve-chart.ts')).curveChart),
  energy: part(async () => (await import('./energy-view.ts')).energyView),
};

/** The texts of the pages in each language. */
export const TEXTS = {
  en: part(async () => (await import('../../src/texts/en/page.ts')).englishPage),
  fr: part(async () => (await import('../../src/texts/fr/page.ts')).frenchPage),
};
