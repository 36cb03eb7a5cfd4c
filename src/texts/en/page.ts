import type { SeasonName } from '../tariffs.ts';
import { englishOffers, priceSources } from './offers.ts';
import { englishTariffs } from './tariffs.ts';

/** The texts of the settings page, in English. */
export const englishPage = {
  /** The number of the first day of a month, before the name of the month. */
  firstOfMonth: '1',
  /** What stands between fields and before decimals in the CSV that spreadsheets read in this language. */
  csv: { between: ',', decimal: '.' },
  tariffs: englishTariffs,
  tabs: { live: 'Live', energy: 'Energy', port: 'Meter', influx: 'InfluxDB', all: 'Settings' },
  all: 'All settings of the plugin. Save with the button at the bottom.',
  /** Folds the news before the newest. */
  earlierNews: 'Earlier',
  live: {
    happened: 'What happened',
    /** Since when something is wrong: the time of today, or a day and its time. */
    since: (time: string) => `Since ${time}`,
    sinceDay: (day: string, time: string) => `Since ${day}, ${time}`,
    notRunning:
      'The plugin is not running, so there is nothing live to show. If you have just saved, restart Homebridge. If not, look at Homebridge’s log. The last values that were read are below.',
    waiting: 'No frame from this meter yet.',
    checkPort: 'Listen to its port',
    now: 'Read just now',
    lost: 'Homebridge no longer answers',
    age: (age: string) => `Read ${age} ago`,
    /** What the card of a meter says that is not read: for how long, and of which kind its trouble is. */
    silent: (age: string) => `Silent for ${age}`,
    unplugged: (age: string) => `Unplugged for ${age}`,
    cutOff: (age: string) => `Cut off for ${age}`,
    notAMeter: (age: string) => `Unreadable for ${age}`,
    taken: (age: string) => `Taken by another program for ${age}`,
    drawn: 'drawn from the grid',
    given: 'exported to the grid',
    /** The active power, as in `1,105 W ± 30`. */
    watts: {
      drawn: (watts: string) => `about ${watts}`,
      given: (watts: string) => `exports about ${watts}`,
    },
    /** What a house gives that has no producer's contract: an estimate, and its bounds. */
    surplus: (about: string, least: string, most: string) => `about ${about} (${least}\u00a0to\u00a0${most})`,
    share: (share: string, subscribed: string) => `${share} of the ${subscribed} subscribed`,
    overload: 'Over the subscribed power: the meter is about to cut the supply.',
    gauge: 'Share of the subscribed power',
    facts: {
      current: 'Current',
      voltage: 'Voltage',
      tariff: 'Tariff now',
      today: 'Today',
      tomorrow: 'Tomorrow',
      peak: 'Peak day',
      injected: 'Exported',
      maxToday: 'Highest draw today (meter)',
      imported: 'Meter reading',
      exported: 'Export reading',
      contract: 'Contract',
      mode: 'Mode',
      subscribed: 'Subscribed power',
      power: 'Power',
      quality: 'Line quality',
    },
    tempo: { blue: 'Blue', white: 'White', red: 'Red' },
    peak: { notice: 'Announced', running: 'Now' },
    mode: { historique: 'historique', standard: 'standard' },
    intact: (share: string) => `${share} received without errors`,
  },
  mirror: {
    title: 'InfluxDB',
    off: 'Not set up: the history stays on this machine.',
    setUp: 'Set it up',
    test: 'Test it',
    starting: 'Starting',
    delivering: 'Every frame arrives',
    refusedMeasurements: 'Refused measurements',
    pending: 'Frames to be sent',
    /** While all is well: frames are sent several at a time. */
    next: 'Frames in the next batch',
    delivered: 'Frames sent since the start',
    refused: 'Points refused permanently',
    oldest: 'Oldest to be sent',
    ago: (age: string) => `${age} ago`,
  },
  /** The card about the house's page. */
  house: {
    title: 'The house’s page',
    about:
      'Live power, curves and euros on every phone and tablet of the home, without a password. It is for viewing only: nothing can be changed there.',
    legend: 'Who can open it?',
    audiences: { off: 'Nobody: it is off', machine: 'Only this machine', network: 'Everyone on the home’s network' },
    hints: {
      off: 'No port is opened.',
      machine: 'Only a browser on the machine that runs Homebridge.',
      network:
        'Anyone on the network, guests included, sees what the house draws and has drawn (so also when nobody is at home), and what it costs.',
    },
    unsaved: {
      on: 'Save with the button at the bottom, then restart Homebridge: the page is available from then on.',
      off: 'Save with the button at the bottom, then restart Homebridge: the page is off from then on.',
    },
    openAt: 'Its address',
    noAddress: 'This machine is not on any network at the moment, so there is no address to open.',
    scan: 'Scan it with a phone that is on the home’s Wi-Fi.',
    code: (address: string) => `QR code of ${address}`,
    homeScreen: 'On the home screen of a phone or tablet',
    iPhone: 'iPhone and iPad: open it in Safari, tap Share, then “Add to Home Screen”.',
    android: 'Android: open it in Chrome, tap ⋮, then “Add to Home screen”.',
  },
  curve: {
    title: 'Power (VA)',
    meter: 'Meter',
    span: 'Period',
    spans: { hour: 'Hour', day: 'Day', week: 'Week' },
    loading: 'Loading…',
    empty: 'Nothing was read in this period. The curve begins a few minutes after the first frame.',
    unreadable: 'The history cannot be read:',
    since: (at: string) => `Since ${at}`,
    over: { hour: 'In the last hour', day: 'In the last 24 hours', week: 'In the last 7 days' },
    summary: (over: string, mean: string, least: string, greatest: string, at: string) =>
      `${over}: ${mean} on average, between ${least} and ${greatest} (${at}).`,
    mean: 'Mean',
    band: 'Min–max',
    readout: (at: string, mean: string, least: string, greatest: string) => `${at}: ${mean} (${least} to ${greatest})`,
    keys: 'Use the left and right arrow keys to read values.',
    touch: 'Tap the chart to read a value.',
  },
  energy: {
    empty: 'No energy counted yet. The first bar appears within minutes.',
    view: 'Period',
    views: { day: 'Day', week: 'Week', month: 'Month', year: 'Year', all: 'All' },
    unit: 'Unit',
    units: { energy: 'kWh', euros: '€' },
    back: 'Previous period',
    on: 'Next period',
    today: 'Today',
    allYears: 'All years',
    titles: {
      energy: (period: string) => `Energy, ${period}`,
      euros: (period: string) => `Cost, ${period}`,
    },
    other: 'Unknown tariff',
    subscription: 'Subscription',
    readout: (name: string, total: string, parts?: string) =>
      `${name}: ${total}${parts === undefined ? '' : ` (${parts})`}`,
    givenReadout: (given: string) => `${given} exported`,
    unseenReadout: (unseen: string) => `${unseen} of it while the plugin was away`,
    importedReadout: (imported: string) => `${imported} of it from a file`,
    allImportedReadout: 'from a file',
    beforeReadout: (before: string) => `${before} a year ago`,
    between: ', ',
    soFar: (name: string) => `${name}, so far`,
    toCome: (name: string) => `${name}: still to come`,
    missing: (name: string) => `${name}: nothing was read`,
    notPriced: (name: string) => `${name}: no price`,
    /** The hour that comes twice in the night in which summer time ends. */
    summerTime: (hour: string) => `${hour} (summer time)`,
    winterTime: (hour: string) => `${hour} (winter time)`,
    facts: {
      drawn: 'Drawn',
      cost: 'Cost',
      subscription: 'of which subscription',
      given: 'Exported',
      paid: 'Earned from exports',
      mean: 'Average per full day',
      yearBefore: 'A year ago',
      compared: 'Compared with a year ago',
      greatest: 'Highest draw (readings)',
      on: (power: string, day: string) => `${power}, ${day}`,
    },
    /** The difference from a year ago, as in `−4% (539.1 kWh against 561.6 kWh)`. */
    change: (share: string, now: string, before: string) => `${share} (${now} against ${before})`,
    comparedDays: (days: string) => `Compared with a year ago: ${days} with the same days of the year before.`,
    withoutToday: 'Today is not over, and is left out.',
    withoutGaps: 'The days that a file lacks in one of the years are left out of both.',
    comparedWeek: (days: string) => `Compared with a year ago: ${days} with the same weekdays 52 weeks before.`,
    month: {
      title: 'This month',
      soFar: 'So far',
      heading: 'End-of-month forecast',
      base: 'Base load',
      baseYear: 'Base load per year',
      aboutHeading: (days: string) =>
        `The forecast assumes that the rest of the month is like the ${days} full days before today.`,
      aboutBase: 'The base load is what the house draws in the quietest hour of the night.',
    },
    unseenColumn: 'Counted while away',
    unseenNote: (energy: string) =>
      `${energy} were counted while the plugin was away for whole days. They are shown hatched, on the day on which it read the meter again: nobody knows on which of these days they were used. A bar that goes beyond the scale is cut off.`,
    importedColumn: 'From a file',
    importedNote: (energy: string) =>
      `${energy} come from imported files, not from what the plugin read. They are dotted.`,
    importedWithoutHours: 'The files have only the total of this day, so its hours are not known.',
    importedInNoHour: (energy: string) =>
      `For ${energy} of this day, the hour is not known: neither the files nor the plugin have these minutes.`,
    inNoHour: (energy: string) =>
      `For ${energy} of this day, the hour is not known: the plugin was away then, or has lost these minutes.`,
    noHours: 'The hours of this day are no longer available: they are kept for two years, if there is room.',
    nothingRead: 'Nothing was read on this day.',
    nothingYet: 'Nothing has been counted yet: the meter reading goes up by one Wh at a time.',
    withoutSubscription: 'The hours do not include the subscription, which is charged by the day.',
    noPrices:
      'This meter has no prices yet. Enter those of your contract to see here what each day, month and year has cost.',
    addPrices: 'Add the prices',
    addHours: 'Add the hours',
    unpriced: {
      noPrice: (date: string) => `There is no price for ${date} yet: the first price begins later.`,
      noPeriod: (date: string, period: string) =>
        `The prices of ${date} do not include one for the period “${period}”.`,
      unknownPeriod: (date: string) => `On ${date}, some energy was counted in an unknown period, so it has no price.`,
      unknownDrawn: (date: string) =>
        `For ${date}, a file has what was exported, but nothing says what was drawn. Import the consumption file to see costs.`,
      noHours: (date: string) =>
        `The energy of ${date} comes from a file, which has no tariff periods. Add the hours of each period to the prices to see its cost.`,
      noColour: (date: string) =>
        `The energy of ${date} comes from a file, and this version does not know the colour of that Tempo day, or of the night before. A newer version may.`,
    },
    table: 'As a table',
    csv: 'Save as CSV',
    when: 'When',
    total: 'Total',
  },
  contract: {
    today: 'Today',
    tomorrow: 'Tomorrow',
    offPeak: (hours: string) => `Off-peak ${hours}`,
    offPeakAllDay: 'Off-peak all day',
    noOffPeak: 'No off-peak hours',
    mobile: (hours: string) => `Peak day hours ${hours}`,
    mobileAllDay: 'Peak day hours all day',
    notKnown: 'Not known yet',
    unknown: 'The off-peak hours are not known yet. They will be once the meter has been read for a whole day.',
    nowOffPeak: 'Off-peak hours now.',
    nowOffPeakUntil: (time: string) => `Off-peak hours now, until ${time}.`,
    offPeakIn: (length: string) => `Off-peak hours begin in ${length}.`,
    offPeakDue: 'Off-peak hours are about to begin.',
    told: 'These hours come from the meter itself.',
    /** On how many days in a row the same hours were seen. */
    seen: (days: number) => {
      if (days === 0) return 'Today the meter switches at other times than on the days before.';
      return days === 1
        ? 'These hours have been seen on one day so far.'
        : `These hours have been seen on ${days} days in a row.`;
    },
    season: (season: SeasonName) => `Today’s hours are those of ${englishTariffs.seasons[season]}.`,
    /** An hour of the clock, below the strip. */
    hour: (hour: number) => `${hour}:00`,
    now: 'Now',
    registers: {
      title: 'Readings by period',
      register: 'Register',
      period: 'Period',
      index: 'Reading',
      notKnown: 'not known yet',
    },
    tempo: {
      /** The years in which a season begins and ends, as in `2026–2027`. */
      title: (season: string) => `Tempo days, ${season}`,
      gone: (days: number) => `${days} used`,
      goneAtLeast: (days: number) => `at least ${days} used`,
      planned: '1 tomorrow',
      left: (days: number) => `${days} left`,
      leftAtMost: (days: number) => `at most ${days} left`,
      unknown: (days: number) =>
        days === 1
          ? 'The colour of one day of this season is not known.'
          : `The colours of ${days} days of this season are not known.`,
    },
    news: 'Changes and messages',
  },
  prices: {
    title: 'Prices',
    about:
      'As on your bills, incl. taxes (TTC). If your bills only show prices without taxes (HT), take the TTC prices from the price list of your contract. When prices change, add the new ones with their date: earlier days keep the old prices.',
    none: 'With the prices of your contract, this page also shows euros. You find them on each bill.',
    first: 'Enter the prices from a bill',
    add: 'Add the prices of another date',
    remove: 'Remove these prices',
    unsaved: 'Not saved yet: use the button at the bottom. If only prices have changed, Homebridge need not restart.',
    unknownMeter: 'This meter is no longer in the settings, so it has no prices.',
    from: 'From',
    fromDate: (date: string) => `From ${date}`,
    undated: 'Without a date',
    subscription: 'Subscription',
    given: 'What you are paid for exported energy',
    allHours: 'Energy',
    unnamed: 'Price',
    periodName: 'Name of the period, as on the meter',
    hours: 'Hours',
    hoursOf: (period: string) => `Hours of “${period}”`,
    aboutHours:
      'Hours are only needed for curves from a file, which have no tariff periods. Write them as 22:30-06:30, or 02:00-07:00, 12:00-15:00, or as on the bill or in the letter. One period may be left without hours: it gets the rest of the day. What the meter itself counts needs no hours.',
    unclearHours:
      'Not understood. Enter hours such as 22:30-06:30, with commas between several, or hours for each season such as “winter 23:30-07:30; summer 1:30-6:30”.',
    otherHours: 'Different hours in summer or at the weekend',
    /** The fields of hours that hold at some times only. @param nth the second ones are 2 */
    hoursNth: (label: string, nth: number) => `${label} (${nth})`,
    hoursWhen: (when: string, hours: string) => `${when}: ${hours}`,
    season: 'Season',
    seasons: { always: 'All year', winter: 'Winter', summer: 'Summer', other: 'Other dates…' },
    seasonDates: (season: string, dates: string) => `${season}, ${dates}`,
    dates: 'Dates',
    unclearDates: 'Enter dates such as 1 Nov – 31 Mar.',
    days: 'Days',
    dayChoices: {
      always: 'Every day',
      week: 'Monday to Friday',
      weekend: 'Saturday and Sunday',
      weekendAndHolidays: 'Saturday, Sunday and holidays',
      other: 'Other days…',
    },
    whichDays: 'Which days',
    unclearDays: 'Enter days such as Wednesday, Saturday, holidays.',
    holidays: 'holidays',
    removeHours: 'Remove these hours',
    sameHours: 'Use these hours for all dates',
    addPeriod: 'Add a tariff period',
    removePeriod: (period?: string) => (period === undefined ? 'Remove this period' : `Remove “${period}”`),
    units: { kWh: '€/kWh', month: '€ per month' },
    per: { kWh: (euros: string) => `${euros} per kWh`, month: (euros: string) => `${euros} per month` },
    yearly: (amount: string) =>
      `Understood as ${amount}, which is more than any regulated subscription. If it is the price for a year, add “/year” after the number.`,
    understood: (amount: string) => `Understood as ${amount}`,
    missing: 'Please fill this in.',
    /** Of an amount with “HT” behind it. */
    untaxed:
      'This is a price without taxes (HT). Enter the one incl. taxes (TTC): the price list of your contract has it.',
    unclear: {
      kWh: 'Not understood. Enter euros such as 0.2142, or cents such as 21.42 c€.',
      month: 'Not understood. Enter the euros per month such as 15.86, or per year such as 190.32 €/year.',
    },
    regulated: {
      title: (option: string, power: string) => `Regulated tariff (Tarif Bleu), ${option}, ${power}`,
      about:
        'These are the regulated prices for what the meter says, incl. taxes, each with its source. It cannot tell whether your contract is the regulated one. Compare with a bill: if that has other prices, type in those.',
      aboutNewer: 'Your newest prices are those of the regulated tariff, and it has had newer ones since.',
      table: 'Regulated prices',
      from: 'From',
      withUnit: (name: string, unit: string) => `${name} (${unit})`,
      /** Where the prices of a date are from. */
      sources: priceSources,
      /** Beside the button. @param date of the newest prices from a sheet of EDF */
      notFromEdf: (date: string) =>
        `EDF’s own price sheets were found up to that of ${date}. Newer prices come from public tables: check them against your bill.`,
      take: 'Take these prices',
      takeNewer: 'Add these prices',
      ask: (dates: string, count: number) =>
        `You have prices of your own from ${dates}. Replace ${count === 1 ? 'them' : 'all of them'} by the regulated ones?`,
      replace: 'Replace mine',
      keep: 'Keep mine, add the others',
      none: {
        contractUnknown: 'Once the meter has sent its contract, the regulated prices for it are proposed here.',
        contractWithoutPrices: (contract: string) =>
          `The meter says “${contract}”. There is no public price list for that, so the prices must come from a bill.`,
        powerUnknown: 'Once the meter has sent its subscribed power, the regulated prices for it are proposed here.',
        powerWithoutPrices: (option: string, power: string) =>
          `The regulated tariff ${option} is not offered with ${power}, so the prices must come from a bill.`,
      },
    },
  },
  imports: {
    title: 'Earlier history',
    about:
      'Energy from before the plugin was installed comes from a file: half hours or days of your own consumption. What the plugin has read from the meter stays as it is. What comes from a file is marked, and you can remove it again.',
    where:
      'In your Enedis account, look for “Mes données” and download your data. Files from EDF and from some programs work too, unchanged: the plugin recognises them.',
    help: 'Which files there are, and where to get them',
    helpPage: 'history-import.md',
    drop: 'Drop a file here, or choose one',
    megabyte: 'MB',
    dropHint: (most: string) => `CSV or XLSX, ${most} at most`,
    several: 'One file at a time, please.',
    tooLarge: (name: string, most: string) =>
      `${name} is larger than ${most}. No file of these kinds is that large, so it was not sent.`,
    unreadable: (name: string, says: string) =>
      `The browser cannot read ${name} (${says}). A folder cannot be dropped.`,
    sending: 'Sending the file…',
    reading: 'Reading the file…',
    importing: 'Importing the file…',
    undoing: 'Undoing the import…',
    isGiven: 'This is exported energy',
    found: (name: string) => `What ${name} contains`,
    refused: (name: string) => `${name} cannot be imported`,
    done: 'Done',
    failed: 'This did not work',
    import: 'Import',
    cancel: 'Cancel',
    close: 'Close',
    see: 'See it',
    list: 'Imported files',
    undo: 'Undo',
    undoOf: (file: string) => `Undo: ${file}`,
    ask: 'Undo the import of this file? Its energy disappears from this page. What the plugin has read from the meter stays.',
    undoNow: 'Yes, undo it',
    keep: 'Keep it',
  },
  subscription: {
    title: 'Highest power of each month',
    empty: 'No power has been read yet.',
    month: 'Month',
    power: 'Highest power',
    nothing: 'nothing read',
    powerUnknown: 'not known (the file only has energy)',
    isOver: 'over the subscribed power',
    mark: 'The mark on each bar is the subscribed power.',
    at: (day: string, time: string) => `${day}, ${time}`,
  },
  offers: englishOffers,
  port: {
    legend: 'Where is the meter plugged in?',
    legendOf: (meter: string) => `Where is ${meter} plugged in?`,
    looking: 'Looking for ports…',
    none: 'No adapter is plugged into this machine. Plug it in, then look again.',
    again: 'Look again',
    network: 'A network bridge',
    networkHint: 'Its address and its port, as in tcp://192.168.1.20:2000',
    address: 'Address of the bridge',
    demo: 'A demo house',
    demoHint: 'Nothing to plug in: see what the plugin can do.',
    other: 'Another port',
    path: 'Path of the port',
    listen: 'Listen',
    listening: 'Listening to the meter for up to half a minute…',
    hearing: {
      heard: 'Meter found',
      faulty: 'Meter found, but something is wrong',
      silent: 'No meter found',
      closed: 'The port cannot be read',
    },
  },
  home: {
    name: 'Name of the meter',
    nameHint: 'Apple Home shows “Linky Power”, “Linky Current”…',
    legend: 'Show in Apple Home',
    tiles: { power: 'Power (VA)', current: 'Current (A)', injection: 'Exported power (VA), for solar panels' },
    hint: 'Apple Home has no tile for electricity, so a number is shown as light, in lux. Give the meter a room of its own.',
  },
  mqtt: {
    title: 'Home Assistant and MQTT',
    about:
      'The newest reading of each meter, for Home Assistant, Jeedom, Node-RED and similar programs, through an MQTT broker in the home such as Mosquitto. The sensors appear in Home Assistant by themselves.',
    setUp: 'Set up MQTT',
    switchOff: 'Switch MQTT off',
    isSetUp: (url: string, topic: string) => `Set up: the broker at ${url}, with topics that begin with ${topic}/.`,
    fields: 'Its settings',
    url: 'Address of the broker',
    username: 'User',
    password: 'Password',
    topic: 'Topic',
    ca: 'File of authorities (CA)',
    optional: '(optional)',
    /** Below a field. */
    notes: {
      url: 'mqtt://, usually with port 1883, or mqtts:// for TLS, usually with port 8883. With Home Assistant, it is the address of its machine.',
      topic: 'The beginning of all topics: linky becomes linky/house for a meter named House.',
      ca: 'The path of its PEM file on this machine, if your own authority has signed the broker’s certificate.',
    },
    discovery: 'Announce to Home Assistant',
    discoveryHint: 'The sensors then appear there by themselves, if it uses the same broker.',
    unsaved: {
      on: 'Save with the button at the bottom, then restart Homebridge: the readings go to the broker from then on.',
      off: 'Save with the button at the bottom, then restart Homebridge: nothing is published from then on.',
    },
    test: 'Test',
    testing: 'Testing…',
    steps: { settings: 'Settings', reach: 'Connect', user: 'User', publish: 'Publish' },
    untried: 'The test could not be run:',
    help: 'The topics, and how to set up the broker',
    helpPage: 'mqtt.md',
  },
  influx: {
    legend: 'Send every frame to a database too?',
    versions: { none: 'No', '2': 'Yes, to VictoriaMetrics, or to InfluxDB 2 or newer', '1': 'Yes, to InfluxDB 1' },
    hints: {
      none: 'The curves on this page work without one.',
      '2': 'VictoriaMetrics (the one to choose if you have none yet), InfluxDB 2, 3, Cloud or 1.8',
      '1': 'With a database, a user and a password',
    },
    url: 'Address',
    token: 'Token',
    org: 'Organisation',
    bucket: 'Bucket',
    database: 'Database',
    username: 'User',
    password: 'Password',
    /** Below a field. */
    notes: {
      url: 'Usually port 8428 for VictoriaMetrics, 8181 for InfluxDB 3, and 8086 for the others.',
      token:
        'VictoriaMetrics needs none. InfluxDB 2.9 and newer show a token only when it is created: if yours is lost, create a new one.',
    },
    optional: '(optional)',
    test: 'Test',
    testing: 'Testing…',
    create: 'Create the database',
    creating: 'Creating…',
    steps: { settings: 'Settings', reach: 'Connect', write: 'Write', read: 'Read back', create: 'Create' },
    untried: 'The test could not be run:',
  },
  problems: {
    title: 'This cannot be saved yet:',
    notices: 'Please check:',
    unchecked: 'Changes cannot be saved, because they could not be checked:',
    again: 'Check again',
    at: (label: string, says: string) => `${label}: ${says}`,
    /** What is wrong with the prices of a meter, each of which is explained at its field. */
    prices: 'something is missing or unclear. The Energy tab shows where.',
  },
  guide: {
    title: 'Set up your meter',
    step: (step: number, steps: number) => `Step ${step} of ${steps}`,
    steps: { port: 'The meter', home: 'Apple Home', influx: 'InfluxDB', ready: 'Ready' },
    about: {
      port: 'Choose the port, then listen: you see at once whether a meter is found.',
      home: 'What the meter is called, and what you see of it on your phone.',
      influx:
        'Optional: years of curves in Grafana, with VictoriaMetrics or InfluxDB. Without a database, skip this step.',
      ready: 'This is what will be saved:',
    },
    /** Beside the choice of a port, for somebody who has not wired the meter yet. */
    safety:
      'Still to be wired? Shut this machine down, then switch off the main breaker (disjoncteur de branchement). The meter itself stays live: break no seal, do not touch C1 and C2, and when in doubt ask an electrician.',
    back: 'Back',
    next: 'Next',
    everything: 'Show all settings instead',
    choose: 'Choose a port first.',
    mend: 'Fix the problems below first.',
    save: (button: string) =>
      `Press “${button}” below and let Homebridge restart: the meter is then on this page. If you keep the child bridge that Homebridge offers, add that bridge to Apple Home once Homebridge has restarted: its code is under Child Bridge Config in this plugin’s menu. Without a child bridge, the meter appears in Apple Home by itself.`,
    summary: {
      meter: 'Meter',
      port: 'Port',
      home: 'Apple Home',
      nothing: 'Nothing',
      influx: 'InfluxDB',
    },
  },
  /** A view whose code comes from Homebridge UI once it is opened. */
  part: {
    failed:
      'This part of the page could not be loaded from Homebridge. Try again; if that does not help, close the settings and open them again.',
    again: 'Try again',
  },
  unanswered: 'Homebridge no longer answers. Check that it is running, then reload the page.',
  yes: 'Done',
  no: 'Failed',
};

export type PageTexts = typeof englishPage;
