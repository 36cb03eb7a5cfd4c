/**
 * How the meter talks: *historique* at 1200 baud, *standard* at 9600 (54E §5.3).
 *
 * The TIC (télé-information client) is the serial output of French electricity meters. Enedis, the grid operator,
 * specifies it in two documents, which comments call 02E and 54E: Enedis-NOI-CPT_02E (historique, of the meters before
 * Linky) and Enedis-NOI-CPT_54E (both modes of the Linky).
 */
export type TicMode = 'historique' | 'standard';

export type Phase = 1 | 2 | 3;

/** A value for each phase; a single-phase meter fills phase 1 only. */
export type PerPhase = { readonly [P in Phase]?: number };

export type TempoColour = 'blue' | 'white' | 'red';

/** The registers of *historique* that add up to the energy of the contract, each of one tariff period (02E §5.3). */
export type HistoriqueRegister =
  | 'BASE'
  | 'HCHC'
  | 'HCHP'
  | 'EJPHN'
  | 'EJPHPM'
  | 'BBRHCJB'
  | 'BBRHPJB'
  | 'BBRHCJW'
  | 'BBRHPJW'
  | 'BBRHCJR'
  | 'BBRHPJR';

/** The registers of the contract in *standard*, of which the supplier decides what each counts (54E §6.2). */
export type StandardRegister = `EASF0${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}` | 'EASF10';

/** The registers that add up to the energy of the contract, of both modes. */
export type ContractRegister = HistoriqueRegister | StandardRegister;

/** The registers that a meter has, by Enedis' label: of the contract, of the grid operator, in all, given, and reactive (54E §6.2). */
export type RegisterLabel = ContractRegister | `EASD0${1 | 2 | 3 | 4}` | 'EAST' | 'EAIT' | `ERQ${1 | 2 | 3 | 4}`;

/** A number for each register that is known. */
export type ByRegister<Label extends RegisterLabel = RegisterLabel> = { readonly [label in Label]?: number };

/** What is known of each register, with its label. */
export function byLabel<Label extends RegisterLabel, Known>(
  registers: { readonly [label in Label]?: Known },
): readonly (readonly [label: Label, known: Known])[] {
  return Object.entries(registers) as [Label, Known][];
}

/**
 * One validated frame, with the data exactly as sent: it was properly delimited, and its meter address was accepted.
 * `labels` holds the data of each accepted group under Enedis' name, `horodates` the time stamps of those that carry
 * one.
 */
export interface Frame {
  readonly mode: TicMode;
  /** ADCO or ADSC, 12 digits. */
  readonly address: string;
  readonly labels: { readonly [label: string]: string };
  readonly horodates: { readonly [label: string]: string };
  /** How many groups of the frame were refused. What they said is unknown, not zero. */
  readonly refused: number;
}

/**
 * One validated frame in words and units, the same for both modes: the type that every sink takes. A value that the
 * frame does not carry is absent; 0 is a value. Each field names the labels that it comes from: `A | B` is the label in
 * historique | the label in standard.
 */
export interface Reading {
  /**
   * The monotonic clock when the bytes that contain the frame's ETX were read, in milliseconds. On a serial port that
   * may be 250 ms after the ETX arrived (`read-pauses.ts`). Only the journal turns it into wall time.
   */
  readonly monotonicMs: number;
  /** Absent when groups were refused, and none of the others shows how many phases the meter has. */
  readonly phases?: 1 | 3;

  /** Drawn from the grid: PAPP | SINSTS. VA is not W: the power factor is not on the TIC. */
  readonly apparentPowerVA?: number;
  /**
   * The active power in W: drawn from the grid, or as a negative number given to it. `watts/` estimates it from the
   * apparent power and the indexes. Never more than the apparent power; absent until it is known.
   */
  readonly activePowerW?: number;
  /**
   * By how many W the estimate may be wrong: in 19 of 20 readings it is wrong by less. Absent when `activePowerW` is
   * absent, or comes from a power factor that the user has set.
   */
  readonly activePowerErrorW?: number;
  /** SINSTS1–3. */
  readonly apparentPowerVAByPhase?: PerPhase;
  /** Injected into the grid: SINSTI (producers). The energy of it is `exportedWh`. */
  readonly injectedPowerVA?: number;
  /**
   * What a house without a producer's contract gives to the grid, which the meter does not measure: an estimate from the
   * whole amperes that flow while it says 0 VA (`watts/`). 0 while the house draws; absent when unknown, and for a
   * producer, of whom the meter measures it.
   */
  readonly surplusVA?: Surplus;
  /** IINST… | IRMS…. */
  readonly currentA?: PerPhase;
  /** TENSION | URMS…. */
  readonly voltageV?: PerPhase;

