import { PERIODS, type Period } from '../reading/periods.ts';
import type { TempoColour } from '../reading/reading.ts';

/** The meaning of a tariff period, in the fields of a Reading. */
interface PeriodFields {
  readonly offPeak?: boolean;
  readonly tempoToday?: TempoColour;
}

/** PTEC (02E §5.3). */
export const PTEC: { readonly [ptec: string]: PeriodFields } = Object.fromEntries(
  Object.values<Period>(PERIODS).map(({ ptec, offPeak, colour }) => [
    ptec,
    { ...(offPeak !== undefined && { offPeak }), ...(colour && { tempoToday: colour }) },
  ]),
);

/** DEMAIN; `----` is a colour that has not been announced yet. */
export const DEMAIN: { readonly [demain: string]: TempoColour | undefined } = {
  '----': undefined,
  BLEU: 'blue',
  BLAN: 'white',
  ROUG: 'red',
};

/** The words in the names of the table's off-peak periods, or of its peak periods: `HC`, `CREUSE`, `BUHC`, `JOUR`. */
const wordsOf = (isOffPeak: boolean) =>
  Object.entries<Period>(PERIODS)
    .filter(([, { offPeak }]) => offPeak === isOffPeak)
    .flatMap(([name, { written }]) => [name, ...written].flatMap((text) => text.split(' ')));
const without = (words: readonly string[], others: readonly string[]) => words.filter((word) => !others.includes(word));

/** Words that distinguish the two: those of the table, and those of other tariffs, for winter, summer and the middle of the night. */
const OFF_PEAK = new Set([...without(wordsOf(true), wordsOf(false)), 'HCH', 'HCE', 'HSC']);
const PEAK = new Set([...without(wordsOf(false), wordsOf(true)), 'HPH', 'HPE', 'POINTE']);

/**
 * Whether LTARF names an off-peak period. The supplier chooses the words (`HEURE  CREUSE`, `HC BLEU`, `H PLEINE HIVER`) and their spelling,
 * so only whole, unambiguous words count. Undefined for `BASE` and for an unknown name.
 */
export function isOffPeak(ltarf: string): boolean | undefined {
  const words = ltarf.toUpperCase().split(/[^A-Z]+/);
  const offPeak = words.some((word) => OFF_PEAK.has(word));
  const peak = words.some((word) => PEAK.has(word));
  return offPeak === peak ? undefined : offPeak;
}
