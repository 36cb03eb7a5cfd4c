import { forShell } from '../../base/printable.ts';
import type { Lost, MissingRange } from '../../trouble/news.ts';
import type { ClosedPaths, DiskFacts, DiskTrouble, InfluxPlace } from '../../trouble/trouble.ts';
import type { Said, TroubleWords } from '../../trouble/words.ts';
import { createDatabaseCommand, type HostWords, storeOf, storeSetting } from '../host.ts';
import { englishNumber, lineMode, plural } from './numbers.ts';
import { duration, instant } from './times.ts';

/** What is wrong with the disk of the history: a clause that ends with a full stop, and what to do. */
export const englishDisk =
  (by: HostWords) =>
  ({ kind, says, closed }: DiskFacts): Said =>
    closed ? closedPaths(closed) : diskTroubles(by)[kind](says);

function closedPaths(closed: ClosedPaths): Said {
  switch (closed.kind) {
    case 'noFolder':
      return { says: `there is no folder ${closed.path}.`, cure: 'Create it, or check its name.' };
    case 'foreign': {
      const { paths, owner, user, isFolder } = closed;
      return {
        says: `${paths.join(', ')} ${paths.length === 1 ? 'belongs' : 'belong'} to ${owner}, and ${user} may not write there.`,
        cure: `In a terminal: sudo chown ${isFolder ? '-R ' : ''}${user}: ${paths.map(forShell).join(' ')}`,
      };
    }
    case 'rights': {
      const { paths, user, isFolder } = closed;
      return {
        says: `${user} may not read and write ${paths.join(', ')}.`,
        cure: `In a terminal: sudo chmod ${isFolder ? '-R ' : ''}u+rwX ${paths.map(forShell).join(' ')}`,
      };
    }
  }
}

const diskTroubles = (by: HostWords): { readonly [K in DiskTrouble]: (says: string) => Said } => ({
  unreachable: () => ({
    says: 'the file cannot be opened.',
    cure: `Check that its folder exists and belongs to ${by.user}.`,
  }),
  readOnly: () => ({
    says: 'the file or its disk is read-only.',
    cure: 'Check the permissions of the file, and the health of the SD card, which turns read-only when it fails.',
  }),
  full: () => ({
    says: 'the disk is full.',
    cure: `Free some space there. To get more of it back afterwards, ${by.lowerSize}.`,
  }),
  folder: (says) => ({
    says: `there is a folder where one of its files belongs (${says}).`,
    cure: 'Move that folder away, or give it another name.',
  }),
  shared: (says) => ({ says: `another program writes to it (${says}).`, cure: by.otherWriter }),
  newer: (says) => ({
    says: `a later version of ${by.program} created it (${says}).`,
    cure: 'Install that version again, or move the file away.',
  }),
  foreign: (says) => ({
    says: `it is the database of another program, not of ${by.program} (${says}).`,
    cure: 'Move the file away, and a new history begins.',
  }),
  damagedRepeatedly: () => ({
    says: 'it was damaged again and again within an hour.',
    cure: `Replace the SD card, then ${by.restart}.`,
  }),
  damaged: (says) => ({ says: `it is damaged (${says}), and cannot be moved aside.`, cure: 'Check the SD card.' }),
  failing: (says) => ({ says: `the disk fails (${says}).`, cure: 'Check the SD card.' }),
});

