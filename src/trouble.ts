/**
 * What stands against the home's numbers at present, and what happened once. Both are values: whoever notices one reports it, and
 * one list keeps them (`trouble-list.ts`), which the log, the settings page, the doctor, `--json` and a sensor read.
 */

/** The troubles of each part. */
interface Kinds {
  /**
   * A meter's line. `missing`: no such port. `gone`: it went away while it was read. `busy`: another program has locked it. `shared`:
   * another program reads it without a lock. `silent`: no bytes. `garbage`: bytes that are no TIC. `fixedFormat`: the same, where
   * the settings fix the mode or the speed. `noise`: more than 5 % of the groups are refused.
   */
  readonly line:
    | 'missing'
    | 'gone'
    | 'forbidden'
    | 'busy'
    | 'unreachable'
    | 'unsupported'
    | 'other'
    | 'silent'
    | 'garbage'
    | 'fixedFormat'
    | 'shared'
    | 'noise';
  /** `unset`: it still has the time of its power-on. `behind`, `ahead`: a meter knows better. */
  readonly clock: 'unset' | 'behind' | 'ahead';
  /**
   * Why the journal is not on disk (see `DiskTrouble`). `notCopied`: its second copy cannot be written. `losing`: Readings that were
   * not delivered make room for others. `dropping`: so do Readings in memory, which has no room for more.
   */
  readonly history:
    | 'unreachable'
    | 'readOnly'
    | 'full'
    | 'folder'
    | 'link'
    | 'shared'
    | 'newer'
    | 'foreign'
    | 'damaged'
    | 'damagedRepeatedly'
    | 'failing'
    | 'notCopied'
    | 'losing'
    | 'dropping';
  /**
   * Why nothing is stored in the database (see `DeliveryTrouble`). `refused`: it does not take some series. `notSetAside`: nor can the
   * lines that it refuses be kept in a file. `defect`: a bug of ours.
   */
  readonly mirror:
    | 'notListening'
    | 'unknownHost'
    | 'silent'
    | 'full'
    | 'failing'
    | 'broken'
    | 'busy'
    | 'credentials'
    | 'rights'
    | 'noSuchStore'
    | 'noSuchRetentionPolicy'
    | 'noOrganisation'
    | 'noRoom'
    | 'name'
    | 'refusesAll'
    | 'address'
    | 'certificate'
    | 'stranger'
    | 'refused'
    | 'notSetAside'
    | 'defect';
  readonly settings: 'problem' | 'noMeters';
  /** Why other programs do not get the line, or the newest Reading, at the address that is set for it. */
  readonly share: 'taken' | 'foreign' | 'forbidden' | 'other';
  /** Homebridge does not answer about a meter's accessory in Matter. */
  readonly matter: 'noAnswer';
  /**
   * The writer's thread. `broken`, `memory`, `stood`: it ended, and is started again. `stuck`: it waits for the disk. `full`: the
   * queue to it is. `unanswering`: nobody answers at the status socket, as who asks there finds out. `noStatus`: it has no socket.
   */
  readonly writer: 'broken' | 'memory' | 'stood' | 'stuck' | 'full' | 'unanswering' | 'noStatus';
}

export type Part = keyof Kinds;

