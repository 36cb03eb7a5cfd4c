/**
 * How the meter transmits: *historique* at 1200 baud, *standard* at 9600 (54E §5.3).
 * The TIC (télé-information client) is the serial output of French electricity meters. Enedis, the grid operator, specifies it in two
 * documents, which comments call 02E and 54E: Enedis-NOI-CPT_02E (historique mode, of the meters before Linky) and Enedis-NOI-CPT_54E (both
 * modes of the Linky).
 */
export type TicMode = 'historique' | 'standard';

export type Phase = 1 | 2 | 3;

/** One value per phase; a single-phase meter only has phase 1. */
export type PerPhase = { readonly [P in Phase]?: number };

export type TempoColour = 'blue' | 'white' | 'red';

/** The registers of *historique* mode that add up to the energy of the contract, each for one tariff period (02E §5.3). */
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

/** The registers of the contract in *standard* mode. The supplier decides what each of them counts (54E §6.2). */
export type StandardRegister = `EASF0${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}` | 'EASF10';

/** The registers that add up to the energy of the contract, in both modes. */
export type ContractRegister = HistoriqueRegister | StandardRegister;

/**
 * The registers that a meter has, by Enedis' label: those of the contract, those of the grid operator, the total, exported energy, and
 * reactive energy (54E §6.2).
 */
export type RegisterLabel = ContractRegister | `EASD0${1 | 2 | 3 | 4}` | 'EAST' | 'EAIT' | `ERQ${1 | 2 | 3 | 4}`;

/** A number for each register that is known. */
export type ByRegister<Label extends RegisterLabel = RegisterLabel> = { readonly [label in Label]?: number };

/** The known value of each register, with its label. */
export function byLabel<Label extends RegisterLabel, Known>(
  registers: { readonly [label in Label]?: Known },
): readonly (readonly [label: Label, known: Known])[] {
  return Object.entries(registers) as [Label, Known][];
}

/**
 * One validated frame, with the data exactly as sent: it was properly delimited, and its meter address was accepted. `labels` contains the
 * data of each accepted group under Enedis' name, `horodates` the time stamps of those groups that have one.
 */
export interface Frame {
  readonly mode: TicMode;
  /** ADCO or ADSC, 12 digits. */
  readonly address: string;
  readonly labels: { readonly [label: string]: string };
  readonly horodates: { readonly [label: string]: string };
  /** How many groups of the frame were refused. Their values are unknown, not zero. */
  readonly refused: number;
}

/**
 * One validated frame with named values and units, the same for both modes: the type that every sink takes. Values that are not in the
 * frame are absent; 0 is a value. Each field names the labels that it comes from: `A | B` is the label in historique mode | the label in
 * standard mode.
 */
export interface Reading {
  /**
   * The monotonic clock when the bytes that contain the frame's ETX were read, in milliseconds. On a serial port that may be 250 ms after
   * the ETX arrived (`read-pauses.ts`). Only the journal converts it into wall time.
   */
  readonly monotonicMs: number;
  /** Absent if groups were refused, and none of the others shows how many phases the meter has. */
  readonly phases?: 1 | 3;

  /** Drawn from the grid: PAPP | SINSTS. VA is not W: the power factor is not on the TIC. */
  readonly apparentPowerVA?: number;
  /**
   * The active power in W: positive if imported from the grid, negative if exported to it. `watts/` estimates it from the apparent power
   * and the indexes. Its magnitude never exceeds the apparent power; absent until it is known.
   */
  readonly activePowerW?: number;
  /**
   * The margin of error of the estimate in W: 95 % of the errors are smaller. Absent if `activePowerW` is absent, or comes from a power
   * factor that the user has set.
   */
  readonly activePowerErrorW?: number;
  /** SINSTS1–3. */
  readonly apparentPowerVAByPhase?: PerPhase;
  /** Injected into the grid: SINSTI (producers). Its energy is `exportedWh`. */
  readonly injectedPowerVA?: number;
  /**
   * What a house without a producer's contract exports to the grid, which the meter does not measure: an estimate from the currents, in
   * whole amperes, while the meter reports 0 VA (`watts/`). 0 while the house imports; absent if unknown, and for a producer, whose meter
   * measures it.
   */
  readonly surplusVA?: Surplus;
  /** IINST… | IRMS…. */
  readonly currentA?: PerPhase;
  /** TENSION | URMS…. */
  readonly voltageV?: PerPhase;

  /** The sum of all registers of the contract, if each of them was accepted | EAST. */
  readonly importedWh?: number;
  /** The energy injected into the grid: EAIT. */
  readonly exportedWh?: number;
  /** Every register of the frame (in French, index) under its label, in Wh (ERQ1–ERQ4: varh). */
  readonly registers: ByRegister;

  /** ISOUSC × 200, × 3 in three-phase | PREF × 1000. */
  readonly subscribedVA?: number;
  /** SMAXSN: the maximum power of the day so far (standard mode only). */
  readonly maxPowerVAToday?: number;

  /** OPTARIF | NGTF, trimmed. */
  readonly contract?: string;
  /** PTEC | LTARF, trimmed: the present tariff period. */
  readonly tariff?: string;
  /** The supplier's number of the present tariff, 1–10: NTARF, or STGE bits 10–13 (standard mode only). */
  readonly tariffIndex?: number;
  /** True in an off-peak period of a contract that has one, false in its other periods; absent if the contract has none. */
  readonly offPeak?: boolean;
  /** PTEC | STGE bits 24–25. */
  readonly tempoToday?: TempoColour;
  /** DEMAIN | STGE bits 26–27; absent until it is announced. */
  readonly tempoTomorrow?: TempoColour;
  /** Peak days (EJP, PM1–PM3): `none`, announced (`notice`: PEJP, STGE bits 28–29) or under way (`running`). */
  readonly peak?: 'none' | 'notice' | 'running';