/** What is wrong, what to do about it, that it is over, and what happened once, in English. */
export function englishTroubles(by: HostWords): TroubleWords {
  const disk = englishDisk(by);
  return {
    waiting: ({ unsent, sinceMs }) =>
      sinceMs === undefined
        ? ''
        : `${plural(unsent, 'reading has', 'readings have')} been waiting since ${instant(sinceMs)}.`,
    says: {
      line: {
        missing: ({ name, port }) => ({
          says: `${name}: there is no ${port}.`,
          cure: 'Is the USB adapter plugged in, and is this its name?',
        }),
        forbidden: ({ name, port }) => ({ says: `${name}: no permission to open ${port}.`, cure: by.mayOpenPort }),
        busy: ({ name, port, holders = [] }) => ({
          says: `${name}: another program${programs(holders)} has ${port}.`,
          cure: 'Stop it: a console on this port, or another reader of the meter.',
        }),
        unreachable: ({ name, port }) => ({
          says: `${name}: ${port} does not answer.`,
          cure: 'Is the bridge on, and are its address and port right?',
        }),
        gone: ({ name, port }) => ({
          says: `${name}: ${port} disappeared while it was read: unplugged, or closed from the other side.`,
          cure: 'Plug it in again: reading then goes on.',
        }),
        unsupported: ({ name, port }) => ({
          says: `${name}: ${port} cannot be read: serial ports work on Linux and macOS only.`,
          cure: 'Elsewhere, use a network bridge (tcp://address:port).',
        }),
        other: ({ name, port, says = '' }) => ({
          says: `${name}: ${port} cannot be read (${says}).`,
          cure: 'Reading goes on by itself as soon as possible.',
        }),
        silent: ({ name, port }) => ({
          says: `${name}: nothing comes from the meter on ${port}.`,
          cure: 'Check the two wires on I1 and I2, and that the meter’s TIC output is on.',
        }),
        garbage: ({ name, port }) => ({
          says: `${name}: what comes on ${port} cannot be read: it is not a meter, or its signal is too damaged.`,
          cure: 'Check the wires on I1 and I2, or try another adapter.',
        }),
        fixedFormat: ({ name, port, mode, baudRate }) => ({
          says: `${name}: what comes on ${port} is not what the settings expect: ${[mode && `mode ${mode}`, baudRate && `${baudRate} baud`].filter(Boolean).join(', ')}.`,
          cure: `Check ${by.checkMode}: “auto” detects both. If that does not help, check the wires on I1 and I2.`,
        }),
        shared: ({ name, port, holders = [] }) => ({
          says: `${name}: another program${programs(holders)} also reads ${port}, and takes a part of what the meter sends.`,
          cure: 'Stop it: only one program at a time can read a meter.',
        }),
        noise: ({ name, port, percent = 0, mostly = '' }) => ({
          says:
            percent === 100
              ? `${name}: a meter is heard on ${port}, but nothing arrives whole (mostly ${faults[mostly] ?? mostly}).`
              : `${name}: ${percent}% of what comes is damaged (mostly ${faults[mostly] ?? mostly}) and left out.`,
          cure: 'Check the wires on I1 and I2, and the length of the cable, or try another adapter.',
        }),
      },
      clock: {
        unset: () => ({
          says: `The clock of this machine is not set yet, so readings are kept in memory without a date${by.homeWorksOn}.`,
          cure: 'Check the network: the machine takes its time from there.',
        }),
        behind: ({ byMs = 0, waits }) => ({
          says: `The meter's clock is ${duration(byMs)} ahead of this machine's. ${waits ? "Readings are kept in memory without a date for some minutes, until this machine's is set." : "Readings are dated by this machine's clock."}`,
          cure: "Check that this machine's clock is right: it takes its time from the network.",
        }),
        ahead: ({ byMs = 0, waits }) => ({
          says: `This machine's clock is ${duration(byMs)} ahead of the meter's. ${waits ? 'Readings are kept in memory without a date for five minutes, until it is set.' : 'Readings are dated by it all the same, but nothing old is removed from the local history.'}`,
          cure: "Check that this machine's clock is right: it takes its time from the network.",
        }),
      },
      history: {
        unreachable: memoryOnly('unreachable'),
        readOnly: memoryOnly('readOnly'),
        full: memoryOnly('full'),
        folder: memoryOnly('folder'),
        shared: memoryOnly('shared'),
        newer: memoryOnly('newer'),
        foreign: memoryOnly('foreign'),
        damaged: memoryOnly('damaged'),
        damagedRepeatedly: memoryOnly('damagedRepeatedly'),
        failing: memoryOnly('failing'),
        notCopied: ({ path, says, closed, why: kind = 'failing' }) => {
          const why = disk({ kind, says, closed });
          return {
            says: `The second copy of the local history, in ${path}, cannot be written: ${why.says}`,
            cure: why.cure,
            meanwhile: 'The local history itself goes on; its second copy is tried again every ten minutes.',
          };
        },
        losing: ({ fromMs = 0 }) => ({
          says: `The local history is full of readings that InfluxDB has not accepted: the oldest are deleted, from ${instant(fromMs)} on, until it accepts them.`,
          cure: `To keep more, ${by.raiseSize}.`,
        }),
        dropping: ({ most = 0 }) => ({
          says: `${englishNumber(most)} readings are waiting to be written, and memory has no room for more: from now on the oldest are dropped.`,
          cure: '',
        }),
      },
      mirror: {
        notListening: ({ to: { url } }) => ({
          says: `The database at ${url} is not running: nothing listens there.`,
          cure: by.outageAdvice.notListening,
          meanwhile: 'Readings are kept, and sent once it is back.',
        }),
        unknownHost: ({ to: { url } }) => ({
          says: `The database cannot be found: no machine answers to the name in ${url}.`,
          cure: by.outageAdvice.unknownHost,
          meanwhile: 'Readings are kept, and sent once it is found.',
        }),
        silent: ({ to: { url } }) => ({
          says: `The database at ${url} does not answer.`,
          cure: by.outageAdvice.silent,
          meanwhile: 'Readings are kept, and sent once it answers.',
        }),
        full: ({ to: { url }, says }) => ({
          says: `The disk of the database at ${url} is full, or nearly (${says}).`,
          cure: 'Free some space there.',
          meanwhile: 'Readings are kept, and sent once there is room.',
        }),
        failing: ({ to: { url }, says }) => ({
          says: `The database at ${url} reports an error (${says}).`,
          cure: by.outageAdvice.failing,
          meanwhile: 'Readings are kept, and sent once it works again.',
        }),
        broken: ({ to: { url }, says }) => ({
          says: `The connection to the database at ${url} is interrupted (${says}).`,
          cure: by.outageAdvice.broken,
          meanwhile: 'Readings are kept, and sent once it is stable.',
        }),
        busy: ({ to: { url }, says }) => ({
          says: `The database at ${url} asks ${by.program} to wait (${says}).`,
          cure: by.outageAdvice.busy,
          meanwhile: 'Readings are kept, and sent later.',
        }),
        credentials: ({ to, says }) =>
          to.version === '2'
            ? {
                says: `InfluxDB at ${to.url} ${to.hasCredentials ? 'refuses the token' : 'requires a token'} (${says}).`,
                cure: `Put a token that may write to the bucket ${to.bucket} (in InfluxDB 2: Load Data, API Tokens) ${by.intoToken}. InfluxDB 2.9 and newer show a token only when it is created: if yours is lost, create a new one.`,
                meanwhile: UNTIL_THEN,
              }
            : {
                says: `InfluxDB at ${to.url} refuses ${to.hasCredentials ? `the user ${to.username} or the password` : 'writing without a user'} (${says}).`,
                cure: `Check ${by.names.username} and ${by.names.password}.`,
                meanwhile: UNTIL_THEN,
              },
        rights: ({ to, says }) =>
          to.version === '2'
            ? {
                says: `${by.theToken} may not write to the bucket ${to.bucket} of InfluxDB at ${to.url} (${says}).`,
                cure: 'Create one that may: Load Data, API Tokens.',
                meanwhile: UNTIL_THEN,
              }
            : {
                says: `The user ${to.username} may not write to the database ${to.database} of InfluxDB at ${to.url} (${says}).`,
                cure: `Ask an administrator to run: GRANT WRITE ON "${to.database}" TO "${to.username}".`,
                meanwhile: UNTIL_THEN,
              },
        noSuchStore: ({ to, says }) =>
          to.version === '2'
            ? {
                says: `InfluxDB at ${to.url} has no bucket ${to.bucket}${to.org === '' ? '' : ` in the organisation ${to.org}`} (${says}).`,
                cure: `Create it (Load Data, Buckets), or check ${by.names.bucket} and ${by.names.org}.`,
                meanwhile: UNTIL_THEN,
              }
            : {
                says: `InfluxDB at ${to.url} has no database ${to.database} (${says}).`,
                cure: `${by.createDatabase(createDatabaseCommand(to))}, or check ${by.names.database}.`,
                meanwhile: UNTIL_THEN,
              },
        noSuchRetentionPolicy: ({ to: { url }, says }) => ({
          says: `InfluxDB at ${url} does not know the retention policy (${says}).`,
          cure: `Create it, or ${by.noRetentionPolicy}.`,
          meanwhile: UNTIL_THEN,
        }),
        noOrganisation: ({ to: { url }, says }) => ({
          says: `InfluxDB 2 at ${url} requires the name of your organisation (${says}).`,
          cure: by.addOrganisation,
          meanwhile: UNTIL_THEN,
        }),
        noRoom: ({ to, says }) => ({
          says: `InfluxDB at ${to.url} has no database ${storeOf(to)}, and no room for another one (${says}).`,
          cure: `Delete one that nobody needs there (in InfluxDB 3 Core: influxdb3 delete database and its name), or change ${by.names[storeSetting(to)]} to the name of one that is there.`,
          meanwhile: UNTIL_THEN,
        }),
        refusesAll: ({ to, says }) => ({
          says: `What answers at ${to.url} refuses everything that is written to ${storeOf(to)} (${says}): the cause is the database or the address, not the readings.`,
          cure: `Find out there what these words mean, check ${by.names.url}, or change ${by.names[storeSetting(to)]} to another name: letters without accents, digits, _ and -.`,
          meanwhile: UNTIL_THEN,
        }),
        address: ({ to: { url, version }, says }) => ({
          says: `What answers at ${url} is not InfluxDB, or not its version ${version} (${says}).`,
          cure: `Check ${by.names.url}, ${by.checkVersion}, and the proxy if there is one.`,
          meanwhile: UNTIL_THEN,
        }),
        certificate: ({ to: { url }, says }) => ({
          says: `The certificate of ${url} cannot be trusted (${says}).`,
          cure: `Install its authority on this machine (NODE_EXTRA_CA_CERTS), or, in your own network, use http:// in ${by.names.url}.`,
          meanwhile: UNTIL_THEN,
        }),
        refused: ({ to: { url }, says, measurement = '', fromMs = 0, toMs = 0 }) => ({
          says: `InfluxDB at ${url} refuses points of ${measurement}, from ${instant(fromMs)} to ${instant(toMs)} (${says}). They are passed over; everything else goes on.`,
          cure: 'Usually another program has written there with another type: give Linky TIC a database of its own, and send what was refused with linky-tic history send while it is still in the local history.',
        }),
        defect: ({ says }) => ({
          says: `Sending to InfluxDB has failed inside ${by.program} (${says}). It is tried again every minute.`,
          cure: 'Please report this line.',
          meanwhile: UNTIL_THEN,
        }),
      },
      settings: {
        problem: ({ path, says }) => ({ says: `Settings${path === '' ? '' : `, ${path}`}: ${says}`, cure: '' }),
        noMeters: () => ({
          says: 'No meter in the settings: nothing is read.',
          cure: 'Enter the port of your meter (meters, port) and restart.',
        }),
      },
      share: {
        taken: ({ name, shared, address }) => ({
          says: `${name}: ${address} cannot be opened, because another program has it: other programs do not get ${things[shared]}.`,
          cure: `Stop that program, or set ${shareSettings[shared]} to another number.`,
        }),
        foreign: ({ name, shared, address }) => ({
          says: `${name}: ${address} cannot be opened, because it is not an address of this machine: other programs do not get ${things[shared]}.`,
          cure: 'Set share.host to 127.0.0.1 for this machine only, or to 0.0.0.0 for the network.',
        }),
        forbidden: ({ name, shared, address }) => ({
          says: `${name}: no permission to open ${address}: other programs do not get ${things[shared]}.`,
          cure: `Set ${shareSettings[shared]} to a number from 1024 to 65535.`,
        }),
        other: ({ name, shared, address, says }) => ({
          says: `${name}: ${address} cannot be opened (${says}): other programs do not get ${things[shared]}.`,
          cure: `Check share.host and ${shareSettings[shared]}.`,
        }),
        broken: ({ says = '' }) => ({
          says: `The part of ${by.program} that answers other programs and devices has stopped with an error (${says}). It is restarted; everything else goes on.`,
          cure: 'Please report this line.',
        }),
        memory: () => ({
          says: `The part of ${by.program} that answers other programs and devices has run out of memory. It is restarted; everything else goes on.`,
          cure: 'If this continues, look for a program that sends too many requests.',
        }),
        stood: () => ({
          says: `The part of ${by.program} that answers other programs and devices has not responded for a minute. It is restarted; everything else goes on.`,
          cure: 'If this continues, look for a program that sends too many requests.',
        }),
        stuck: () => ({
          says: `The disk has not answered for a minute: other programs and devices get nothing from ${by.program} until it does.`,
          cure: 'Check the SD card.',
        }),
      },
      page: {
        taken: ({ address }) => ({
          says: `The house’s page cannot be opened: another program has ${address}.`,
          cure: `Stop that program, or set ${by.names.pagePort} to another number.`,
        }),
        foreign: ({ address }) => ({
          says: `The house’s page cannot be opened: ${address} is not an address of this machine.`,
          cure: `Set ${by.names.pageHost} to 127.0.0.1 for this machine only, or to 0.0.0.0 for the home’s network.`,
        }),
        forbidden: ({ address }) => ({
          says: `The house’s page cannot be opened: no permission to open ${address}.`,
          cure: `Set ${by.names.pagePort} to a number from 1024 to 65535.`,
        }),
        other: ({ address, says }) => ({
          says: `The house’s page cannot be opened at ${address} (${says}).`,
          cure: `Check ${by.names.pageHost} and ${by.names.pagePort}.`,
        }),
      },
      mqtt: {
        notListening: ({ url, says }) => ({
          says: `Nothing listens at ${url} (${says}): the MQTT broker gets no readings.`,
          cure: `Start it, or check the address and the port in ${by.names.mqttUrl}.`,
        }),
        unknownHost: ({ url, says }) => ({
          says: `No machine answers to the name in ${url} (${says}): the MQTT broker gets no readings.`,
          cure: `Check that name in ${by.names.mqttUrl}, or enter the IP address.`,
        }),
        silent: ({ url, says }) => ({
          says: `The MQTT broker at ${url} does not answer (${says}), and gets no readings.`,
          cure: 'Check the address, and that no firewall is in the way.',
        }),
        credentials: ({ url, says, username }) => ({
          says:
            username === undefined
              ? `The MQTT broker at ${url} requires a user and a password (${says}).`
              : `The MQTT broker at ${url} refuses the user ${username} or the password (${says}).`,
          cure: `Check ${by.names.mqttUser}.`,
        }),
        rights: ({ url, says, username }) => ({
          says: `The MQTT broker at ${url} does not allow ${username === undefined ? 'publishing without a user' : `the user ${username} to publish there`} (${says}).`,
          cure: `Grant this right in the broker (its ACL), for the topics that begin with the value of ${by.names.mqttTopic}, and for homeassistant/device/# if sensors are announced to Home Assistant.`,
        }),
        certificate: ({ url, says }) => ({
          says: `The certificate of the MQTT broker at ${url} cannot be trusted (${says}): it gets no readings.`,
          cure: `Check that the address has the name that the certificate is for; if your own authority signed it, enter its file in ${by.names.mqttCa}.`,
        }),
        ca: ({ url, says, ca = '' }) => ({
          says: `The file of authorities ${ca} for the MQTT broker at ${url} cannot be used (${says}): it gets no readings.`,
          cure: `Put a PEM file there that ${by.user} may read, or correct ${by.names.mqttCa}.`,
        }),
        stranger: ({ url, says }) => ({
          says: `What is at ${url} does not answer like an MQTT broker (${says}): no readings go there.`,
          cure: `Check the port in ${by.names.mqttUrl}, and whether it is one for mqtt:// or for mqtts://.`,
        }),
        busy: ({ url, says }) => ({
          says: `The MQTT broker at ${url} accepts nothing at the moment (${says}).`,
          cure: 'If this continues, look at its log.',
        }),
        dropped: ({ url, says }) => ({
          says: `The MQTT broker at ${url} closes each connection soon after it was opened (${says}).`,
          cure: 'Look at its log, which says why.',
        }),
        failing: ({ url, says }) => ({
          says: `The MQTT broker at ${url} gets no readings (${says}).`,
          cure: 'Look at its log, which may say more.',
        }),
      },
      matter: {
        noAnswer: ({ name, seconds }) => ({
          says: `${name}: Homebridge has not answered about this meter in Matter for ${seconds} s. What Matter shows of it may be old; everything else goes on.`,
          cure: 'If this continues, restart Homebridge.',
        }),
      },
      writer: {
        broken: ({ says = '' }) => ({
          says: `The part of ${by.program} that keeps the local history and writes to InfluxDB has stopped with an error (${says}). It is restarted${by.homeWorksOn}.`,
          cure: 'Please report this line.',
        }),
        memory: () => ({
          says: `The part of ${by.program} that keeps the local history and writes to InfluxDB has run out of memory. It is restarted${by.homeWorksOn}.`,
          cure: 'If this continues, restart this machine.',
        }),
        stood: () => ({
          says: `The part of ${by.program} that keeps the local history and writes to InfluxDB has not responded for a minute. It is restarted${by.homeWorksOn}.`,
          cure: 'If this continues, restart this machine.',
        }),
        stuck: () => ({
          says: `The disk has not answered for a minute: the local history and InfluxDB wait for it${by.homeWorksOn}.`,
          cure: 'Check the SD card.',
        }),
        full: ({ most = 0 }) => ({
          says: `${englishNumber(most)} readings are waiting to be written: new readings are ${by.shownInHome}neither in the local history nor in InfluxDB.`,
          cure: 'Check the disk, and restart this machine if this continues.',
        }),
        unanswering: () => ({
          says: `The part of ${by.program} that keeps the local history and writes to InfluxDB does not answer: what it knows cannot be shown.`,
          cure: 'Usually the disk does not answer: check the SD card, and restart this machine if this continues.',
        }),
        otherVersion: ({ says = '' }) => ({
          says: `Another version (${says}) of ${by.program} is running than this one: what it knows cannot be shown.`,
          cure: `After an update: ${by.restart}.`,
        }),
        noStatus: ({ socket = '' }) => ({
          says: `${by.cannotAsk} ${by.program} for its status: ${socket} cannot be created. Nothing else needs it.`,
          cure: `The disk is full or read-only, ${by.user} may not write to that folder, or the path is longer than 107 bytes.`,
        }),
      },
    },

    over: {
      line: (trouble, stoodMs) =>
        (trouble.kind === 'noise' || trouble.percent !== undefined) && !trouble.isUnread
          ? `${trouble.name}: what the meter sends arrives undamaged again.`
          : `${trouble.name}: the meter is back after ${duration(stoodMs)}.`,
      clock: (trouble) =>
        trouble.kind === 'unset' || trouble.waits
          ? 'The readings kept in memory now have their dates: the clock of this machine is set.'
          : "This machine's clock and the meter's agree again.",
      history: ({ kind }) => {
        if (kind === 'notCopied') return 'The second copy of the local history is up to date again.';
        // What was lost meanwhile is said as news.
        if (kind === 'losing' || kind === 'dropping') return '';
        return 'The local history is written to disk again, with what was kept in memory.';
      },
      mirror: (trouble, stoodMs, { sent = 0 }) => {
        const { url } = trouble.to;
        if (trouble.kind === 'refused')
          return `InfluxDB at ${url} accepts the points of ${trouble.measurement ?? ''} again. Send what it refused with linky-tic history send.`;
        if (trouble.kind === 'defect') return `Sending to InfluxDB at ${url} works again.`;
        return `The database at ${url} is back after ${duration(stoodMs)}: ${plural(sent, 'waiting reading was', 'waiting readings were')} sent.`;
      },
      // Settings are read at a start, so their troubles end with the process.
      settings: () => '',
      // That an address can be had is said by whoever listens there.
      share: (trouble) =>
        'address' in trouble ? '' : `The part of ${by.program} that answers other programs and devices works again.`,
      page: () => '',
      mqtt: ({ url }, stoodMs) => `The MQTT broker at ${url} gets the readings again after ${duration(stoodMs)}.`,
      matter: ({ name }) => `${name}: Homebridge answers again about this meter in Matter.`,
      writer: ({ kind, socket = '' }) => {
        if (kind === 'stuck') return 'The disk answers again: the local history and InfluxDB go on.';
        if (kind === 'full')
          return 'The waiting readings are written: the local history and InfluxDB get new readings again.';
        if (kind === 'noStatus') return `From now on ${by.program} answers at ${socket}.`;
        return `The part of ${by.program} that keeps the local history and writes to InfluxDB works again.`;
      },
    },

    news: {
      'line.found': ({ name, port, mode, baudRate }) =>
        `${name}: the meter on ${port} answers, in ${lineMode(mode, baudRate)}.`,
      'line.moreLabels': ({ name, most }) =>
        `${name}: this meter sends more than ${englishNumber(most)} labels that are in no specification. The first ${englishNumber(most)} are kept, the others are left out.`,
      'history.setAside': ({ path, as }) =>
        `The local history in ${path} was damaged. It is kept as ${as}, and a new one begins.`,
      'history.mended': ({ path, as, ...lost }) =>
        `The local history in ${path} was damaged. It is kept as ${as}, and a new one goes on with what could still be read. Lost: ${lostText(lost)}.${lost.imports ? ' Import your files again.' : ''} Check the SD card.`,
      'history.takenFromCopy': ({ days, imports }) =>
        `The local history lacked ${[days > 0 && plural(days, 'day', 'days'), imports > 0 && plural(imports, 'imported file', 'imported files')].filter(Boolean).join(' and ')} that its second copy still had: ${days + imports === 1 ? 'it has' : 'they have'} been restored.`,
      'history.copyUnreadable': ({ folder, files }) =>
        `The second copy of the local history, in ${folder}, is damaged (${files}). It is written again from the local history, and the damaged files are kept there under other names. Check the SD card.`,
      'history.unreadable': ({ fromMs, toMs }) =>
        `The local history from ${instant(fromMs)} to ${instant(toMs)} is damaged on the disk and left out. Check the SD card.`,
      'history.rotates': () =>
        `The local history has reached ${by.allowedSize}: from now on the oldest readings are deleted to make room for new ones.`,
      'history.curvesCut': () =>
        `The local history has reached ${by.allowedSize}: the oldest minutes of its curves are deleted, and at least the last five weeks are kept. To keep them longer, ${by.raiseSize}.`,
      'history.dropped': ({ count }) =>
        `While the local history could not be written, memory had no room for ${plural(count, 'reading: it is', 'readings: they are')} missing from it.`,
      'history.lost': ({ fromMs, toMs }) =>
        `The readings from ${instant(fromMs)} to ${instant(toMs)} were deleted before InfluxDB accepted them.`,
      'history.unwritten': ({ count }) =>
        count === 1
          ? 'Stopped with 1 reading that could not be written: it is missing from the local history.'
          : `Stopped with ${englishNumber(count)} readings that could not be written: they are missing from the local history.`,
      'history.forgotten': ({ days, minutes, readings }) =>
        `What was dated later than now is deleted from the local history: ${plural(days, 'day', 'days')}, ${plural(minutes, 'minute', 'minutes')}, ${plural(readings, 'reading', 'readings')}.`,
      'clock.disputed': ({ byMs }) =>
        `The meter's clock is ${duration(byMs)} ahead of this machine's. Readings are dated by this machine's clock: check that it is right.`,
      'clock.setBack': ({ days, readings, fromMs, toMs, folder, to }) =>
        `This machine's clock was set back by more than a day. If it is right now, what it dated before is wrong: from ${instant(fromMs)} to ${instant(toMs)} (${plural(readings, 'reading', 'readings')}, ${plural(days, 'day', 'days')} later than today). These days are no longer shown. To delete them from the local history: linky-tic history forget --later --storage ${forShell(folder)}${to ? `. ${deleteSpan(to, fromMs, toMs)}` : ''}`,
      'history.imported': ({ meter, days, from, to }) =>
        `A history file was imported for the meter ${meter}: ${daysFromTo(days, from, to)}.`,
      'history.importUndone': ({ meter, days, from, to }) =>
        `The import of a history file was undone for the meter ${meter}: ${daysFromTo(days, from, to)}.`,
      'mirror.mirroring': ({ url }) => `Every reading goes to InfluxDB at ${url}.`,
      'mirror.partly': ({ url, says, points, fromMs, toMs }) =>
        points === undefined || fromMs === undefined || toMs === undefined
          ? `InfluxDB at ${url} has stored only a part of what was sent (${says}).`
          : `InfluxDB at ${url} has refused ${plural(points, 'point', 'points')} from ${instant(fromMs)} to ${instant(toMs)} (${says}), and stored the others.`,
      'mirror.unreadable': ({ says }) =>
        `A reading in the local history cannot be understood, and is not sent to InfluxDB (${says}). Later ones of its kind are not sent either, without further messages.`,
      'share.fellBehind': ({ name, readers }) =>
        `${name}: ${readers === 1 ? '1 program that reads the raw TIC stream was' : `${readers} programs that read the raw TIC stream were`} disconnected, because this machine was too busy to send all of its bytes. A program that reconnects gets the stream from then on.`,
      'writer.lost': ({ count }) =>
        count === 1
          ? '1 reading was lost before it could be written: it is missing from the local history and from InfluxDB.'
          : `${englishNumber(count)} readings were lost before they could be written: they are missing from the local history and from InfluxDB.`,
      'writer.leftBehind': ({ count }) =>
        count === 1
          ? 'Stopped while 1 reading was still to be written: it may be missing from the local history.'
          : `Stopped while ${englishNumber(count)} readings were still to be written: they may be missing from the local history.`,
    },
  };

  function memoryOnly(kind: DiskTrouble) {
    return ({ path, says, closed }: Omit<DiskFacts, 'kind'> & { readonly path: string }) => {
      const why = disk({ kind, says, closed });
      return {
        says: `The local history in ${path} cannot be written: ${why.says}`,
        cure: why.cure,
        meanwhile: `Until it can be, readings are kept in memory${by.homeWorksOn}.`,
      };
    };
  }
}

