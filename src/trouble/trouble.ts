/**
 * The present troubles, as values: each is reported where it is noticed, and one list keeps them (`list.ts`), which the log, the
 * settings page, the doctor, `--json` and a sensor read. What happened once is news (`news.ts`); `words.ts` has the words
 * for both.
 */

/** The kinds of trouble of each part. */
export interface Kinds {
  /**
   * A meter's line. `missing`: the port does not exist. `gone`: it disappeared while it was being read. `busy`: another program has locked
   * it. `shared`: another program reads it without a lock. `silent`: no bytes. `garbage`: bytes that are not TIC. `fixedFormat`: the same,
   * if the settings fix the mode or the baud rate. `noise`: more than 5 % of the groups are refused.
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
  /** `unset`: it still shows the time that it started with. `behind`, `ahead`: it differs from a meter's clock. */
  readonly clock: 'unset' | 'behind' | 'ahead';
  /**
   * Why the journal is not on disk (see `DiskTrouble`). `notCopied`: its second copy cannot be written. `losing`: Readings that were not
   * delivered are deleted to make room for others. `dropping`: the same for Readings in memory, which has no room for more.
   */
  readonly history:
    | 'unreachable'
    | 'readOnly'
    | 'full'
    | 'folder'
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
   * Why nothing is stored in the database (see `DeliveryTrouble`). `refused`: it does not accept the points of a measurement. `defect`: a
   * bug of this plugin.
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
    | 'refusesAll'
    | 'address'
    | 'certificate'
    | 'refused'
    | 'defect';
  readonly settings: 'problem' | 'noMeters';
  /** Why other programs do not get the line, or the newest Reading, at the configured address; or what is wrong with their thread. */
  readonly share: AddressTrouble | ThreadInTrouble;
  /** Why the house's page is not available at the configured address. */
  readonly page: AddressTrouble;
  /**
   * Why the MQTT broker does not get the readings. `silent`: it does not answer in time. `rights`: the user may not publish there. `ca`:
   * the file of certificate authorities cannot be used. `stranger`: what answers is not a broker. `dropped`: it ends each connection soon.
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
  /** Homebridge does not answer about a meter's Matter accessory. */
  readonly matter: 'noAnswer';
  /**
   * The writer's thread. `full`: its queue is full. `noStatus`: it has no socket for its status. What the program finds that asks there:
   * `unanswering`, nothing answers; `otherVersion`, a plugin of the version that `says` names.
   */
  readonly writer: ThreadInTrouble | 'full' | 'unanswering' | 'otherVersion' | 'noStatus';
}

/** How a thread ended without being asked to. It is restarted. `stood`: it showed no sign of life. */
export type EndOfThread = 'broken' | 'memory' | 'stood';
/** `stuck`: it waits for the disk. */
type ThreadInTrouble = EndOfThread | 'stuck';

export type Part = keyof Kinds;

/** `taken`: another program uses the address. `foreign`: the address does not belong to this machine. `forbidden`: it may not be opened. */
type AddressTrouble = 'taken' | 'foreign' | 'forbidden' | 'other';

