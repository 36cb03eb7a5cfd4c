import type { TariffTexts } from '../tariffs.ts';

/** The names of contracts and tariff periods, in English. */
export const englishTariffs: TariffTexts = {
  contracts: {
    base: 'Base',
    offPeak: 'peak and off-peak',
    weekEnd: 'HC et Week-End',
    ejp: 'EJP',
    tempo: 'Tempo',
  },
  periods: {
    BASE: 'all hours',
    HC: 'off-peak',
    HP: 'peak',
    HN: 'normal hours',
    PM: 'peak day hours',
    HCJB: 'blue, off-peak',
    HPJB: 'blue, peak',
    HCJW: 'white, off-peak',
    HPJW: 'white, peak',
    HCJR: 'red, off-peak',
    HPJR: 'red, peak',
  },
  seasons: {
    summer: 'summer, from 1 April to 31 October',
    winter: 'winter, from 1 November to 31 March',
  },
};
