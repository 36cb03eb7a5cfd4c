import type { Kinds, Part } from '../../trouble/trouble.ts';

/** A sentence for each trouble, for whoever is at home: without addresses, ports, paths, or what a server has said. */
type TroubleSentences = { readonly [P in Part]: { readonly [K in Kinds[P]]: string } };

const FILE = 'The local history cannot be written to its file: readings are kept in memory until it can be.';
const DATABASE = 'The database accepts nothing at the moment: readings are kept until it does.';
const ANSWERS_AGAIN = 'The part of Linky TIC that answers other programs and devices is restarted.';
const NOT_THERE = 'This page cannot be opened at the address in the settings.';
const RESTARTS = 'The part of Linky TIC that keeps the local history has stopped, and is being restarted.';
const NO_BROKER = 'The MQTT broker, which passes readings on to the rest of the house, does not receive them.';
const UNSHARED = 'Another program of this home does not receive the readings.';

/** What the house's page is told by its server, in English. */
export const house = {
  misunderstood: 'This page asks for something that Linky TIC does not understand. Reload the page.',
  noSuchPath: 'There is nothing here. The page of the house is at the path /.',
  readOnly: 'The page can only be read, with GET or HEAD.',
  otherHost:
    'Use the IP address of this machine, or a name that your network gives it: names from the internet are refused, so that no web page can read what the house draws.',
  fileUnreadable: 'This part of the page cannot be read from the disk at the moment.',
  busy: 'Too many requests are waiting for the local history. Try again in a moment.',
  tooSlow: 'The local history took too long to answer. Try again in a moment.',
  unreadable: 'The local history cannot be read at the moment.',
  rescued: 'A part of the local history was lost or damaged. What is shown is what can still be read.',
  troubles: {
    line: {
      missing: 'The adapter of the meter is not there: it may be unplugged.',
      gone: 'The adapter of the meter disappeared while it was read: it may be unplugged.',
      forbidden: 'Linky TIC has no permission to read the meter’s adapter.',
      busy: 'Another program keeps the meter’s adapter for itself.',
      unreachable: 'The bridge to the meter does not answer.',
      unsupported: 'The meter’s adapter cannot be read on this system.',
      other: 'The meter’s adapter cannot be read.',
      silent: 'Nothing comes from the meter.',
      garbage: 'What arrives cannot be read: it is not a meter, or its signal is too damaged.',
      fixedFormat: 'What arrives is not what the settings expect from the meter.',
      shared: 'Another program takes a part of what the meter sends.',
      noise: 'At least a part of what the meter sends arrives damaged and is left out.',
    },
    clock: {
      unset: 'The clock of this machine is not set yet.',
      behind: 'The clock of this machine is behind the meter’s.',
      ahead: 'The clock of this machine is ahead of the meter’s.',
    },
    history: {
      unreachable: FILE,
      readOnly: FILE,
      full: 'The disk is full: readings are kept in memory until there is room.',
      folder: FILE,
      shared: 'Another program writes to the local history: readings are kept in memory.',
      newer: 'A later version of Linky TIC created the local history: readings are kept in memory.',
      foreign: FILE,
      damaged: 'The local history is damaged: readings are kept in memory.',
      damagedRepeatedly: 'The local history is damaged again and again: readings are kept in memory.',
      failing: 'The disk of the local history fails: readings are kept in memory.',
      notCopied: 'The second copy of the local history cannot be written. The local history itself goes on.',
      losing: 'The local history is full: the oldest readings are deleted before the database has them.',
      dropping: 'Memory is full of readings that wait to be written: the oldest are lost.',
    },
    mirror: {
      notListening: 'The database is not running: readings are kept until it is back.',
      unknownHost: 'The database cannot be found: readings are kept until it is there.',
      silent: 'The database does not answer: readings are kept until it does.',
      full: 'The disk of the database is full, or nearly: readings are kept until there is room.',
      failing: 'The database reports an error: readings are kept until it works again.',
      broken: 'The connection to the database breaks: readings are kept until it is stable.',
      busy: 'The database asks to wait: readings are kept and sent later.',
      credentials: 'The database does not recognise Linky TIC: readings are kept until it does.',
      rights: 'Linky TIC has no permission to write to the database: readings are kept until it has.',
      noSuchStore: DATABASE,
      noSuchRetentionPolicy: DATABASE,
      noOrganisation: DATABASE,
      noRoom: DATABASE,
      refusesAll: 'The database refuses everything: readings are kept until it accepts them.',
      address: 'What answers is not the database: readings are kept until it is found.',
      certificate: 'The certificate of the database cannot be trusted: readings are kept until it can be.',
      refused: 'The database refuses some readings. Everything else goes on.',
      defect: 'Sending to the database has failed inside Linky TIC. It is tried again every minute.',
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
      stuck: 'The disk does not answer: the local history and the database wait for it.',
      full: 'Too many readings are waiting to be written: new readings are missing from the local history.',
      unanswering: 'The part of Linky TIC that keeps the local history does not answer.',
      otherVersion: 'Linky TIC was updated, and Homebridge has not been restarted since.',
      noStatus: 'Other programs cannot ask Linky TIC for its status. Everything else goes on.',
    },
  } satisfies TroubleSentences,
};

export type HouseTexts = typeof house;
