import type { InfluxPlace, OfMeter, Slot, TroubleEnd, UndatedTrouble } from './trouble.ts';

/** Something that happened once, without its time. `meter` is a slug, and `name` the name of the meter in the settings. */
export type UndatedNews =
  /** The meter is received in this mode, at this baud rate if it is not the usual one of the mode. */
  | ({ readonly part: 'line'; readonly kind: 'found' } & FoundMeter)
  | {
      readonly part: 'line';
      readonly kind: 'moreLabels';
      readonly meter: string;
      readonly name: string;
      readonly most: number;
    }
  /** The journal was damaged. It is kept as the file `as`; nothing could be read of it, or everything except this. */
  | { readonly part: 'history'; readonly kind: 'setAside'; readonly path: string; readonly as: string }
  | ({ readonly part: 'history'; readonly kind: 'mended'; readonly path: string; readonly as: string } & Lost)
  /** The database lacked these and has taken them from its second copy. */
  | { readonly part: 'history'; readonly kind: 'takenFromCopy'; readonly days: number; readonly imports: number }
  | { readonly part: 'history'; readonly kind: 'copyUnreadable'; readonly folder: string; readonly files: string }
  /** A block that spans these times cannot be read. */
  | { readonly part: 'history'; readonly kind: 'unreadable'; readonly fromMs: number; readonly toMs: number }
  /** The database is full, and the oldest Readings, or minutes, are deleted to make room. */
  | { readonly part: 'history'; readonly kind: 'rotates' | 'curvesCut' }
  /** This many Readings were dropped, since memory had no room for more while the disk did not work. */
  | { readonly part: 'history'; readonly kind: 'dropped'; readonly count: number }
  /** The Readings of these times were dropped before they were delivered. */
  | { readonly part: 'history'; readonly kind: 'lost'; readonly fromMs: number; readonly toMs: number }
  /** The journal was closed with this many Readings that could not be written. */
  | { readonly part: 'history'; readonly kind: 'unwritten'; readonly count: number }
  /** Everything later than now was deleted. */
  | ({ readonly part: 'history'; readonly kind: 'forgotten' } & LaterCounts)
  /** A meter's clock is some minutes ahead of this machine's, which dates Readings all the same. */
  | { readonly part: 'clock'; readonly kind: 'disputed'; readonly byMs: number }
  /** The clock was set back by more than a day, and had dated this before, which is in the database as well. */
  | ({
      readonly part: 'clock';
      readonly kind: 'setBack';
      readonly folder: string;
      readonly to?: InfluxPlace;
    } & LaterCounts)
  /** A file of history was imported, or its import was undone. */
  | ({ readonly part: 'history'; readonly kind: 'imported' | 'importUndone' } & ImportedFile)
  | { readonly part: 'mirror'; readonly kind: 'mirroring'; readonly url: string }
  | ({ readonly part: 'mirror'; readonly kind: 'partly'; readonly url: string } & PartlyStored)
  | { readonly part: 'mirror'; readonly kind: 'unreadable'; readonly says: string }
  /**
   * This many programs that read a line were disconnected, since their thread fell behind: otherwise there would have been a gap in what
   * they receive.
   */
  | ({ readonly part: 'share'; readonly kind: 'fellBehind'; readonly readers: number } & OfMeter)
  /** This many Readings could not be kept until they were written. */
  | { readonly part: 'writer'; readonly kind: 'lost' | 'leftBehind'; readonly count: number };

/** Something that happened once, and when, in milliseconds since 1970. */
export type News = UndatedNews & { readonly at: number };

/** What could not be read of a damaged journal. */
export interface Lost {
  readonly readings?: MissingRange;
  readonly minutes?: MissingRange;
  readonly days?: MissingRange;
  readonly imports?: MissingRange;
}

/** A gap in the history, by the times of the entries before and after it. */
export interface MissingRange {
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
  readonly inPart: boolean;
}

/** What a journal has that is later than now, and its span, in milliseconds since 1970. */
export interface LaterCounts {
  readonly days: number;
  readonly minutes: number;
  readonly readings: number;
  readonly fromMs: number;
  readonly toMs: number;
}

interface FoundMeter extends OfMeter {
  readonly port: string;
  readonly mode: 'historique' | 'standard';
  readonly baudRate?: number;
}

/** The database has stored only a part of what was sent: how many points are missing, and their times, as far as it says. */
interface PartlyStored {
  readonly says: string;
  readonly points?: number;
  readonly fromMs?: number;
  readonly toMs?: number;
}

interface ImportedFile {
  readonly meter: string;
  readonly days: number;
  /** Dates, as `2026-08-14`. */
  readonly from: string;
  readonly to: string;
}

/** Where troubles and news are reported. Nothing here throws or waits. */
export interface Reports {
  /**
   * A trouble begins in a slot, or changes; undefined if nothing is wrong there.
   * @param beganMs when it began on the monotonic clock, if not now
   * @param end the result of its end: if given, the end is logged at once
   */
  report(
    slot: Slot,
    trouble: UndatedTrouble | undefined,
    more?: { readonly beganMs?: number; readonly end?: TroubleEnd },
  ): void;
  tell(news: UndatedNews): void;
}
