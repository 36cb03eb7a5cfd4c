import { createDatabaseCommand, type Host, type HostWords } from '../host.ts';
import { contractNameIn, type SeasonName } from '../tariffs.ts';
import { englishCli, englishMode } from './cli.ts';
import { englishConfig } from './config.ts';
import { englishHistoryImport } from './history-import.ts';
import { englishHosts } from './host.ts';
import { englishNumber, plural } from './numbers.ts';
import { englishShare } from './share.ts';
import { englishTariffs } from './tariffs.ts';
import { englishUi } from './ui.ts';

/**
 * All texts that a user sees, in English. Every other language has texts of the same shape.
 * @param by phrases that differ with what runs the service
 */
const textsOf = (by: HostWords) => ({
  number: englishNumber,
  tariffs: englishTariffs,
  cli: englishCli,
  ui: englishUi,
  historyImport: englishHistoryImport,
  share: englishShare,
  config: englishConfig(by),
  platform: {
    defect: (says: string) =>
      `Something in ${by.program} is broken; the rest of it goes on. Please report it, with these lines: ${says}`,
    noStatus: (socket: string) =>
      `${by.cannotAsk} ${by.program} how it is: ${socket} cannot be made. Its path may be too long, or its folder closed to ${by.user}. All the rest works.`,
    statusAfter: (socket: string) =>
      `Another process answered on ${socket} until now, and has ended. From now on ${by.program} answers there.`,
  },
  meter: {
    found: (name: string, port: string, mode: string, bauds?: number) =>
      `${name}: the meter on ${port} answers, in ${englishMode(mode, bauds)}.`,
    back: (name: string, silentMs: number) => `${name}: the meter is back after ${duration(silentMs)}.`,
    meterNote: (name: string, says: string) => `${name}: ${says}`,
    trouble: {
      missing: (name: string, port: string, _reason: string) =>
        `${name}: there is no ${port}. Is the USB adapter plugged in, and is this its name?`,
      forbidden: (name: string, port: string, _reason: string) =>
        `${name}: no right to open ${port}. ${by.mayOpenPort}`,
      busy: (name: string, port: string, _reason: string) =>
        `${name}: another program has ${port}. Stop it: a console on this port, or another reader of the meter.`,
      unreachable: (name: string, port: string, _reason: string) =>
        `${name}: ${port} does not answer. Is the bridge on, and are its address and port right?`,
      gone: (name: string, port: string, _reason: string) =>
        `${name}: ${port} went away while it was read: unplugged, or closed from the other side. Reading goes on once it is back.`,
      unsupported: (name: string, port: string, _reason: string) =>
        `${name}: ${port} cannot be read: serial ports work on Linux and macOS only. Elsewhere, use a network bridge (tcp://address:port).`,
      other: (name: string, port: string, reason: string) =>
        `${name}: ${port} cannot be read (${reason}). Trying again, quietly.`,
      silent: (name: string, port: string, _reason: string) =>
        `${name}: nothing comes from the meter on ${port}. Check the two wires on I1 and I2, and that the meter's TIC output is on.`,
      unreadable: (name: string, port: string, _reason: string) =>
        `${name}: what comes on ${port} is not a meter's frames. Check ${by.checkMode}, the wires on I1 and I2, and the resistor of the optocoupler.`,
    },
    poorLine: (name: string, percent: number, mostly: string) =>
      `${name}: ${percent} % of what comes is damaged (mostly ${faults[mostly] ?? mostly}) and left out. Check the wires on I1 and I2, the resistor of the optocoupler, the length of the cable.`,
    moreLabels: (name: string, most: number) =>
      `${name}: this meter sends more than ${most} labels that no specification names. The first ${most} are kept, the others are left out.`,
    goodLine: (name: string) => `${name}: what the meter says arrives whole again.`,
  },
  /** What is new about a meter's contract. Each is a sentence. */
  contract: {
    /** In the log, the sentence stands after the name of the meter. */
    ofMeter: (name: string, says: string) => `${name}: ${says.charAt(0).toLowerCase()}${says.slice(1)}`,
    hours: ({ before, offPeak, isTold, fromDay, season }: ChangedHours) => {
      const day = fromDay === undefined ? undefined : dayAndMonth(fromDay);
      const now = isTold
        ? `change${day ? ` on ${day}` : ''} to ${hours(offPeak)}`
        : `${day ? `have been ${hours(offPeak)} since ${day}` : `are now ${hours(offPeak)}`}, as was seen on a whole day`;
      const ofSeason = season ? ` They are those of ${englishTariffs.seasons[season]}.` : '';
      return `The off-peak hours of the contract ${now} (before: ${hours(before)}).${ofSeason}`;
    },
    contract: ({ before, contract }: { before: string; contract: string }) =>
      `The contract is now ${contractName(contract)} (before: ${contractName(before)}).`,
    subscribed: ({ beforeVA, subscribedVA }: { beforeVA: number; subscribedVA: number }) =>
      `The subscribed power is now ${englishNumber(subscribedVA / 1000)} kVA (before: ${englishNumber(beforeVA / 1000)} kVA).`,
    meter: ({ before, address }: { before: string; address: string }) =>
      `Another meter answers: its address ends in ${address}, and that of the one before in ${before}. What was learned of the contract begins anew.`,
    message: ({ text }: { text: string }) => `The meter has a message: “${text}”`,
    colour: ({ told, counted }: { told: TempoColour; counted: TempoColour }) =>
      `The meter says that today is a ${colours[told]} day, but counts it as a ${colours[counted]} one. Compare the bill of this day, and ask your supplier if need be.`,
    register: ({ named, moving }: { named: string; moving: string }) =>
      `The meter says that it counts in the register ${named}, but ${moving} goes up. Compare the bill with the registers, and ask your supplier if need be.`,
  },
  homekit: {
    tile: {
      power: (meter: string) => `${meter} Power`,
      current: (meter: string) => `${meter} Current`,
      injection: (meter: string) => `${meter} Export`,
    },
    phase: (meter: string, phase: number) => `${meter} Phase ${phase}`,
    added: (name: string) => `New in the Home app: ${name}.`,
    removed: (name: string) => `Removed from the Home app, as it is no longer in the settings: ${name}.`,
    notAdded: (name: string, reason: string) =>
      `Not in the Home app: ${name}, which Homebridge did not take (${reason}). A bridge holds 149 accessories at most. Remove some from it, or run this plugin as a child bridge, which has a bridge of its own; then restart Homebridge. All the others work.`,
  },
  matter: {
    tooOld:
      'Matter needs Homebridge 2.2.1 or later: this one cannot measure electricity in Matter. The Home app has the meter all the same.',
    noMeterType:
      'This Homebridge does not have Matter’s device type for meters yet. With “matter”: “meter” a meter is an electrical sensor until then, and stays one after that.',
    staysSensor: (name: string) =>
      `${name}: it stays an electrical sensor in Matter although the settings say “matter”: “meter”, so that it keeps its room. To make a meter of it, set “off”, restart Homebridge, set “meter”, and restart it again.`,
    ownNodes:
      'This Homebridge can show a meter in Matter beside the bridge instead of behind it. This version of the plugin does not do so yet: a newer one may.',
    removed: (name: string) => `Removed from Matter, as it is no longer in the settings: ${name}.`,
    staysOn: (name: string) =>
      `${name}: the outlet in Matter stays on. It stands for the meter, which cannot be switched off; with “matter”: “electricalSensor” in the settings it has no switch.`,
    noAnswer: (name: string, seconds: number) =>
      `${name}: Homebridge has not answered for ${seconds} s about this meter in Matter. What Matter shows of it may be old; all else goes on. If it stays so, restart Homebridge.`,
    answersAgain: (name: string) => `${name}: Homebridge answers again about this meter in Matter.`,
    failing: (name: string, reason: string) => `${name}: Homebridge refuses its Matter accessory (${reason}).`,
  },
  /** What programs that ask for the reading over HTTP get instead of it. */
  readingShare: {
    neverHeard: (sinceStartMs: number) =>
      `Nothing has come from the meter yet, ${duration(sinceStartMs)} after the start. The log of ${by.program} says why.`,
    silent: (silentMs: number) =>
      `The meter has been silent for ${duration(silentMs)}. The log of ${by.program} says why.`,
    noSuchPath: 'There is nothing here. The reading is at the path /.',
    readOnly: 'The reading can only be read, with GET or HEAD.',
    otherHost:
      'Ask by the IP address of this machine, or by a name that your network gives it: names of the internet are refused, so that no web page can read what the house draws.',
  },
  writer: {
    broken: (says: string) =>
      `The part of ${by.program} that keeps the history and writes to InfluxDB has broken down (${says}). It is started again${by.homeWorksOn}. Please report this line.`,
    memory: `The part of ${by.program} that keeps the history and writes to InfluxDB has run out of memory. It is started again${by.homeWorksOn}.`,
    silent: `The part of ${by.program} that keeps the history and writes to InfluxDB has not moved for a minute. It is started again${by.homeWorksOn}.`,
    back: `The part of ${by.program} that keeps the history and writes to InfluxDB works again.`,
    stuck: `The disk has not answered for a minute: the history and InfluxDB wait for it${by.homeWorksOn}. Check the SD card.`,
    unstuck: 'The disk answers again: the history and InfluxDB go on.',
    full: (most: number) =>
      `${most} readings wait to be written: what the meter says now is ${by.shownInHome}neither in the history nor in InfluxDB.`,
    lost: (count: number) =>
      count === 1
        ? '1 reading could not be kept until it was written: it is missing from the history and from InfluxDB.'
        : `${count} readings could not be kept until they were written: they are missing from the history and from InfluxDB.`,
    leftBehind: (count: number) =>
      count === 1
        ? 'Stopped while 1 reading was still to be written: it may be missing from the history.'
        : `Stopped while ${count} readings were still to be written: they may be missing from the history.`,
  },
  journal: {
    memoryOnly: (path: string, why: string) =>
      `The history in ${path} cannot be written: ${why} Until it can be, readings are kept in memory${by.homeWorksOn}.`,
    trouble: {
      unreachable: (_reason: string) =>
        `the file cannot be opened. Check that its folder exists and belongs to ${by.user}.`,
      readOnly: (_reason: string) =>
        'the file or its disk is read-only. Check the rights of the file, and the health of the SD card, which turns read-only when it fails.',
      full: (_reason: string) =>
        `the disk is full. Free some space there. To get more of it back afterwards, ${by.lowerSize}.`,
      folder: (reason: string) =>
        `a folder stands where one of its files belongs (${reason}). Move that folder away, or give it another name.`,
      link: (path: string) =>
        `${path} is a link, and root follows no link that another user has made. Put the file itself there, or try as the user that the folder belongs to.`,
      shared: (reason: string) => `another program writes to it (${reason}). ${by.otherWriter}`,
      newer: (reason: string) =>
        `a later version of ${by.program} made it (${reason}). Install that version again, or move the file away.`,
      foreign: (reason: string) =>
        `it is the database of another program, not of ${by.program} (${reason}). Move the file away, and a new history begins.`,
      damagedRepeatedly: (_reason: string) =>
        `it was damaged again and again within an hour. Replace the SD card, then ${by.restart}.`,
      damaged: (reason: string) => `it is damaged (${reason}), and cannot be moved aside. Check the SD card.`,
      failing: (reason: string) => `the disk fails (${reason}). Check the SD card.`,
    },
    closed: 'the history is closed, since the program stops.',
    unfitImport: 'a value is out of its bounds, or only a later version takes it.',
    imported: (meter: string, days: number, from: string, to: string) =>
      `A file of history was imported for the meter ${meter}: ${daysFromTo(days, from, to)}.`,
    importUndone: (meter: string, days: number, from: string, to: string) =>
      `An imported file of history was taken back for the meter ${meter}: ${daysFromTo(days, from, to)}.`,
    forgetting: (most: number) =>
      `The ${most} readings that memory has room for wait to be written: from now on the oldest are dropped.`,
    written: (forgotten: number) =>
      forgotten === 0
        ? 'The history is written to disk again, with all that was kept in memory.'
        : `The history is written to disk again, with what was kept in memory; ${forgotten} older ${forgotten === 1 ? 'reading is' : 'readings are'} missing from it.`,
    unwritten: (count: number) =>
      count === 1
        ? 'Stopped with 1 reading that could not be written: it is not in the history.'
        : `Stopped with ${count} readings that could not be written: they are not in the history.`,
    setAside: (path: string, as: string) =>
      `The history in ${path} was damaged. It is kept as ${as}, and a new one begins.`,
    mended: (path: string, as: string, { readings, minutes, days, imports }: Damage) => {
      const lost = [
        readings && lostOf('readings', readings),
        minutes && lostOf('minutes of the curves', minutes),
        days && lostOf('sums of days', days),
        imports && lostOf('days of imported files', imports),
      ];
      const said = lost.filter((one) => one !== undefined).join(' and ') || 'nothing, as far as can be told';
      return `The history in ${path} was damaged. It is kept as ${as}, and a new one goes on with what could be read of it. Lost: ${said}.${imports ? ' Import your files again.' : ''} Check the SD card.`;
    },
    rescued: {
      gone: (path: string) =>
        `The history in ${path} was lost. What is shown is from the second copy beside it: days, imported files and the contract, without curves. The next start of ${by.program} makes the history anew from it.`,
      damaged: (path: string) =>
        `${path} is damaged. What is shown is what can still be read of it, and what its second copy has. It is repaired once ${by.program} notices, at its next start at the latest.`,
    },
    takenFromCopy: (days: number, imports: number) =>
      `The history lacked ${[days > 0 && plural(days, 'day', 'days'), imports > 0 && plural(imports, 'imported file', 'imported files')].filter(Boolean).join(' and ')} that its second copy has: they are back.`,
    copyUnreadable: (folder: string, files: string) =>
      `The second copy of the history, in ${folder}, is damaged (${files}). It is written anew from the history, and the damaged files are kept there under other names. Check the SD card.`,
    notCopied: (folder: string, why: string) =>
      `The second copy of the history, in ${folder}, cannot be written: ${why} The history itself goes on; its second copy is tried again every hour.`,
    copied: 'The second copy of the history is up to date again.',
    unreadable: (fromMs: number, toMs: number) =>
      `The history from ${instant(fromMs)} to ${instant(toMs)} is damaged on the disk and left out. Check the SD card.`,
    clockWaits: `The clock of this machine is not set yet, so readings are kept in memory without a date${by.homeWorksOn}. Check the network, from which the machine takes its time.`,
    clockSet: 'The clock of this machine is set: the readings kept in memory have their dates.',
    clockDisputed: (byMs: number) =>
      `The meter's clock is ${duration(byMs)} ahead of this machine's. Readings are dated by this machine's clock: check that it is right.`,
    clockAhead: (byMs: number) =>
      `This machine's clock is ${duration(byMs)} ahead of the meter's. Readings are dated by it all the same, but nothing old is removed from the history: check that it is right.`,
    rotates: `The history has reached ${by.allowedSize}: from now on the oldest readings make room for the newest.`,
    curvesCut: `The history has reached ${by.allowedSize}: the oldest minutes of its curves make room, back to the last five weeks if need be. To keep them longer, ${by.raiseSize}.`,
    losing: (fromMs: number) =>
      `The history is full of readings that InfluxDB has not taken: the oldest are dropped, from ${instant(fromMs)} on, until it takes them. To keep more, ${by.raiseSize}.`,
    lost: (fromMs: number, toMs: number) =>
      `The readings from ${instant(fromMs)} to ${instant(toMs)} were dropped before InfluxDB took them.`,
  },
  influx: {
    /** @param server what it is: `InfluxDB 2.9.1`, `VictoriaMetrics` */
    mirroring: (url: string, server: string) => `Every reading goes to ${server} at ${url}.`,
    back: (url: string, awayMs: number, readings: number, isAllTaken: boolean) =>
      `The database at ${url} ${isAllTaken ? 'has everything again' : 'is back'} after ${duration(awayMs)}: ${readings} ${readings === 1 ? 'reading that had waited was' : 'readings that had waited were'} sent.`,
    outage: {
      notListening: (url: string, _reason: string) =>
        `The database at ${url} is not running: nothing listens there.${by.outageAdvice.notListening}`,
      unknownHost: (url: string, _reason: string) =>
        `The database cannot be found: no machine answers to the name in ${url}.${by.outageAdvice.unknownHost}`,
      silent: (url: string, _reason: string) => `The database at ${url} does not answer.${by.outageAdvice.silent}`,
      full: (url: string, reason: string) =>
        `The disk of the database at ${url} is full, or nearly (${reason}). Free some space there.`,
      failing: (url: string, reason: string) =>
        `The database at ${url} is in trouble (${reason}).${by.outageAdvice.failing}`,
      broken: (url: string, reason: string) =>
        `The connection to the database at ${url} breaks (${reason}).${by.outageAdvice.broken}`,
    },
    busy: (url: string, reason: string) => `The database at ${url} asks to wait (${reason}).${by.outageAdvice.busy}`,
    mistake: {
      credentials: (to: InfluxPlace, reason: string) =>
        to.version === '2'
          ? `InfluxDB at ${to.url} ${to.token === '' ? 'wants a token' : 'refuses the token'} (${reason}). Put a token that may write to the bucket ${to.bucket} (in InfluxDB 2: Load Data, API Tokens) ${by.intoToken}. From InfluxDB 2.9 on, a token that exists cannot be read again: if yours is lost, make a new one.`
          : `InfluxDB at ${to.url} refuses ${to.username === '' ? 'to be written to without a user' : `the user ${to.username} or the password`} (${reason}). Check ${by.names.username} and ${by.names.password}.`,
      rights: (to: InfluxPlace, reason: string) =>
        to.version === '2'
          ? `${by.theToken} may not write to the bucket ${to.bucket} of InfluxDB at ${to.url} (${reason}). Make one that may: Load Data, API Tokens.`
          : `The user ${to.username} may not write to the database ${to.database} of InfluxDB at ${to.url} (${reason}). Let an administrator run: GRANT WRITE ON "${to.database}" TO "${to.username}".`,
      noSuchStore: (to: InfluxPlace, reason: string) =>
        to.version === '2'
          ? `InfluxDB at ${to.url} has no bucket ${to.bucket}${to.org === '' ? '' : ` in the organisation ${to.org}`} (${reason}). Create it (Load Data, Buckets), or check ${by.names.bucket} and ${by.names.org}.`
          : `InfluxDB at ${to.url} has no database ${to.database} (${reason}). ${by.createDatabase(createDatabaseCommand(to))}, or check ${by.names.database}.`,
      noSuchRetentionPolicy: (to: InfluxPlace, reason: string) =>
        `InfluxDB at ${to.url} does not know the retention policy (${reason}). Create it, or ${by.noRetentionPolicy}.`,
      address: (to: InfluxPlace, reason: string) =>
        `What answers at ${to.url} is not InfluxDB, or not its version ${to.version} (${reason}). Check ${by.names.url}, ${by.checkVersion}, and the proxy if there is one.`,
      certificate: (to: InfluxPlace, reason: string) =>
        `The certificate of ${to.url} cannot be trusted (${reason}). Install its authority on this machine (NODE_EXTRA_CA_CERTS), or, in your own network, use http:// in ${by.names.url}.`,
      stranger: (to: InfluxPlace, reason: string) =>
        `What answers at ${to.url} (${reason}) does not show that it is an InfluxDB: a point that it was sent cannot be read back there. Check the address and the port in ${by.names.url}. If a proxy stands in front of InfluxDB, it must let /ping, /health or /query through.`,
    },
    /** What happens to the readings until a trouble is over. */
    meanwhile: {
      notListening: 'What the meter says is kept and sent once it is back.',
      unknownHost: 'What the meter says is kept and sent once it is there.',
      silent: 'What the meter says is kept and sent once it does.',
      full: 'What the meter says is kept and sent once there is room.',
      failing: 'What the meter says is kept and sent once it is well again.',
      broken: 'What the meter says is kept and sent once it holds.',
      busy: 'What the meter says is kept and sent later.',
      misconfigured: 'Until then what the meter says is kept.',
    },
    unverified: (url: string) =>
      `InfluxDB at ${url} takes what it is sent, but nothing shows that it keeps it: it may not be read back. All of it is sent, and stays in the history on this machine too, for as long as there is room. To end that, allow the token or the user to read, or let the proxy pass /ping or /health.`,
    noOrganisation: (url: string, reason: string) =>
      `InfluxDB 2 at ${url} wants the name of your organisation (${reason}). ${by.addOrganisation}`,
    waiting: (readings: number, sinceMs: number) =>
      `So far ${readings} ${readings === 1 ? 'reading waits' : 'readings wait'}, since ${instant(sinceMs)}.`,
    series: (named: readonly string[], inAll: number) =>
      `${named.join(', ')}${inAll > named.length ? ` and ${inAll - named.length} more series` : ''}`,
    refused: (url: string, series: string, reason: string, file: string) =>
      `InfluxDB at ${url} refuses points of ${series} (${reason}). They are set aside in ${file}, up to 100 of a series, and everything else goes on. Mostly another program has written there with another type: give Linky TIC a database of its own, and send what was refused with linky-tic history send, as long as the history has it.`,
    takenAgain: (url: string, series: string) =>
      `InfluxDB at ${url} takes the points of ${series} again. Send what it refused with linky-tic history send.`,
    notSetAside: (file: string, reason: string) =>
      `What InfluxDB refuses cannot be set aside: ${file} cannot be written (${reason}). The history has it for some days: linky-tic history send brings it.`,
    dropped: (url: string, points: number) =>
      `InfluxDB at ${url} has dropped ${points} ${points === 1 ? 'point that is' : 'points that are'} older than it is told to keep (its retention).`,
    partly: (url: string, reason: string) => `InfluxDB at ${url} has stored only a part of what was sent (${reason}).`,
    unreadable: (reason: string) =>
      `A reading in the history cannot be understood, and does not go to InfluxDB (${reason}). Later ones of its kind do not go there either, and no further line says so.`,
    defect: (reason: string) =>
      `The way to InfluxDB is broken inside ${by.program} (${reason}). It is tried again every minute. Please report this line.`,
    heard: (url: string, says: string) => `InfluxDB at ${url}: ${says}`,
  },
});