/** What the sentences about the troubles of a part need to know. */
export interface TroubleFacts {
  readonly line: OfMeter & {
    readonly port: string;
    /** What the system says. */
    readonly says?: string;
    /** The programs that have the port open, as far as this user may see them. */
    readonly holders?: readonly string[];
    /** What the settings fix. */
    readonly mode?: 'historique' | 'standard';
    readonly baudRate?: number;
    /** Of `noise`, and of `shared` where the meter is heard all the same: the refused groups in %, and of what kind most of them are. */
    readonly percent?: number;
    readonly mostly?: string;
  };
  readonly clock: {
    /** How far the meter's clock and this machine's are apart. */
    readonly byMs?: number;
    /** Whether Readings wait for their dates because of it. */
    readonly waits?: boolean;
  };
  readonly history: {
    /** The journal, or of `notCopied` the folder of its second copy. */
    readonly path: string;
    /** What the system or SQLite says. */
    readonly says: string;
    /** Of `notCopied`: why. */
    readonly why?: DiskTrouble;
    /** What the user may not use of it, where that is the reason. */
    readonly closed?: ClosedPaths | undefined;
    /** Of `dropping`: how many Readings memory has room for. */
    readonly most?: number;
    /** Of `losing`: the time of the first Reading that was lost. */
    readonly fromMs?: number;
  };
  readonly mirror: {
    readonly to: InfluxPlace;
    /** What the server or the system says, in one short line. */
    readonly says: string;
    /** Of `refused`: measurement and tags of the series, the first of them, and how many there are. */
    readonly series?: readonly string[];
    readonly seriesInAll?: number;
    /** The file of the lines that are refused. */
    readonly file?: string;
    readonly waiting?: WaitingReadings;
  };
  readonly settings: {
    /** As `meters[0].port`; empty of `noMeters`. */
    readonly path: string;
    readonly says: string;
  };
  readonly share: OfMeter & {
    readonly shared: 'line' | 'reading';
    readonly address: string;
    readonly says: string;
  };
  readonly matter: OfMeter & { readonly seconds: number };
  readonly writer: {
    readonly says?: string;
    /** Of `full`: how many Readings wait. */
    readonly most?: number;
    /** Of `noStatus` and `unanswering`. */
    readonly socket?: string;
  };
}

interface OfMeter {
  /** Its slug. */
  readonly meter: string;
  readonly name: string;
}

/** Why the journal cannot be on disk: see `journal/disk-trouble.ts`. */
export type DiskTrouble = Exclude<Kinds['history'], 'notCopied' | 'losing' | 'dropping'>;

/** What the words for a disk need to know. */
export interface DiskFacts {
  readonly kind: DiskTrouble;
  readonly says: string;
  readonly closed?: ClosedPaths | undefined;
}

/** What of a journal its user may not use, and why. */
export type ClosedPaths =
  /** The folder of the journal is not there. */
  | { readonly kind: 'noFolder'; readonly path: string }
  /** These belong to `owner`. `isFolder`: with all that is in it. */
  | {
      readonly kind: 'foreign';
      readonly paths: readonly string[];
      readonly owner: string;
      readonly user: string;
      readonly isFolder: boolean;
    }
  /** These are the user's own, and their permission bits are not enough. */
  | { readonly kind: 'rights'; readonly paths: readonly string[]; readonly user: string; readonly isFolder: boolean };

/** The database to which the mirror writes, without its secrets. */
export interface InfluxPlace {
  /** Without a user or a password that may stand in it. */
  readonly url: string;
  readonly version: '1' | '2';
  /** Whether a token, or of InfluxDB 1.x a user, is set. */
  readonly hasCredentials: boolean;
  readonly org: string;
  readonly bucket: string;
  readonly database: string;
  readonly username: string;
}

/** The Readings that are still to be sent. */
export interface WaitingReadings {
  /** How many were not acknowledged in this run. */
  readonly unsent: number;
  /** The wall time of the oldest of these. */
  readonly sinceMs?: number;
  /** How many were acknowledged, and are sent once more. */
  readonly doubted: number;
}

export type KindOf<P extends Part> = Kinds[P];

/** A trouble as it is reported: when it began is known to the list. */
export type UndatedTrouble<P extends Part = Part> = {
  readonly [Q in P]: { readonly [K in Kinds[Q]]: { readonly part: Q; readonly kind: K } & TroubleFacts[Q] }[Kinds[Q]];
}[P];

/** A trouble that stands, and since when, in milliseconds since 1970. */
export type Trouble<P extends Part = Part> = UndatedTrouble<P> & { readonly since: number };

/** What the end of a trouble brought, as far as its part tells it. */
export interface TroubleEnd {
  /** Readings that had waited and were sent, those that were sent once more, and whether all of them are known to be stored. */
  readonly sent?: number;
  readonly onceMore?: number;
  readonly isAllTaken?: boolean;
}