  /** The sum of all registers of the contract, once each of them was accepted | EAST. */
  readonly importedWh?: number;
  /** The energy injected into the grid: EAIT. */
  readonly exportedWh?: number;
  /** Every register of the frame (in French, index) under its label, in Wh (ERQ1–ERQ4: varh). */
  readonly registers: ByRegister;

  /** ISOUSC × 200, × 3 in three-phase | PREF × 1000. */
  readonly subscribedVA?: number;
  /** SMAXSN: the day's peak so far (standard only). */
  readonly maxPowerVAToday?: number;

  /** OPTARIF | NGTF, trimmed. */
  readonly contract?: string;
  /** PTEC | LTARF, trimmed: the present tariff period. */
  readonly tariff?: string;
  /** The supplier's number of the present tariff, 1–10: NTARF, or STGE bits 10–13 (standard only). */
  readonly tariffIndex?: number;
  /** True in an off-peak period of a contract that has one, false in its other periods; absent when it has none. */
  readonly offPeak?: boolean;
  /** PTEC | STGE bits 24–25. */
  readonly tempoToday?: TempoColour;
  /** DEMAIN | STGE bits 26–27; absent until it is announced. */
  readonly tempoTomorrow?: TempoColour;
  /** Peak days (EJP, PM1–PM3): `none`, announced (`notice`: PEJP, STGE bits 28–29) or under way (`running`). */
  readonly peak?: 'none' | 'notice' | 'running';

  /**
   * Over the subscribed power: ADPS | ADIR | STGE bit 7. In historique the end of an overload shows by the absence of
   * ADPS or ADIR, so this is absent where that proves nothing: when groups were refused, and in the long frame that a
   * three-phase meter sends between its short ones.
   */
  readonly overload?: boolean;
  /** Whether the meter says that active energy flows to the grid: STGE bit 9. */
  readonly isGiving?: boolean;
  /** STGE bit 0. */
  readonly dryContact?: 'open' | 'closed';
  /** MSG1, trimmed. */
  readonly message?: string;
  /** MSG2, trimmed. The meter sends it once (54E §6.2). */
  readonly shortMessage?: string;
  /** Mobile peaks that are announced or under way, from DPM1–DPM3 to FPM1–FPM3, in the order of their numbers. */
  readonly mobilePeaks?: readonly MobilePeak[];
  /** What the meter tells of the tariff indexes of its dates (standard only). The journal does not keep it: the frame has it. */
  readonly dayProfiles?: DayProfiles;
  /** PRM: the number of the supply point, 14 digits (standard only). */
  readonly prm?: string;
  /**
   * DATE as an instant in milliseconds since 1970; absent when the meter says that its clock is degraded. May be hours
   * off.
   */
  readonly meterClockMs?: number;
  /** DATE is there, and is no instant: the meter says that its clock is degraded. */
  readonly isClockDegraded?: true;

  /** What is known of the contract's calendar. `contract/` adds it to each reading. */
  readonly calendar?: ContractCalendar;
  /**
   * In how many minutes off-peak hours are to begin, as far as they are known; 0 when they should have begun by now, for some
   * minutes. Absent while they are unknown, and in off-peak hours. `contract/` adds it.
   */
  readonly offPeakInMinutes?: number;

  readonly frame: Frame;
}

