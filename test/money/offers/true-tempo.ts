import { dayOfDate } from '../../../src/base/paris-time.ts';
import { publishedColour } from '../../../src/energy/tempo-days.ts';
import type { TempoColour } from '../../../src/reading/reading.ts';
import { type Contract, TEMPO, TEMPO_STANDARD } from '../../../testbed/years/contract.ts';
import { dateBefore, datesFromTo } from '../bill/independent/civil-calendar.ts';

const LETTERS: { readonly [colour in TempoColour]: string } = { blue: 'B', white: 'W', red: 'R' };

/** The letter of each day's colour, as the product has them. */
export const COLOURS: ReadonlyMap<string, string> = new Map(
  datesFromTo('2023-01-01', '2026-12-31').flatMap((date) => {
    const colour = publishedColour(dayOfDate(date) as number);
    return colour === undefined ? [] : [[date, LETTERS[colour]] as const];
  }),
);

/** Tempo according to these colours, with blue days where they have none. */
export function tempoOf(contract: Contract, colours: ReadonlyMap<string, string>): Contract {
  return {
    ...contract,
    periodAt: ({ date, hour }) => {
      const letter = colours.get(hour < 6 ? dateBefore(date) : date) ?? 'B';
      return `${hour >= 6 && hour < 22 ? 'HP' : 'HC'}J${letter}`;
    },
  };
}

export const TRUE_TEMPO = tempoOf(TEMPO, COLOURS);
export const TRUE_TEMPO_STANDARD = tempoOf(TEMPO_STANDARD, COLOURS);