/** Where troubles exclude each other: a new one takes the place of the one before. Others stand beside each other. */
export type Slot =
  | `line ${string}`
  | `noise ${string}`
  | 'clock'
  | 'journal'
  | 'second copy'
  | 'room'
  | 'memory'
  | 'delivery'
  | 'refused series'
  | 'refused lines'
  | 'mirror'
  | `settings ${string}`
  | `share ${string}`
  | `matter ${string}`
  | 'thread'
  | 'disk of the thread'
  | 'queue'
  | 'status';

/** What happened once, without when. `meter` is a slug, and `name` the name of the meter in the settings. */
export type UndatedNews =
  /** The meter answers, in this mode, at a speed that is not the usual one of it. */
  | ({ readonly part: 'line'; readonly kind: 'found' } & FoundMeter)
  | {
      readonly part: 'line';
      readonly kind: 'moreLabels';
      readonly meter: string;
      readonly name: string;
      readonly most: number;
    }
  /** The journal was damaged. It is kept as the file `as`; nothing could be read of it, or all but this. */
  | { readonly part: 'history'; readonly kind: 'setAside'; readonly path: string; readonly as: string }
  | ({ readonly part: 'history'; readonly kind: 'mended'; readonly path: string; readonly as: string } & Lost)
  /** The database has these from its second copy, as it lacked them. */
  | { readonly part: 'history'; readonly kind: 'takenFromCopy'; readonly days: number; readonly imports: number }
  | { readonly part: 'history'; readonly kind: 'copyUnreadable'; readonly folder: string; readonly files: string }
  /** A block, which spans these times, cannot be read. */
  | { readonly part: 'history'; readonly kind: 'unreadable'; readonly fromMs: number; readonly toMs: number }
  /** The database is full, and the oldest Readings, or minutes, make room. */
  | { readonly part: 'history'; readonly kind: 'rotates' | 'curvesCut' }
  /** So many Readings were dropped, since memory had no room for more while the disk did not work. */
  | { readonly part: 'history'; readonly kind: 'dropped'; readonly count: number }
  /** The Readings of these times were dropped before they were delivered. */
  | { readonly part: 'history'; readonly kind: 'lost'; readonly fromMs: number; readonly toMs: number }
  /** The journal was closed with so many Readings that could not be written. */
  | { readonly part: 'history'; readonly kind: 'unwritten'; readonly count: number }
  /** What was later than now is deleted. */
  | ({ readonly part: 'history'; readonly kind: 'forgotten' } & LaterCounts)
  /** A meter's clock is some minutes ahead of this machine's, which dates Readings all the same. */
  | { readonly part: 'clock'; readonly kind: 'disputed'; readonly byMs: number }
  /** The clock was set back by more than a day, and had dated this before, which stands in the database, too. */
  | ({
      readonly part: 'clock';
      readonly kind: 'setBack';
      readonly folder: string;
      readonly to?: InfluxPlace | undefined;
    } & LaterCounts)
  /** A file of history was imported, or taken back. */
  | ({ readonly part: 'history'; readonly kind: 'imported' | 'importUndone' } & ImportedFile)
  | { readonly part: 'mirror'; readonly kind: 'mirroring'; readonly url: string; readonly server: string }
  | { readonly part: 'mirror'; readonly kind: 'unverified'; readonly url: string }
  | { readonly part: 'mirror'; readonly kind: 'dropped'; readonly url: string; readonly points: number }
  | { readonly part: 'mirror'; readonly kind: 'partly'; readonly url: string; readonly says: string }
  | ({ readonly part: 'mirror'; readonly kind: 'setAside'; readonly url: string } & SetAside)
  | { readonly part: 'mirror'; readonly kind: 'unreadable'; readonly says: string }
  /** So many Readings could not be kept until they were written. */
  | { readonly part: 'writer'; readonly kind: 'lost' | 'leftBehind'; readonly count: number }
  | { readonly part: 'writer'; readonly kind: 'statusAfter'; readonly socket: string };

