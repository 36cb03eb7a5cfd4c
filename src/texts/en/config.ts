import { MOST_PERIOD_CHARACTERS } from '../../periods.ts';
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
    from: () => 'a date of the calendar such as 2026-08-01 (year, month, day)',
    hours: () =>
      'hours such as 22:30-06:30, several with commas between, or by season and day of the week such as 11-01..03-31 mon-fri 23:30-07:30; 04-01..10-31 01:30-06:30,12:00-15:00',
    host: () => 'an address of this machine such as 127.0.0.1 or 0.0.0.0 (without a port)',
    brokerUrl: () => 'an address such as mqtt://localhost:1883, or mqtts://broker.local:8883 with TLS',
    topic: (most: number) =>
      `a topic such as linky or home/linky: at most ${most} letters, digits, points, dashes and _, with / between levels`,
    ca: () => 'the path of a file, such as /etc/ssl/certs/my-ca.pem',
  },
  pricePerKWh: (most: number) =>
    `a number of euros a kWh from 0 to ${most} (no quotes; euros, not cents: 0.2142 for 21.42 cents)`,
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
    takenAsEmpty: 'It is taken as empty.',
    defaultsUsed: 'The defaults are used instead.',
    nothingRead: 'No meter is read.',
    meterOut: 'This meter is left out.',
    tileOut: 'This tile is left out.',
    noSensors: 'This meter has no sensors.',
    sensorOut: 'This sensor is left out.',
    noPrices: 'This meter has no prices.',
    priceOut: 'This entry of the prices is left out.',
    influxOff: 'Nothing is sent to InfluxDB.',
    sharePortOut: 'Nothing is shared on this port.',
    nothingShared: 'Nothing of this meter is shared.',
    pageOff: 'The house’s page is off.',
    mqttOff: 'Nothing is sent over MQTT.',
  },
  noPeriods:
    'Missing: a tariff period with its price (named BASE where all hours have the same price). This entry of the prices is left out.',
  sameDate: (from: string) =>
    `Another entry of the prices begins on ${from} already, and each date has one entry. This entry of the prices is left out.`,
  periodName: {
    tooLong: (name: string) =>
      `The name of this tariff period, “${name}”, has more than ${MOST_PERIOD_CHARACTERS} characters. This entry of the prices is left out.`,
    unprintable: (name: string) =>
      `The name of this tariff period, “${name}”, has characters in it that nobody sees (such as a line end or ESC). This entry of the prices is left out.`,
  },
  yearlySubscription: (euros: number, twelfth: number) =>
    `${euros} euros a month are more than any regulated subscription: they are probably the price of a year. If they are, write ${twelfth}. It is taken as it is.`,
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
    `These hours leave time out: ${at}, for example, is in the hours of no period. What was used at such a time, by a curve from a file, gets no euros. Where exactly one period is without hours, it has all that is left. The hours are taken as they are.`,
  hoursOverlap: (at: string, one: string, other: string) =>
    `These hours overlap with others: ${at}, for example, is in those of “${one}” and in those of “${other}”. What was used at such a time, by a curve from a file, gets no euros. The hours are taken as they are.`,
  samePeriod: (other: string) =>
    `This is the same tariff period as “${other}” above, and each period has one price. This entry of the prices is left out.`,
  urlSecrets: `The address must not hold a user or a password: ${by.urlSecrets}. Nothing is sent to InfluxDB.`,
  brokerSecrets:
    'The address must not hold a user or a password: they have fields of their own. Nothing is sent over MQTT.',
  noMqttUser: 'Missing: the user that the password belongs to. Nothing is sent over MQTT.',
  meterWithOwnTopic: (meter: string, topic: string) =>
    `The meter “${meter}” would have the topic ${topic}, which tells whether ${by.program} is there. Give the meter another name. Nothing is sent over MQTT.`,
  caWithoutTls:
    'With mqtt:// nothing is encrypted, and no certificate is checked: this file is of no use. Is mqtts:// meant in the address of the broker?',
  sameName: (other: string) =>
    `The meter “${other}” has this name already, or the same one but for its signs. This meter is left out: each needs a name of its own.`,
  samePort: (other: string) => `The meter “${other}” is read on this port already. This meter is left out.`,
  noSharePort:
    'Missing: a port for the bytes of the line (port) or for the newest reading (httpPort). Nothing of this meter is shared.',
  ownSharePort: (port: number) =>
    `The meter itself is read on port ${port} of this machine. Nothing is shared on it: give another number.`,
  sameSharePort: (port: number, other: string) =>
    `The meter “${other}” shares something on port ${port} already. Nothing more is shared on it: give another number.`,
  noPagePort: 'Missing: the port of the house’s page, such as 8588. The page is off.',
  readPagePort: (port: number, meter: string) =>
    `The meter “${meter}” is read on port ${port} of this machine. The house’s page is off: give it another number.`,
  samePagePort: (port: number, meter: string) =>
    `The meter “${meter}” shares something on port ${port} already. The house’s page is off: give it another number.`,
  neverOff: (hysteresis: number, above: number) =>
    `With ${hysteresis}, which is more than “above”, the sensor would stay on for ever. ${above} is used instead.`,
  hardlyOff: (offAt: number, mostSupplied: number) =>
    `The sensor would turn off at ${offAt} V only (“below” plus this), and the grid supplies ${mostSupplied} V at most. It is taken as it is.`,
  aboveOrBelow: 'Missing: a number of volts in “above” or in “below”. This sensor is left out.',
  aboveAndBelow:
    'There is a number in “above”, too, and a sensor of the voltage has one of the two. This sensor is left out: make two of it, or empty one of the two.',
  noMirror:
    'No InfluxDB is set up, so nothing waits for it, and this sensor stays off. Give the address of an InfluxDB, or remove the sensor.',
  sameSensor: (name: string) =>
    `Another sensor of this meter is named “${name}”. This sensor is left out: each needs a name of its own.`,
  unknown: (meant?: string) =>
    `There is no such setting, and it is ignored.${meant === undefined ? '' : ` Is “${meant}” meant?`}`,
});
