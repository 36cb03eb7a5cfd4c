import type { XlsxSheet } from '../../testbed/history-files/xlsx-writer.ts';

/** A sheet with the energy of one day, as the portal of Enedis gives it. */
export const DAILY_SHEET: XlsxSheet = {
  name: 'Export Consommation Quotidienne',
  rows: [
    ['Point Référence Mesure (PRM) : ', '09876543210123'],
    ['Date', 'Valeur (en kWh)'],
    ['01/01/2026', 6.329],
  ],
};