/** A peak with its own beginning and end, as instants in milliseconds since 1970. */
export interface MobilePeak {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * The tariff indexes (NTARF, 1 to 10) of a whole date, in order and without gaps. `from` and `to` are minutes of the local clock after
 * midnight, from 0 up to, but without, `to`, which is 1 440 at most.
 */
export type DayProfile = readonly { readonly from: number; readonly to: number; readonly index: number }[];

/** In which base a meter writes the hours and minutes of its profiles: most write 15:00 as `1500`, some as `0F00`. */
export type NumberBase = 'decimal' | 'hexadecimal';

/** What a profile means in each base. A base in which it means nothing possible is absent; `contract/` finds out which one it is. */
export type WrittenProfile = { readonly [B in NumberBase]?: DayProfile };

/** What a frame says of the profiles of dates. What is absent was refused. */
export interface DayProfiles {
  /** PJOURF+1: the profile of the next date. */
  readonly tomorrow?: WrittenProfile | 'unused';
  /** PPOINTE: the profile of a peak day. */
  readonly peakDay?: WrittenProfile | 'unused';
  /** NJOURF: the supplier's number for days of the type of this date. */
  readonly dayType?: string;
  /** NJOURF+1: the same of the next date. */
  readonly dayTypeTomorrow?: string;
}

/**
 * The calendar of the contract, as the meter tells it or as it was seen. Hours are texts in the meter's local time:
 * `02:56-07:56,11:56-14:56`, in the order of their beginnings. `22:00-06:00` is the end and the beginning of the same date, a
 * day that ends off-peak ends with `-00:00`, `00:00-00:00` is the whole day, and an empty text means that there are none.
 */
export interface ContractCalendar {
  /** The off-peak hours of today. Absent while they are unknown. */
  readonly offPeak?: string;
  readonly offPeakTomorrow?: string;
  /**
   * On how many days in a row these hours were seen; 0 once the meter has switched at other times today. Absent where the meter itself
   * tells the hours (PJOURF+1, PPOINTE).
   */
  readonly seenDays?: number;
  /**
   * The season of today, for a contract that was found to have other hours in each. Absent once the meter has switched at other times
   * today.
   */
  readonly season?: Season;
  /** The hours of today that are a mobile peak (DPM, FPM). Absent when the meter tells none. */
  readonly peak?: string;
  readonly peakTomorrow?: string;
  /**
   * Which tariff period each register of the contract counts, by label, as far as it is known: none in the first readings of a meter
   * in standard mode.
   */
  readonly periods: RegisterPeriods;
}

/**
 * Contracts may have other off-peak hours from 1 April to 31 October than from 1 November to 31 March (the reform of December 2026 to
 * October 2027). These are not the dates on which the clocks change.
 */
export type Season = 'summer' | 'winter';

export type RegisterPeriods = { readonly [label in ContractRegister]?: RegisterPeriod };

export interface RegisterPeriod {
  /** As the meter writes it (PTEC or LTARF, trimmed). */
  readonly name: string;
  /** Whether it is an off-peak period; absent where its name does not tell. */
  readonly offPeak?: boolean;
}

/** An estimate in VA, and the bounds between which the true value lies. */
export interface Surplus {
  readonly about: number;
  readonly least: number;
  readonly most: number;
}

export const PHASES: readonly Phase[] = [1, 2, 3];

/** The current of the most loaded phase, in A. Undefined unless the current of each of the meter's phases is known. */
export function mostLoadedA(currentA: PerPhase | undefined, phases: 1 | 3 | undefined): number | undefined {
  const known = everyPhase(currentA, phases);
  return known && Math.max(...known);
}

/**
 * How many short frames a three-phase meter sends for each long one, while a phase is over its limit and for a minute
 * after (02E §6.2).
 */
export const SHORT_PER_LONG = 20;

/** The same Reading without the groups of its frame as they were sent, and without the numbers of the meter and of the supply point. */
export function withoutGroups({ prm: _, frame, ...said }: Reading): Reading {
  return { ...said, frame: { ...frame, address: '', labels: {}, horodates: {} } };
}

/**
 * Whether the reading is of a short frame, which has the currents only. Twenty of them take some 20 s, and the values
 * that they lack are not missing: the next long frame has them again.
 */
export function isShortReading({ phases, apparentPowerVA, frame }: Reading): boolean {
  return phases === 3 && apparentPowerVA === undefined && frame.refused === 0;
}

/** The mean voltage of the phases, in V. Undefined unless the voltage of each of the meter's phases is known. */
export function meanV(voltageV: PerPhase | undefined, phases: 1 | 3 | undefined): number | undefined {
  const known = everyPhase(voltageV, phases);
  return known && known.reduce((sum, volts) => sum + volts) / known.length;
}

/**
 * The values of all of a meter's phases. Undefined when one of them is unknown.
 * @param phases how many phases the meter has; undefined when that is unknown
 */
export function everyPhase(values: PerPhase = {}, phases: 1 | 3 | undefined): readonly number[] | undefined {
  const known = PHASES.slice(0, phases).flatMap((phase) => values[phase] ?? []);
  return known.length === phases ? known : undefined;
}

/** Anything that takes Readings. Taking never throws and never waits. */
export interface Sink {
  take(reading: Reading): void;
}
