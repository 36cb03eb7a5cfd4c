import type { TicMode } from '../../src/reading/reading.ts';
import { tempoLetter } from './tempo-colours.ts';
import type { WallClock } from './wall-clock.ts';

/** How a meter tells and counts a tariff period. */
export interface WrittenPeriod {
  /** The text of PTEC or LTARF. */
  readonly written: string;
  /** The label of the register that counts it. */
  readonly register: string;
  /** The register that the meter says (NTARF), where it is another one. */
  readonly saidRegister?: string;
}

/** What a meter does for a contract, in one mode. */
export interface Contract {
  readonly mode: TicMode;
  /** The text of OPTARIF or NGTF. */
  readonly written: string;
  /** By the name under which a bill has the period: `HP`, `HCJB`. */
  readonly periods: { readonly [period: string]: WrittenPeriod };
  readonly periodAt: (clock: WallClock) => string;
  /** At which minutes of an hour a period may begin, besides the full hour. */
  readonly beginMinutes: readonly number[];
}

export const BASE: Contract = {
  mode: 'historique',
  written: 'BASE',
  periods: { BASE: { written: 'TH..', register: 'BASE' } },
  periodAt: () => 'BASE',
  beginMinutes: [],
};

/** Off-peak from 22:30 to 6:30. */
export const HP_HC: Contract = {
  mode: 'historique',
  written: 'HC..',
  periods: { HC: { written: 'HC..', register: 'HCHC' }, HP: { written: 'HP..', register: 'HCHP' } },
  periodAt: ({ hour }) => (hour >= 22.5 || hour < 6.5 ? 'HC' : 'HP'),
  beginMinutes: [30],
};

/** The same prices on a meter in standard mode, after the reform of the hours: 1:26 to 6:26 and 12:56 to 15:56. */
export const HP_HC_STANDARD: Contract = {
  mode: 'standard',
  written: 'H PLEINE/CREUSE ',
  periods: {
    HC: { written: 'HEURE  CREUSE   ', register: 'EASF01' },
    HP: { written: 'HEURE  PLEINE   ', register: 'EASF02' },
  },
  periodAt: ({ hour }) =>
    (hour >= 1 + 26 / 60 && hour < 6 + 26 / 60) || (hour >= 12 + 56 / 60 && hour < 15 + 56 / 60) ? 'HC' : 'HP',
  beginMinutes: [26, 56],
};

const TEMPO_PERIODS = ['HCJB', 'HPJB', 'HCJW', 'HPJW', 'HCJR', 'HPJR'] as const;
const COLOUR_WORDS: { readonly [letter: string]: string } = { B: 'BLEU', W: 'BLANC', R: 'ROUGE' };

/** A Tempo day begins at 6:00; its off-peak hours are from 22:00 to 6:00. @param letterOf the colour of a date: B, W or R */
function tempoPeriods(letterOf: (date: string) => string): Contract['periodAt'] {
  return ({ date, hour }) => {
    const half = hour >= 6 && hour < 22 ? 'HP' : 'HC';
    return `${half}J${letterOf(hour < 6 ? dayBefore(date) : date)}`;
  };
}

const tempoPeriodAt = tempoPeriods(tempoLetter);

function dayBefore(date: string): string {
  return new Date(Date.parse(date) - 24 * 3_600_000).toISOString().slice(0, 10);
}

/** Tempo with these colours: B, W or R by date. */
export function tempoWith(letterOf: (date: string) => string): Contract {
  return {
    mode: 'historique',
    written: 'BBR(',
    periods: Object.fromEntries(TEMPO_PERIODS.map((name) => [name, { written: name, register: `BBR${name}` }])),
    periodAt: tempoPeriods(letterOf),
    beginMinutes: [],
  };
}

export const TEMPO = tempoWith(tempoLetter);

/** The supplier has put Tempo into the registers 3 to 8, behind the two of the contract before it. */
export const TEMPO_STANDARD: Contract = {
  mode: 'standard',
  written: '     TEMPO      ',
  periods: Object.fromEntries(
    TEMPO_PERIODS.map((name, nth) => [
      name,
      { written: `${name.slice(0, 2)} ${COLOUR_WORDS[name.slice(3)]}`.padEnd(16), register: `EASF0${nth + 3}` },
    ]),
  ),
  periodAt: tempoPeriodAt,
  beginMinutes: [],
};

/** A supplier's own contract: a third price for the deep of the night, under names that no specification has. */
export const SUPER_OFF_PEAK: Contract = {
  mode: 'standard',
  written: 'ZEN HC ET NUIT  ',
  periods: {
    'HEURE NUIT': { written: '   HEURE NUIT   ', register: 'EASF04' },
    HC: { written: 'HEURE CREUSE    ', register: 'EASF07' },
    HP: { written: 'HEURE PLEINE    ', register: 'EASF01' },
  },
  periodAt: ({ hour }) => (hour >= 2 && hour < 6 ? 'HEURE NUIT' : hour >= 22 || hour < 6 ? 'HC' : 'HP'),
  beginMinutes: [],
};

/** Three periods in registers that are in no order, of which one is for whole days. */
export const WEEKEND: Contract = {
  mode: 'standard',
  written: 'HC ET WEEK-END  ',
  periods: {
    HC: { written: 'HEURE  CREUSE   ', register: 'EASF09' },
    HP: { written: '  HEURE  PLEINE ', register: 'EASF02' },
    'WEEK-END': { written: 'WEEK-END        ', register: 'EASF05' },
  },
  periodAt: ({ date, hour }) => {
    const weekday = new Date(date).getUTCDay();
    if (weekday === 0 || weekday === 6) return 'WEEK-END';
    return hour >= 22 || hour < 6 ? 'HC' : 'HP';
  },
  beginMinutes: [],
};

/** The same where the meter says the number of another register than the one that counts. */
export const MISNUMBERED: Contract = {
  ...WEEKEND,
  periods: {
    HC: { written: 'HEURE  CREUSE   ', register: 'EASF09', saidRegister: 'EASF02' },
    HP: { written: '  HEURE  PLEINE ', register: 'EASF02', saidRegister: 'EASF05' },
    'WEEK-END': { written: 'WEEK-END        ', register: 'EASF05', saidRegister: 'EASF01' },
  },
};

/** Tempo in registers that are in no order. */
export const TEMPO_UNORDERED: Contract = {
  mode: 'standard',
  written: '     TEMPO      ',
  periods: {
    HCJB: { written: '    HC  BLEU    ', register: 'EASF08' },
    HPJB: { written: '    HP  BLEU    ', register: 'EASF03' },
    HCJW: { written: '    HC  BLANC   ', register: 'EASF10' },
    HPJW: { written: '    HP  BLANC   ', register: 'EASF01' },
    HCJR: { written: '    HC  ROUGE   ', register: 'EASF06' },
    HPJR: { written: '    HP  ROUGE   ', register: 'EASF04' },
  },
  periodAt: tempoPeriodAt,
  beginMinutes: [],
};