  /**
   * Over the subscribed power: ADPS | ADIR | STGE bit 7. In historique mode the end of an overload only shows by the absence of ADPS or
   * ADIR, so this field is absent if that proves nothing: if groups were refused, and in the long frame that a three-phase meter sends
   * between its short ones.
   */
  readonly overload?: boolean;
  /** Whether the meter reports that active energy flows to the grid: STGE bit 9. */
  readonly isGiving?: boolean;
  /** STGE bit 0. */
  readonly dryContact?: 'open' | 'closed';
  /** MSG1, trimmed. */
  readonly message?: string;
  /** MSG2, trimmed. The meter sends it once (54E §6.2). */
  readonly shortMessage?: string;
  /** Mobile peaks that are announced or under way, from DPM1–DPM3 to FPM1–FPM3, in the order of their numbers. */
  readonly mobilePeaks?: readonly MobilePeak[];
  /**
   * What the meter reports about the tariff indexes of its dates (standard mode only). The journal does not store it separately, since it
   * is in the frame.
   */
  readonly dayProfiles?: DayProfiles;
  /** PRM: the number of the supply point, 14 digits (standard mode only). */
  readonly prm?: string;
  /** DATE as an instant in milliseconds since 1970; absent if the meter reports that its clock is degraded. May be hours off. */
  readonly meterClockMs?: number;
  /** DATE is present, but is not an instant: the meter reports that its clock is degraded. */
  readonly isClockDegraded?: true;

  /** What is known of the contract's calendar. Added to each reading by `contract/`. */
  readonly calendar?: ContractCalendar;
  /**
   * In how many minutes off-peak hours are expected to begin, as far as they are known; 0 for some minutes from the time when they should
   * have begun. Absent while they are unknown, and in off-peak hours. Added by `contract/`.
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
 * The tariff indexes (NTARF, 1 to 10) of a whole date, in order and without gaps. `from` and `to` are minutes after midnight of the local
 * clock, from 0 up to, but not including, `to`, which is at most 1 440.
 */
export type DayProfile = readonly { readonly from: number; readonly to: number; readonly index: number }[];

/** The base in which a meter writes the hours and minutes of its profiles: most write 15:00 as `1500`, some as `0F00`. */
export type NumberBase = 'decimal' | 'hexadecimal';

/** The meaning of a profile in each base. A base in which it is not valid is absent; `contract/` finds out which base is right. */
export type WrittenProfile = { readonly [B in NumberBase]?: DayProfile };

/** What a frame says about the profiles of dates. Absent values were refused. */
export interface DayProfiles {
  /** PJOURF+1: the profile of the next date. */
  readonly tomorrow?: WrittenProfile | 'unused';
  /** PPOINTE: the profile of a peak day. */
  readonly peakDay?: WrittenProfile | 'unused';
  /** NJOURF: the supplier's number for the type of day of this date. */
  readonly dayType?: string;
  /** NJOURF+1: the same for the next date. */
  readonly dayTypeTomorrow?: string;
}

/**
 * The calendar of the contract, as the meter reports it or as it was observed. Hours are texts in the meter's local time:
 * `02:56-07:56,11:56-14:56`, in the order of their beginnings. `22:00-06:00` is the end and the beginning of the same date, a day that ends
 * off-peak ends with `-00:00`, `00:00-00:00` is the whole day, and an empty text means that there are none.
 */
export interface ContractCalendar {
  /** The off-peak hours of today. Absent while they are unknown. */
  readonly offPeak?: string;
  readonly offPeakTomorrow?: string;
  /**
   * On how many successive days these hours were observed; 0 once the meter has switched at other times today. Absent if the meter itself
   * reports the hours (PJOURF+1, PPOINTE).
   */
  readonly seenDays?: number;
  /**
   * The present season, for a contract that was found to have different hours in each. Absent once the meter has switched at other times
   * today.
   */
  readonly season?: Season;
  /** The hours of today that are a mobile peak (DPM, FPM). Absent if the meter reports none. */
  readonly peak?: string;
  readonly peakTomorrow?: string;
  /**
   * Which tariff period each register of the contract counts, by label, as far as it is known. It has no entries in the first readings of a
   * meter in standard mode.
   */
  readonly periods: RegisterPeriods;
}

/**
 * Contracts may have different off-peak hours from 1 April to 31 October and from 1 November to 31 March (the reform of December 2026 to
 * October 2027). These are not the dates on which the clocks change.
 */
export type Season = 'summer' | 'winter';

export type RegisterPeriods = { readonly [label in ContractRegister]?: RegisterPeriod };

export interface RegisterPeriod {
  /** As the meter writes it (PTEC or LTARF, trimmed). */
  readonly name: string;
  /** Whether it is an off-peak period; absent if its name does not show it. */
  readonly offPeak?: boolean;
}

/** An estimate in VA, and the bounds of the true value. */
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
 * Whether the reading is from a short frame, which only contains the currents. Twenty of them take about 20 s, and the values that they
 * lack are not missing: the next long frame has them again.
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
 * The values of all of a meter's phases. Undefined if one of them is unknown.
 * @param phases how many phases the meter has; undefined if that is unknown
 */
export function everyPhase(values: PerPhase = {}, phases: 1 | 3 | undefined): readonly number[] | undefined {
  const known = PHASES.slice(0, phases).flatMap((phase) => values[phase] ?? []);
  return known.length === phases ? known : undefined;
}

/** Anything that takes Readings. `take` never throws and never waits. */
export interface Sink {
  take(reading: Reading): void;
}
