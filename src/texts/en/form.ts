import type { FormTexts } from '../form.ts';

/** The texts of Homebridge's settings form, in English. Every other language has texts of the same shape. */
export const englishForm = {
  about:
    'Reads a Linky electricity meter through its TIC output and shows it in Apple Home. InfluxDB is only used if you give its address.',
  fields: {
    name: { title: 'Name in the log' },
    language: {
      title: 'Language',
      description: 'For the names of the accessories and the messages in the log.',
      options: { fr: 'Français', en: 'English' },
    },
    meters: { title: 'Meters', button: 'Add a meter' },
    'meters[]': { title: 'Meter' },
    'meters[].name': {
      title: 'Name',
      description:
        'Names the accessories, and the meter in InfluxDB: a meter with a new name is a new meter. Letters and digits, no emoji.',
    },
    'meters[].port': {
      title: 'Port',
      description:
        'The serial port, preferably by its name in /dev/serial/by-id, which never changes; tcp://address:port for a network bridge; or demo, demo:historique, demo:standard for a simulated house.',
    },
    'meters[].mode': {
      title: 'Mode of the meter',
      options: { auto: 'Detect automatically', historique: 'Historique', standard: 'Standard' },
    },
    'meters[].baudRate': {
      title: 'Speed of the serial port',
      description:
        'For a serial port only. Some adapters, for example those of ADTEK, output historique mode at 9600 baud.',
      options: { auto: 'Detect automatically', 1200: '1200 baud', 9600: '9600 baud' },
    },
    'meters[].tiles': { title: 'Tiles in Apple Home' },
    'meters[].tiles[]': {
      options: {
        power: 'Power (VA)',
        current: 'Current (A)',
        injection: 'Exported power (VA), for a producer',
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
        injection: 'the exported power (VA) is above',
        surplus: 'the surplus (VA) is above, also without a producer’s contract',
        offPeak: 'it is off-peak hours',
        tempoRed: 'today is a red Tempo day',
        tempoWhite: 'today is a white Tempo day',
        tempoRedTomorrow: 'tomorrow is a red Tempo day',
        tempoWhiteTomorrow: 'tomorrow is a white Tempo day',
        peak: 'it is a peak day (EJP and similar)',
        overload: 'the subscribed power is exceeded',
        dryContact: 'the dry contact of the meter is closed',
        silent: 'the meter has gone silent',
        mirrorBehind: 'readings have waited for InfluxDB for more than (minutes)',
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
        'In V, of the lowest phase. Fill in this field or the one above, not both. A Linky only sends the voltage in standard mode.',
    },
    'meters[].sensors[].hysteresis': {
      title: 'Hysteresis',
      description: 'In the same unit. The sensor turns off at “Above” minus this value, or at “Below” plus this value.',
    },
    'meters[].sensors[].delayOn': {
      title: 'Delay before turning on (s)',
      description: 'Empty: 10, or 300 for “something is wrong”.',
    },
    'meters[].sensors[].delayOff': { title: 'Delay before turning off (s)' },
    'meters[].sensors[].leadMinutes': {
      title: 'Minutes before off-peak hours',
      description:
        'The sensor turns on this many minutes before they begin, if the hours are known. 0: when they begin.',
    },
    'meters[].sensors[].kind': {
      title: 'Shown as',
      options: { occupancy: 'Occupancy sensor', motion: 'Motion sensor', contact: 'Contact sensor' },
    },
    'meters[].matter': {
      title: 'Matter',
      description: 'If the bridge supports Matter.',
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
        'The meter only sends VA. “auto”: watts are estimated from the energy that it counts, after a few minutes. Or a number from 0.1 to 1: watts are VA times this number.',
    },
    'meters[].share': {
      title: 'For other programs',
      description:
        'One line, many readers: shares what comes from the meter with Home Assistant, evcc or another program. Empty ports: nothing is shared.',
    },
    'meters[].share.port': {
      title: 'Port for the raw TIC stream (TCP)',
      description: 'Up to 16 programs can read it at socket://address:port or tcp://address:port.',
    },
    'meters[].share.httpPort': { title: 'Port for the newest reading and the prices (HTTP, JSON)' },
    'meters[].share.host': {
      title: 'Address to listen on',
      description:
        '127.0.0.1: only programs on this machine. 0.0.0.0: the whole network, which then sees what the house draws.',
    },
    'meters[].share.bits': {
      title: 'Bits per byte',
      description:
        '8: the bytes as they come, with the parity bit of the line. 7: without it, for programs that expect 7 bits from a network port (linkytic in Home Assistant).',
    },
    'meters[].prices': {
      title: 'Prices',
      description:
        'What your contract costs, incl. taxes, to see euros. One entry for each date on which the prices change. The Energy tab of the plugin’s page fills them in from a bill.',
      button: 'Add prices',
    },
    'meters[].prices[]': { title: 'Prices from a date on' },
    'meters[].prices[].from': {
      title: 'From',
      description: 'The date from which these prices apply, such as 2026-08-01.',
    },
    'meters[].prices[].subscription': { title: 'Subscription (€ per month)' },
    'meters[].prices[].given': { title: 'What you are paid for exported energy (€/kWh)' },
    'meters[].prices[].periods': { title: 'Prices of energy', button: 'Add a tariff period' },
    'meters[].prices[].periods[]': { title: 'Tariff period' },
    'meters[].prices[].periods[].name': {
      title: 'Name of the period',
      description:
        'As on the meter: BASE, HP, HC, or HCJB to HPJR for Tempo. If there is only one period, its price applies to all energy.',
    },
    'meters[].prices[].periods[].price': { title: 'Price (€/kWh)', description: 'In euros, not in cents: 0.2142.' },
    'meters[].prices[].periods[].hours': {
      title: 'Hours of the period',
      description:
        'Optional. evcc and similar programs get no prices without them until the meter’s own off-peak hours are known; curves imported from a file always need them. Such as 22:30-06:30, or several with commas between. Hours that differ by season (month and day) or day of the week are separated by semicolons: 11-01..03-31 mon-fri 23:30-07:30; 04-01..10-31 mon-fri 01:30-06:30,12:00-15:00; sat-sun,holiday 00:00-24:00.',
    },
    'meters[].staleAfter': {
      title: '“No Response” after (s)',
      description: 'Seconds without a frame after which the tiles show “No Response”.',
    },
    page: {
      title: 'The house’s page',
      description:
        'Live power, curves and euros in every browser of the home, without a password and for viewing only. Empty port: the page is off.',
    },
    'page.port': { title: 'Port of the page (HTTP)' },
    'page.host': {
      title: 'Address to listen on',
      description:
        '127.0.0.1: only this machine. 0.0.0.0: everyone on the home’s network, who then sees what the house draws and what it costs.',
    },
    influx: { title: 'InfluxDB' },
    'influx.url': {
      title: 'Address',
      description:
        'Leave it empty if you use no database. The port is usually 8428 for VictoriaMetrics, 8181 for InfluxDB 3, and 8086 for the others. No user or password here: they have their own fields.',
    },
    'influx.version': {
      title: 'Version',
      options: { 2: 'VictoriaMetrics, InfluxDB 2.x, 3.x, Cloud or 1.8', 1: 'InfluxDB 1.x' },
    },
    'influx.token': {
      title: 'Token',
      description:
        'VictoriaMetrics needs none. InfluxDB 2.9 and newer show a token only when it is created: if yours is lost, create a new one.',
    },
    'influx.org': {
      title: 'Organisation',
      description: 'InfluxDB 2.x and Cloud need it; VictoriaMetrics and InfluxDB 3 do not.',
    },
    'influx.bucket': { title: 'Bucket' },
    'influx.database': { title: 'Database' },
    'influx.username': { title: 'User' },
    'influx.password': { title: 'Password' },
    'influx.retentionPolicy': { title: 'Retention policy', description: 'Empty: the default of the database.' },
    'influx.literal': {
      title: 'Also send the frames as they are',
      description: 'In the measurement linky_tic, each label under its own name.',
    },
    mqtt: {
      title: 'MQTT',
      description:
        'The newest reading of each meter, for Home Assistant and the rest of the house, through your own broker such as Mosquitto. Empty address: MQTT is off.',
    },
    'mqtt.url': {
      title: 'Address of the broker',
      description:
        'mqtt://, usually with port 1883, or mqtts:// for TLS, usually with port 8883. No user or password here.',
    },
    'mqtt.username': { title: 'User' },
    'mqtt.password': { title: 'Password' },
    'mqtt.topic': {
      title: 'Topic',
      description: 'The beginning of all topics: linky becomes linky/house for a meter named House.',
    },
    'mqtt.discovery': {
      title: 'Announce to Home Assistant',
      description: 'The sensors then appear there by themselves, if it uses the same broker.',
    },
    'mqtt.ca': {
      title: 'File of authorities (CA)',
      description:
        'With mqtts://, if your own authority has signed the broker’s certificate: the path of its PEM file on this machine.',
    },
    journal: { title: 'Local history' },
    'journal.commitSeconds': {
      title: 'Write interval (s)',
      description: 'A longer interval spares an SD card. A power cut loses at most this much.',
    },
    'journal.keepDays': {
      title: 'Keep frames for (days)',
      description:
        'Counted from their delivery to InfluxDB. Has no effect without InfluxDB: then only the size counts.',
    },
    'journal.maxMegabytes': { title: 'Maximum size (MB)' },
  },
} satisfies FormTexts;
