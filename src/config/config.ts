import type { TicMode } from '../reading.ts';
import type { Price } from '../tariff/price.ts';
import type { Language } from '../texts/texts.ts';

export type TileQuantity = 'power' | 'current' | 'injection';

/**
 * What a sensor with a threshold watches: power in VA, current of the most loaded phase in A, load in % of the
 * subscribed power, injection and surplus in VA. The surplus is what the house gives, with or without a producer's
 * contract.
 */
export type MeasuredQuantity = 'power' | 'current' | 'load' | 'injection' | 'surplus';

export type SensorConfig = {
  readonly name: string;
  readonly kind: 'occupancy' | 'motion' | 'contact';
} & (
  | {
      readonly when: MeasuredQuantity;
      /** The threshold, in the unit of the measured quantity, as is `hysteresis`. */
      readonly above: number;
      readonly hysteresis: number;
      /** For how many seconds the value must stay above the threshold before the sensor turns on. */
      readonly delayOn: number;
      /** For how many seconds it must stay at or below `above` − `hysteresis` before the sensor turns off. */
      readonly delayOff: number;
    }
  | {
      readonly when:
        | 'offPeak'
        | 'tempoRed'
        | 'tempoWhite'
        | 'tempoRedTomorrow'
        | 'tempoWhiteTomorrow'
        | 'peak'
        | 'overload'
        | 'dryContact';
    }
);

export interface MeterConfig {
  readonly name: string;
  /** The name as a tag of InfluxDB: lower-case ASCII letters, digits and dashes. Unique among the meters. */
  readonly slug: string;
  /** The path of a device or of a recorded file, `tcp://host:port`, or `demo`, `demo:historique`, `demo:standard`. */
  readonly port: string;
  readonly mode: 'auto' | TicMode;
  readonly tiles: readonly TileQuantity[];
  readonly sensors: readonly SensorConfig[];
  readonly matter: 'outlet' | 'electricalSensor' | 'off';
  /** W for each VA, from 0.1 to 1; `auto` learns it from the meter's index. */
  readonly powerFactor: 'auto' | number;
  /** Oldest first, each from another date on. Empty where the household has typed none. */
  readonly prices: readonly Price[];
  /**
   * After how many seconds without a value its tile shows No Response and its sensor is marked inactive, and without
   * the power the meter is unreachable in Matter.
   */
  readonly staleAfter: number;
}

/**
 * Version 2: a server with tokens (InfluxDB 2.x, 3.x, Cloud, 1.8, VictoriaMetrics). Version 1: InfluxDB 1.x with user
 * and password.
 */
export type InfluxConfig = {
  readonly url: string;
  /** Whether `linky_tic`, the frame itself, is sent too. */
  readonly literal: boolean;
} & (
  | { readonly version: '2'; readonly token: string; readonly org: string; readonly bucket: string }
  | {
      readonly version: '1';
      readonly database: string;
      readonly retentionPolicy: string;
      readonly username: string;
      readonly password: string;
    }
);

export interface JournalConfig {
  readonly commitSeconds: number;
  readonly keepDays: number;
  readonly maxMegabytes: number;
}

export interface Config {
  readonly language: Language;
  readonly meters: readonly MeterConfig[];
  /** Absent where the readings only go to the journal. */
  readonly influx?: InfluxConfig;
  readonly journal: JournalConfig;
}
