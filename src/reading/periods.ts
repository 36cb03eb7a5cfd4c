import { printable } from '../base/printable.ts';
import type {
  ByRegister,
  ContractRegister,
  Frame,
  HistoriqueRegister,
  Reading,
  RegisterPeriod,
  RegisterPeriods,
  StandardRegister,
  TempoColour,
  TicMode,
} from './reading.ts';

/** A tariff period that has the same meaning in every contract. */
export interface Period {
  /** The period in PTEC, as written in historique mode (02E §5.3). */
  readonly ptec: string;
  /** The register that counts it in historique mode (02E §5.3). In standard mode the supplier decides which register counts what. */
  readonly register: HistoriqueRegister;
  /** Whether it is off-peak; absent if the contract has no off-peak hours. */
  readonly offPeak?: boolean;
  /** The colour of the Tempo days on which it is counted. */
  readonly colour?: TempoColour;
  /** Its other names, in capitals: in LTARF (54E §6.2.4), on bills, and in the files of Enedis. */
  readonly written: readonly string[];
}

const OFF_PEAK = ['HEURE CREUSE', 'HEURES CREUSES', 'H CREUSE', 'H CREUSES'];
const PEAK = ['HEURE PLEINE', 'HEURES PLEINES', 'H PLEINE', 'H PLEINES'];
/** The colours of Tempo: the short form in some LTARF (`BUHC`), and the words in others, on bills and in the files of Enedis. */
const COLOURS: { readonly [colour in TempoColour]: readonly [short: string, words: readonly string[]] } = {
  blue: ['BU', ['BLEU', 'BLEUS', 'BLEUES']],
  white: ['BC', ['BLANC', 'BLANCS', 'BLANCHES']],
  red: ['R', ['ROUGE', 'ROUGES']],
};

/** `BUHC`, `HC BLEU`, `HEURES CREUSES JOURS BLEUS`, and similar. */
function ofColour(half: 'HC' | 'HP', colour: TempoColour): readonly string[] {
  const [short, words] = COLOURS[colour];
  const hours = [half, ...(half === 'HC' ? OFF_PEAK : PEAK)];
  const days = ['', 'JOUR ', 'JOURS '].flatMap((day) => words.map((word) => `${day}${word}`));
  return [`${short}${half}`, ...hours.flatMap((hour) => days.map((day) => `${hour} ${day}`))];
}

function tempo(half: 'HC' | 'HP', letter: 'B' | 'W' | 'R', colour: TempoColour): Period {
  const ptec = `${half}J${letter}` as const;
  return { ptec, register: `BBR${ptec}`, offPeak: half === 'HC', colour, written: ofColour(half, colour) };
}

/**
 * The only table of the tariff periods, by the name that each has in this program, however the meter or the household writes it. `HN` and
 * `PM` are EJP's normal and peak hours: neither is an off-peak period.
 */
export const PERIODS = {
  BASE: { ptec: 'TH..', register: 'BASE', written: ['TH', 'TOUTES HEURES', 'TOUTES LES HEURES'] },
  HC: { ptec: 'HC..', register: 'HCHC', offPeak: true, written: OFF_PEAK },
  HP: { ptec: 'HP..', register: 'HCHP', offPeak: false, written: PEAK },
  HN: { ptec: 'HN..', register: 'EJPHN', written: ['HEURE NORMALE', 'HEURES NORMALES'] },
  PM: { ptec: 'PM..', register: 'EJPHPM', written: ['POINTE MOBILE', 'HEURES DE POINTE MOBILE'] },
  HCJB: tempo('HC', 'B', 'blue'),
  HPJB: tempo('HP', 'B', 'blue'),
  HCJW: tempo('HC', 'W', 'white'),
  HPJW: tempo('HP', 'W', 'white'),
  HCJR: tempo('HC', 'R', 'red'),
  HPJR: tempo('HP', 'R', 'red'),
} as const satisfies { readonly [name: string]: Period };

