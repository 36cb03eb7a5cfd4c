import { lineMode } from './numbers.ts';
import { age } from './times.ts';

/** The texts of the settings page's server, in English. */
export const ui = {
  broken: (says: string) => `Something in this plugin is broken. Please report it, and quote these words: ${says}`,
  misunderstood: (field: string) =>
    `This page asks for something that the plugin does not understand (${field}). Reload the page.`,
  nodeTooOld: (version: string) =>
    `The local history needs Node.js 22.13, 24 or 26, which have SQLite; Homebridge runs on ${version} here.`,
  urlSecrets: 'The address must not contain a user, a password or a token: they have fields of their own.',
  history: {
    newer: (_reason: string) =>
      'The local history was created by another version of this plugin, and this one cannot read it. Install the newest version.',
    foreign: (reason: string) =>
      `The file of the local history is the database of another program (${reason}). Move it away, and a new history begins.`,
    damaged: (reason: string) =>
      `The local history is damaged (${reason}). As soon as the plugin finds the damage, it goes on with what can still be read. Check the SD card.`,
    unreachable: (_reason: string) =>
      'The local history cannot be opened. Its file must belong to the user that runs Homebridge.',
    failing: (reason: string) => `The local history cannot be read (${reason}).`,
  },
  imports: {
    lost: 'The file is no longer here, or not all of it. Choose it again.',
  },
  listen: {
    interrupted: 'Stopped, because the page listens to a port again.',
    meter: (mode: string, address: string, { contract, bauds }: FoundLine = {}) =>
      `A Linky meter answers in ${lineMode(mode, bauds)}: number ${address}${contract === undefined ? '' : `, contract ${contract}`}.`,
    power: (va: string) => `The house draws ${va}.`,
    load: (va: string, subscribedVA: string, percent: string) =>
      `The house draws ${va} of the ${subscribedVA} that are subscribed: ${percent}.`,
    perfect: 'The signal is perfect: everything arrives undamaged.',
    good: (percent: string) => `The signal is good: ${percent} of what comes is damaged and left out.`,
    byPlugin: (seconds: number) =>
      `The plugin itself reads this port: this is what it heard ${seconds <= 1 ? 'just now' : `${seconds} s ago`}.`,
    byHomebridge: (seconds: number) => `Homebridge reads the meter on this port: its last reading is ${seconds} s old.`,
    heldByHomebridge: (port: string) =>
      `Homebridge has ${port} already: this plugin, or another one that reads the meter. If you have just changed the settings, restart Homebridge; if another plugin reads the meter, disable it.`,
    noneYet: (port: string, seconds: number | undefined) =>
      `The plugin reads ${port} and has heard no frame there ${seconds === undefined ? 'yet' : `for ${age(seconds)}`}. It is still finding out why: listen again in half a minute.`,
  },
  trouble: {
    notAPort: (port: string) =>
      `“${port}” is not a port. It is a serial port such as /dev/ttyUSB0, an address such as tcp://192.168.1.20:2000, or demo.`,
    missing: (port: string, { ports }: { readonly ports: readonly string[] }) =>
      ports.length === 0
        ? `There is no ${port}, nor any other serial port on this machine. Plug in the adapter, or try another USB socket, then listen again.`
        : `There is no ${port}. There ${ports.length === 1 ? 'is' : 'are'}: ${ports.join(', ')}. If none of them is the meter’s, plug in the adapter, or try another USB socket.`,
    noDevice: (port: string) => `${port} is there, but it is not a serial port.`,
    forbidden: (port: string, { user, group, remedy }: Forbidden) =>
      ({
        join: `Homebridge (the user ${user}) has no permission to open ${port}: it belongs to the group ${group}. In a terminal: sudo usermod -aG ${group} ${user}, then restart the machine: sudo reboot.`,
        loginAgain: `Homebridge (the user ${user}) has no permission to open ${port} yet: it has joined the group ${group} since it was started. Restart the machine.`,
        open: `Homebridge (the user ${user}) has no permission to open ${port}, and neither has any group. In a terminal: sudo chgrp ${group} ${port}, then sudo chmod g+rw ${port}, then sudo usermod -aG ${group} ${user}, then sudo hb-service restart.`,
      })[remedy],
    busy: (port: string, { holders }: { readonly holders: readonly Holder[] }) => {
      const names = holders.map(({ name }) => name).join(', ');
      const kinds = holders.map(({ kind }) => kind);
      if (kinds.includes('page'))
        return `Another settings page is listening to ${port}. Close it in the other window or on the other device, then listen again.`;
      if (kinds.includes('console'))
        return `${port} is taken by the serial console of Linux. Switch it off in a terminal: sudo raspi-config nonint do_serial_cons 1, then sudo reboot (on other machines: sudo systemctl disable --now serial-getty@${port.replace(/^.*\//, '')}).`;
      return `Another program${names === '' ? '' : ` (${names})`} reads ${port}, and only one at a time can read a meter. Stop it, then listen again.`;
    },
    parity: (port: string, { percent }: { readonly percent: number }) =>
      `${percent}% of what comes on ${port} is damaged: the signal is too weak or too slow. Try a shorter cable, keep it away from mains cables, or try another adapter. For a home-made receiver, the page “On the pins of a Raspberry Pi” says which resistor to change.`,
    refused: (port: string, { percent }: { readonly percent: number }) =>
      `${percent}% of what comes on ${port} is damaged. Check the wires on I1 and I2, and the length of the cable, or try another adapter.`,
  },
  mqtt: {
    settings: (url: string, topic: string) => `The settings are complete: topics under ${topic}/, at ${url}.`,
    noUrl: 'The address of the broker is missing.',
    reached: (url: string) => `An MQTT broker answers at ${url}.`,
    user: (name: string) => `It accepts the user ${name}.`,
    nobody: 'It accepts this plugin without a user.',
    /** @param discovery whether Home Assistant is told, too */
    published: (topic: string, discovery: boolean) =>
      `It accepts a test message under ${topic}/${discovery ? ' and one under homeassistant/device/' : ''}. Such a message is empty and is not kept.`,
  },
  influx: {
    settings: (url: string, place: string) => `The settings are complete: ${place}, at ${url}.`,
    noUrl: 'The address of InfluxDB is missing.',
    /** @param server what it is: `InfluxDB 2.9.1`, `VictoriaMetrics` */
    reached: (url: string, server: string) => `${server} answers at ${url}.`,
    answers: (url: string) => `Something answers at ${url}.`,
    written: (place: string) => `A point was written to ${place}.`,
    accepted: (place: string) => `It accepts a point for ${place}.`,
    found: 'The point was found there: the database keeps what it is sent.',
    writeOnly: {
      '2': 'The token may write, but not read, so the point could not be looked for. That is enough for this plugin.',
      '1': 'The user may write, but not read, so the point could not be looked for. That is enough for this plugin.',
    },
    unreadable: (reason: string) =>
      `The point cannot be looked for at this address (${reason}). That does not matter: this plugin only writes.`,
    lost: 'InfluxDB accepted the point, but does not show it some seconds later. Try again in a minute; then check the clock of this machine, and how long InfluxDB keeps what it is sent (its retention).',
    refused: (reason: string) => `InfluxDB refuses the point (${reason}).`,
    tooOld: (reason: string) =>
      `InfluxDB does not store the point (${reason}). If it is too old for its retention: is the clock of this machine right?`,
    stranger: (url: string, reason: string) =>
      `What answers at ${url} does not show that it is an InfluxDB: the point cannot be read back there${reason === '' ? '' : ` (${reason})`}. Check the address and the port. If a proxy is in front of InfluxDB, it must let /ping, /health or /query through.`,
    created: (database: string) => `The database ${database} has been created.`,
    mayNotCreate: (database: string, reason: string) =>
      `This user may not create a database (${reason}). Ask an administrator to run: CREATE DATABASE "${database}"`,
    notCreated: (database: string, reason: string) => `The database ${database} could not be created (${reason}).`,
    /** What a user should know of a database whose settings are right. */
    hints: {
      influxCore:
        'In InfluxDB 3 Core a query reaches about 72 hours back, although everything is kept. Started with the option --query-file-limit 100000 it also shows the curves of weeks and months; without it, they fail there. It allows five databases at most, and has no Flux. VictoriaMetrics, InfluxDB 2 and InfluxDB 3 Enterprise reach back for years by themselves.',
      victoriaMetrics:
        'VictoriaMetrics deletes what is older than a month, unless its option retentionPeriod is longer, such as 100y (100 years). It stores numbers only: the contract, messages and off-peak hours stay on this page.',
    },
    noDatabase: 'Only InfluxDB 1.x has databases that can be created from here.',
  },
};

interface Forbidden {
  readonly user: string;
  readonly group: string;
  readonly remedy: 'join' | 'loginAgain' | 'open';
}

interface Holder {
  readonly name: string;
  readonly kind: 'homebridge' | 'page' | 'mirror' | 'console' | 'other';
}

interface FoundLine {
  readonly contract?: string;
  /** The speed of the line, where it is not the usual one of the mode. */
  readonly bauds?: number;
}
