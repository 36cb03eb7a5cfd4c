import { periodNameIn } from '../tariffs.ts';
import { englishTariffs } from './tariffs.ts';

/** The names that Home Assistant shows, in English. */
export const homeAssistant = {
  /** What the meter is. */
  model: 'Electricity meter',
  values: {
    power: 'Power',
    apparentPower: 'Apparent power',
    surplus: 'Surplus (estimate)',
    load: 'Load',
    energy: 'Imported energy',
    energyGiven: 'Exported energy',
    period: 'Tariff period',
    offPeak: 'Off-peak hours',
    tempoToday: 'Tempo today',
    tempoTomorrow: 'Tempo tomorrow',
    subscribedPower: 'Subscribed power',
  },
  ofPhases: { currents: 'Current', voltages: 'Voltage', powers: 'Apparent power' },
  phase: (name: string, phase: number) => `${name}, phase ${phase}`,
  /** What was drawn in a tariff period. */
  energyOfPeriod: (period: string) => `Imported energy, ${periodNameIn(englishTariffs, period) ?? period}`,
};

export type HomeAssistantTexts = typeof homeAssistant;