/** Something that happened once, and when, in milliseconds since 1970. */
export type News = UndatedNews & { readonly at: number };

/** What of a damaged journal could not be read. */
export interface Lost {
  readonly readings?: MissingRange | undefined;
  readonly minutes?: MissingRange | undefined;
  readonly days?: MissingRange | undefined;
  readonly imports?: MissingRange | undefined;
}

/** A gap in the history, by the times of the entries before and after it. */
export interface MissingRange {
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
  readonly inPart: boolean;
}

/** What a journal has that is later than now, and from when until when that goes, in milliseconds since 1970. */
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
  readonly baudRate?: number | undefined;
}

/** Points of a series that the database refused, while it takes others of it. */
interface SetAside {
  readonly series: string;
  readonly says: string;
  readonly file: string;
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
   * A trouble begins in a slot, or changes there; undefined when nothing is wrong there.
   * @param beganMs when it began on the monotonic clock, if not now
   * @param end what its end brought: with it, that it is over is said at once
   */
  report(
    slot: Slot,
    trouble: UndatedTrouble | undefined,
    more?: { readonly beganMs?: number; readonly end?: TroubleEnd },
  ): void;
  tell(news: UndatedNews): void;
}

/** The words for each trouble and each news, in one language: a kind that one of them lacks does not compile. */
export interface TroubleWords {
  readonly waiting: (waiting: WaitingReadings) => string;
  readonly says: {
    readonly [P in Part]: { readonly [K in Kinds[P]]: (facts: TroubleFacts[P]) => Said };
  };
  /** What is said when a trouble is over; an empty text where something else says it. */
  readonly over: {
    readonly [P in Part]: (trouble: UndatedTrouble<P>, stoodMs: number, end: TroubleEnd) => string;
  };
  readonly news: {
    readonly [N in UndatedNews as `${N['part']}.${N['kind']}`]: (news: N) => string;
  };
}

/** What is wrong, in one sentence, and what to do about it; what becomes of the Readings meanwhile. */
export interface Said {
  readonly says: string;
  readonly cure: string;
  readonly meanwhile?: string;
}

/** A trouble in words. */
export function said(trouble: UndatedTrouble, { says }: Pick<TroubleWords, 'says'>): Said {
  // Each text takes the facts of its own part, which TypeScript cannot see through the union.
  const kinds = says[trouble.part] as { readonly [kind: string]: (facts: object) => Said };
  const say = kinds[trouble.kind];
  if (!say) throw new Error(`no words for ${trouble.part} ${trouble.kind}`);
  return say(trouble);
}

/** A trouble in one text. */
export function sentences(trouble: UndatedTrouble, words: Pick<TroubleWords, 'says' | 'waiting'>): string {
  const { says, cure, meanwhile = '' } = said(trouble, words);
  const waiting = trouble.part === 'mirror' && trouble.waiting ? words.waiting(trouble.waiting) : '';
  return [says, cure, meanwhile, waiting].filter((one) => one !== '').join(' ');
}

/** A problem of the settings in one text. */
export function problemText(
  { path, says }: { readonly path: string; readonly says: string },
  words: Pick<TroubleWords, 'says' | 'waiting'>,
): string {
  return sentences({ part: 'settings', kind: 'problem', path, says }, words);
}

/** The text for the end of a trouble. */
export function overText(trouble: UndatedTrouble, stoodMs: number, end: TroubleEnd, { over }: TroubleWords): string {
  const say = over[trouble.part] as (trouble: UndatedTrouble, stoodMs: number, end: TroubleEnd) => string;
  return say(trouble, stoodMs, end);
}

/** News in one text. */
export function newsSentence(news: UndatedNews, words: Pick<TroubleWords, 'news'>): string {
  const say = words.news[`${news.part}.${news.kind}` as keyof TroubleWords['news']] as (news: UndatedNews) => string;
  return say(news);
}
