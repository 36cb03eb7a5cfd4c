import type { DaySpan } from '../energy/span.ts';
import type { TempoSeason } from '../energy/tempo-season.ts';
import type { Offers } from '../money/offers.ts';
import type { Outlook } from '../money/outlook.ts';
import type { PricedSpan } from '../money/priced-spans.ts';
import type { Reading, TicMode } from '../reading/reading.ts';
import type { Status, StatusList } from '../status/status.ts';
import type { Language } from '../texts/texts.ts';
import type { Part } from '../trouble/trouble.ts';
import type { Said } from '../trouble/words.ts';

/** The requests of the settings page to its server, and their answers, by the path of the request. */
export interface Protocol {
  '/status': { readonly asks: InLanguage; readonly answers: StatusAnswer };
  '/ports': { readonly asks: InLanguage; readonly answers: readonly PortChoice[] };
  /** Listens to a port for some seconds. A port that the plugin reads is not opened. */
  '/listen': { readonly asks: InLanguage & ListenRequest; readonly answers: ListenAnswer };
  /** Tries the settings as they are typed, step by step, up to the first step that fails. */
  '/influx/try': { readonly asks: InLanguage & { readonly influx: unknown }; readonly answers: InfluxTrial };
  /** Creates the database of an InfluxDB 1.x. */
  '/influx/create': { readonly asks: InLanguage & { readonly influx: unknown }; readonly answers: TrialStep };
  /** Tries the settings as they are typed, step by step, up to the first step that fails. */
  '/mqtt/try': { readonly asks: InLanguage & { readonly mqtt: unknown }; readonly answers: readonly MqttTrialStep[] };
  /** The slugs of the meters in the journal. */
  '/meters': { readonly asks: InLanguage; readonly answers: readonly string[] };
  '/curve': { readonly asks: InLanguage & CurveRequest; readonly answers: RecentPower };
  /**
   * The energy of a meter by hour, day, month or year, in order. Hours without a reading are absent. A day without a reading has no energy;
   * it is absent before the meter's first day and after its last one.
   */
  '/spans': { readonly asks: InLanguage & SpansRequest; readonly answers: EnergySpans };
  /** What is known about a meter's contract, except its hours, which are in each reading: the season of Tempo, and the news. */
  '/contract': { readonly asks: InLanguage & { readonly meter: string }; readonly answers: ContractFacts };
  /** What the last year would have cost on other contracts. */
  '/offers': { readonly asks: InLanguage & OffersRequest; readonly answers: Offers };
  /** Takes a piece of a file that is being uploaded. A piece with `index` 0 begins a new file. */
  '/import/piece': { readonly asks: InLanguage & ImportPiece; readonly answers: { readonly bytes: number } };
  /** What the file is, and what importing it would add, in words. */
  '/import/examine': {
    /** The prices are as in `SpansRequest`. */
    readonly asks: InLanguage & UploadedFile & { readonly prices?: unknown };
    readonly answers: ImportAnswer;
  };
  '/import/do': { readonly asks: InLanguage & UploadedFile; readonly answers: ImportAnswer };
  /** Forgets a file that is not to be imported. */
  '/import/forget': { readonly asks: InLanguage & { readonly upload: string }; readonly answers: object };
  '/import/undo': {
    readonly asks: InLanguage & { readonly meter: string; readonly id: number };
    readonly answers: ImportAnswer;
  };
  /** The imports of a meter, the newest first. */
  '/imports': { readonly asks: InLanguage & { readonly meter: string }; readonly answers: readonly ImportChoice[] };
  /** The addresses at which the devices of the home reach this machine. */
  '/house': { readonly asks: InLanguage; readonly answers: HouseAddresses };
  /** The problems in a configuration, found by the plugin's own check. */
  '/check': { readonly asks: InLanguage & { readonly config: unknown }; readonly answers: readonly Problem[] };
}

/** The language to answer in. */
interface InLanguage {
  readonly language: Language;
}

export interface StatusAnswer {
  readonly nowMs: number;
  /** Absent if the plugin does not run, is older than the page, or does not answer; that it does not answer is one of the troubles. */
  readonly status?: Omit<Status, keyof StatusList>;
  /** What is wrong now, in the order in which it began. */
  readonly troubles: readonly TroubleNote[];
  /** What happened within the last thirty days, the newest first. */
  readonly news: readonly DatedNote[];
}

/** A trouble in words. */
export interface TroubleNote extends Said {
  readonly part: Part;
  readonly kind: string;
  /** In milliseconds since 1970. */
  readonly since: number;
  /** The slug of the meter concerned. */
  readonly meter?: string;
  /** For a problem of the settings: the path of the setting, such as `meters[0].port`. */
  readonly path?: string;
  /** For a trouble of the clock: Readings are waiting for their dates because of it. */
  readonly waits?: true;
}

export interface PortChoice {
  /** The path for the settings: the persistent one (/dev/serial/by-id/…) if there is one. */
  readonly path: string;
  /** The name of the adapter, if the system knows it. */
  readonly plugged?: string;
}

export interface ListenRequest {
  readonly port: string;
  readonly mode: 'auto' | TicMode;
  /** The speed of a serial port. */
  readonly baudRate: 'auto' | 1200 | 9600;
}