/** The facts that the sentences about the troubles of a part need. */
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
    /** For `noise`, and for `shared` if the meter is received all the same: the refused groups in %, and the most frequent reason. */
    readonly percent?: number;
    readonly mostly?: string;
    /** For `noise`: whether no frame arrives at all. */
    readonly isUnread?: boolean;
  };
  readonly clock: {
    /** The difference between the meter's clock and this machine's. */
    readonly byMs?: number;
    /** Whether Readings wait for their dates because of it. */
    readonly waits?: boolean;
  };
  readonly history: {
    /** The journal, or for `notCopied` the folder of its second copy. */
    readonly path: string;
    /** What the system or SQLite says. */
    readonly says: string;
    /** For `notCopied`: the reason. */
    readonly why?: DiskTrouble;
    /** Which paths of it this user may not access, if that is the reason. */
    readonly closed?: ClosedPaths;
    /** For `dropping`: how many Readings memory has room for. */
    readonly most?: number;
    /** For `losing`: the time of the first lost Reading. */
    readonly fromMs?: number;
  };
  readonly mirror: {
    readonly to: InfluxPlace;
    /** What the server or the system says, in one short line. */
    readonly says: string;
    /** For `refused`: which, and the times of the first and the last point so far. */
    readonly measurement?: string;
    readonly fromMs?: number;
    readonly toMs?: number;
    readonly waiting?: WaitingReadings;
  };
  readonly settings: {
    /** As `meters[0].port`; empty for `noMeters`. */
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
    /** The user in the settings; absent if there is none. */
    readonly username?: string;
    /** For `ca`: the file. */
    readonly ca?: string;
  };
  readonly matter: OfMeter & { readonly seconds: number };
  readonly writer: {
    readonly says?: string;
    /** For `full`: how many Readings are waiting. */
    readonly most?: number;
    /** For `noStatus`. */
    readonly socket?: string;
  };
}

/** The kinds whose sentences need other facts than those of their part. */
interface FactsOfKind {
  readonly share: { readonly [K in ThreadInTrouble]: { readonly says?: string } };
}

/** The facts that the sentences about a kind of trouble need. */
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

/** The facts that the words for a disk need. */
export interface DiskFacts {
  readonly kind: DiskTrouble;
  readonly says: string;
  readonly closed?: ClosedPaths;
}

/** Which paths of a journal its user may not access, and why. */
export type ClosedPaths =
  /** The folder of the journal does not exist. */
  | { readonly kind: 'noFolder'; readonly path: string }
  /** These belong to `owner`. `isFolder`: a folder, including everything in it. */
  | {
      readonly kind: 'foreign';
      readonly paths: readonly string[];
      readonly owner: string;
      readonly user: string;
      readonly isFolder: boolean;
    }
  /** These belong to the user, but their permission bits are not sufficient. */
  | { readonly kind: 'rights'; readonly paths: readonly string[]; readonly user: string; readonly isFolder: boolean };

/** The database to which the mirror writes, without its secrets. */
export interface InfluxPlace {
  /** Without a user or a password that it may contain. */
  readonly url: string;
  readonly version: '1' | '2';
  /** Whether a token is set or, for InfluxDB 1.x, a user. */
  readonly hasCredentials: boolean;
  readonly org: string;
  readonly bucket: string;
  readonly database: string;
  readonly username: string;
}

/** The Readings that are still to be sent. */
export interface WaitingReadings {
  /** How many were never acknowledged. */
  readonly unsent: number;
  /** The wall time of the oldest of these. */
  readonly sinceMs?: number;
}

export type KindOf<P extends Part> = Kinds[P];

/** A trouble as it is reported: the list knows when it began. */
export type UndatedTrouble<P extends Part = Part> = {
  readonly [Q in P]: { readonly [K in Kinds[Q]]: { readonly part: Q; readonly kind: K } & FactsOf<Q, K> }[Kinds[Q]];
}[P];

/** A present trouble, and since when, in milliseconds since 1970. */
export type Trouble<P extends Part = Part> = UndatedTrouble<P> & { readonly since: number };

/** The result of the end of a trouble, as far as its part reports it. */
export interface TroubleEnd {
  /** How many Readings were waiting and have been sent. */
  readonly sent?: number;
}

/** Troubles in the same slot exclude each other: a new one replaces the previous one. Troubles in different slots are independent. */
export type Slot =
  | `line ${string}`
  | `noise ${string}`
  | 'clock'
  | 'journal'
  | 'second copy'
  | 'room'
  | 'memory'
  | 'delivery'
  | `refused ${string}`
  | 'mirror'
  | `settings ${string}`
  | `share ${string}`
  | 'page'
  | 'mqtt'
  | `matter ${string}`
  | `thread of ${'writer' | 'share'}`
  | `disk of ${'writer' | 'share'}`
  | 'post'
  | 'status';
