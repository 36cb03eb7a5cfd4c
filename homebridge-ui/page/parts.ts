import { part } from './part.ts';

const port = part(async () => (await import('./port-view.ts')).portView);
const influx = part(async () => (await import('./influx-view.ts')).influxView);

/**
 * The views that are not needed at first. Each file has what only this view needs, and takes all else from the first file: one that could
 * not be had would else keep others from being fetched again.
 */
export const PARTS = {
  chart: part(async () => (await import('./curve-chart.ts')).curveChart),
  energy: part(async () => (await import('./energy-view.ts')).energyView),
  house: part(async () => (await import('./house-card.ts')).houseCard),
  port,
  influx,
  guide: part(async () => {
    const [{ guideView }, portView, influxView] = await Promise.all([
      import('./guide-view.ts'),
      port.load(),
      influx.load(),
    ]);
    return { guideView, portView, influxView };
  }),
};

/** The texts of the page in each language. */
export const TEXTS = {
  en: part(async () => (await import('../../src/texts/en/page.ts')).englishPage),
  fr: part(async () => (await import('../../src/texts/fr/page.ts')).frenchPage),
};
