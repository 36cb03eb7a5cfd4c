import { MOST_PERIOD_CHARACTERS } from '../../reading/periods.ts';
import type { HostWords } from '../host.ts';

/** What is said of wrong settings, in English. @param by phrases that differ with what runs the service */
export const englishConfig = (by: HostWords) => ({
  mustBe: (wanted: string, typed?: string) =>
    typed === undefined ? `Missing: ${wanted}.` : `This must be ${wanted}, not ${typed}.`,
  oneOf: (options: readonly string[]) => `one of ${options.map((option) => `“${option}”`).join(', ')}`,
  number: (whole: boolean, least: number, most?: number) =>
    `a ${whole ? 'whole ' : ''}number (no quotes) ${most === undefined ? `of at least ${least}` : `from ${least} to ${most}`}`,
  form: {
    name: (most: number) =>
      `a name of 2 to ${most} characters that starts and ends with a letter or a digit, with no emoji`,
    port: () =>
      'a serial port such as /dev/ttyUSB0, an address such as tcp://192.168.1.20:2000, demo:historique or demo:standard',
    url: () => 'an address such as http://localhost:8086',
    powerFactor: () => '“auto” (in quotes) or a number from 0.1 to 1 (with a point, no quotes)',
    from: () => 'a date such as 2026-08-01 (year, month, day)',
    hours: () =>
      'hours such as 22:30-06:30, several with commas between, or by season and day of the week such as 11-01..03-31 mon-fri 23:30-07:30; 04-01..10-31 01:30-06:30,12:00-15:00',
    host: () => 'an address of this machine such as 127.0.0.1 or 0.0.0.0 (without a port)',
    brokerUrl: () => 'an address such as mqtt://localhost:1883, or mqtts://broker.local:8883 with TLS',
    topic: (most: number) =>
      `a topic such as linky or home/linky: at most ${most} letters, digits, points, dashes and _, with / between levels`,
    ca: () => 'the path of a file, such as /etc/ssl/certs/my-ca.pem',
  },
  pricePerKWh: (most: number) =>
    `a number of euros per kWh from 0 to ${most} (no quotes; euros, not cents: 0.2142 for 21.42 cents)`,
  text: 'a text in quotes',
  filledText: 'a text in quotes that is not empty',
  boolean: 'true or false (no quotes)',
  list: 'a list in brackets [ ]',
  group: 'a group of fields in braces { }',
  quoted: (text: string) => `“${text}”`,
  thatSecret: 'what is there',
  usedInstead: (values: readonly string[]) =>
    `${values.join(' and ')} ${values.length > 1 ? 'are' : 'is'} used instead.`,
  /** What the plugin does despite the problem, at the end of what the log says. The form saves nothing that is wrong. */
  consequences: {
    takenAsEmpty: 'It is treated as empty.',
    defaultsUsed: 'The defaults are used instead.',
    nothingRead: 'No meter is read.',
    meterOut: 'This meter is ignored.',
    tileOut: 'This tile is ignored.',
    noSensors: 'This meter has no sensors.',
    sensorOut: 'This sensor is ignored.',
    noPrices: 'This meter has no prices.',
    priceOut: 'This price entry is ignored.',
    influxOff: 'Nothing is sent to InfluxDB.',
    sharePortOut: 'Nothing is shared on this port.',
    nothingShared: 'Nothing of this meter is shared.',
    pageOff: 'The house’s page is off.',
    mqttOff: 'Nothing is sent over MQTT.',
  },
  noPeriods:
    'Missing: a tariff period with its price (name it BASE if all hours have the same price). This price entry is ignored.',
  sameDate: (from: string) =>
    `Another price entry already begins on ${from}, and each date has one entry. This price entry is ignored.`,
  periodName: {
    tooLong: (name: string) =>
      `The name of this tariff period, “${name}”, has more than ${MOST_PERIOD_CHARACTERS} characters. This price entry is ignored.`,
    unprintable: (name: string) =>
      `The name of this tariff period, “${name}”, contains invisible characters (such as a line end or ESC). This price entry is ignored.`,
  },
  yearlySubscription: (euros: number, twelfth: number) =>
    `${euros} euros per month is more than any regulated subscription: it is probably the price for a year. If so, write ${twelfth}. It is used as it is.`,
  /**
   * `Monday 7 December 2026, 03:00`.
   * @param day in days since 1970-01-01
   * @param time of the local clock
   */
  dateAndTime: (day: number, time: string, isHoliday: boolean) => {
    const style = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
    const date = new Date(day * 86_400_000).toLocaleString('en-GB', style).replace(',', '');
    return `${date}${isHoliday ? ' (a holiday)' : ''}, ${time}`;
  },
  hoursLeftOut: (at: string) =>
    `These hours leave gaps: ${at}, for example, belongs to no period. The energy that an imported curve has at such a time gets no cost. If exactly one period has no hours, it gets all the rest. The hours are used as they are.`,
  hoursOverlap: (at: string, one: string, other: string) =>
    `These hours overlap with others: ${at}, for example, belongs both to “${one}” and to “${other}”. The energy that an imported curve has at such a time gets no cost. The hours are used as they are.`,
  samePeriod: (other: string) =>
    `This is the same tariff period as “${other}” above, and each period has one price. This price entry is ignored.`,
  urlSecrets: `The address must not contain a user or a password: ${by.urlSecrets}. Nothing is sent to InfluxDB.`,
  brokerSecrets:
    'The address must not contain a user or a password: they have fields of their own. Nothing is sent over MQTT.',
  noMqttUser: 'Missing: the user that the password belongs to. Nothing is sent over MQTT.',
  meterWithOwnTopic: (meter: string, topic: string) =>
    `The meter “${meter}” would have the topic ${topic}, which says whether ${by.program} is running. Give the meter another name. Nothing is sent over MQTT.`,
  caWithoutTls:
    'With mqtt:// nothing is encrypted, and no certificate is checked: this file has no effect. Should the address of the broker begin with mqtts://?',
  sameName: (other: string) =>
    `The meter “${other}” already has this name, or one that differs only in its punctuation. This meter is ignored: each needs a name of its own.`,
  samePort: (other: string) => `The meter “${other}” is already read on this port. This meter is ignored.`,
  noSharePort:
    'Missing: a port for the raw TIC stream (port) or for the newest reading (httpPort). Nothing of this meter is shared.',
  ownSharePort: (port: number) =>
    `The meter itself is read on port ${port} of this machine. Nothing is shared on it: enter another number.`,
  sameSharePort: (port: number, other: string) =>
    `The meter “${other}” already shares something on port ${port}. Nothing more is shared on it: enter another number.`,
  noPagePort: 'Missing: the port of the house’s page, such as 8588. The page is off.',
  readPagePort: (port: number, meter: string) =>
    `The meter “${meter}” is read on port ${port} of this machine. The house’s page is off: enter another number.`,
  samePagePort: (port: number, meter: string) =>
    `The meter “${meter}” already shares something on port ${port}. The house’s page is off: enter another number.`,
  neverOff: (hysteresis: number, above: number) =>
    `With ${hysteresis}, which is more than “above”, the sensor would stay on forever. ${above} is used instead.`,
  hardlyOff: (offAt: number, mostSupplied: number) =>
    `The sensor would only turn off at ${offAt} V (“below” plus this value), and the grid supplies ${mostSupplied} V at most. The value is used as it is.`,
  aboveOrBelow: 'Missing: a number of volts in “above” or in “below”. This sensor is ignored.',
  aboveAndBelow:
    '“above” also has a number, and a voltage sensor uses only one of the two. This sensor is ignored: make two sensors of it, or empty one of the two fields.',
  noMirror:
    'InfluxDB is not set up, so nothing waits for it, and this sensor stays off. Enter the address of an InfluxDB, or remove the sensor.',
  sameSensor: (name: string) =>
    `Another sensor of this meter is named “${name}”. This sensor is ignored: each needs a name of its own.`,
  unknown: (meant?: string) =>
    `There is no such setting, and it is ignored.${meant === undefined ? '' : ` Did you mean “${meant}”?`}`,
});