/** A name in the table. Texts, colours and tags are typed by it, so that a new period does not compile without them. */
export type PeriodName = keyof typeof PERIODS;

/** A contract whose name determines its periods. */
interface Contract {
  /** In the order in which prices are entered. `WEEK-END` is a supplier's own name, so it is not in the table of the periods. */
  readonly periods: readonly (PeriodName | 'WEEK-END')[];
  /**
   * OPTARIF (02E §5.3) or NGTF, in capitals. The supplier chooses NGTF. Whole names are matched, so that `HC et Week-End`, which has other
   * periods, is not taken for off-peak hours.
   */
  readonly written: RegExp;
}

/** The only table of the contracts. */
export const CONTRACTS = {
  base: { periods: ['BASE'], written: /^BASE$/ },
  offPeak: {
    periods: ['HP', 'HC'],
    written: /^(HC(\.\.)?|HP ?[/-]? ?HC|(H|HEURES?) PLEINES? ?[/-]? ?(H |HEURES? )?CREUSES?)$/,
  },
  /** A contract of a supplier, without a regulated price. */
  weekEnd: { periods: ['HP', 'HC', 'WEEK-END'], written: /^HC (ET|\+) WEEK[ -]?END$/ },
  ejp: { periods: ['HN', 'PM'], written: /^EJP\.?$/ },
  tempo: { periods: ['HCJB', 'HPJB', 'HCJW', 'HPJW', 'HCJR', 'HPJR'], written: /^(BBR.?|TEMPO)$/ },
} as const satisfies { readonly [contract: string]: Contract };

export type ContractKind = keyof typeof CONTRACTS;

/** The contract with this OPTARIF or NGTF; undefined for a supplier's own name. */
export function contractKind(written: string): ContractKind | undefined {
  const name = tidy(written).toUpperCase();
  return (Object.keys(CONTRACTS) as ContractKind[]).find((kind) => CONTRACTS[kind].written.test(name));
}

const ALL = Object.entries<Period>(PERIODS);
const NAMES = new Map(
  ALL.flatMap(([name, { ptec, written }]) =>
    [name, ptec, ptec.replace('..', ''), ...written].map((text) => [text, name]),
  ),
);

/**
 * The unique name of a tariff period, however the meter or the household writes it: `HP` for `HP..`, `HEURE  PLEINE` and `Heures pleines`.
 * A supplier's own name is kept, but trimmed and with single spaces.
 */
export function periodName(written: string): string {
  const text = tidy(written);
  return NAMES.get(text.toUpperCase()) ?? text;
}

/** The name of a period in the table, however it is written; undefined for a supplier's own name. */
export function knownName(written: string): PeriodName | undefined {
  const name = periodName(written);
  return Object.hasOwn(PERIODS, name) ? (name as PeriodName) : undefined;
}

/** The table's entry for a period, however it is written; undefined for a supplier's own name. */
export function knownPeriod(written: string): Period | undefined {
  const name = knownName(written);
  return name && PERIODS[name];
}

/** Whether two texts name the same period. Case is ignored: a bill uses other capitals than the meter. */
export function isSamePeriod(one: string, other: string): boolean {
  return periodName(one).toUpperCase() === periodName(other).toUpperCase();
}

/** The colour of the days on which a Tempo period is counted, however it is written; undefined for any other period. */
export function colourOfPeriod(written: string): TempoColour | undefined {
  return knownPeriod(written)?.colour;
}

/**
 * The peak hours of a Tempo day, in minutes after midnight: from the beginning of the day until its off-peak hours, which last until the
 * next day begins.
 */
export const TEMPO_PEAK = { from: 6 * 60, to: 22 * 60 } as const;

