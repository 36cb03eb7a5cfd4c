import type { Lane } from '../case.ts';

/** What the settings say wrongly; the next start ends it. */
export const settingsLane: Lane = [
  {
    name: 'a setting has a value that cannot be',
    expects: { part: 'settings', kind: 'problem', setting: /keepDays|Keep frames for/, log: /journal\.keepDays: / },
  },
];

/** What was saved while Homebridge runs with other settings: only who reads config.json can tell. */
export const savedSettingsLane: Lane = [
  {
    name: 'the URL of InfluxDB is none',
    without: ['log', 'status', 'sensor'],
    expects: { part: 'settings', kind: 'problem', setting: /influx\.url|Address/ },
    mends: (home) => home.saveSoundSettings(),
  },
];

/** The next start, with another address, ends it. */
export const shareAddressLane: Lane = [
  {
    name: 'the address of the share is not one of this machine',
    expects: {
      ...{ part: 'share', kind: 'foreign', meter: 'Fixed', tab: 'port' },
      log: /Fixed: \S+ cannot be opened, because it is not an address of this machine/,
    },
  },
];

export const shareLane: Lane = [
  {
    name: 'another program has the port of the share',
    expects: {
      ...{ part: 'share', kind: 'taken', meter: 'House', tab: 'port' },
      log: /House: \S+ cannot be opened, because another program has it/,
    },
    mends: ({ intruder }) => intruder.shut(),
    logsEnd: /House: programs on this machine can read the raw TIC stream/,
  },
];

/** The thread that writes, and the process that it is in. */
export const threadLane: Lane = [
  {
    name: 'the disk does not answer',
    breaks: (home) => home.setDisk('never'),
    // The thread that waits for the disk is the one that answers at the socket.
    without: ['status'],
    expects: {
      ...{ part: 'writer', kind: ['stuck', 'unanswering'], tab: 'energy' },
      log: /The disk has not answered for a minute/,
    },
    mends: (home) => home.setDisk('well'),
    logsEnd: /The disk answers again/,
  },
];

/** The process is there, and its socket with it, and nobody answers. */
export const frozenLane: Lane = [
  {
    name: 'Homebridge does not answer',
    without: ['status', 'sensor'],
    breaks: ({ pid }) => process.kill(pid, 'SIGSTOP'),
    expects: { part: 'writer', kind: 'unanswering', tab: 'energy' },
    mends: ({ pid }) => process.kill(pid, 'SIGCONT'),
  },
];