const UNTIL_THEN = 'Until then, readings are kept.';

/** The names of what other programs get. */
const things = { line: 'the raw TIC stream', reading: 'the newest reading' };
const shareSettings = { line: 'share.port', reading: 'share.httpPort' };

/** The reasons for which groups are refused. */
export const faults: { readonly [kind: string]: string } = {
  parity: 'parity errors',
  checksum: 'wrong checksums',
  malformed: 'lost or garbled characters',
  form: 'impossible values',
  overlong: 'lost ends of lines',
};

/** How to delete a span of time in the database. */
function deleteSpan(to: InfluxPlace, fromMs: number, toMs: number): string {
  return to.version === '2'
    ? `In InfluxDB 2 this deletes it, with everything else in the bucket from that time: influx delete ${to.org === '' ? '' : `--org '${to.org}' `}--bucket '${to.bucket}' --start ${utc(fromMs)} --stop ${utc(toMs + 1)}. InfluxDB 3 Core and VictoriaMetrics cannot delete a span of time.`
    : `In InfluxDB 1.x this deletes it: influx -database '${to.database}' -execute "DELETE FROM /^linky/ WHERE time >= '${utc(fromMs)}' AND time <= '${utc(toMs)}'". VictoriaMetrics cannot delete a span of time.`;
}

/** An instant as programs write it, in UTC. */
function utc(ms: number): string {
  return new Date(ms).toISOString();
}

function programs(names: readonly string[]): string {
  return names.length === 0 ? '' : ` (${names.join(', ')})`;
}

function daysFromTo(days: number, from: string, to: string): string {
  return `${plural(days, 'day', 'days')}, from ${from} to ${to}`;
}

function lostText({ readings, minutes, days, imports }: Lost): string {
  const lost = [
    readings && lostOf('readings', readings),
    minutes && lostOf('minutes of the curves', minutes),
    days && lostOf('sums of days', days),
    imports && lostOf('days of imported files', imports),
  ];
  return lost.filter((one) => one !== undefined).join(' and ') || 'nothing, as far as can be told';
}

function lostOf(what: string, { fromMs, toMs, inPart }: MissingRange): string {
  const these = inPart ? `a part of the ${what}` : `the ${what}`;
  if (fromMs !== undefined && toMs !== undefined) return `${these} from ${instant(fromMs)} to ${instant(toMs)}`;
  if (fromMs !== undefined) return `${these} after ${instant(fromMs)}`;
  if (toMs !== undefined) return `${these} before ${instant(toMs)}`;
  return inPart ? these : `all ${what}`;
}