/** The Tempo period of the peak or off-peak hours of a day of this colour. */
export function tempoPeriod(half: 'HC' | 'HP', colour: TempoColour): PeriodName {
  return CONTRACTS.tempo.periods.find(
    (name) => PERIODS[name].colour === colour && PERIODS[name].offPeak === (half === 'HC'),
  ) as PeriodName;
}

/** Whether the hours alone do not determine a period: the colour of the day is needed as well, or whether it is a peak day. */
export function dependsOnDay(written: string): boolean {
  const name = periodName(written);
  return colourOfPeriod(name) !== undefined || CONTRACTS.ejp.periods.some((one) => one === name);
}

function tidy(written: string): string {
  return written.trim().replace(/\s+/g, ' ');
}

/** The periods of historique mode by the register that counts them. */
const OF_REGISTER = new Map(ALL.map(([, period]) => [period.register as string, period]));

/** The registers of standard mode by the supplier's number, which counts from 1. */
const REGISTERS = Array.from({ length: 10 }, (_, nth) => `EASF${String(nth + 1).padStart(2, '0')}` as StandardRegister);

/** The tariff period that each register counts, as far as it is known, by label. */
export type PeriodOfRegister = { readonly [label in ContractRegister]?: string };

/**
 * From when on a register of a meter in standard mode counts which tariff period. What it counted before its first line belongs to that
 * first period.
 */
export interface RegisterLine {
  /** ADSC of the meter. */
  readonly address: string;
  readonly register: ContractRegister;
  /** Wall time in milliseconds since 1970. */
  readonly sinceMs: number;
  /** As the meter writes it (LTARF, trimmed). */
  readonly period: string;
  readonly offPeak?: boolean;
}

/** The most characters of a period's name: LTARF has 16, and the names in files are longer. */
export const MOST_PERIOD_CHARACTERS = 100;

export type PeriodNameFault = 'tooLong' | 'unprintable';

/** What is wrong with a name given to a tariff period; undefined if it is valid. */
export function periodNameFault(name: string): PeriodNameFault | undefined {
  if (name.length > MOST_PERIOD_CHARACTERS) return 'tooLong';
  return printable(name) === name ? undefined : 'unprintable';
}

/** The tariff period of a register of historique mode, as PTEC writes it; undefined for other labels. */
export function historiqueName(label: string): string | undefined {
  return OF_REGISTER.get(label)?.ptec;
}

/** The tariff period of a register of historique mode; undefined for other labels. */
export function historiquePeriod(label: string): RegisterPeriod | undefined {
  const period = OF_REGISTER.get(label);
  return period && { name: period.ptec, offPeak: period.offPeak };
}

/** The label of the register with the supplier's number (NTARF), from 1 to 10; undefined for any other number. */
export function registerOfIndex(tariffIndex: number | undefined): StandardRegister | undefined {
  return tariffIndex === undefined ? undefined : REGISTERS[tariffIndex - 1];
}

/** What each register of a meter counts now, according to the newest line of each. */
export function presentPeriods(lines: readonly RegisterLine[], address: string): RegisterPeriods {
  const own = lines.filter((line) => line.address === address);
  return Object.fromEntries(
    own
      .toSorted((one, other) => one.sinceMs - other.sinceMs)
      .map(({ register, period, offPeak }) => [register, { name: period, offPeak }]),
  );
}

/**
 * Whether a register is one of those that add up to the energy of the contract: not one of the grid operator, and not one of reactive
 * energy.
 */
export function isContractRegister(label: string, mode: TicMode): label is ContractRegister {
  return mode === 'historique' ? OF_REGISTER.has(label) : REGISTERS.some((register) => register === label);
}

/** The registers of a frame that add up to the energy of the contract, in Wh by label. */
export function contractRegisters({
  registers,
  frame,
}: Pick<Reading, 'registers'> & { readonly frame: Pick<Frame, 'mode'> }): ByRegister<ContractRegister> {
  return Object.fromEntries(Object.entries(registers).filter(([label]) => isContractRegister(label, frame.mode)));
}
