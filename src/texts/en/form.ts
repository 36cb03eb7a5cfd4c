import type { FormTexts } from '../form.ts';

/** The texts of Homebridge's settings form, in English. Every other language has texts of the same shape. */
export const englishForm = {
  about:
    'Reads a Linky electricity meter through its TIC output, and shows it in Apple Home. InfluxDB is used only when its address is given.',
  fields: {
    name: { title: 'Name in the log' },
    language: {
      title: 'Language',
      description: 'Of the names of the accessories and of the messages in the log.',
      options: { fr: 'Français', en: 'English' },
    },
    meters: { title: 'Meters', button: 'Add a meter' },
    'meters[]': { title: 'Meter' },
    'meters[].name': {
      title: 'Name',
      description:
        'Names the accessories, and the meter in InfluxDB: another name is another meter. Letters and digits, no emoji.',
    },
    'meters[].port': {
      title: 'Port',
      description:
        'The serial port, preferably its name in /dev/serial/by-id, which never changes; tcp://address:port for a network bridge; or demo, demo:historique, demo:standard for a simulated house.',
    },
    'meters[].mode': {
      title: 'Mode of the meter',
      options: { auto: 'Found on its own', historique: 'Historique', standard: 'Standard' },
    },
    'meters[].baudRate': {
      title: 'Speed of the serial port',
      description: 'For a serial port only. Some adapters, ADTEK’s for example, give historique at 9600 bauds.',
      options: { auto: 'Found on its own', 1200: '1200 bauds', 9600: '9600 bauds' },
    },
    'meters[].tiles': { title: 'Tiles in Apple Home' },
    'meters[].tiles[]': {
      options: {
        power: 'Power (VA)',
        current: 'Current (A)',
        injection: 'Power given to the grid (VA), for a producer',
      },
    },
    'meters[].sensors': { title: 'Sensors', button: 'Add a sensor' },
    'meters[].sensors[]': { title: 'Sensor' },
    'meters[].sensors[].name': { title: 'Name', placeholder: 'Overload' },
    'meters[].sensors[].when': {
      title: 'On when',
      options: {
        power: 'the power (VA) is above',
        current: 'the current (A) of the most loaded phase is above',
        voltage: 'the voltage (V) of a phase is above or below',
        load: 'the share of the subscribed power (%) is above',
        injection: 'the power given to the grid (VA) is above',
        surplus: "the surplus (VA), also without a producer's contract, is above",
        offPeak: 'off-peak hours',
        tempoRed: 'Tempo: red today',
        tempoWhite: 'Tempo: white today',
        tempoRedTomorrow: 'Tempo: red tomorrow',
        tempoWhiteTomorrow: 'Tempo: white tomorrow',
        peak: 'a peak day (EJP and alike)',
        overload: 'over the subscribed power',
        dryContact: 'the dry contact of the meter',
        silent: 'nothing comes from the meter',
        mirrorBehind: 'readings wait for InfluxDB for longer than (minutes)',
        trouble: 'something is wrong',
      },
    },
    'meters[].sensors[].above': {
      title: 'Above',
      description: 'In VA, A, V (of the highest phase), % or minutes, as chosen.',
    },
    'meters[].sensors[].below': {
      title: 'Below',
      description:
        'In V, of the lowest phase. Fill in this or the field above, not both. A Linky tells the voltage in standard mode only.',
    },
    'meters[].sensors[].hysteresis': {
      title: 'Hysteresis',
      description: 'In the same unit. Off again at “Above” minus this, or at “Below” plus this.',
    },
    'meters[].sensors[].delayOn': {
      title: 'Delay to switch on (s)',
      description: 'Empty: 10, or 300 where something is wrong.',
    },
    'meters[].sensors[].delayOff': { title: 'Delay to switch off (s)' },
    'meters[].sensors[].leadMinutes': {
      title: 'Minutes before off-peak hours',
      description: 'On this many minutes before they begin, where the hours are known. 0: when they begin.',
    },
    'meters[].sensors[].kind': {
      title: 'Shown as',
      options: { occupancy: 'Occupancy sensor', motion: 'Motion sensor', contact: 'Contact sensor' },
    },
    'meters[].matter': {
      title: 'Matter',
      description: 'Where the bridge has Matter.',
      options: {
        outlet: 'Outlet (Home shows its watts)',
        electricalSensor: 'Electrical sensor',
        meter: 'Meter (electrical sensor until Homebridge has meters)',
        off: 'Off',
      },
    },
    'meters[].powerFactor': {
      title: 'Power factor',
      description:
        'The meter gives VA. “auto”: watts are learned from its index of energy, within some minutes. Or a number from 0.1 to 1: watts are VA times this.',
    },
    'meters[].share': {
      title: 'For other programs',
      description:
        'One line, many readers: what comes from the meter, for Home Assistant, evcc or another program. Empty ports: nothing is shared.',
    },
    'meters[].share.port': {
      title: 'Port for the bytes of the line (TCP)',
      description: 'Up to 16 programs read them at socket://address:port or tcp://address:port.',
    },
    'meters[].share.httpPort': { title: 'Port for the newest reading and the prices (HTTP, JSON)' },
    'meters[].share.host': {
      title: 'Address to listen on',
      description:
        '127.0.0.1: programs on this machine alone. 0.0.0.0: the whole network, which then sees what the house draws.',
    },
    'meters[].share.bits': {
      title: 'Bits of a byte',
      description:
        '8: the bytes as they come, with the parity bit of the line. 7: without it, for programs that expect 7 bits from a network port (linkytic in Home Assistant).',
    },
    'meters[].prices': {
      title: 'Prices',
      description:
        'What your contract costs, all taxes in, to see euros. One entry for each date from which other prices hold; the tab Energy of the plugin’s page fills them in from a bill.',
      button: 'Add prices',
    },
    'meters[].prices[]': { title: 'Prices from a date on' },
    'meters[].prices[].from': {
      title: 'From',
      description: 'The date on which these prices begin, such as 2026-08-01.',
    },
    'meters[].prices[].subscription': { title: 'Subscription (€ a month)' },
    'meters[].prices[].given': { title: 'What you get for energy given to the grid (€/kWh)' },
    'meters[].prices[].periods': { title: 'Prices of energy', button: 'Add a tariff period' },
    'meters[].prices[].periods[]': { title: 'Tariff period' },
    'meters[].prices[].periods[].name': {
      title: 'Name of the period',
      description:
        'As the meter has it: BASE, HP, HC, or HCJB to HPJR for Tempo. Where there is only one, its price is for all energy.',
    },
    'meters[].prices[].periods[].price': { title: 'Price (€/kWh)', description: 'In euros, not in cents: 0.2142.' },
    'meters[].prices[].periods[].hours': {
      title: 'Hours of the period',
      description:
        'Optional, for curves that are imported from a file: 22:30-06:30, or several with commas between. Other hours by season (month and day) or day of the week have a semicolon between: 11-01..03-31 mon-fri 23:30-07:30; 04-01..10-31 mon-fri 01:30-06:30,12:00-15:00; sat-sun,holiday 00:00-24:00.',
    },
    'meters[].staleAfter': {
      title: 'Not responding after (s)',
      description: 'Seconds without a frame after which the tiles say “No Response”.',
    },
    page: {
      title: 'The house’s page',
      description:
        'The live power, the curves and the euros in every browser of the home, without a password, and only to look at. Empty port: it is off.',
    },
    'page.port': { title: 'Port of the page (HTTP)' },
    'page.host': {
      title: 'Address to listen on',
      description:
        '127.0.0.1: this machine alone. 0.0.0.0: everyone on the home’s network, who then sees what the house draws, and what it costs.',
    },
    influx: { title: 'InfluxDB' },
    'influx.url': {
      title: 'Address',
      description:
        'Leave it empty to do without a database. The port is mostly 8428 for VictoriaMetrics, 8181 for InfluxDB 3, and 8086 for the others. No user or password in it: they have their own fields.',
    },
    'influx.version': {
      title: 'Version',
      options: { 2: 'VictoriaMetrics, InfluxDB 2.x, 3.x, Cloud or 1.8', 1: 'InfluxDB 1.x' },
    },
    'influx.token': {
      title: 'Token',
      description:
        'VictoriaMetrics needs none. From InfluxDB 2.9 on, a token that exists cannot be read again: if yours is lost, make a new one.',
    },
    'influx.org': {
      title: 'Organisation',
      description: 'InfluxDB 2.x and Cloud need it; VictoriaMetrics and InfluxDB 3 do not.',
    },
    'influx.bucket': { title: 'Bucket' },
    'influx.database': { title: 'Database' },
    'influx.username': { title: 'User' },
    'influx.password': { title: 'Password' },
    'influx.retentionPolicy': { title: 'Retention policy', description: 'Empty: the default one of the database.' },
    'influx.literal': {
      title: 'Send the frames as they are, too',
      description: 'In the measurement linky_tic, each label under its own name.',
    },
    mqtt: {
      title: 'MQTT',
      description:
        'The newest reading of each meter for Home Assistant and the rest of the house, by a broker of yours such as mosquitto. Empty address: it is off.',
    },
    'mqtt.url': {
      title: 'Address of the broker',
      description:
        'mqtt://, mostly with port 1883, or with TLS mqtts://, mostly with port 8883. No user or password in it.',
    },
    'mqtt.username': { title: 'User' },
    'mqtt.password': { title: 'Password' },
    'mqtt.topic': {
      title: 'Topic',
      description: 'What all topics begin with: linky gives linky/house for a meter named House.',
    },
    'mqtt.discovery': {
      title: 'Tell Home Assistant',
      description: 'Its sensors then appear by themselves, where it uses the same broker.',
    },
    'mqtt.ca': {
      title: 'File of authorities (CA)',
      description:
        'With mqtts://, where an authority of your own has signed the broker’s certificate: the path of its PEM file on this machine.',
    },
    journal: { title: 'Journal on this machine' },
    'journal.commitSeconds': {
      title: 'Write to the disk every (s)',
      description: 'Longer spares an SD card; a power cut loses at most this much.',
    },
    'journal.keepDays': {
      title: 'Keep the frames for (days)',
      description: 'Counted from their delivery to InfluxDB. Without InfluxDB it does nothing: the size alone decides.',
    },
    'journal.maxMegabytes': { title: 'Take at most (MB)' },
  },
} satisfies FormTexts;
