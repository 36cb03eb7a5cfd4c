import type { KindOf, Part } from '../../../src/trouble/trouble.ts';
import type { BrokenHome } from './home.ts';

/** Where a trouble is said: in the log, in the answer of the status socket, on the page, on a tab of it, by the doctor, by the sensor. */
export const CHANNELS = ['log', 'status', 'page', 'tab', 'doctor', 'sensor'] as const;
export type Channel = (typeof CHANNELS)[number];

/** The tabs of the page on which a trouble is shown besides `live`. */
export type TabName = 'port' | 'influx' | 'energy';

/** Something that is broken in the home, what is to be said of it, and how it is mended. */
export interface Case {
  readonly name: string;
  /** Breaks it. Absent where it is broken when the plugin starts. */
  readonly breaks?: (home: BrokenHome) => unknown;
  readonly expects: Expected;
  /** Mends it. Absent where the next case of the lane takes its place, or where the next start ends it. */
  readonly mends?: (home: BrokenHome) => unknown;
  /** What the log says once it is mended; absent where it says nothing, or only after an hour. */
  readonly logsEnd?: RegExp;
  /** Where nobody is left who could say it. */
  readonly without?: readonly Channel[];
}

/** Cases that are about one part of the home, and are played one after the other. Lanes are played at the same time. */
export type Lane = readonly Case[];

/** The trouble that a case is. */
export type Expected = {
  readonly [P in Part]: {
    readonly part: P;
    /** One of these: a device that was pulled out is gone first, and then missing. */
    readonly kind: KindOf<P> | readonly KindOf<P>[];
    /** The name of the meter that the trouble is about. */
    readonly meter?: string;
    /** The setting that the trouble is about, by its path or by its label on the page. */
    readonly setting?: RegExp;
    /** What the log says, in English; absent where it cannot say it. */
    readonly log?: RegExp;
    readonly tab?: TabName;
  };
}[Part];
