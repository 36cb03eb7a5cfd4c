import type { LaterCounts } from '../../trouble/news.ts';
import { LANGUAGES } from '../languages.ts';
import { englishNumber, lineMode, plural } from './numbers.ts';
import { englishOffers } from './offers.ts';
import { age } from './times.ts';
import { faults } from './troubles.ts';

/** The texts of the command line, in English. */
export const cli = {
  about: 'Reads the TIC output of a Linky electricity meter: live values, diagnosis and history.',
  help: {
    titles: {
      'Usage:': 'Usage:',
      'Arguments:': 'Arguments:',
      'Options:': 'Options:',
      'Commands:': 'Commands:',
      'Global Options:': 'Options:',
    } as { readonly [title: string]: string },
    usage: '[options] COMMAND',
    more: '\nPORT is a serial port (/dev/ttyUSB0), tcp://address:port, demo:historique, demo:standard, or a recorded file.\nFor more about a command: linky-tic COMMAND --help',
    version: 'show the version',
    help: 'show this help',
    helpCommand: 'show the help of a command',
    port: 'a serial port, tcp://address:port, demo, or a recorded file',
    file: 'file',
    folder: 'folder',
    name: 'name',
    address: 'address',
    language: `the language of the messages: ${LANGUAGES.join(' or ')}`,
    json: 'JSON for programs, one object per line',
    watch: {
      about: 'Shows live what the meter sends',
      mode: 'auto, historique or standard (default: auto)',
      baud: 'the speed of a serial port: auto, 1200 or 9600 (default: auto)',
      raw: 'write the raw bytes of the line to a new file',
      anonymise: 'replace the meter’s numbers in that file with made-up ones',
    },
    doctor: {
      about: 'Says in plain words why there is no data; exit code 0 if all is well',
      mode: 'the mode set for the meter: auto, historique or standard (default: auto)',
      baud: 'the speed set for its serial port: auto, 1200 or 9600 (default: auto)',
      storage: 'Homebridge’s folder: also checks its settings and InfluxDB',
    },
    mirror: {
      about: 'Sends what the meter says to InfluxDB, the house’s page or MQTT, without Homebridge',
      pagePort: 'serve the house’s page on this port (for example 8588), with or without InfluxDB',
      pageHost: 'who can open it: 127.0.0.1 is only this machine, 0.0.0.0 the home’s network (default: 127.0.0.1)',
      name: 'the meter’s name, also in InfluxDB (default: Linky)',
      config:
        'the plugin’s settings, on their own or in a config.json, instead of PORT and the other options; with PORT and --page-port, the prices for the page',
      storage: 'the folder of the local history (default: $XDG_STATE_HOME/linky-tic; root: /var/lib/linky-tic)',
    },
    target: {
      url: 'the address of InfluxDB, such as http://localhost:8086',
      bucket: 'the bucket (InfluxDB 2.x, 3.x, Cloud); VictoriaMetrics needs none',
      org: 'the organisation, if needed',
      tokenFile: 'a file that holds the token; or use the variable LINKY_TIC_TOKEN',
      database: 'the database (InfluxDB 1.x), instead of a bucket',
      retentionPolicy: 'its retention policy, if not the default',
      username: 'its user',
      passwordFile: 'a file that holds the password; or use the variable LINKY_TIC_PASSWORD',
      noLiteral: 'do not send the raw frames (linky_tic)',
    },
    history: {
      about: 'Shows the local history as a table, CSV or line protocol',
      since: 'how far back: 2h, 7d, 4w, 1y, 2026-11-25 (default: 1d; by day, month or year: everything)',
      by: 'by minute, hour, day, month or year, in Paris time (default: hour)',
      cost: 'with euros, from the prices in the plugin’s settings; with --by day, month or year',
      config:
        'where the prices are: the plugin’s settings, on their own or in a config.json (default: config.json beside the local history)',
      format: 'table, csv, or line: the points as they are sent to InfluxDB (default: table)',
      storage: 'the folder of the local history: Homebridge’s, or that of linky-tic mirror',
      more: '\nFor more about one of these commands: linky-tic history import --help',
    },
    import: {
      about: 'Adds a file of past consumption to the local history; without a FILE, lists the imports',
      file: 'a file from the Enedis or EDF account, or from a program that gets the same data from Enedis',
      argument: '[FILE]',
      meter: 'the meter that it belongs to: its name in the settings (default: the only one)',
      config:
        'where the names and prices of the meters are: the plugin’s settings, on their own or in a config.json (default: config.json beside the local history)',
      given: 'FILE has exported energy, not consumption (only for files that do not say which)',
      dryRun: 'say what would be done, and change nothing',
      undo: 'undo the import of FILE, or without FILE the last import',
    },
    forget: {
      about: 'Deletes what is dated in the future, because a clock was ahead',
      later: 'everything that is dated later than now',
      yes: 'the clock is right: delete it even if the history runs on past now, as it does when the clock is slow',
      dryRun: 'say what would be deleted, and delete nothing',
    },
    copy: {
      about: 'Copies the whole local history to a file, also while the plugin runs',
      argument: 'FILE',
      file: 'a file that does not exist yet; only you may read it',
    },
    offers: {
      about: 'What the last year would have cost on Base, HP/HC and Tempo, at regulated prices',
      meter: 'the name of a meter (default: all of them)',
      kva: 'compare at this subscribed power in kVA, instead of the meter’s',
      hours:
        'compare HP/HC with these off-peak hours, instead of those that are known: 22:30-06:30, or by season and day of the week',
    },
    send: { about: 'Sends the local history to an InfluxDB, once', since: 'how far back (default: everything)' },
  },
  offers: englishOffers,
  /** How to give `offers` what is not known. */
  offersGive: {
    hoursUnknown: 'Give the off-peak hours with --hours, for example --hours 22:30-06:30.',
    powerUnknown: 'Give the subscribed power with --kva, for example --kva 9.',
    hoursOfTempo:
      'Other hours can make HP/HC dearer than Base: ask your supplier which ones this house would have, and compare again with --hours, for example --hours 02:00-07:00,13:00-16:00.',
  },
  usage: {
    seeHelp: (command: string) => `See ${command} --help`,
    unknownCommand: (name: string) => `There is no command “${name}”.`,
    unknownOption: (flag: string) => `There is no option ${flag} here.`,
    meant: (name: string) => ` Did you mean ${name}?`,
    noPort: 'PORT is missing: /dev/ttyUSB0, tcp://address:port, demo, or a recorded file.',
    optionMissesValue: (flags: string) => `${flags} needs a value after it.`,
    tooMany: 'There are too many words on this line. Put values that contain spaces in quotes.',
    oneOf: (flag: string, names: readonly string[], given: string) =>
      `${flag} must be one of ${names.join(', ')}, not “${given}”.`,
    kva: (given: string) => `--kva must be a power in whole kVA, such as 6 or 9, not “${given}”.`,
    hours: (given: string) =>
      `--hours must be hours such as 22:30-06:30, or “11-01..03-31 23:30-07:30; 04-01..10-31 01:30-06:30,12:00-15:00”, not “${given}”.`,
    secret: (flag: string) =>
      `${flag} deliberately does not exist: every program on this machine can read a command line. Put the secret in a file (${flag}-file), or in the variable LINKY_TIC_${flag.slice(2).toUpperCase()}.`,
    notAPort: (given: string) => `“${given}” is not a port. ${ports}`,
    noUrl: 'Where is InfluxDB? Give --url http://localhost:8086, or --config with the settings of the plugin.',
    noUrlOrPage:
      'Where is InfluxDB? Give --url http://localhost:8086, or --config with the settings of the plugin; or --page-port 8588, for the house’s page only.',
    pagePort: (given: string) => `--page-port must be a whole number from 1 to 65535, such as 8588, not “${given}”.`,
    pageHostAlone: '--page-host is for the house’s page: add --page-port.',
    bucketOrDatabase:
      'Give either --bucket (InfluxDB 2.x, 3.x, Cloud) or --database (InfluxDB 1.x), not both. Only VictoriaMetrics needs neither.',
    configAlone:
      '--config replaces all of these: leave out PORT and the other options for the meter and InfluxDB. PORT may only be there with --page-port; the prices then come from the file.',
    cannotRead: (path: string, reason: string) => `${path} cannot be read (${reason}).`,
    emptyFile: (path: string) => `${path} is empty.`,
    notJson: (path: string) => `${path} is not JSON: look for a missing comma, quote or brace.`,
    noBlock: (path: string) => `There are no settings of the platform LinkyTIC in ${path}.`,
    noMeterIn: (path: string) => `There is no meter in the settings in ${path}: nothing to read.`,
    noInfluxIn: (path: string) => `There is no InfluxDB (influx.url) in the settings in ${path}: nothing to send to.`,
    nowhereIn: (path: string) =>
      `There is neither an InfluxDB (influx.url), nor a port of the house’s page (page.port), nor an MQTT broker (mqtt.url) in the settings in ${path}: nothing to do.`,
    lineAlone: '--format line shows readings as they are: use it without --by and --json.',
    jsonAlone: '--json is a format of its own: leave out --format.',
    costByDay: '--cost is for whole days: add --by day, --by month or --by year.',
    configForCost: '--config says where the prices are: add --cost.',
    noPrices: (path: string) =>
      `There is no ${path}, where the prices would be. Give a file with the settings of the plugin: --config FILE.`,
    since: (given: string) =>
      `--since must be how long ago (90m, 2h, 7d, 4w, 1y) or a date (2026-11-25, 2026-11-25T18:30), not “${given}”.`,
    anonymiseNeedsRaw: '--anonymise is for the file that --raw writes: add --raw FILE.',
  },
  nodeTooOld: (version: string) => `linky-tic needs Node.js 22.13, 24 or 26, which have SQLite; this is ${version}.`,
  broken: (says: string) => `linky-tic itself is broken; please report it: ${says}`,
  /** Errors of the system, by their codes. */
  reason: {
    ENOENT: 'it does not exist',
    EACCES: 'no permission',
    EPERM: 'no permission',
    EEXIST: 'it already exists',
    EISDIR: 'it is a folder',
    ENOTDIR: 'a part of its path is not a folder',
    ENOSPC: 'the disk is full',
    EROFS: 'the disk is read-only',
  } as { readonly [code: string]: string },
  cannotWrite: (path: string, reason: string) => `${path} cannot be written (${reason}).`,
  cannotOpen: {
    missing: (port: string, _reason: string) => `There is no ${port}. ${doctor(port)}`,
    forbidden: (port: string, _reason: string) => `No permission to open ${port}. ${doctor(port)}`,
    busy: (port: string, _reason: string) => `Another program has ${port}. ${doctor(port)}`,
    unreachable: (port: string, _reason: string) => `${port} does not answer. ${doctor(port)}`,
    gone: (port: string, _reason: string) => `${port} was closed before it sent a byte. ${doctor(port)}`,
    unsupported: (port: string, _reason: string) =>
      `${port} cannot be read: serial ports work on Linux and macOS only. Elsewhere, use a network bridge (tcp://address:port).`,
    other: (port: string, reason: string) => `${port} cannot be read (${reason}). ${doctor(port)}`,
  },
  readByAll: (path: string) =>
    `Every user of this machine can read ${path}, and the secret in it: chmod go-rwx ${path}`,
  influx: {
    well: (url: string, place: string, server: string) =>
      `${server} at ${url} answers and accepts what is written to ${place}.`,
    unrecognised: (url: string) =>
      `What answers at ${url} accepts what is written, but does not say that it is an InfluxDB. Only a point that is written and read back can show it: use Test on the plugin’s settings page. If a proxy is in front of InfluxDB, let it pass /ping or /health.`,
  },
  mqtt: {
    well: (url: string, topic: string) =>
      `The MQTT broker at ${url} answers, and accepts what is published under ${topic}/.`,
  },
  mirror: {
    begins: (ports: string, folder: string, url?: string) =>
      url === undefined
        ? `What ${ports} sends is kept in ${folder}, without InfluxDB.`
        : `From ${ports} to InfluxDB at ${url}; unsent readings are kept in ${folder}.`,
    noPrices: (meter: string, file: string) =>
      `${file} has no prices for the meter “${meter}”, so the page shows no euros.`,
    recording: (path: string) => `${path} is a recording without times: its readings are dated now.`,
    ended: 'Stopped: everything has been sent, or is on disk.',
  },
  history: {
    mean: 'mean VA',
    least: 'min VA',
    greatest: 'max VA',
    greatestAt: 'at',
    given: 'exported kWh',
    unseen: 'away kWh',
    imported: 'files kWh',
    subscription: 'subscription €',
    givenEuros: 'exported €',
    total: 'Total',
    unpriced: {
      noPrices: (meter: string, file: string) =>
        `${meter}: ${file} has no prices for this meter, so there are no costs. Enter the prices from a bill in the settings of the plugin (prices).`,
      noPrice: (meter: string, date: string) =>
        `${meter}: there is no price for ${date} yet, so there are no costs for that day, its month and its year. Add the price of that time to the settings of the plugin (prices).`,
      noPeriod: (meter: string, date: string, period: string) =>
        `${meter}: the prices of ${date} have none for the tariff period ${period}, so there are no costs for that day, its month and its year. Add it to the settings of the plugin (prices).`,
      unknownPeriod: (meter: string, date: string) =>
        `${meter}: the tariff period of some energy of ${date} is unknown, and the prices of that day have several, so there are no costs for that day, its month and its year. Only prices with a single period apply to all energy.`,
      unknownDrawn: (meter: string, date: string) =>
        `${meter}: for ${date} a file has what was exported, but nothing says what was drawn, so there are no costs for that day, its month and its year. Import the consumption file, too.`,
      noHours: (meter: string, date: string) =>
        `${meter}: the energy of ${date} comes from a file, which has no tariff periods, and the prices of that day have no hours, so there are no costs for that day, its month and its year. Add the hours to the prices in the settings of the plugin (hours).`,
      noColour: (meter: string, date: string) =>
        `${meter}: the energy of ${date} comes from a file, and this version does not know the colour of that Tempo day, or of the night before: there are no costs for that day, its month and its year until a newer version knows it.`,
    },
    noJournal: (folder: string) =>
      `There is no local history in ${folder}. Name its folder with --storage: Homebridge’s, often /var/lib/homebridge, or that of linky-tic mirror.`,
    cannotOpen: (path: string, reason: string) =>
      `${path} cannot be read (${reason}). Try as the user that owns it: sudo -u homebridge linky-tic history …`,
    nothing: 'The local history is still empty.',
    nothingSince: (ms: number) => `The local history has nothing since ${instant(ms)}.`,
    sent: (readings: number, url: string, refused: number) =>
      `${plural(readings, 'reading', 'readings')} sent to InfluxDB at ${url}.${refused > 0 ? ` It refused ${plural(refused, 'point', 'points')}.` : ''}`,
    /** @param measurement absent if the database does not say which it is */
    refused: ({
      measurement,
      points,
      fromMs,
      toMs,
      says,
    }: {
      readonly measurement?: string;
      readonly points: number;
      readonly fromMs: number;
      readonly toMs: number;
      readonly says: string;
    }) =>
      `Refused (${says}): ${plural(points, 'point', 'points')}${measurement === undefined ? '' : ` of ${measurement}`}, from ${instant(fromMs)} to ${instant(toMs)}.`,
    copied: (file: string, bytes: number) =>
      `The local history has been copied to ${file} (${englishNumber(bytes / 1e6, 1)} MB). To put it back, stop Homebridge, delete linky-tic.db-wal and linky-tic.db-shm in its folder if they are there, copy the file there under the name linky-tic.db, and make Homebridge’s user its owner.`,
    ownName: (file: string) =>
      `${file} is a name that the local history uses for files of its own, which it deletes. Choose another name.`,
    damagedToCopy:
      'The local history is damaged, so it cannot be copied as it is. Start the plugin, which repairs it, and try again. Until then, keep linky-tic.db and the folder linky-tic.db.second-copy.',
    wouldForget: ({ days, minutes, readings, fromMs, toMs }: LaterCounts) =>
      `This would be deleted: ${plural(days, 'day', 'days')} later than today, ${plural(minutes, 'minute', 'minutes')} and ${plural(readings, 'reading', 'readings')}, from ${instant(fromMs)} to ${instant(toMs)}. Nothing was changed (--dry-run).`,
    forgetWhat: 'Say what to delete: --later, everything that is dated later than now.',
    clockNotSet: 'The clock of this machine is not set, so what is later than now is not known. Nothing was changed.',
    settingsIn: (file: string) => `The settings are in ${file}.`,
    interrupted: (readings: number) => `Interrupted after ${plural(readings, 'reading', 'readings')}.`,
  },
  doctor: {
    title: 'Serial ports',
    listening: (port: string, baudRate?: number) =>
      `Listening on ${port}${baudRate === undefined ? '' : ` at ${baudRate} baud`}…`,
    noPorts:
      'There is no serial port on this machine. Is the USB adapter plugged in? For the pins of a Raspberry Pi, switch the UART on: sudo raspi-config nonint do_serial_hw 0, then sudo reboot.',
    meter: (mode: string, address: string, details: readonly string[], bauds?: number) =>
      `A meter answers in ${lineMode(mode, bauds)}: number ${address}${details.map((one) => `, ${one}`).join('')}.`,
    draws: (va: number) => `drawing ${englishNumber(va)} VA`,
    readByHomebridge: (seconds: number) =>
      `Homebridge reads the meter on this port: its last reading is ${englishNumber(seconds)} s old. For a closer look, stop Homebridge first.`,
    hiddenReaders: (port: string) =>
      `Or another program reads the port at the same time and takes some of the bytes: run linky-tic doctor with sudo to see it (sudo linky-tic doctor ${port}).`,
    homebridge: {
      configured: (folder: string) => `The plugin is set up in ${folder}/config.json.`,
      noFolder: (folder: string) =>
        `There is no folder ${folder}. The Homebridge UI shows the right one (“Storage Path”): often /var/lib/homebridge or ~/.homebridge.`,
      noConfig: (folder: string) => `There is no config.json in ${folder}: is this Homebridge’s folder?`,
      unreadable: (folder: string) =>
        `${folder}/config.json cannot be read. Try as the user that owns it, or with sudo.`,
      notJson: (folder: string, fault?: FaultyPlace) =>
        `${folder}/config.json is not JSON${fault ? ` (${faultText(fault)})` : ''}. Fix it before you restart: Homebridge does not start with it, and the Homebridge UI then sets the file aside and starts over, without your settings.`,
      setAside: (folder: string, { file, fault }: { readonly file: string; readonly fault?: FaultyPlace }) =>
        `There is no platform LinkyTIC in ${folder}/config.json, because the Homebridge UI has started over: your settings, with the prices and the pairing, were not JSON, and are now in ${file}. Do not enter them again. ${fault ? `Fix that file (${faultText(fault)}), then stop` : 'That file is JSON again. Stop'} Homebridge and put it back: sudo hb-service stop; sudo mv ${file} ${folder}/config.json; sudo hb-service start`,
      notConfigured: (folder: string) =>
        `There is no platform LinkyTIC in ${folder}/config.json: fill in the plugin’s settings in the Homebridge UI.`,
      disabled: (folder: string) =>
        `The plugin is disabled in ${folder}/config.json (disabledPlugins): enable it in the Homebridge UI.`,
      running: (version: string) => `It is running version ${version}.`,
      notRunning: 'It is not running: Homebridge is stopped, or does not start it (its log says why).',
      notAllowed: (folder: string, user: string) =>
        `Only ${user} and root may see whether the plugin is running, and what state its history is in: sudo linky-tic doctor --storage ${folder}`,
      noMeters: 'There is no meter in the settings: enter the port of yours.',
      noInflux: 'InfluxDB is not set up: readings go to the local history and to Apple Home.',
      loadCurve: (meter: string, period: string, meterW: number, ourW: number, difference: string) =>
        `${meter}: for ${period}, the meter’s own mean is ${englishNumber(meterW)} W, and the mean of the plugin’s W is ${englishNumber(ourW)} W (${difference}).`,
    },
    trouble: {
      notAPort: (port: string) => `“${port}” is not a port. ${ports}`,
      missing: (port: string, { ports: there }: { readonly ports: readonly string[] }) =>
        there.length === 0
          ? `There is no ${port}, nor any other serial port on this machine. Is the adapter plugged in? dmesg | tail shows what the system sees.`
          : `There is no ${port}. There ${there.length === 1 ? 'is' : 'are'}: ${there.join(', ')}.`,
      uartOff: (port: string, { file }: { readonly file: string }) =>
        `There is no ${port}: the UART of this Raspberry Pi is off (no enable_uart=1 in ${file}). Switch it on: sudo raspi-config nonint do_serial_hw 0, then sudo reboot.`,
      noDevice: (port: string) => `${port} is there, but it is neither a serial port nor a recorded file.`,
      forbidden: (port: string, { user, group, remedy }: Forbidden) =>
        ({
          join: `${user} has no permission to open ${port}: it belongs to the group ${group}. Add ${user} to it: sudo usermod -aG ${group} ${user}, then log out and in again (or restart the machine, if Homebridge reads the port).`,
          loginAgain: `${user} has no permission to open ${port} yet: ${user} is in the group ${group}, but this session began before. Log out and in again, or restart the machine.`,
          open: `${user} has no permission to open ${port}, and neither has any group: sudo chgrp ${group} ${port}, then sudo chmod g+rw ${port}, and add ${user} to the group: sudo usermod -aG ${group} ${user}.`,
        })[remedy],
      busy: (port: string, { holders, beside = [] }: Busy) => {
        const names = namesOf(holders);
        const has = holders.length === 1 ? 'has' : 'have';
        if (holders.length === 0)
          return `Another program has ${port}. Only root may see which one: sudo fuser -v ${port}. Stop it.`;
        if (holders.some(({ kind }) => kind === 'homebridge'))
          return `${names} ${has} ${port}: the plugin already reads it, or another one does, and Homebridge’s log says what it hears. For a closer look, stop Homebridge first: sudo hb-service stop.`;
        if (holders.some(({ kind }) => kind === 'page'))
          return `The plugin’s settings page is listening to ${port}. Close it in the Homebridge UI, then try again.`;
        const mirror = holders.find(({ kind }) => kind === 'mirror');
        if (mirror) return `${names} ${has} ${port}: ${mirrorReads(mirror)}`;
        const also =
          beside.length === 0
            ? ''
            : ` at the same time as ${namesOf(beside)}, and ${holders.length === 1 ? 'takes' : 'take'} some of the bytes`;
        if (holders.some(({ kind }) => kind === 'console'))
          return `${names} ${has} ${port}${also}: the serial console of Linux. Switch it off: sudo raspi-config nonint do_serial_cons 1, then sudo reboot (elsewhere: sudo systemctl disable --now serial-getty@${port.replace(/^.*\//, '')}).`;
        return `${names} ${has} ${port}${also}. Only one program can read a meter: stop ${holders.length === 1 ? 'it' : 'them'} (sudo kill ${holders.map(({ pid }) => pid).join(' ')}), and whatever starts ${holders.length === 1 ? 'it' : 'them'}.`;
      },
      deaf: (port: string, { seconds, bridge }: { readonly seconds?: number; readonly bridge: boolean }) =>
        `The plugin reads ${port}, but hears no meter there: ${seconds === undefined ? 'it has heard none since it was started' : `the last reading is ${age(seconds)} old`}. Homebridge’s log says why. ${bridge ? 'Is the bridge on, and are its address and port right? Then check' : 'Check'} the two wires on the meter’s terminals I1 and I2${bridge ? '' : ', then the adapter'}. For a closer look, stop Homebridge first (sudo hb-service stop), then: linky-tic doctor ${port}`,
      unanswering: (port: string) =>
        `The plugin reads ${port} and is running, but does not answer, so the port was not opened. Once the plugin answers again, it says what it hears. To listen to the port all the same, stop Homebridge first (sudo hb-service stop), then: linky-tic doctor ${port}`,
      console: (port: string, { file, setting }: { readonly file: string; readonly setting: string }) =>
        `Nothing that can be read comes on ${port}, and the serial console of Linux is still there: ${setting} in ${file}. Switch it off: sudo raspi-config nonint do_serial_cons 1, then sudo reboot.`,
      bluetooth: (port: string) =>
        `On this Raspberry Pi ${port} goes to the Bluetooth chip, not to the pins. Read /dev/serial0 instead, which always goes to the pins.`,
      debugPort: (port: string) =>
        `On a Raspberry Pi 5 ${port} goes to the small debug connector, not to the pins. Switch their UART on: sudo raspi-config nonint do_serial_hw 0, then sudo reboot, and read /dev/ttyAMA0.`,
      miniUart: (port: string, { file }: { readonly file: string }) =>
        `What comes on ${port} cannot be read: it is the mini UART, whose speed follows that of the processor. Fix that speed with enable_uart=1 in ${file}, or give the pins the full UART with dtoverlay=miniuart-bt, then sudo reboot.`,
      unreachable: (port: string, { reason }: { readonly reason: string }) =>
        `${port} does not answer (${reason}). Is the bridge on, and are its address and port right?`,
      gone: (port: string, { reason, bytes, bridge }: Gone) =>
        bridge
          ? `${port} was closed from the other side ${bytes === 0 ? 'before it sent a byte' : `after ${plural(bytes, 'byte', 'bytes')}`} (${reason}). Does another program read the bridge? Most accept one at a time.`
          : `${port} disappeared while it was read, after ${plural(bytes, 'byte', 'bytes')} (${reason}). Was the adapter unplugged, or is it loose? dmesg | tail shows what the system sees.`,
      unreadable: (port: string, { reason }: { readonly reason: string }) => `${port} cannot be read (${reason}).`,
      silent: (port: string, { seconds, onPins, bridge, recorded }: Silent) => {
        if (recorded) return `${port} is an empty recording: there is not one byte in it.`;
        return bridge
          ? `Not one byte came from ${port} in ${seconds} s, although the bridge accepted the connection. Is another program connected to it? Most bridges serve one reader only. If none is, check the two wires from the bridge to the meter’s terminals I1 and I2, in either order. If they are right, the TIC output of the meter may be off: your supplier or Enedis can switch it on.`
          : `Not one byte came from ${port} in ${seconds} s. Check the two wires: on the meter’s terminals I1 and I2, in either order, and not on A, which is a supply. Then the adapter${onPins ? ', whose output belongs on pin 10 (GPIO 15, RXD)' : ''}. If both are right, the TIC output of the meter may be off: your supplier or Enedis can switch it on.`;
      },
      wrongSpeed: (port: string, { bytes, bridge }: { readonly bytes: number; readonly bridge: boolean }) =>
        bridge
          ? `${englishNumber(bytes)} bytes came from ${port}, and none of them is TIC: the bridge reads the line at the wrong speed. Set it to 1200 baud for historique mode (9600 behind some adapters), 9600 for standard mode, and to 8N1 (or 7E1).`
          : `${englishNumber(bytes)} bytes came from ${port}, and none of them is TIC, neither at 1200 baud nor at 9600. Is this the meter’s port? Then check the wires on I1 and I2, or try another adapter.`,
      parity: (port: string, { percent }: { readonly percent: number }) =>
        `${percent}% of what comes on ${port} is refused, mostly for parity errors: the signal is too weak or too slow. Try a shorter cable, keep it away from mains cables, or try another adapter. For a home-made receiver, the page “On the pins of a Raspberry Pi” says which resistor to change.`,
      otherMode: (port: string, { found, expected }: { readonly found: string; readonly expected: string }) =>
        `The meter on ${port} talks in ${found} mode, but ${expected} is set. Set the mode to auto, or to ${found}.`,
      otherSpeed: (port: string, { mode, found, expected }: OtherSpeed) =>
        `The meter on ${port} talks in ${lineMode(mode, found)}, but ${expected} baud is set. Set the speed (baudRate) to auto, or to ${found}.`,
      refused: (port: string, { percent, mostly }: Refused) =>
        `${percent}% of what comes on ${port} is refused (mostly: ${faults[mostly] ?? mostly}). Check the wires on I1 and I2, and the length of the cable, or try another adapter.`,
      noFrame: (port: string, { mode, lacks }: { readonly mode: string; readonly lacks: 'number' | 'bounds' }) =>
        `The meter on ${port} talks in ${mode} mode, but not one complete frame arrives: ${lacks === 'number' ? 'its number (ADCO or ADSC) is in none' : 'nothing shows where one begins and ends (STX, ETX)'}, and without it nothing is shown. The meter does send it: set the adapter or the bridge to pass on every byte as it comes (raw, no text mode, no filter).`,
    },
  },
  /** What is known of the contract's hours and registers, in `watch` and `doctor`. */
  contract: {
    offPeak: { today: 'Off-peak hours', tomorrow: '  tomorrow' },
    mobilePeak: { today: 'Peak day hours', tomorrow: '  tomorrow' },
    unknown: 'not known yet',
    none: 'none',
    allDay: 'all day',
    beginsIn: (minutes: number) => (minutes === 0 ? 'about to begin' : `in ${hoursAndMinutes(minutes)}`),
    /** On how many days in a row the same hours were seen. */
    seen: (days: number) => (days === 0 ? 'different from before' : `seen on ${plural(days, 'day', 'days')}`),
    season: { summer: 'summer', winter: 'winter' },
    /** The names and the hours in a sentence. */
    inSentence: (name: string, hours: string) => `${name.charAt(0).toLowerCase()}${name.slice(1)} ${hours}`,
    hours: (says: string, isTold: boolean) => `${capital(says)}${isTold ? ', as sent by the meter' : ''}.`,
    hoursUnknown: 'The off-peak hours are not known yet. They will be once the meter has been read for a whole day.',
    registers: (registers: readonly { readonly label: string; readonly period: string }[]) =>
      `Registers: ${registers.map(({ label, period }) => `${label} counts ${period}`).join(', ')}.`,
    tempo: ({ name, gone, left, planned, unknown }: TempoSeason) =>
      `Tempo season ${name}: ${unknown > 0 ? 'at least ' : ''}${colourDays(gone)} so far; ${unknown > 0 ? 'at most ' : ''}${colourDays(left)} left${planned ? `, and tomorrow is ${colours[planned]}` : ''}.${unknown > 0 ? ` The colour of ${plural(unknown, 'day', 'days')} is not known.` : ''}`,
    news: (date: string, says: string) => `${date}: ${says}`,
    ofMeter: (meter: string, says: string) => `${meter}: ${says}`,
  },
  watch: {
    name: 'Linky',
    mode: (mode: string) => `${mode} mode`,
    meter: (address: string) => `meter ${address}`,
    waiting: 'Waiting for the meter…',
    live: (ms: number) => `Live: last reading ${englishNumber(Math.round(ms / 1000))} s ago`,
    silent: (ms: number) => `Silent for ${englishNumber(Math.round(ms / 1000))} s: these values are old`,
    label: {
      power: 'Power drawn',
      active: 'Active power',
      phases: '  by phase',
      injected: 'Power exported',
      current: 'Current',
      voltage: 'Voltage',
      highestToday: 'Highest draw today',
      overload: 'Overload',
      contract: 'Contract',
      tariff: 'Tariff now',
      tempo: 'Tempo',
      peak: 'Peak days',
      dryContact: 'Dry contact',
      message: 'Message',
      energy: 'Energy drawn',
      exported: 'Energy exported',
    },
    recording: 'From a recording',
    surplus: (about: string, least: string, most: string) => `about ${about} VA (${least} to ${most})`,
    load: (percent: number, kVA: number) => `${englishNumber(percent)}% of ${kilo(kVA)} kVA`,
    subscribed: (kVA: number) => `${kilo(kVA)} kVA subscribed`,
    overload: { on: 'yes: more than the subscribed power', off: 'no' },
    hours: { offPeak: 'off-peak hours', peak: 'peak hours' },
    tempo: (today?: string, tomorrow?: string) =>
      [today && `${today} today`, tomorrow && `${tomorrow} tomorrow`].filter(Boolean).join(', '),
    colour: { blue: 'blue', white: 'white', red: 'red' },
    peak: { notice: 'announced', running: 'now' },
    dryContact: { open: 'open', closed: 'closed' },
    refused: (groups: number) => plural(groups, 'group refused', 'groups refused'),
    counts: ({ frames, accepted, refused, refusedPercent, lost, reasons }: Counts) =>
      `${plural(frames, 'frame', 'frames')}. ${plural(accepted, 'group', 'groups')} accepted, ${englishNumber(refused)} refused (${share(refusedPercent)}%)${lost > 0 ? `, ${plural(lost, 'frame', 'frames')} lost` : ''}${reasons.length === 0 ? '' : `: ${reasons.join(', ')}`}.`,
    fault: {
      parity: (n: number) => plural(n, 'parity error', 'parity errors'),
      checksum: (n: number) => plural(n, 'wrong checksum', 'wrong checksums'),
      malformed: (n: number) => `${englishNumber(n)} garbled`,
      form: (n: number) => plural(n, 'impossible value', 'impossible values'),
      overlong: (n: number) => `${englishNumber(n)} too long`,
      interrupted: (n: number) => `${englishNumber(n)} interrupted by the meter`,
      cut: (n: number) => `${englishNumber(n)} cut short`,
      merged: (n: number) => `${englishNumber(n)} run together`,
      unaddressed: (n: number) => `${englishNumber(n)} without the meter’s number`,
      endless: (n: number) => `${englishNumber(n)} without an end`,
    },
    recorded: (path: string, bytes: number, withheld: number) =>
      `${englishNumber(bytes)} bytes are in ${path}.${withheld > 0 ? ` ${englishNumber(withheld)} more were left out, because the meter’s numbers in them could not be found and replaced.` : ''}`,
    rawHasNumbers: (path: string) =>
      `The number of the meter can be read in ${path}: it is for you only. A recording for others is made with --anonymise.`,
    noFrame: (port: string) => `There is not one complete frame in ${port}. Is it a recording of a TIC line?`,
  },
};

