import { part } from './part.ts';
import { PARTS } from './parts.ts';

const port = part(async () => (await import('./port-view.ts')).portView);
const servers = part(() => import('./server-views.ts'));

/** The views of the settings page that are not needed at first: see `PARTS`. */
export const SETTINGS_PARTS = {
  chart: PARTS.chart,
  energy: part(async () => {
    const [{ energyForms }, energyView] = await Promise.all([import('./energy-forms.ts'), PARTS.energy.load()]);
    return { energyForms, energyView };
  }),
  port,
  servers,
  house: part(async () => (await import('./house-card.ts')).houseCard),
  guide: part(async () => {
    const [{ guideView }, portView, { influxView }] = await Promise.all([
      import('./guide-view.ts'),
      port.load(),
      servers.load(),
    ]);
    return { guideView, portView, influxView };
  }),
};
