import type { TariffTexts } from '../tariffs.ts';

/** The names of contracts and tariff periods, in French. */
export const frenchTariffs: TariffTexts = {
  contracts: {
    base: 'Base',
    offPeak: 'heures pleines et creuses',
    weekEnd: 'HC et Week-End',
    ejp: 'EJP',
    tempo: 'Tempo',
  },
  periods: {
    BASE: 'toutes les heures',
    HC: 'heures creuses',
    HP: 'heures pleines',
    HN: 'heures normales',
    PM: 'jours de pointe',
    HCJB: 'bleu, heures creuses',
    HPJB: 'bleu, heures pleines',
    HCJW: 'blanc, heures creuses',
    HPJW: 'blanc, heures pleines',
    HCJR: 'rouge, heures creuses',
    HPJR: 'rouge, heures pleines',
  },
  seasons: {
    summer: 'l’été, du 1er avril au 31 octobre',
    winter: 'l’hiver, du 1er novembre au 31 mars',
  },
};
