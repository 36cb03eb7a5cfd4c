import type { BrokenHome } from './home.ts';

/**
 * Whether the plugin keeps one list of what is wrong, which the page, the doctor and a sensor show. Until it does, only the log is
 * asked, and only about what it can say.
 */
export const HAS_LIST: boolean = false;

/** The tabs of the page on which a trouble is shown besides `live`. */
export type TabName = 'port' | 'influx' | 'energy';

/** Something that is broken in the home, what is to be said of it, and how it is mended. */
export interface Case {
  readonly name: string;
  /** Breaks it. Absent where it is broken when the plugin starts. */
  readonly breaks?: (home: BrokenHome) => unknown;
  readonly expects: {
    readonly part: string;
    /** One of these: a device that was pulled out is gone first, and then missing. */
    readonly kind: string | readonly string[];
    /** The name of the meter that the trouble is about. */
    readonly meter?: string;
    /** What the log says, in English; absent where it cannot say it. */
    readonly log?: RegExp;
    readonly tab?: TabName;
  };
  /** Mends it. Absent where the next case of the lane takes its place, or where only the next start can end it. */
  readonly mends?: (home: BrokenHome) => unknown;
  /** What the log says once it is mended; absent where it says nothing, or only after an hour. */
  readonly logsEnd?: RegExp;
  /** Only the list tells it: it is left out until there is one. */
  readonly needsList?: true;
}

/** Cases that are about one part of the home, and are played one after the other. Lanes are played at the same time. */
export type Lane = readonly Case[];
