import { BASE, HP_HC, HP_HC_STANDARD, SUPER_OFF_PEAK, TEMPO, TEMPO_STANDARD } from './contract.ts';
import type { House } from './house.ts';

/**
 * Five years with four contracts, on two meters. One summer the plugin is away over the change of prices in August, and one
 * winter over that in February. It does not see the first red day, whose registers the meter has not named yet.
 */
const maison: House = {
  meter: 'maison',
  seed: 18,
  stays: [
    { from: '2022-01-01 11:52:07', address: '021861000123', contract: BASE, subscribedKVA: 6 },
    { from: '2023-06-15 00:00:00', address: '021861000123', contract: HP_HC, subscribedKVA: 9 },
    { from: '2024-05-14 15:20:00', address: '041976000456', contract: HP_HC_STANDARD, subscribedKVA: 9 },
    { from: '2025-09-01 08:13:00', address: '041976000456', contract: TEMPO_STANDARD, subscribedKVA: 9 },
  ],
  until: '2027-01-01 00:00:00',
  absences: [
    ['2025-07-18 19:03:11', '2025-08-20 10:31:40'],
    ['2026-01-25 02:00:00', '2026-02-04 18:20:00'],
    ['2023-03-10 09:00:00', '2023-03-11 23:10:00'],
    ['2025-11-18 21:00:00', '2025-11-20 07:30:00'],
  ],
  frameMinutes: [25, 55],
};

/** Two seasons of Tempo on a meter in historique. */
const atelier: House = {
  meter: 'atelier',
  seed: 7,
  stays: [{ from: '2023-09-01 00:00:00', address: '021861000789', contract: TEMPO, subscribedKVA: 12 }],
  until: '2025-09-15 12:00:00',
  absences: [['2024-10-20 12:00:00', '2024-10-29 12:00:00']],
  frameMinutes: [40, 100],
};

/** A producer with a supplier's own contract of three periods. */
const ferme: House = {
  meter: 'ferme',
  seed: 33,
  isProducer: true,
  stays: [{ from: '2024-12-30 17:30:00', address: '061976000001', contract: SUPER_OFF_PEAK, subscribedKVA: 6 }],
  until: '2027-01-01 00:00:00',
  absences: [['2025-12-24 08:00:00', '2026-01-03 20:00:00']],
  frameMinutes: [35, 95],
};

/** The houses of the simulated years. Their names and days never change, and so neither do their bills. */
export const HOUSES: readonly House[] = [maison, atelier, ferme];