export type Texts = ReturnType<typeof textsOf>;

/** The texts, by what runs the service. */
export const englishFor: { readonly [H in Host]: Texts } = {
  homebridge: textsOf(englishHosts.homebridge),
  options: textsOf(englishHosts.options),
  config: textsOf(englishHosts.config),
  page: textsOf(englishHosts.page),
};

/** The texts of the plugin. */
export const en = englishFor.homebridge;

/** The database to which the mirror writes, as it is set. */
type InfluxPlace = { readonly url: string } & (
  | { readonly version: '2'; readonly token: string; readonly org: string; readonly bucket: string }
  | { readonly version: '1'; readonly database: string; readonly username: string }
);

/** The reasons for which groups are refused. */
const faults: { readonly [kind: string]: string } = {
  parity: 'parity errors',
  checksum: 'wrong checksums',
  malformed: 'lost or garbled characters',
  form: 'values that cannot be',
  overlong: 'lost ends of lines',
};

type TempoColour = 'blue' | 'white' | 'red';

const colours: { readonly [C in TempoColour]: string } = { blue: 'blue', white: 'white', red: 'red' };

function contractName(written: string): string {
  return contractNameIn(englishTariffs, written) ?? written;
}

/** Hours of a day as `ContractCalendar` writes them. */
function hours(written: string): string {
  if (written === '00:00-00:00') return 'all day';
  return written === '' ? 'none' : written.replaceAll('-', '–').replaceAll(',', ', ');
}

