import type { Kinds, Part } from '../../trouble.ts';

/** A sentence for each trouble, for whoever is at home: without addresses, ports, paths, or what a server has said. */
type TroubleSentences = { readonly [P in Part]: { readonly [K in Kinds[P]]: string } };

const FILE = 'The history cannot be written to its file: what the meter says is kept in memory until it can be.';
const DATABASE = 'The database takes nothing at the moment: what the meter says is kept until it does.';
const ANSWERS_AGAIN = 'The part of Linky TIC that answers other programs and devices is started again.';
const NOT_THERE = 'This page cannot be had at the address that is set for it.';
const RESTARTS = 'The part of Linky TIC that keeps the history has stopped, and starts again.';
const NO_BROKER = 'The MQTT broker, by which the rest of the house gets what the meter says, does not get it.';
const UNSHARED = 'Another program of this home does not get what the meter says.';

/** What the house's page is told by its server, in English. */
export const house = {
  misunderstood: 'This page asks for something that Linky TIC does not understand. Reload the page.',
  noSuchPath: 'There is nothing here. The page of the house is at the path /.',
  readOnly: 'The page can only be read, with GET or HEAD.',
  otherHost:
    'Ask by the IP address of this machine, or by a name that your network gives it: names of the internet are refused, so that no web page can read what the house draws.',
  fileUnreadable: 'This part of the page cannot be read from the disk at the moment.',
  busy: 'Too many questions to the history wait for their answers. Ask again in a moment.',
  tooSlow: 'The history took too long to answer. Ask again in a moment.',
  unreadable: 'The history cannot be read at the moment.',
  rescued: 'A part of the history was lost or damaged. What is shown is what can still be read.',
  troubles: {
    line: {
      missing: 'The adapter of the meter is not there: it may be unplugged.',
      gone: 'The adapter of the meter went away while it was read: it may be unplugged.',
      forbidden: 'Linky TIC has no right to read the meter’s adapter.',
      busy: 'Another program keeps the meter’s adapter for itself.',
      unreachable: 'The bridge to the meter does not answer.',
      unsupported: 'The meter’s adapter cannot be read on this system.',
      other: 'The meter’s adapter cannot be read.',
      silent: 'Nothing comes from the meter.',
      garbage: 'What comes is not what a meter says: its wires may be loose.',
      fixedFormat: 'What comes is not what the settings expect from the meter.',
      shared: 'Another program takes a part of what the meter says.',
      noise: 'A part of what the meter says is damaged on the way, and left out.',
    },
    clock: {
      unset: 'The clock of this machine is not set yet.',
      behind: 'The clock of this machine is behind the meter’s.',
      ahead: 'The clock of this machine is ahead of the meter’s.',
    },
    history: {
      unreachable: FILE,
      readOnly: FILE,
      full: 'The disk is full: what the meter says is kept in memory until there is room.',
      folder: FILE,
      link: FILE,
      shared: 'Another program writes to the history: what the meter says is kept in memory.',
      newer: 'A later version of Linky TIC made the history: what the meter says is kept in memory.',
      foreign: FILE,
      damaged: 'The history is damaged: what the meter says is kept in memory.',
      damagedRepeatedly: 'The history is damaged again and again: what the meter says is kept in memory.',
      failing: 'The disk of the history fails: what the meter says is kept in memory.',
      notCopied: 'The second copy of the history cannot be written. The history itself goes on.',
      losing: 'The history is full: the oldest readings are dropped before the database has them.',
      dropping: 'Memory is full of readings that wait to be written: the oldest are dropped.',
    },
    mirror: {
      notListening: 'The database is not running: what the meter says is kept until it is back.',
      unknownHost: 'The database cannot be found: what the meter says is kept until it is there.',
      silent: 'The database does not answer: what the meter says is kept until it does.',
      full: 'The disk of the database is full, or nearly: what the meter says is kept until there is room.',
      failing: 'The database is in trouble: what the meter says is kept until it is well again.',
      broken: 'The connection to the database breaks: what the meter says is kept until it holds.',
      busy: 'The database asks to wait: what the meter says is kept and sent later.',
      credentials: 'The database does not know Linky TIC: what the meter says is kept until it does.',
      rights: 'Linky TIC has no right to write to the database: what the meter says is kept until it has.',
      noSuchStore: DATABASE,
      noSuchRetentionPolicy: DATABASE,
      noOrganisation: DATABASE,
      noRoom: DATABASE,
      name: DATABASE,
      refusesAll: 'The database refuses everything: what the meter says is kept until it takes it.',
      address: 'What answers is not the database: what the meter says is kept until it is found.',
      certificate: 'The certificate of the database cannot be trusted: what the meter says is kept until it can be.',
      stranger: 'What answers does not show that it is the database: what the meter says is kept until it does.',
      refused: 'The database refuses a part of what the meter says. Everything else goes on.',
      notSetAside: 'What the database refuses cannot be set aside. The history has it for some days.',
      defect: 'The way to the database is broken inside Linky TIC. It is tried again every minute.',
    },
    settings: {
      problem: 'Something is wrong in the settings.',
      noMeters: 'There is no meter in the settings: nothing is read.',
    },
    share: {
      ...{ taken: UNSHARED, foreign: UNSHARED, forbidden: UNSHARED, other: UNSHARED },
      ...{ broken: ANSWERS_AGAIN, memory: ANSWERS_AGAIN, stood: ANSWERS_AGAIN },
      stuck: 'The disk does not answer: other programs and devices wait for it.',
    },
    page: { taken: NOT_THERE, foreign: NOT_THERE, forbidden: NOT_THERE, other: NOT_THERE },
    mqtt: {
      ...{
        notListening: NO_BROKER,
        unknownHost: NO_BROKER,
        silent: NO_BROKER,
        credentials: NO_BROKER,
        rights: NO_BROKER,
      },
      ...{ certificate: NO_BROKER, ca: NO_BROKER, stranger: NO_BROKER, busy: NO_BROKER, dropped: NO_BROKER },
      failing: NO_BROKER,
    },
    matter: { noAnswer: 'Homebridge does not answer: what Matter shows of this meter may be old.' },
    writer: {
      broken: RESTARTS,
      memory: RESTARTS,
      stood: RESTARTS,
      stuck: 'The disk does not answer: the history and the database wait for it.',
      full: 'Too many readings wait to be written: what the meter says now is missing from the history.',
      unanswering: 'The part of Linky TIC that keeps the history does not answer.',
      noStatus: 'Other programs cannot ask Linky TIC how it is. Everything else goes on.',
    },
  } satisfies TroubleSentences,
};

export type HouseTexts = typeof house;
