import type { TicMode } from '../reading.ts';
import type { Language } from '../texts/texts.ts';

export type TileName = 'power' | 'current' | 'injection';

/** What a sensor with a threshold watches: VA, A (the most loaded phase), % of the subscribed power, VA. */
export type MeasuredQuantity = 'power' | 'current' | 'load' | 'injection';

export type SensorConfig = {
  readonly name: string;
  readonly kind: 'occupancy' | 'motion' | 'contact';
} & (
  | {
      readonly when: MeasuredQuantity;
      /** The threshold, in the unit of what is measured; `hysteresis` likewise. */
      readonly above: number;
      readonly hysteresis: number;
      /** Seconds that it has to last. */
      readonly delayOn: number;
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
  /** The name as a tag: lower case, ASCII letters, digits and dashes. Unique among the meters. */
  readonly slug: string;
  /** A device path, `tcp://host:port`, or `demo`, `demo:historique`, `demo:standard`. */
  readonly port: string;
  readonly mode: 'auto' | TicMode;
  readonly tiles: readonly TileName[];
  readonly sensors: readonly SensorConfig[];
  readonly matter: 'outlet' | 'electricalSensor' | 'off';
  /** W for each VA. */
  readonly powerFactor: number;
  /** Seconds without a frame after which the readings are shown as gone. */
  readonly staleAfter: number;
}

/** InfluxDB 2 and alike (2.x, 3.x, Cloud, 1.8, VictoriaMetrics) by token, or InfluxDB 1.x by user and password. */
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
  /** Absent: the journal alone. */
  readonly influx?: InfluxConfig;
  readonly journal: JournalConfig;
}