const colours = { blue: 'blue', white: 'white', red: 'red' } as const;

/** The days of a Tempo season by colour: those that are gone and those that are left, and how many have no known colour. */
interface TempoSeason {
  readonly name: string;
  readonly gone: DaysByColour;
  readonly left: DaysByColour;
  /** The colour of tomorrow. */
  readonly planned?: keyof typeof colours;
  readonly unknown: number;
}

type DaysByColour = { readonly [C in keyof typeof colours]: number };

/** `12 blue, 3 white and 0 red days` */
function colourDays({ blue, white, red }: DaysByColour): string {
  return `${blue} blue, ${white} white and ${red} red days`;
}

function hoursAndMinutes(minutes: number): string {
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function capital(says: string): string {
  return says.charAt(0).toUpperCase() + says.slice(1);
}

/** Names the command that finds out more. */
const doctor = (port: string) => `linky-tic doctor ${port} finds out why.`;

const ports =
  'It is a serial port such as /dev/ttyUSB0, an address such as tcp://192.168.1.20:2000, demo:historique, demo:standard, or a recorded file.';

/** The counts of a line. */
interface Counts {
  readonly frames: number;
  /** Accepted groups. */
  readonly accepted: number;
  readonly refused: number;
  readonly refusedPercent: number;
  /** Lost frames. */
  readonly lost: number;
  /** Why groups were refused and frames lost, each in words. */
  readonly reasons: readonly string[];
}

interface Forbidden {
  readonly user: string;
  readonly group: string;
  readonly remedy: 'join' | 'loginAgain' | 'open';
}

interface Holder {
  readonly name: string;
  readonly pid: number;
  readonly kind: 'homebridge' | 'page' | 'mirror' | 'console' | 'other';
  readonly unit?: string;
}

/** A place where a file is no JSON. */
export interface FaultyPlace {
  readonly line: number;
  readonly column: number;
  readonly kind: 'noComma' | 'extraComma' | 'openText' | 'ends' | 'other';
}

/** Where a file is no JSON, and why. */
function faultText({ line, column, kind }: FaultyPlace): string {
  const says = {
    noComma: 'a comma is missing there',
    extraComma: 'the comma there is one too many',
    openText: 'the text that begins there has no quote at its end',
    ends: 'the file ends there, and a brace or a bracket is missing',
    other: 'what is there does not belong there',
  };
  return `line ${line}, character ${column}: ${says[kind]}`;
}

interface Busy {
  readonly holders: readonly Holder[];
  /** Programs of ours that have the port, too. */
  readonly beside?: readonly Holder[];
}

function namesOf(holders: readonly Holder[]): string {
  return holders.map(({ name, pid }) => `${name} (process ${pid})`).join(', ');
}

interface Gone {
  readonly reason: string;
  readonly bytes: number;
  readonly bridge: boolean;
}

interface Silent {
  readonly seconds: number;
  readonly onPins: boolean;
  readonly bridge: boolean;
  readonly recorded?: boolean;
}

interface OtherSpeed {
  readonly mode: string;
  readonly found: number;
  readonly expected: number;
}

interface Refused {
  readonly percent: number;
  readonly mostly: string;
}

/** The end of a sentence about a `linky-tic mirror` of the user's that reads the port, which is no mistake. */
function mirrorReads({ pid, unit }: Holder): string {
  const reads = 'this is your own linky-tic mirror, which already reads the meter';
  return unit === undefined
    ? `${reads}; what it hears is shown where it runs. For a closer look, stop it first: sudo kill ${pid}.`
    : `${reads}; its log says what it hears: journalctl -u ${unit}. For a closer look, stop it first: sudo systemctl stop ${unit}.`;
}

/** A date and a time in Paris. */
function instant(ms: number): string {
  return new Date(ms).toLocaleString('en-GB', { timeZone: 'Europe/Paris', dateStyle: 'medium', timeStyle: 'short' });
}

/** A percentage, with a decimal if it is less than 10. */
function share(percent: number): string {
  return englishNumber(percent, percent > 0 && percent < 10 ? 1 : 0);
}

/** A power in kVA, with a decimal if it needs one. */
function kilo(kVA: number): string {
  return englishNumber(kVA, Number.isInteger(kVA) ? 0 : 1);
}
