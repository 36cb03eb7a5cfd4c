import type { Price } from '../money/price.ts';
import type { TicMode } from '../reading/reading.ts';
import type { Language } from '../texts/texts.ts';

export type TileQuantity = 'power' | 'current' | 'injection';

/**
 * The quantity of each reading that a sensor compares with a threshold: power in VA, current of the most loaded phase in A, load in % of
 * the subscribed power, injection and surplus in VA. The surplus is what the house exports, with or without a producer's contract.
 */
export const MEASURED_QUANTITIES = ['power', 'current', 'load', 'injection', 'surplus'] as const;

type MeasuredQuantity = (typeof MEASURED_QUANTITIES)[number];

interface NamedSensor {
  readonly name: string;
  readonly kind: 'occupancy' | 'motion' | 'contact';
}

interface SensorDelays {
  /** How long the condition must last before the sensor turns on, in seconds. */
  readonly delayOn: number;
  /** How long the condition must be over before the sensor turns off, in seconds. */
  readonly delayOff: number;
}

interface SensorThreshold extends SensorDelays {
  /** The threshold, in the unit of the compared value, as is `hysteresis`. The value must be above it. */
  readonly above: number;
  /** The sensor turns off at `above` − `hysteresis`. */
  readonly hysteresis: number;
}

interface LowThreshold extends SensorDelays {
  /** The threshold, in the unit of the compared value, as is `hysteresis`. The value must be below it. */
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

/** On while the list of troubles is not empty. */
export type TroubleSensor = NamedSensor & SensorDelays & { readonly when: 'trouble' };

export type OffPeakSensor = NamedSensor & {
  readonly when: 'offPeak';
  /** How many minutes before off-peak hours it turns on, if these are known. */
  readonly leadMinutes: number;
};

/** Senses a state that each reading contains. */
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

/** A sensor that depends only on readings. */
export type ReadingSensor = MeasuringSensor | VoltageSensor | OffPeakSensor | StateSensor;

export type SensorConfig = ReadingSensor | SilenceSensor | MirrorSensor | TroubleSensor;

/** Where other programs get the meter's values. At least one of the two ports is set. */
export interface ShareConfig {
  /** The address of this machine to listen on: 127.0.0.1 for programs on this machine only, 0.0.0.0 for the network. */
  readonly host: string;
  /** TCP, with the bytes of the line as they arrive. */
  readonly port?: number;
  /** HTTP, with the newest Reading as JSON. */
  readonly httpPort?: number;
  /**
   * How many bits of each byte of the line are sent. 8: the byte as received, with the parity in bit 7 if the source carries it. 7: without
   * that bit, like a bridge that is set to 7E1. Programs that expect 7E1 from a serial port do not remove the bit from TCP data (pyserial
   * ignores the byte size at `socket://`, and linkytic then finds no frame at all).
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
  /** The speed of a serial port. Other sources have their own speed. */
  readonly baudRate: 'auto' | 1200 | 9600;
  readonly tiles: readonly TileQuantity[];
  readonly sensors: readonly SensorConfig[];
  readonly matter: 'outlet' | 'electricalSensor' | 'meter' | 'off';
  /** W per VA, from 0.1 to 1; `auto` learns it from the meter's index. */
  readonly powerFactor: 'auto' | number;
  /** Absent if the line is not shared. */
  readonly share?: ShareConfig;
  /** Oldest first, each valid from a different date. Empty if the household has entered none. */
  readonly prices: readonly Price[];
  /**
   * After how many seconds without a value its tile shows No Response and its sensor becomes inactive; without the power, the meter becomes
   * unreachable in Matter.
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

/** The house's page: the meters' values, for browsers. */
export interface PageConfig {
  /** The address of this machine to listen on: 127.0.0.1 for this machine only, 0.0.0.0 for the home's network. */
  readonly host: string;
  /** HTTP. */
  readonly port: number;
}

/** An MQTT broker, which receives the newest Reading of each meter for the rest of the house. */
export interface MqttConfig {
  /** `mqtt://` or `mqtts://`, without a user, a password or a path. */
  readonly url: string;
  /** Empty if the broker accepts everybody. */
  readonly username: string;
  readonly password: string;
  /** The prefix of all topics: one level, or several separated by `/`. */
  readonly topic: string;
  /** Whether Home Assistant's discovery is published. */
  readonly discovery: boolean;
  /** The path of a PEM file with the authorities that may have signed the broker's certificate; empty for those that Node.js trusts. */
  readonly ca: string;
}

export interface Config {
  readonly language: Language;
  readonly meters: readonly MeterConfig[];
  /** Absent if the page is off. */
  readonly page?: PageConfig;
  /** Absent if the readings go to the journal only. */
  readonly influx?: InfluxConfig;
  /** Absent if no broker receives the readings. */
  readonly mqtt?: MqttConfig;
  readonly journal: JournalConfig;
}
