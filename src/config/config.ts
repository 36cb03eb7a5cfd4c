import type { Price } from '../money/price.ts';
import type { TicMode } from '../reading.ts';
import type { Language } from '../texts/texts.ts';

export type TileQuantity = 'power' | 'current' | 'injection';

/**
 * What a sensor with a threshold watches of each reading: power in VA, current of the most loaded phase in A, load in % of the
 * subscribed power, injection and surplus in VA. The surplus is what the house gives, with or without a producer's contract.
 */
export const MEASURED_QUANTITIES = ['power', 'current', 'load', 'injection', 'surplus'] as const;

type MeasuredQuantity = (typeof MEASURED_QUANTITIES)[number];

interface NamedSensor {
  readonly name: string;
  readonly kind: 'occupancy' | 'motion' | 'contact';
}

interface SensorDelays {
  /** For how many seconds what the sensor waits for must last before it turns on. */
  readonly delayOn: number;
  /** For how many seconds it must be over before the sensor turns off. */
  readonly delayOff: number;
}

interface SensorThreshold extends SensorDelays {
  /** The threshold, in the unit of what is compared with it, as is `hysteresis`. The value must be above it. */
  readonly above: number;
  /** The sensor turns off at `above` − `hysteresis`. */
  readonly hysteresis: number;
}

interface LowThreshold extends SensorDelays {
  /** The threshold, in the unit of what is compared with it, as is `hysteresis`. The value must be below it. */
  readonly below: number;
  /** The sensor turns off at `below` + `hysteresis`. */
  readonly hysteresis: number;
}

/** Compares a value of each reading with a threshold. */
type MeasuringSensor = NamedSensor & SensorThreshold & { readonly when: MeasuredQuantity };

/** Compares the voltage in V of the highest phase with `above`, or of the lowest with `below`. */
export type VoltageSensor = NamedSensor & (SensorThreshold | LowThreshold) & { readonly when: 'voltage' };

/** On while the oldest Reading that waits for InfluxDB is more than `above` minutes old. */
export type MirrorSensor = NamedSensor & SensorThreshold & { readonly when: 'mirrorBehind' };

/** On while nothing has come from the meter for `staleAfter` seconds. */
export type SilenceSensor = NamedSensor & SensorDelays & { readonly when: 'silent' };

/** On while the list of what is wrong is not empty. */
export type TroubleSensor = NamedSensor & SensorDelays & { readonly when: 'trouble' };

export type OffPeakSensor = NamedSensor & {
  readonly when: 'offPeak';
  /** By how many minutes it turns on before off-peak hours begin, where these are known. */
  readonly leadMinutes: number;
};

/** Senses a state that each reading tells. */
export type StateSensor = NamedSensor & {
  readonly when:
    | 'tempoRed'
    | 'tempoWhite'
    | 'tempoRedTomorrow'
    | 'tempoWhiteTomorrow'
    | 'peak'
    | 'overload'
    | 'dryContact';
};

/** A sensor that decides by readings alone. */
export type ReadingSensor = MeasuringSensor | VoltageSensor | OffPeakSensor | StateSensor;

export type SensorConfig = ReadingSensor | SilenceSensor | MirrorSensor | TroubleSensor;

/** Where other programs get what the meter says. At least one of the two ports is given. */
export interface ShareConfig {
  /** The address of this machine to listen on: 127.0.0.1 for programs of this machine alone, 0.0.0.0 for the network. */
  readonly host: string;
  /** TCP, with the bytes of the line as they come. */
  readonly port?: number;
  /** HTTP, with the newest Reading as JSON. */
  readonly httpPort?: number;
  /**
   * Of each byte of the line: 8 as it comes, which has the parity in bit 7 where the source carries it; 7 without that bit, as a bridge
   * gives it that is set to 7E1. Readers that expect 7E1 from a serial port do not remove the bit from what a TCP port gives
   * (pyserial ignores the byte size at `socket://`, and linkytic then finds no frame at all).
   */
  readonly bits: 7 | 8;
}

export interface MeterConfig {
  readonly name: string;
  /** The name as a tag of InfluxDB: lower-case ASCII letters, digits and dashes. Unique among the meters. */
  readonly slug: string;
  /** The path of a device or of a recorded file, `tcp://host:port`, or `demo`, `demo:historique`, `demo:standard`. */
  readonly port: string;
  readonly mode: 'auto' | TicMode;
  /** The speed of a serial port. Other sources have a speed of their own. */
  readonly baudRate: 'auto' | 1200 | 9600;
  readonly tiles: readonly TileQuantity[];
  readonly sensors: readonly SensorConfig[];
  readonly matter: 'outlet' | 'electricalSensor' | 'meter' | 'off';
  /** W for each VA, from 0.1 to 1; `auto` learns it from the meter's index. */
  readonly powerFactor: 'auto' | number;
  /** Absent where the line is not shared. */
  readonly share?: ShareConfig;
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

/** The house's page: what the meters say, for browsers. */
export interface PageConfig {
  /** The address of this machine to listen on: 127.0.0.1 for this machine alone, 0.0.0.0 for the home's network. */
  readonly host: string;
  /** HTTP. */
  readonly port: number;
}

/** An MQTT broker, which gets the newest Reading of each meter for the rest of the house. */
export interface MqttConfig {
  /** `mqtt://` or `mqtts://`, without a user, a password or a path. */
  readonly url: string;
  /** Empty where the broker lets everybody in. */
  readonly username: string;
  readonly password: string;
  /** What all topics begin with: one level, or several with `/` between. */
  readonly topic: string;
  /** Whether Home Assistant is told what there is. */
  readonly discovery: boolean;
  /** The path of a PEM file with the authorities that may have signed the broker's certificate; empty for those that Node.js trusts. */
  readonly ca: string;
}

export interface Config {
  readonly language: Language;
  readonly meters: readonly MeterConfig[];
  /** Absent where the page is off. */
  readonly page?: PageConfig;
  /** Absent where the readings only go to the journal. */
  readonly influx?: InfluxConfig;
  /** Absent where no broker gets the readings. */
  readonly mqtt?: MqttConfig;
  readonly journal: JournalConfig;
}
