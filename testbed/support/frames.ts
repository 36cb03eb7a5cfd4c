import { encodeFrame, type WireGroup } from '../../src/tic/encode.ts';

/** The address of the meter in these frames. */
export const ADDRESS = '021876543210';

/** Labels with their data, in the order in which the meter sends them; `undefined` takes a group out. */
export type Groups = { readonly [label: string]: string | undefined };

/** A single-phase house on the contract Base, with 9 kVA. */
const BASE: Groups = {
  ADCO: ADDRESS,
  OPTARIF: 'BASE',
  ISOUSC: '45',
  BASE: '002565285',
  PTEC: 'TH..',
  IINST: '002',
  IMAX: '090',
  PAPP: '00450',
  HHPHC: 'A',
  MOTDETAT: '000000',
};

/** The same house on a contract with off-peak hours, during the peak hours. */
const OFF_PEAK: Groups = {
  ADCO: ADDRESS,
  OPTARIF: 'HC..',
  ISOUSC: '45',
  HCHC: '004000000',
  HCHP: '009000000',
  PTEC: 'HP..',
  IINST: '002',
  IMAX: '090',
  PAPP: '00450',
  HHPHC: 'A',
  MOTDETAT: '000000',
};

/** The groups of a frame in mode historique: those of the contract Base, with these changes. New labels come last. */
export function historiqueGroups(changes: Groups = {}): readonly WireGroup[] {
  return groupsOf({ ...BASE, ...changes });
}

/** The same for a contract with off-peak hours. */
export function offPeakGroups(changes: Groups = {}): readonly WireGroup[] {
  return groupsOf({ ...OFF_PEAK, ...changes });
}

/** A whole frame in mode historique, as it comes on the line, with the parity bit. */
export function historiqueFrame(changes: Groups = {}): Uint8Array {
  return encodeFrame(historiqueGroups(changes), 'historique');
}

/** So many VA as `PAPP` and `SINSTS` tell them. */
export function voltAmperes(va: number): string {
  return String(va).padStart(5, '0');
}

/** The groups of these labels and no others, in this order. */
export function groupsOf(labels: Groups): readonly WireGroup[] {
  return Object.entries(labels).flatMap(([label, data]) => (data === undefined ? [] : [{ label, data }]));
}
