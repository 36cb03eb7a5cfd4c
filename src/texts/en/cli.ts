import type { LaterCounts } from '../../trouble-news.ts';
import { LANGUAGES } from '../languages.ts';
import { englishNumber, lineMode, plural } from './numbers.ts';
import { englishOffers } from './offers.ts';
import { age } from './times.ts';
import { faults } from './troubles.ts';

/** The texts of the command line, in English. */
export const cli = {
  about: 'Reads the TIC output of a Linky electricity meter: what it says, why it does not, and its history.',
  help: {
    titles: {
      'Usage:': 'Usage:',
      'Arguments:': 'Arguments:',
      'Options:': 'Options:',
      'Commands:': 'Commands:',
      'Global Options:': 'Options:',
    } as { readonly [title: string]: string },
    usage: '[options] COMMAND',
    more: '\nPORT is a serial port (/dev/ttyUSB0), tcp://address:port, demo:historique, demo:standard, or a recorded file.\nMore about a command: linky-tic COMMAND --help',
    version: 'the version',
    help: 'this help',
    helpCommand: 'the help of a command',
    port: 'a serial port, tcp://address:port, demo, or a recorded file',
    file: 'file',
    folder: 'folder',
    name: 'name',
    address: 'address',
    language: `the language of what is said: ${LANGUAGES.join(' or ')}`,
    json: 'for programs: JSON, one object a line',
    watch: {
      about: 'What the meter says, live',
      mode: 'auto, historique or standard (default: auto)',
      baud: 'the speed of a serial port: auto, 1200 or 9600 (default: auto)',
      raw: 'write the bytes of the line to a new file as they come',
      anonymise: 'replace the numbers of the meter in that file by made-up ones',
    },
    doctor: {
      about: 'Why there is no data, in words; exit code 0 if all is well',
      mode: 'the mode that is set for the meter: auto, historique or standard (default: auto)',
      baud: 'the speed that is set for its serial port: auto, 1200 or 9600 (default: auto)',
      storage: 'Homebridge’s folder: looks at its settings and at InfluxDB too',
    },
    mirror: {
      about: 'The meter into InfluxDB, onto the house’s page or to MQTT, without Homebridge',
      pagePort: 'shows the house’s page at this port (8588, for example), with or without InfluxDB',
      pageHost: 'to whom: 127.0.0.1 is this machine, 0.0.0.0 the home’s network (default: 127.0.0.1)',
      name: 'the meter’s name, also in InfluxDB (default: Linky)',
      config:
        'the plugin’s settings, alone or in a config.json, instead of PORT and the other options; with PORT and --page-port, the prices for the page',
      storage: 'where the journal is (default: $XDG_STATE_HOME/linky-tic; root: /var/lib/linky-tic)',
    },
    target: {
      url: 'the address of InfluxDB: http://localhost:8086',
      bucket: 'the bucket (InfluxDB 2.x, 3.x, Cloud); VictoriaMetrics needs none',
      org: 'the organisation, if it needs one',
      tokenFile: 'a file that holds the token; or the variable LINKY_TIC_TOKEN',
      database: 'the database (InfluxDB 1.x), instead of a bucket',
      retentionPolicy: 'its retention policy, if not the default one',
      username: 'its user',
      passwordFile: 'a file that holds the password; or the variable LINKY_TIC_PASSWORD',
      noLiteral: 'do not send the frames themselves (linky_tic)',
    },
    history: {
      about: 'The journal, as a table, CSV or line protocol',
      since: 'how far back: 2h, 7d, 4w, 1y, 2026-11-25 (default: 1d; by day, month or year: everything)',
      by: 'minute, hour, day, month or year, in the time of Paris (default: hour)',
      cost: 'with euros, by the prices in the settings of the plugin; with --by day, month or year',
      config:
        'where the prices are: the plugin’s settings, alone or in a config.json (default: config.json beside the journal)',
      format: 'table, csv, or line: the points that InfluxDB is sent (default: table)',
      storage: 'the folder that the journal is in: Homebridge’s, or that of linky-tic mirror',
      more: '\nMore about one of them: linky-tic history import --help',
    },
    import: {
      about: 'Adds a file of the household’s history to the journal; without a FILE, lists what was added',
      file: 'a file of the Enedis or EDF account, or of a program that asks Enedis for the same',
      argument: '[FILE]',
      meter: 'the meter whose history it is: its name in the settings (default: the only one)',
      config:
        'where the names and prices of the meters are: the plugin’s settings, alone or in a config.json (default: config.json beside the journal)',
      given: 'FILE has what was given to the grid, not what was drawn (only for files that do not tell it)',
      dryRun: 'say what would be done, and do nothing',
      undo: 'take back what was added of FILE, or without FILE what was added last',
    },
    forget: {
      about: 'Deletes what is later than now: a clock that was ahead has dated it',
      later: 'all that is later than now',
      yes: 'the clock is right: delete it also where the history goes on past now, as it does when the clock is late',
      dryRun: 'say what would be deleted, and delete nothing',
    },
    copy: {
      about: 'Copies the whole journal to a file, also while the plugin runs',
      argument: 'FILE',
      file: 'a file that is not there yet; only you may read it',
    },
    offers: {
      about: 'What the last year would have cost on Base, HP/HC and Tempo, at regulated prices',
      meter: 'the name of a meter (default: all of them)',
      kva: 'the subscribed power in kVA, where the meter has not told it',
      hours: 'the off-peak hours, where none are known: 22:30-06:30, or by season and day of the week',
    },
    send: { about: 'Sends what the journal holds to an InfluxDB, once', since: 'how far back (default: everything)' },
  },
  offers: englishOffers,
  /** How to give `offers` what is not known. */
  offersGive: {
    hoursUnknown: 'Give the off-peak hours with --hours, for example --hours 22:30-06:30.',
    powerUnknown: 'Give the subscribed power with --kva, for example --kva 9.',
  },
  usage: {
    seeHelp: (command: string) => `See ${command} --help`,
    unknownCommand: (name: string) => `There is no command “${name}”.`,
    unknownOption: (flag: string) => `There is no option ${flag} here.`,
    meant: (name: string) => ` Is ${name} meant?`,
    noPort: 'A PORT is missing: /dev/ttyUSB0, tcp://address:port, demo, or a recorded file.',
    optionMissesValue: (flags: string) => `${flags} needs a value after it.`,
    tooMany: 'There are too many words on this line. Put what holds blanks in quotes.',
    oneOf: (flag: string, names: readonly string[], given: string) =>
      `${flag} must be one of ${names.join(', ')}, not “${given}”.`,
    kva: (given: string) => `--kva must be a power in whole kVA, such as 6 or 9, not “${given}”.`,
    hours: (given: string) =>
      `--hours must be hours such as 22:30-06:30, or “11-01..03-31 23:30-07:30; 04-01..10-31 01:30-06:30,12:00-15:00”, not “${given}”.`,
    secret: (flag: string) =>
      `${flag} does not exist on purpose: whatever stands on a command line can be read by every program on this machine. Put it in a file (${flag}-file), or in the variable LINKY_TIC_${flag.slice(2).toUpperCase()}.`,
    notAPort: (given: string) => `“${given}” is not a port. ${ports}`,
    noUrl: 'Where is InfluxDB? Give --url http://localhost:8086, or --config with the settings of the plugin.',
    noUrlOrPage:
      'Where is InfluxDB? Give --url http://localhost:8086, or --config with the settings of the plugin; or --page-port 8588, for the house’s page alone.',
    pagePort: (given: string) => `--page-port must be a whole number from 1 to 65535, such as 8588, not “${given}”.`,
    pageHostAlone: '--page-host is about the house’s page: give --page-port too.',
    bucketOrDatabase:
      'Give either --bucket (InfluxDB 2.x, 3.x, Cloud) or --database (InfluxDB 1.x), not both. Only VictoriaMetrics needs neither.',
    configAlone:
      '--config says it all: leave out PORT and the other options about the meter and InfluxDB. Only with --page-port may PORT stand beside it, and then the file gives the prices.',
    cannotRead: (path: string, reason: string) => `${path} cannot be read (${reason}).`,
    emptyFile: (path: string) => `${path} is empty.`,
    notJson: (path: string) => `${path} is not JSON: look for a missing comma, quote or brace.`,
    noBlock: (path: string) => `There are no settings of the platform LinkyTIC in ${path}.`,
    noMeterIn: (path: string) => `There is no meter in the settings in ${path}: nothing to read.`,
    noInfluxIn: (path: string) => `There is no InfluxDB (influx.url) in the settings in ${path}: nothing to send to.`,
    nowhereIn: (path: string) =>
      `There is neither an InfluxDB (influx.url), nor a port of the house’s page (page.port), nor an MQTT broker (mqtt.url) in the settings in ${path}: nothing to do.`,
    lineAlone: '--format line gives readings as they are: without --by and --json.',
    jsonAlone: '--json is a format of its own: leave out --format.',
    costByDay: '--cost is for whole days: give --by day, --by month or --by year too.',
    configForCost: '--config says where the prices are: give --cost too.',
    noPrices: (path: string) =>
      `There is no ${path}, where the prices would be. Give a file with the settings of the plugin: --config FILE.`,
    since: (given: string) =>
      `--since must be how long ago (90m, 2h, 7d, 4w, 1y) or a date (2026-11-25, 2026-11-25T18:30), not “${given}”.`,
    anonymiseNeedsRaw: '--anonymise is about what --raw writes: give --raw FILE too.',
  },
  nodeTooOld: (version: string) => `This needs Node.js 22.13, 24 or 26, which have SQLite; here it is ${version}.`,
  broken: (says: string) => `linky-tic itself is broken; please report it: ${says}`,
  /** Errors of the system, by their codes. */
  reason: {
    ENOENT: 'it is not there',
    EACCES: 'no right to it',
    EPERM: 'no right to it',
    EEXIST: 'it is there already',
    EISDIR: 'it is a folder',
    ENOTDIR: 'its folder is none',
    ENOSPC: 'the disk is full',
    EROFS: 'the disk is read-only',
  } as { readonly [code: string]: string },
  cannotWrite: (path: string, reason: string) => `${path} cannot be written (${reason}).`,
  cannotOpen: {
    missing: (port: string, _reason: string) => `There is no ${port}. ${doctor(port)}`,
    forbidden: (port: string, _reason: string) => `No right to open ${port}. ${doctor(port)}`,
    busy: (port: string, _reason: string) => `Another program has ${port}. ${doctor(port)}`,
    unreachable: (port: string, _reason: string) => `${port} does not answer. ${doctor(port)}`,
    gone: (port: string, _reason: string) => `${port} was closed before it gave a byte. ${doctor(port)}`,
    unsupported: (port: string, _reason: string) =>
      `${port} cannot be read: serial ports work on Linux and macOS only. Elsewhere, use a network bridge (tcp://address:port).`,
    other: (port: string, reason: string) => `${port} cannot be read (${reason}). ${doctor(port)}`,
  },
  readByAll: (path: string) =>
    `Every user of this machine can read ${path}, and the secret in it: chmod go-rwx ${path}`,
  influx: {
    well: (url: string, place: string, server: string) =>
      `${server} at ${url} answers and takes what is written to ${place}.`,
    unrecognised: (url: string) =>
      `What answers at ${url} accepts what is written, but does not say that it is an InfluxDB. Only a point that is written and read back can tell: use Test on the plugin’s settings page. If a proxy stands in front of InfluxDB, let it pass /ping or /health.`,
  },
  mqtt: {
    well: (url: string, topic: string) =>
      `The MQTT broker at ${url} answers, and takes what is published under ${topic}/.`,
  },
  mirror: {
    begins: (ports: string, folder: string, url?: string) =>
      url === undefined
        ? `What ${ports} says is kept in ${folder}, without InfluxDB.`
        : `From ${ports} to InfluxDB at ${url}; what waits is kept in ${folder}.`,
    noPrices: (meter: string, file: string) =>
      `There are no prices for the meter “${meter}” in ${file}, so the page has no euros.`,
    recording: (path: string) => `${path} is a recording and has no times: its readings are dated now.`,
    ended: 'Stopped: everything is delivered, or on disk.',
  },
  history: {
    mean: 'mean VA',
    least: 'least VA',
    greatest: 'most VA',
    greatestAt: 'at',
    given: 'given kWh',
    unseen: 'unseen kWh',
    imported: 'files kWh',
    subscription: 'subscription €',
    givenEuros: 'given €',
    total: 'Total',
    unpriced: {
      noPrices: (meter: string, file: string) =>
        `${meter}: there are no prices for this meter in ${file}, so it has no euros. Type them from a bill into the settings of the plugin (prices).`,
      noPrice: (meter: string, date: string) =>
        `${meter}: no price holds on ${date} yet, so what contains that day has no euros. Add the price of that time to the settings of the plugin (prices).`,
      noPeriod: (meter: string, date: string, period: string) =>
        `${meter}: the prices that hold on ${date} have none for the tariff period ${period}, so what contains that day has no euros. Add it to the settings of the plugin (prices).`,
      unknownPeriod: (meter: string, date: string) =>
        `${meter}: of some energy of ${date} the tariff period is unknown, and the prices that hold then have several. So what contains that day has no euros. Only prices with a single period price all energy.`,
      unknownDrawn: (meter: string, date: string) =>
        `${meter}: of ${date} a file tells what was given, and nothing tells what was drawn. So what contains that day has no euros. Import the file of what was drawn, too.`,
      noHours: (meter: string, date: string) =>
        `${meter}: the energy of ${date} comes from a file, which knows no tariff period, and the prices that hold then do not tell the hours of their periods. So what contains that day has no euros. Add the hours to the prices in the settings of the plugin (hours).`,
      noColour: (meter: string, date: string) =>
        `${meter}: the energy of ${date} comes from a file, and this version does not know the colour of that Tempo day, or of the night before. So what contains that day has no euros until a newer version does.`,
    },
    noJournal: (folder: string) =>
      `There is no journal in ${folder}. Give the folder that it is in (--storage): Homebridge’s, often /var/lib/homebridge, or that of linky-tic mirror.`,
    cannotOpen: (path: string, reason: string) =>
      `${path} cannot be read (${reason}). Try as the user that it belongs to: sudo -u homebridge linky-tic history …`,
    nothing: 'The journal has nothing yet.',
    nothingSince: (ms: number) => `The journal has nothing since ${instant(ms)}.`,
    sent: (readings: number, url: string, refused: number, dropped: number) =>
      `${plural(readings, 'reading', 'readings')} sent to InfluxDB at ${url}.${refused > 0 ? ` It refused ${plural(refused, 'point', 'points')}.` : ''}${dropped > 0 ? ` It dropped ${plural(dropped, 'point', 'points')} older than it keeps.` : ''}`,
    refused: (line: string, reason: string) => `Refused (${reason}): ${line}`,
    moreRefused: (points: number) => `${plural(points, 'more point', 'more points')} refused.`,
    copied: (file: string, bytes: number) =>
      `The journal is copied to ${file} (${englishNumber(bytes / 1e6, 1)} MB). To put it back, stop Homebridge, delete linky-tic.db-wal and linky-tic.db-shm in its folder if they are there, give the file the name linky-tic.db there, and make it belong to Homebridge’s user.`,
    ownName: (file: string) =>
      `${file} is a name that the journal has for files of its own, which it deletes again. Take another name.`,
    damagedToCopy:
      'The journal is damaged, so it cannot be copied as it is. Start the plugin, which repairs it, and try again; until then, keep linky-tic.db and the folder linky-tic.db.second-copy.',
    wouldForget: ({ days, minutes, readings, fromMs, toMs }: LaterCounts) =>
      `This would be deleted: ${plural(days, 'day', 'days')} later than today, ${plural(minutes, 'minute', 'minutes')} and ${plural(readings, 'reading', 'readings')}, from ${instant(fromMs)} to ${instant(toMs)}. Nothing was changed (--dry-run).`,
    forgetWhat: 'Say what is to be forgotten: --later, all that is later than now.',
    clockNotSet:
      'The clock of this machine is not set, so it is not known what is later than now. Nothing was changed.',
    settingsIn: (file: string) => `The settings are in ${file}.`,
    interrupted: (readings: number) => `Interrupted after ${plural(readings, 'reading', 'readings')}.`,
  },
  doctor: {
    title: 'Serial ports',
    listening: (port: string, baudRate?: number) =>
      `Listening on ${port}${baudRate === undefined ? '' : ` at ${baudRate} bauds`}…`,
    noPorts:
      'There is no serial port on this machine. Is the USB adapter plugged in? On the pins of a Raspberry Pi the UART must be switched on: sudo raspi-config nonint do_serial_hw 0, then sudo reboot.',
    meter: (mode: string, address: string, details: readonly string[], bauds?: number) =>
      `A meter answers in ${lineMode(mode, bauds)}: number ${address}${details.map((one) => `, ${one}`).join('')}.`,
    draws: (va: number) => `drawing ${englishNumber(va)} VA`,
    readByHomebridge: (seconds: number) =>
      `Homebridge reads the meter on this port: its last reading is ${englishNumber(seconds)} s old. To look closer, stop Homebridge first.`,
    hiddenReaders: (port: string) =>
      `Or another program reads the port at the same time, and takes a part of the bytes: run the doctor with sudo to see it (sudo linky-tic doctor ${port}).`,
    homebridge: {
      configured: (folder: string) => `The plugin is in ${folder}/config.json.`,
      noFolder: (folder: string) =>
        `There is no folder ${folder}. The Homebridge UI shows where Homebridge’s is (“Storage Path”): often /var/lib/homebridge or ~/.homebridge.`,
      noConfig: (folder: string) => `There is no config.json in ${folder}: is this Homebridge’s folder?`,
      unreadable: (folder: string) =>
        `${folder}/config.json cannot be read. Try as the user that it belongs to, or with sudo.`,
      notJson: (folder: string, fault?: FaultyPlace) =>
        `${folder}/config.json is not JSON${fault ? ` (${faultText(fault)})` : ''}. Mend it before you restart: Homebridge does not start with it, and then the Homebridge UI sets the file aside and begins anew, without your settings.`,
      setAside: (folder: string, { file, fault }: { readonly file: string; readonly fault?: FaultyPlace }) =>
        `There is no platform LinkyTIC in ${folder}/config.json, since the Homebridge UI has begun anew: your settings, with the prices and the pairing, were no JSON, and are in ${file}. Do not fill them in again. ${fault ? `Mend that file (${faultText(fault)}), then stop` : 'That file is JSON again. Stop'} Homebridge and put it back: sudo hb-service stop; sudo mv ${file} ${folder}/config.json; sudo hb-service start`,
      notConfigured: (folder: string) =>
        `There is no platform LinkyTIC in ${folder}/config.json: fill in the plugin’s settings in the Homebridge UI.`,
      disabled: (folder: string) =>
        `The plugin is disabled in ${folder}/config.json (disabledPlugins): enable it in the Homebridge UI.`,
      running: (version: string) => `It is running, in version ${version}.`,
      notAllowed: (folder: string, user: string) =>
        `Whether the plugin runs, and how its history is, only ${user} and root may see: sudo linky-tic doctor --storage ${folder}`,
      noMeters: 'There is no meter in the settings: give the port of yours.',
      noInflux: 'No InfluxDB is set: readings go to the journal and to Apple Home.',
      loadCurve: (meter: string, period: string, meterW: number, ourW: number, difference: string) =>
        `${meter}: for ${period} the meter’s own mean is ${englishNumber(meterW)} W, and that of the plugin’s W is ${englishNumber(ourW)} W (${difference}).`,
    },
    trouble: {
      notAPort: (port: string) => `“${port}” is not a port. ${ports}`,
      missing: (port: string, { ports: there }: { readonly ports: readonly string[] }) =>
        there.length === 0
          ? `There is no ${port}, nor any other serial port on this machine. Is the adapter plugged in? dmesg | tail says what the system makes of it.`
          : `There is no ${port}. There ${there.length === 1 ? 'is' : 'are'}: ${there.join(', ')}.`,
      uartOff: (port: string, { file }: { readonly file: string }) =>
        `There is no ${port}: the UART of this Raspberry Pi is off (no enable_uart=1 in ${file}). Switch it on: sudo raspi-config nonint do_serial_hw 0, then sudo reboot.`,
      noDevice: (port: string) => `${port} is there, but it is neither a serial port nor a recorded file.`,
      forbidden: (port: string, { user, group, remedy }: Forbidden) =>
        ({
          join: `${user} has no right to open ${port}: it belongs to the group ${group}. Add ${user} to it: sudo usermod -aG ${group} ${user}, then log out and in again (or restart Homebridge, if that is who reads it).`,
          loginAgain: `${user} has no right to open ${port} yet: ${user} is in the group ${group}, but this session began before. Log out and in again, or restart the machine.`,
          open: `${user} has no right to open ${port}, and no group has: sudo chgrp ${group} ${port}, then sudo chmod g+rw ${port}, and add ${user} to the group: sudo usermod -aG ${group} ${user}.`,
        })[remedy],
      busy: (port: string, { holders, beside = [] }: Busy) => {
        const names = namesOf(holders);
        const has = holders.length === 1 ? 'has' : 'have';
        if (holders.length === 0)
          return `Another program has ${port}. Which one, only root may see: sudo fuser -v ${port}. Stop it.`;
        if (holders.some(({ kind }) => kind === 'homebridge'))
          return `${names} ${has} ${port}: the plugin reads it already, or another one does, and the log of Homebridge says what it hears. To look closer, stop Homebridge first: sudo hb-service stop.`;
        if (holders.some(({ kind }) => kind === 'page'))
          return `The settings page of the plugin listens to ${port}. Close it in the Homebridge UI, then try again.`;
        const mirror = holders.find(({ kind }) => kind === 'mirror');
        if (mirror) return `${names} ${has} ${port}: ${mirrorReads(mirror)}`;
        const also =
          beside.length === 0
            ? ''
            : ` at the same time as ${namesOf(beside)}, and ${holders.length === 1 ? 'takes' : 'take'} a part of the bytes`;
        if (holders.some(({ kind }) => kind === 'console'))
          return `${names} ${has} ${port}${also}: the serial console of Linux. Switch it off: sudo raspi-config nonint do_serial_cons 1, then sudo reboot (elsewhere: sudo systemctl disable --now serial-getty@${port.replace(/^.*\//, '')}).`;
        return `${names} ${has} ${port}${also}. Only one program can read a meter: stop ${holders.length === 1 ? 'it' : 'them'} (sudo kill ${holders.map(({ pid }) => pid).join(' ')}), and whatever starts ${holders.length === 1 ? 'it' : 'them'}.`;
      },
      deaf: (port: string, { seconds, bridge }: { readonly seconds?: number; readonly bridge: boolean }) =>
        `The plugin reads ${port}, and hears no meter there: ${seconds === undefined ? 'it has heard none since it was started' : `the last reading is ${age(seconds)} old`}. The log of Homebridge says why. ${bridge ? 'Is the bridge on, and are its address and port right? Then check' : 'Check'} the two wires on the meter’s terminals I1 and I2${bridge ? '' : ', then the adapter'}. To look closer, stop Homebridge first (sudo hb-service stop), then: linky-tic doctor ${port}`,
      unanswering: (port: string) =>
        `The plugin reads ${port}, runs and does not answer, so the port was not opened. Once the plugin answers again, it tells what it hears. To listen to the port all the same, stop Homebridge first (sudo hb-service stop), then: linky-tic doctor ${port}`,
      console: (port: string, { file, setting }: { readonly file: string; readonly setting: string }) =>
        `Nothing that can be read comes on ${port}, and the serial console of Linux is still there: ${setting} in ${file}. Switch it off: sudo raspi-config nonint do_serial_cons 1, then sudo reboot.`,
      bluetooth: (port: string) =>
        `On this Raspberry Pi ${port} goes to the Bluetooth chip, not to the pins. Read /dev/serial0 instead, which always goes to the pins.`,
      debugPort: (port: string) =>
        `On a Raspberry Pi 5 ${port} goes to the small debug connector, not to the pins. Switch the pins on: sudo raspi-config nonint do_serial_hw 0, then sudo reboot, and read /dev/ttyAMA0.`,
      miniUart: (port: string, { file }: { readonly file: string }) =>
        `What comes on ${port} cannot be read: it is the mini UART, whose speed follows that of the processor. Hold it still with enable_uart=1 in ${file}, or give the pins the full UART with dtoverlay=miniuart-bt, then sudo reboot.`,
      unreachable: (port: string, { reason }: { readonly reason: string }) =>
        `${port} does not answer (${reason}). Is the bridge on, and are its address and port right?`,
      gone: (port: string, { reason, bytes, bridge }: Gone) =>
        bridge
          ? `${port} was closed from the other side ${bytes === 0 ? 'before it gave a byte' : `after ${englishNumber(bytes)} bytes`} (${reason}). Does another program read the bridge? Most let in one at a time.`
          : `${port} went away while it was read, after ${plural(bytes, 'byte', 'bytes')} (${reason}). Was the adapter pulled out, or does it sit loose? dmesg | tail says what the system makes of it.`,
      unreadable: (port: string, { reason }: { readonly reason: string }) => `${port} cannot be read (${reason}).`,
      silent: (port: string, { seconds, onPins, bridge }: Silent) =>
        bridge
          ? `Not one byte came from ${port} in ${seconds} s, though the bridge let us in. Is another program connected to it? Most give their bytes to one reader. If none is, check the two wires from the bridge to the meter’s terminals I1 and I2, in either order. If they are right, the TIC output of the meter may be off: your supplier or Enedis can switch it on.`
          : `Not one byte came from ${port} in ${seconds} s. Check the two wires: on the meter’s terminals I1 and I2, in either order, and not on A, which is a supply. Then the adapter${onPins ? ', whose output belongs on pin 10 (GPIO 15, RXD)' : ''}. If both are right, the TIC output of the meter may be off: your supplier or Enedis can switch it on.`,
      wrongSpeed: (port: string, { bytes, bridge }: { readonly bytes: number; readonly bridge: boolean }) =>
        bridge
          ? `${englishNumber(bytes)} bytes came from ${port}, and none of them is TIC: the bridge reads the line at a wrong speed. Set it to 1200 bauds for historique (9600 behind some adapters), 9600 for standard, and to 8N1 (or 7E1).`
          : `${englishNumber(bytes)} bytes came from ${port}, and none of them is TIC, neither at 1200 bauds nor at 9600. Is this the meter’s port? Then check the wires on I1 and I2, or try another adapter.`,
      parity: (port: string, { percent }: { readonly percent: number }) =>
        `${percent} % of what comes on ${port} is refused, mostly for wrong parities: the signal is too weak or too slow. Try a shorter cable, keep it away from mains cables, or try another adapter. For a home-made receiver, the page “On the pins of a Raspberry Pi” says which resistor to change.`,
      otherMode: (port: string, { found, expected }: { readonly found: string; readonly expected: string }) =>
        `The meter on ${port} talks in ${found} mode, and ${expected} is set. Set the mode to auto, or to ${found}.`,
      otherSpeed: (port: string, { mode, found, expected }: OtherSpeed) =>
        `The meter on ${port} talks in ${lineMode(mode, found)}, and ${expected} bauds are set. Set the speed (baudRate) to auto, or to ${found}.`,
      refused: (port: string, { percent, mostly }: Refused) =>
        `${percent} % of what comes on ${port} is refused (mostly: ${faults[mostly] ?? mostly}). Check the wires on I1 and I2, and the length of the cable, or try another adapter.`,
      noFrame: (port: string, { mode, lacks }: { readonly mode: string; readonly lacks: 'number' | 'bounds' }) =>
        `The meter on ${port} talks in ${mode} mode, but not one whole frame comes: ${lacks === 'number' ? 'its number (ADCO or ADSC) is in none' : 'nothing tells where one begins and ends (STX, ETX)'}, and without it nothing is shown. The meter does send it: have the adapter or the bridge pass on every byte as it comes (raw, no text mode, no filter).`,
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
    seen: (days: number) => (days === 0 ? 'other ones than before' : `seen on ${plural(days, 'day', 'days')}`),
    season: { summer: 'summer', winter: 'winter' },
    /** The names and the hours in a sentence. */
    inSentence: (name: string, hours: string) => `${name.charAt(0).toLowerCase()}${name.slice(1)} ${hours}`,
    hours: (says: string, isTold: boolean) => `${capital(says)}${isTold ? ', as the meter tells them' : ''}.`,
    hoursUnknown: 'The off-peak hours are not known yet: they are once the meter has been heard for a whole day.',
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
    silent: (ms: number) => `Silent for ${englishNumber(Math.round(ms / 1000))} s: what stands here is old`,
    label: {
      power: 'Power drawn',
      active: 'Active power',
      phases: '  by phase',
      injected: 'Power given',
      current: 'Current',
      voltage: 'Voltage',
      highestToday: 'Highest today',
      overload: 'Overload',
      contract: 'Contract',
      tariff: 'Tariff now',
      tempo: 'Tempo',
      peak: 'Peak days',
      dryContact: 'Dry contact',
      message: 'Message',
      energy: 'Energy drawn',
      exported: 'Energy given',
    },
    recording: 'From a recording',
    surplus: (about: string, least: string, most: string) => `about ${about} VA (${least} to ${most})`,
    load: (percent: number, kVA: number) => `${englishNumber(percent)} % of ${kilo(kVA)} kVA`,
    subscribed: (kVA: number) => `${kilo(kVA)} kVA subscribed`,
    overload: { on: 'yes: more than is subscribed', off: 'no' },
    hours: { offPeak: 'off-peak hours', peak: 'peak hours' },
    tempo: (today?: string, tomorrow?: string) =>
      [today && `${today} today`, tomorrow && `${tomorrow} tomorrow`].filter(Boolean).join(', '),
    colour: { blue: 'blue', white: 'white', red: 'red' },
    peak: { notice: 'announced', running: 'now' },
    dryContact: { open: 'open', closed: 'closed' },
    refused: (groups: number) => plural(groups, 'group refused', 'groups refused'),
    counts: ({ frames, accepted, refused, refusedPercent, lost, reasons }: Counts) =>
      `${plural(frames, 'frame', 'frames')}. ${plural(accepted, 'group', 'groups')} accepted, ${englishNumber(refused)} refused (${share(refusedPercent)} %)${lost > 0 ? `, ${plural(lost, 'frame', 'frames')} lost` : ''}${reasons.length === 0 ? '' : `: ${reasons.join(', ')}`}.`,
    fault: {
      parity: (n: number) => plural(n, 'wrong parity', 'wrong parities'),
      checksum: (n: number) => plural(n, 'wrong checksum', 'wrong checksums'),
      malformed: (n: number) => `${englishNumber(n)} garbled`,
      form: (n: number) => plural(n, 'impossible value', 'impossible values'),
      overlong: (n: number) => `${englishNumber(n)} too long`,
      interrupted: (n: number) => `${englishNumber(n)} broken off by the meter`,
      cut: (n: number) => `${englishNumber(n)} cut short`,
      merged: (n: number) => `${englishNumber(n)} run together`,
      unaddressed: (n: number) => `${englishNumber(n)} without the meter’s number`,
      endless: (n: number) => `${englishNumber(n)} without an end`,
    },
    recorded: (path: string, bytes: number, withheld: number) =>
      `${englishNumber(bytes)} bytes are in ${path}.${withheld > 0 ? ` ${englishNumber(withheld)} more were left out: the numbers of the meter in them could not be found, nor replaced.` : ''}`,
    noFrame: (port: string) => `There is not one whole frame in ${port}. Is it a recording of a TIC line?`,
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
    ends: 'the file ends there, and a brace, a bracket or more is missing',
    other: 'what stands there does not belong there',
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
  const reads = 'this is your own mirror, which reads the meter already';
  return unit === undefined
    ? `${reads}, and says where it runs what it hears. To look closer, stop it first: sudo kill ${pid}.`
    : `${reads}, and its log says what it hears: journalctl -u ${unit}. To look closer, stop it first: sudo systemctl stop ${unit}.`;
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
