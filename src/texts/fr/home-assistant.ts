import type { HomeAssistantTexts } from '../en/home-assistant.ts';
import { periodNameIn } from '../tariffs.ts';
import { frenchTariffs } from './tariffs.ts';

/** The names that Home Assistant shows, in French. */
export const homeAssistant: HomeAssistantTexts = {
  model: 'Compteur électrique',
  values: {
    power: 'Puissance',
    apparentPower: 'Puissance apparente',
    surplus: 'Surplus (estimation)',
    load: 'Charge',
    energy: 'Énergie soutirée',
    energyGiven: 'Énergie injectée',
    period: 'Période tarifaire',
    offPeak: 'Heures creuses',
    tempoToday: 'Tempo aujourd’hui',
    tempoTomorrow: 'Tempo demain',
    subscribedPower: 'Puissance souscrite',
  },
  ofPhases: { currents: 'Intensité', voltages: 'Tension', powers: 'Puissance apparente' },
  phase: (name, phase) => `${name}, phase ${phase}`,
  energyOfPeriod: (period) => `Énergie soutirée, ${periodNameIn(frenchTariffs, period) ?? period}`,
};