export interface ListenAnswer {
  readonly ok: boolean;
  /** What was heard, or what is wrong and what to do, in words. */
  readonly says: readonly string[];
  /** The port was opened and listened to; absent if it could not be, or if the plugin was asked instead. */
  readonly listened?: true;
  /** The plugin reads this port, and the answer comes from its status. */
  readonly readByPlugin?: true;
  readonly mode?: TicMode;
  /** The last reading. */
  readonly reading?: Reading;
  /** The share of refused groups, from 0 to 1. */
  readonly refusedShare?: number;
}

/** @template S the names of the steps */
export interface TrialStep<S extends string = 'settings' | 'reach' | 'write' | 'read' | 'create'> {
  readonly step: S;
  readonly ok: boolean;
  readonly says: string;
}

export type MqttTrialStep = TrialStep<'settings' | 'reach' | 'user' | 'publish'>;

export interface InfluxTrial {
  readonly steps: readonly TrialStep[];
  /** Whether the database is missing in an InfluxDB 1.x, so that `/influx/create` can create it. */
  readonly canCreate: boolean;
  /** What the user should know about this kind of database, although the settings are right. */
  readonly hint?: string;
}

export type CurveSpan = 'hour' | 'day' | 'week';

interface CurveRequest {
  /** The meter's slug. */
  readonly meter: string;
  readonly span: CurveSpan;
}

/**
 * The power of the last hours or days, in columns of equal length, with one entry for each step of `stepMs`; null if there was no reading.
 */
export interface RecentPower {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
  readonly atMs: readonly number[];
  /** The first minute of each step in which power was read: the time to show for the step. */
  readonly firstReadMs: readonly (number | null)[];
  readonly meanVA: readonly (number | null)[];
  readonly leastVA: readonly (number | null)[];
  readonly greatestVA: readonly (number | null)[];
}

export interface SpansOfDays {
  readonly by: 'hour' | DaySpan;
  /** The first and the last day, as dates: `2026-08-14`. */
  readonly from: string;
  readonly to: string;
}

export interface SpansRequest extends SpansOfDays {
  /** The meter's slug. */
  readonly meter: string;
  /** Other spans of the meter, so that everything in a view is requested at once. */
  readonly beside?: readonly SpansOfDays[];
  /** The meter's prices in the settings that are being edited, unchecked. */
  readonly prices?: unknown;
}

export interface EnergySpans {
  readonly spans: readonly PricedSpan[];
  /** The spans for the request's `beside`, in the same order. */
  readonly beside?: readonly (readonly PricedSpan[])[];
  /** Today's date in Paris, by the clock of the machine that has the journal. */
  readonly today: string;
  /** The forecast for the present month; only for spans by day that include today. */
  readonly outlook?: Outlook;
  /** The date of the meter's first day in the journal; absent if it has none. */
  readonly first?: string;
  /**
   * The date of the first day that is known completely, and not only from when the meter was first heard. It is `first`, or the day after
   * it.
   */
  readonly firstWhole?: string;
  /** The contract and the subscribed power that the meter last reported, if the journal's days have them. */
  readonly contract?: string;
  readonly subscribedVA?: number;
  /** Where the energy comes from, in words, while the database is missing or damaged. */
  readonly rescued?: string;
}

export interface OffersRequest {
  /** The meter's slug. */
  readonly meter: string;
  /** As in `SpansRequest`. */
  readonly prices?: unknown;
  /** The subscribed power, if the meter has not reported it. */
  readonly kVA?: number;
  /** The off-peak hours in the notation of the settings, if none are known. */
  readonly hours?: string;
}

/** A piece of a file. Files are sent in pieces because Homebridge UI lets no message of a megabyte pass. */
export interface ImportPiece {
  /** The page's identifier for the file; a file with another one replaces it. */
  readonly upload: string;
  readonly index: number;
  /** The length of the whole file. */
  readonly ofBytes: number;
  readonly base64: string;
}

export interface UploadedFile {
  readonly upload: string;
  /** The meter's slug. */
  readonly meter: string;
  /** Whether the energy was exported rather than drawn, for a file that does not state this. */
  readonly isGiven?: boolean;
}

export interface ImportAnswer {
  readonly ok: boolean;
  /** What was found, what was done, or what is wrong and what to do, in words. */
  readonly says: readonly string[];
  /** For `/import/examine`: whether an import would add anything. */
  readonly canImport?: boolean;
  /** For `/import/examine`: the file does not state whether its energy was drawn or exported, so the user may choose. */
  readonly hidesDirection?: boolean;
  /** For `/import/do`: the date of the newest day that the meter itself has not reported, to be shown. */
  readonly newestDay?: string;
}

export interface ImportChoice {
  readonly id: number;
  /** What was imported, and when, in words. */
  readonly says: string;
}

export interface ContractFacts {
  /** Absent for a contract without colours. */
  readonly tempo?: TempoSeason;
  /** What was new about the contract, in words, the newest first. */
  readonly news: readonly DatedNote[];
}

export interface DatedNote {
  /** When it happened, or was noticed, in milliseconds since 1970. */
  readonly atMs: number;
  readonly says: string;
}

export interface HouseAddresses {
  /** IPv4, the most likely one first. Empty if this machine is in no network. */
  readonly addresses: readonly string[];
  /** For example `raspberrypi.local`, which networks with mDNS resolve; absent if the machine has no suitable name. */
  readonly name?: string;
}

export interface Problem {
  /** The path of the field, such as `meters[0].port`. */
  readonly path: string;
  readonly says: string;
  /** The value may be right, so it can be saved. */
  readonly isDoubt?: true;
}