/** A length of time: in seconds or minutes, and from an hour on in two units (`2 h 5 min`, `3 d 4 h`). */
function duration(ms: number): string {
  const s = Math.round(ms / 1000);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  if (s < 86_400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86_400)} d ${Math.floor((s % 86_400) / 3600)} h`;
}

function daysFromTo(days: number, from: string, to: string): string {
  return `${days} ${days === 1 ? 'day' : 'days'}, from ${from} to ${to}`;
}

/** What was lost of a damaged history, and from which time. */
interface Damage {
  readonly readings: MissingRange | undefined;
  readonly minutes: MissingRange | undefined;
  readonly days?: MissingRange | undefined;
  readonly imports?: MissingRange | undefined;
}

/** A gap in the history, by the times of the entries before and after it. */
export interface MissingRange {
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
  readonly inPart: boolean;
}

function lostOf(what: string, { fromMs, toMs, inPart }: MissingRange): string {
  const these = inPart ? `a part of the ${what}` : `the ${what}`;
  if (fromMs !== undefined && toMs !== undefined) return `${these} from ${instant(fromMs)} to ${instant(toMs)}`;
  if (fromMs !== undefined) return `${these} after ${instant(fromMs)}`;
  if (toMs !== undefined) return `${these} before ${instant(toMs)}`;
  return inPart ? these : `all ${what}`;
}

/** What changed hours of the contract are told with: see `ContractNews`. */
interface ChangedHours {
  readonly before: string;
  readonly offPeak: string;
  readonly isTold: boolean;
  readonly fromDay?: number;
  readonly season?: SeasonName;
}

/** A date without its year, `10 December`, from the days since 1970-01-01. */
function dayAndMonth(day: number): string {
  return new Date(day * 86_400_000).toLocaleString('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'long' });
}

/** A date and a time in this machine's time zone. */
function instant(ms: number): string {
  return new Date(ms).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
}
