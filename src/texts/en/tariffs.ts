import type { TariffTexts } from '../tariffs.ts';

/** The names of contracts and tariff periods, in English. */
export const englishTariffs: TariffTexts = {
  contracts: {
    base: 'Base',
    offPeak: 'peak and off-peak hours',
    weekEnd: 'HC et Week-End',
    ejp: 'EJP',
    tempo: 'Tempo',
  },
  periods: {
    BASE: 'all hours',
    HC: 'off-peak hours',
    HP: 'peak hours',
    HN: 'normal hours',
    PM: 'peak days',
    HCJB: 'blue, off-peak hours',
    HPJB: 'blue, peak hours',
    HCJW: 'white, off-peak hours',
    HPJW: 'white, peak hours',
    HCJR: 'red, off-peak hours',
    HPJR: 'red, peak hours',
  },
  seasons: {
    summer: 'summer, from 1 April to 31 October',
    winter: 'winter, from 1 November to 31 March',
  },
};
