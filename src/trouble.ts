/**
 * What stands against the home's numbers at present, as values: whoever notices a trouble reports it, and one list keeps them
 * (`trouble-list.ts`), which the log, the settings page, the doctor, `--json` and a sensor read. What happened once is news
 * (`trouble-news.ts`); `trouble-words.ts` has the words for both.
 */

/** The troubles of each part. */
export interface Kinds {
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
  /** Why other programs do not get the line, or the newest Reading, at the address that is set for it; or what is wrong with their thread. */
  readonly share: AddressTrouble | ThreadInTrouble;
  /** Why the house's page cannot be had at the address that is set for it. */
  readonly page: AddressTrouble;
  /**
   * Why the MQTT broker does not get the readings. `silent`: it does not answer in time. `rights`: the user may not publish there. `ca`: the
   * file of authorities cannot be used. `stranger`: what answers is no broker. `dropped`: it ends each connection soon.
   */
  readonly mqtt:
    | 'notListening'
    | 'unknownHost'
    | 'silent'
    | 'credentials'
    | 'rights'
    | 'certificate'
    | 'ca'
    | 'stranger'
    | 'busy'
    | 'dropped'
    | 'failing';
  /** Homebridge does not answer about a meter's accessory in Matter. */
  readonly matter: 'noAnswer';
  /**
   * The writer's thread. `full`: the queue to it is. `unanswering`: nobody answers at the status socket, as who asks there finds out.
   * `noStatus`: it has no socket.
   */
  readonly writer: ThreadInTrouble | 'full' | 'unanswering' | 'noStatus';
}

/** How a thread ended without being asked to. It is started again. `stood`: it gave no sign of life. */
export type EndOfThread = 'broken' | 'memory' | 'stood';
/** `stuck`: it waits for the disk. */
type ThreadInTrouble = EndOfThread | 'stuck';

export type Part = keyof Kinds;

/** Another program has the address; it is none of this machine; it may not be opened. */
type AddressTrouble = 'taken' | 'foreign' | 'forbidden' | 'other';

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
  readonly page: { readonly address: string; readonly says: string };
  readonly mqtt: {
    readonly url: string;
    /** What the system or the broker says. */
    readonly says: string;
    /** The user of the settings; absent where there is none. */
    readonly username?: string;
    /** Of `ca`: the file. */
    readonly ca?: string;
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

/** The kinds whose sentences need to know other facts than those of their part. */
interface FactsOfKind {
  readonly share: { readonly [K in ThreadInTrouble]: { readonly says?: string } };
}

/** What the sentences about a kind of trouble need to know. */
export type FactsOf<P extends Part, K extends Kinds[P]> = P extends keyof FactsOfKind
  ? K extends keyof FactsOfKind[P]
    ? FactsOfKind[P][K]
    : TroubleFacts[P]
  : TroubleFacts[P];

export interface OfMeter {
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
  readonly [Q in P]: { readonly [K in Kinds[Q]]: { readonly part: Q; readonly kind: K } & FactsOf<Q, K> }[Kinds[Q]];
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
  | 'page'
  | 'mqtt'
  | `matter ${string}`
  | 'thread'
  | 'disk of the thread'
  | 'thread of the share'
  | 'disk of the share'
  | 'queue'
  | 'status';
