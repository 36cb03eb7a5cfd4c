import type { Reading, TicMode } from '../reading.ts';
import type { Status } from '../status/status.ts';
import type { Language } from '../texts/texts.ts';

/** What the settings page may ask its server, and what it is answered: by the path of the request. */
export interface Protocol {
  /** What the running plugin says of itself; without `status` it does not run, or is older than the page. */
  '/status': { readonly asks: InLanguage; readonly answers: { readonly nowMs: number; readonly status?: Status } };
  '/ports': { readonly asks: InLanguage; readonly answers: readonly PortChoice[] };
  /** Listens for some seconds; a port that the plugin itself reads is left in peace. */
  '/listen': { readonly asks: InLanguage & ListenRequest; readonly answers: ListenAnswer };
  /** Tries the settings as they are typed, step by step, up to the first that fails. */
  '/influx/try': { readonly asks: InLanguage & { readonly influx: unknown }; readonly answers: InfluxTrial };
  /** Creates the database of an InfluxDB 1.x. */
  '/influx/create': { readonly asks: InLanguage & { readonly influx: unknown }; readonly answers: TrialStep };
  /** The meters that the journal knows. */
  '/meters': { readonly asks: InLanguage; readonly answers: readonly string[] };
  '/curve': { readonly asks: InLanguage & CurveRequest; readonly answers: Curve };
  /** Energy a day by tariff, the last day last; days without a reading are absent. */
  '/energy': {
    readonly asks: InLanguage & { readonly meter: string; readonly days: number };
    readonly answers: DailyEnergy;
  };
  /** What is wrong with a configuration, as the plugin itself judges it. */
  '/check': { readonly asks: InLanguage & { readonly config: unknown }; readonly answers: readonly Problem[] };
}

/** The language to answer in. */
export interface InLanguage {
  readonly language: Language;
}

export interface PortChoice {
  /** What to put into the settings: the lasting name where there is one. */
  readonly path: string;
  /** What is plugged in, as far as the system knows. */
  readonly plugged?: string;
}

export interface ListenRequest {
  readonly port: string;
  readonly mode: 'auto' | TicMode;
}

export interface ListenAnswer {
  readonly ok: boolean;
  /** What it is, or what is wrong and what to do, in words. */
  readonly says: readonly string[];
  /** The port itself was listened to; absent when it could not be, or was not for this answer. */
  readonly listened?: true;
  /** The plugin reads this port, and this is its own account. */
  readonly readByPlugin?: true;
  readonly mode?: TicMode;
  /** The last one. */
  readonly reading?: Reading;
  /** The share of refused groups, from 0 to 1. */
  readonly refusedShare?: number;
}

export interface TrialStep {
  readonly step: 'settings' | 'reach' | 'write' | 'read' | 'create';
  readonly ok: boolean;
  readonly says: string;
}

export interface InfluxTrial {
  readonly steps: readonly TrialStep[];
  /** It is an InfluxDB 1.x that lacks the database: `/influx/create` can make it. */
  readonly canCreate: boolean;
}

export type CurveSpan = 'hour' | 'day' | 'week';

export interface CurveRequest {
  /** A slug. */
  readonly meter: string;
  readonly span: CurveSpan;
}

/** Columns of one length, in steps of `stepMs`; null where nothing was read. */
export interface Curve {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
  readonly atMs: readonly number[];
  /** The first minute of each step in which power was read: the moment to name for the step. */
  readonly firstReadMs: readonly (number | null)[];
  readonly meanVA: readonly (number | null)[];
  readonly leastVA: readonly (number | null)[];
  readonly greatestVA: readonly (number | null)[];
}

export interface DailyEnergy {
  readonly days: readonly {
    /** Midnight at its beginning, by this machine's calendar. */
    readonly fromMs: number;
    readonly energyWh: number;
    /** How many of its minutes were read. */
    readonly minutes: number;
    /** By the tariff period in which it was drawn; what was drawn in none is in `energyWh` alone. */
    readonly energyWhByTariff: { readonly [tariff: string]: number };
  }[];
}

export interface Problem {
  /** Of the field: `meters[0].port`. */
  readonly path: string;
  readonly says: string;
}
