import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import file from '../../config.schema.json' with { type: 'json' };
import type { ConfigSchemaNode } from '../../src/config/compiled-schema.ts';
import type { Config } from '../../src/config/config.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { sourceOf } from '../../src/source/source-from-port.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { runs } from '../../testbed/support/generated.ts';

/** A configuration in which no value is the default, so that each default that replaces one shows. */
const typed = {
  platform: 'LinkyTIC',
  name: 'Maison',
  _bridge: { username: '0E:00:00:00:00:01' },
  language: 'en',
  meters: [
    {
      name: 'Garage',
      port: '/dev/ttyUSB0',
      mode: 'standard',
      baudRate: '9600',
      tiles: ['injection'],
      sensors: [
        { name: 'Heures creuses', when: 'offPeak', kind: 'contact', leadMinutes: 30 },
        { name: 'Surcharge', when: 'power', above: 6000, hysteresis: 200, delayOn: 5, delayOff: 30, kind: 'motion' },
        { name: 'Silence', when: 'silent', delayOn: 300, delayOff: 30, kind: 'motion' },
      ],
      matter: 'off',
      powerFactor: 0.95,
      share: { port: 2001, httpPort: 2002, host: '0.0.0.0', bits: 7 },
      prices: [
        {
          from: '2026-02-01',
          subscription: 15.65,
          given: 0.04,
          periods: [
            { name: 'HP', price: 0.2065 },
            { name: 'HC', price: 0.1579, hours: '22:30-06:30' },
          ],
        },
        { from: '2026-08-01', subscription: 15.86, periods: [{ name: 'BASE', price: 0.1985 }] },
      ],
      staleAfter: 60,
    },
    { name: 'Atelier', port: 'tcp://192.168.1.20:2000' },
  ],
  page: { port: 8588, host: '0.0.0.0' },
  influx: {
    version: '1',
    url: 'https://nas:8086/influx',
    token: 'hush-token',
    org: 'home',
    bucket: 'power',
    database: 'power',
    username: 'writer',
    password: 'hush-password',
    retentionPolicy: 'years',
    literal: false,
  },
  mqtt: {
    url: 'mqtts://broker.lan:8883',
    username: 'linky',
    password: 'hush-broker',
    topic: 'home/linky',
    discovery: false,
    ca: '/etc/ssl/certs/my-ca.pem',
  },
  journal: { commitSeconds: 60, keepDays: 30, maxMegabytes: 1024 },
};

const config: Config = {
  language: 'en',
  meters: [
    {
      name: 'Garage',
      slug: 'garage',
      port: '/dev/ttyUSB0',
      mode: 'standard',
      baudRate: 9600,
      tiles: ['injection'],
      sensors: [
        { name: 'Heures creuses', when: 'offPeak', kind: 'contact', leadMinutes: 30 },
        { name: 'Surcharge', when: 'power', above: 6000, hysteresis: 200, delayOn: 5, delayOff: 30, kind: 'motion' },
        { name: 'Silence', when: 'silent', delayOn: 300, delayOff: 30, kind: 'motion' },
      ],
      matter: 'off',
      powerFactor: 0.95,
      share: { port: 2001, httpPort: 2002, host: '0.0.0.0', bits: 7 },
      prices: typed.meters[0]?.prices ?? [],
      staleAfter: 60,
    },
    {
      name: 'Atelier',
      slug: 'atelier',
      port: 'tcp://192.168.1.20:2000',
      mode: 'auto',
      baudRate: 'auto',
      tiles: ['power', 'current'],
      sensors: [],
      matter: 'outlet',
      powerFactor: 'auto',
      prices: [],
      staleAfter: 20,
    },
  ],
  page: { port: 8588, host: '0.0.0.0' },
  influx: {
    version: '1',
    url: 'https://nas:8086/influx',
    literal: false,
    database: 'power',
    retentionPolicy: 'years',
    username: 'writer',
    password: 'hush-password',
  },
  mqtt: { ...typed.mqtt },
  journal: { commitSeconds: 60, keepDays: 30, maxMegabytes: 1024 },
};

const influx2 = {
  version: '2',
  url: 'https://nas:8086/influx',
  literal: false,
  token: 'hush-token',
  org: 'home',
  bucket: 'power',
};

const meter = (change: object) => ({ ...config, meters: [{ ...config.meters[0], ...change }, config.meters[1]] });
const journal = (change: object) => ({ ...config, journal: { ...config.journal, ...change } });
const influx = (change: object) => ({ ...config, influx: { ...config.influx, ...change } });
const mqtt = (change: object) => ({ ...config, mqtt: { ...config.mqtt, ...change } });
const firstSensor = config.meters[0]?.sensors[0];
const secondSensor = config.meters[0]?.sensors[1];
const thirdSensor = config.meters[0]?.sensors[2];
const [oldPrice, newPrice] = config.meters[0]?.prices ?? [];
const prices = (...left: unknown[]) => meter({ prices: left.filter((price) => price !== undefined) });
const share = (change: object) => meter({ share: { httpPort: 2002, host: '0.0.0.0', bits: 7, ...change } });
const sensor = (change: object) => meter({ sensors: [firstSensor, { ...secondSensor, ...change }, thirdSensor] });
const withoutSecondSensor = meter({ sensors: [firstSensor, thirdSensor] });
const { influx: _, ...withoutInflux } = config;
const { mqtt: _mqtt, ...withoutMqtt } = config;
const [{ share: _share, ...garage } = {}, ...others] = config.meters;
const { page: _page, ...withoutPage } = config;
const meterWithoutShare = { ...config, meters: [garage, ...others] };
const withoutMeter = { ...config, meters: [config.meters[1]] };

/** One wrong value for each field, with the configuration that is read, and a part of the problem's text. */
const table: [path: string, value: unknown, left: object, says: string][] = [
  ['name', 5, config, '“Linky TIC” is used'],
  ['meters', { port: 'demo' }, { ...config, meters: [] }, 'not a group of fields in braces { }. No meter is read.'],
  ['meters[0]', '/dev/ttyUSB0', withoutMeter, 'group of fields in braces { }, not a text in quotes. This meter'],
  ['meters[0].name', '⚡ Garage', meter({ name: 'Linky', slug: 'linky' }), 'not “⚡ Garage”. “Linky” is used'],
  ['meters[0].name', 'Garage’', meter({ name: 'Linky', slug: 'linky' }), 'starts and ends with a letter or a digit'],
  ['meters[0].name', 'G'.repeat(41), meter({ name: 'Linky', slug: 'linky' }), '2 to 40 characters'],
  ['meters[0].port', 'ttyUSB0', withoutMeter, 'not “ttyUSB0”. This meter is ignored.'],
  ['meters[0].port', undefined, withoutMeter, 'Missing: a serial port such as /dev/ttyUSB0'],
  ['meters[0].port', 3, withoutMeter, 'not 3.'],
  ['meters[0].mode', 'standart', meter({ mode: 'auto' }), 'one of “auto”, “historique”, “standard”, not “standart”.'],
  ['meters[0].tiles', 'power', meter({ tiles: ['power', 'current'] }), '“power” and “current” are used instead.'],
  ['meters[0].tiles[0]', 'watts', meter({ tiles: [] }), 'This tile is ignored.'],
  ['meters[0].sensors', 'none', meter({ sensors: [] }), 'This meter has no sensors.'],
  ['meters[0].sensors[0]', 7, meter({ sensors: [secondSensor, thirdSensor] }), 'not 7. This sensor is ignored.'],
  ['meters[0].sensors[1].name', '!', withoutSecondSensor, 'This sensor is ignored.'],
  ['meters[0].sensors[1].name', 'Heures creuses', withoutSecondSensor, 'Another sensor of this meter'],
  ['meters[0].sensors[1].when', 'Power', withoutSecondSensor, 'one of “power”'],
  ['meters[0].sensors[1].above', -1, withoutSecondSensor, 'a number (no quotes) of at least 0, not -1.'],
  ['meters[0].sensors[1].above', undefined, withoutSecondSensor, 'Missing: a number'],
  ['meters[0].sensors[1].below', -1, config, 'a number (no quotes) of at least 0, not -1. It is treated as empty.'],
  ['meters[0].sensors[1].hysteresis', -1, sensor({ hysteresis: 0 }), '0 is used instead.'],
  [
    'meters[0].sensors[1].hysteresis',
    6001,
    sensor({ hysteresis: 6000 }),
    'would stay on forever. 6000 is used instead.',
  ],
  [
    'meters[0].sensors[0].leadMinutes',
    180,
    meter({ sensors: [{ ...firstSensor, leadMinutes: 0 }, secondSensor, thirdSensor] }),
    'a whole number (no quotes) from 0 to 120, not 180. 0 is used instead.',
  ],
  ['meters[0].sensors[1].delayOn', 0.5, sensor({ delayOn: 10 }), 'a whole number (no quotes) from 0 to 86400'],
  ['meters[0].sensors[1].delayOff', [60], sensor({ delayOff: 60 }), 'not a list in brackets [ ]. 60 is used instead.'],
  ['meters[0].sensors[1].kind', 'light', sensor({ kind: 'occupancy' }), '“occupancy” is used instead.'],
  ['meters[0].matter', true, meter({ matter: 'outlet' }), 'not true. “outlet” is used instead.'],
  [
    'meters[0].powerFactor',
    95,
    meter({ powerFactor: 'auto' }),
    'or a number from 0.1 to 1 (with a point, no quotes), not 95.',
  ],
  [
    'meters[0].baudRate',
    2400,
    meter({ baudRate: 'auto' }),
    'one of “auto”, “1200”, “9600”, not “2400”. “auto” is used',
  ],
  ['meters[0].baudRate', 'fast', meter({ baudRate: 'auto' }), 'not “fast”. “auto” is used instead.'],
  ['meters[0].baudRate', true, meter({ baudRate: 'auto' }), 'not true. “auto” is used instead.'],
  ['meters[0].powerFactor', 0.05, meter({ powerFactor: 'auto' }), 'not 0.05. “auto” is used instead.'],
  ['meters[0].powerFactor', '0,9', meter({ powerFactor: 'auto' }), 'with a point, no quotes), not “0,9”.'],
  ['meters[0].powerFactor', '1.1', meter({ powerFactor: 'auto' }), 'not “1.1”.'],
  ['meters[0].powerFactor', 'Auto', meter({ powerFactor: 'auto' }), '“auto” (in quotes) or a number'],
  ['meters[0].powerFactor', true, meter({ powerFactor: 'auto' }), 'not true. “auto” is used instead.'],
  ['meters[0].share', 2001, meterWithoutShare, 'not 2001. Nothing of this meter is shared.'],
  ['meters[0].share.port', 65_536, share({}), 'from 1 to 65535, not 65536. Nothing is shared on this port.'],
  ['meters[0].share.port', 2001.5, share({}), 'a whole number (no quotes) from 1 to 65535, not 2001.5.'],
  ['meters[0].share.port', '2001', share({}), 'a whole number (no quotes) from 1 to 65535, not “2001”.'],
  [
    'meters[0].share.httpPort',
    2001,
    meter({ share: { port: 2001, host: '0.0.0.0', bits: 7 } }),
    'The meter “Garage” already shares something on port 2001.',
  ],
  ['meters[0].share.httpPort', 0, meter({ share: { port: 2001, host: '0.0.0.0', bits: 7 } }), 'not 0. Nothing is'],
  [
    'meters[0].share.host',
    'tcp://0.0.0.0:2001',
    share({ port: 2001, host: '127.0.0.1' }),
    'an address of this machine such as 127.0.0.1 or 0.0.0.0 (without a port), not “tcp://0.0.0.0:2001”. “127.0.0.1” is',
  ],
  [
    'meters[0].share.host',
    '192.168.1.10:2001',
    share({ port: 2001, host: '127.0.0.1' }),
    '(without a port), not “192.168.1.10:2001”. “127.0.0.1” is',
  ],
  ['meters[0].share.bits', 9, share({ port: 2001, bits: 8 }), 'from 7 to 8, not 9. 8 is used instead.'],
  ['meters[0].share.prot', 2001, config, 'There is no such setting, and it is ignored. Did you mean “port”?'],
  ['page', 8588, withoutPage, 'a group of fields in braces { }, not 8588. The house’s page is off.'],
  ['page.port', 0, withoutPage, 'a whole number (no quotes) from 1 to 65535, not 0. The house’s page is off.'],
  ['page.port', '8588', withoutPage, 'not “8588”. The house’s page is off.'],
  ['page.port', undefined, withoutPage, 'Missing: the port of the house’s page, such as 8588. The page is off.'],
  ['page.port', 2002, withoutPage, 'The meter “Garage” already shares something on port 2002. The house’s page is off'],
  [
    'page.host',
    'http://0.0.0.0:8588',
    { ...config, page: { port: 8588, host: '127.0.0.1' } },
    'an address of this machine such as 127.0.0.1 or 0.0.0.0 (without a port), not “http://0.0.0.0:8588”. “127.0.0.1” is',
  ],
  ['page.prot', 8588, config, 'There is no such setting, and it is ignored. Did you mean “port”?'],
  ['meters[0].prices', 0.2, prices(), 'This meter has no prices.'],
  ['meters[0].prices[0]', 'HC', prices(newPrice), 'not a text in quotes. This price entry is ignored.'],
  ['meters[0].prices[0].from', undefined, prices(newPrice), 'Missing: a date such as 2026-08-01'],
  ['meters[0].prices[0].from', '1/2/2026', prices(newPrice), 'not “1/2/2026”. This price entry is ignored'],
  ['meters[0].prices[0].from', '2026-02-29', prices(newPrice), 'a date such as 2026-08-01'],
  ['meters[0].prices[1].from', '2026-02-01', prices(oldPrice), 'Another price entry already begins on 2026-02-01'],
  ['meters[0].prices[0].subscription', undefined, prices(newPrice), 'Missing: a number (no quotes) of at least 0.'],
  ['meters[0].prices[0].subscription', -1, prices(newPrice), 'not -1. This price entry is ignored'],
  ['meters[0].prices[0].given', 4, prices(without(oldPrice, 'given'), newPrice), 'not 4. It is treated as empty.'],
  ['meters[0].prices[0].periods', undefined, prices(newPrice), 'Missing: a tariff period with its price'],
  ['meters[0].prices[0].periods', [{ hours: '' }], prices(newPrice), 'Missing: a tariff period with its price'],
  ['meters[0].prices[0].periods', 'HC', prices(newPrice), 'a list in brackets [ ], not “HC”. This price entry'],
  ['meters[0].prices[0].periods[1]', 0.2, prices(newPrice), 'not 0.2. This price entry is ignored'],
  ['meters[0].prices[0].periods[1].name', undefined, prices(newPrice), 'Missing: a text in quotes that is not empty.'],
  ['meters[0].prices[0].periods[1].name', 'Heures pleines', prices(newPrice), 'same tariff period as “HP” above'],
  [
    'meters[0].prices[0].periods[1].name',
    'x'.repeat(101),
    prices(newPrice),
    `The name of this tariff period, “${'x'.repeat(60)}…”, has more than 100 characters. This price entry`,
  ],
  [
    'meters[0].prices[0].periods[1].name',
    'Heures\u001b[0m pleines',
    prices(newPrice),
    'The name of this tariff period, “Heures pleines”, contains invisible characters',
  ],
  ['meters[0].prices[0].periods[1].price', undefined, prices(newPrice), 'Missing: a number of euros per kWh'],
  [
    'meters[0].prices[0].periods[1].price',
    15.79,
    prices(newPrice),
    'euros, not cents: 0.2142 for 21.42 cents), not 15.79.',
  ],
  ['meters[0].prices[0].periods[1].price', '0,16', prices(newPrice), 'euros per kWh from 0 to 2 (no quotes;'],
  [
    'meters[0].prices[0].periods[1].hours',
    '22h30-6h30',
    prices({ ...oldPrice, periods: [oldPrice?.periods[0], without(oldPrice?.periods[1], 'hours')] }, newPrice),
    '04-01..10-31 01:30-06:30,12:00-15:00, not “22h30-6h30”. It is treated as empty.',
  ],
  ['meters[0].staleAfter', '60', meter({ staleAfter: 20 }), 'no quotes) from 5 to 3600, not “60”. 20 is used instead.'],
  ['meters[1].name', 'Gârage', { ...config, meters: [config.meters[0]] }, 'The meter “Garage” already has this name'],
  [
    'meters[1].port',
    '/dev/ttyUSB0',
    { ...config, meters: [config.meters[0]] },
    'The meter “Garage” is already read on this port',
  ],
  ['influx', 'http://nas:8086', withoutInflux, 'Nothing is sent to InfluxDB.'],
  ['influx.url', undefined, withoutInflux, 'Missing: an address such as http://localhost:8086. Nothing is sent'],
  ['influx.url', 'nas:8086', withoutInflux, 'http://localhost:8086, not “nas:8086”. Nothing is sent to InfluxDB.'],
  ['influx.url', 'http://nas:99999', withoutInflux, 'not “http://nas:99999”. Nothing is sent to InfluxDB.'],
  ['influx.url', 'http://nas:8086/write?p=hush', withoutInflux, 'not “http://nas:8086/write?***”.'],
  ['influx.url', 'http://nas:8086/#hush', withoutInflux, 'not “http://nas:8086/#***”.'],
  ['influx.url', 'http://writer:hush@nas:8086', withoutInflux, 'must not contain a user or a password'],
  ['influx.version', 1, { ...config, influx: influx2 }, 'one of “2”, “1”, not 1. “2” is used instead.'],
  ['influx.token', 12345, config, 'a text in quotes, not what is there. It is treated as empty.'],
  ['influx.org', false, config, 'It is treated as empty.'],
  ['influx.bucket', '', config, 'a text in quotes that is not empty, not “”. “linky” is used instead.'],
  ['influx.database', '', influx({ database: 'linky' }), '“linky” is used instead.'],
  ['influx.username', 7, influx({ username: '' }), 'It is treated as empty.'],
  ['influx.password', 12345, influx({ password: '' }), 'not what is there. It is treated as empty.'],
  ['influx.retentionPolicy', {}, influx({ retentionPolicy: '' }), 'It is treated as empty.'],
  [
    'influx.literal',
    'false',
    influx({ literal: true }),
    'true or false (no quotes), not “false”. true is used instead.',
  ],
  ['mqtt', 'mqtt://nas', withoutMqtt, 'braces { }, not a text in quotes. Nothing is sent over MQTT.'],
  [
    'mqtt.url',
    undefined,
    withoutMqtt,
    'Missing: an address such as mqtt://localhost:1883, or mqtts://broker.local:8883',
  ],
  ['mqtt.url', 'tcp://nas:1883', withoutMqtt, 'mqtts://broker.local:8883 with TLS, not “tcp://nas:1883”. Nothing is'],
  ['mqtt.url', 'ws://nas:9001', withoutMqtt, 'not “ws://nas:9001”. Nothing is sent over MQTT.'],
  ['mqtt.url', 'nas:1883', withoutMqtt, 'not “nas:1883”. Nothing is sent over MQTT.'],
  ['mqtt.url', 'mqtt://', withoutMqtt, 'not “mqtt://”. Nothing is sent over MQTT.'],
  ['mqtt.url', 'mqtt://nas:0', withoutMqtt, 'not “mqtt://nas:0”. Nothing is sent over MQTT.'],
  ['mqtt.url', 'mqtt://nas:65536', withoutMqtt, 'not “mqtt://nas:65536”. Nothing is sent over MQTT.'],
  ['mqtt.url', 'mqtt://nas:1883/linky', withoutMqtt, 'not “mqtt://nas:1883/linky”. Nothing is sent over MQTT.'],
  ['mqtt.url', 'mqtt://nas:1883?p=hush', withoutMqtt, 'not “mqtt://nas:1883?***”. Nothing is sent over MQTT.'],
  ['mqtt.url', 'mqtt://nas#hush', withoutMqtt, 'not “mqtt://nas#***”. Nothing is sent over MQTT.'],
  [
    'mqtt.url',
    'mqtt://linky:hush@nas',
    withoutMqtt,
    'must not contain a user or a password: they have fields of their own',
  ],
  ['mqtt.url', 1883, withoutMqtt, 'not 1883. Nothing is sent over MQTT.'],
  ['mqtt.username', 7, withoutMqtt, 'not 7.'],
  ['mqtt.username', '', withoutMqtt, 'Missing: the user that the password belongs to. Nothing is sent over MQTT.'],
  ['mqtt.password', 12345, mqtt({ password: '' }), 'not what is there. It is treated as empty.'],
  [
    'mqtt.topic',
    'home/+/linky',
    mqtt({ topic: 'linky' }),
    'with / between levels, not “home/+/linky”. “linky” is used',
  ],
  ['mqtt.topic', 'home/#', mqtt({ topic: 'linky' }), 'not “home/#”. “linky” is used instead.'],
  ['mqtt.topic', '$SYS/linky', mqtt({ topic: 'linky' }), 'not “$SYS/linky”. “linky” is used instead.'],
  ['mqtt.topic', '/linky', mqtt({ topic: 'linky' }), 'not “/linky”. “linky” is used instead.'],
  ['mqtt.topic', 'home//linky', mqtt({ topic: 'linky' }), 'not “home//linky”. “linky” is used instead.'],
  ['mqtt.topic', 'linky/', mqtt({ topic: 'linky' }), 'not “linky/”. “linky” is used instead.'],
  ['mqtt.topic', '', mqtt({ topic: 'linky' }), 'not “”. “linky” is used instead.'],
  ['mqtt.topic', 'l'.repeat(61), mqtt({ topic: 'linky' }), 'at most 60 letters, digits'],
  ['mqtt.discovery', 'no', mqtt({ discovery: true }), 'true or false (no quotes), not “no”. true is used instead.'],
  ['mqtt.ca', 'my-ca.pem', mqtt({ ca: '' }), 'the path of a file, such as /etc/ssl/certs/my-ca.pem, not “my-ca.pem”.'],
  ['mqtt.user', 'linky', config, 'There is no such setting, and it is ignored.'],
  ['journal', 30, { ...config, journal: readConfig({}).config.journal }, 'The defaults are used instead.'],
  ['journal.commitSeconds', 0, journal({ commitSeconds: 30 }), 'from 1 to 600, not 0. 30 is used instead.'],
  ['journal.keepDays', 1.5, journal({ keepDays: 7 }), 'not 1.5. 7 is used instead.'],
  ['journal.maxMegabytes', 1, journal({ maxMegabytes: 256 }), 'from 128 to 65536, not 1. 256 is used instead.'],
  ['journal.comitSeconds', 30, config, 'There is no such setting, and it is ignored. Did you mean “commitSeconds”?'],
  ['meters[0].parity', 'even', config, 'There is no such setting, and it is ignored.'],
  ['influx.constructor', 1, config, 'There is no such setting'],
  ['retries', 3, config, 'There is no such setting'],
];

describe('a configuration', () => {
  test('without mistakes is read completely', () => {
    expect(readConfig(typed)).toEqual({ config, problems: [] });
  });

  test('for InfluxDB 2 has its token, organisation and bucket', () => {
    const { config: read } = readConfig({ ...typed, influx: { ...typed.influx, version: '2' } });
    expect(read.influx).toStrictEqual(influx2);
  });

  test.each([{}, undefined, null, { platform: 'LinkyTIC' }])(
    'without anything in it (%j) is the defaults, in French',
    (raw) => {
      expect(readConfig(raw)).toEqual({
        config: { language: 'fr', meters: [], journal: { commitSeconds: 30, keepDays: 7, maxMegabytes: 256 } },
        problems: [],
      });
    },
  );

  test('is not changed while it is read', () => {
    const raw = { meters: [{ port: 'demo', mode: 'x', sort: 1 }, null], journal: 3 };
    const before = structuredClone(raw);
    readConfig(raw);
    expect(raw).toStrictEqual(before);
  });
});

describe('one wrong value', () => {
  test.each(table)('%s = %j is the only problem, and all else is read as it is', (path, value, left, says) => {
    const { config: read, problems } = readConfig(withValue(typed, path, value));
    expect(problems).toEqual([{ path, says: expect.stringContaining(says) }]);
    expect(read).toEqual(left);
  });

  test('that a list of defaults replaces: the problem names all of the list', () => {
    const { problems } = readConfig({ meters: [{ port: 'demo', tiles: 'power' }] });
    expect(problems[0]?.says).toContain('« power » et « current » sont utilisés à la place.');
  });

  test('is in the table above for every field of the schema', () => {
    const tried = new Set(['language', ...table.map(([path]) => path.replace(/\d+/g, ''))]);
    expect(fieldsOf(file.schema as ConfigSchemaNode).filter((field) => !tried.has(field))).toEqual([]);
  });

  test('for the language: the problem is in French, and French is used', () => {
    const { config: read, problems } = readConfig({ ...typed, language: 'de' });
    expect(problems).toEqual([
      { path: 'language', says: 'Il faut ici « fr » ou « en », et non « de ». « fr » est utilisé à la place.' },
    ]);
    expect(read).toEqual({ ...config, language: 'fr' });
  });
});

describe('a hysteresis', () => {
  test('may be as large as the threshold', () => {
    const { config: read, problems } = readConfig(withValue(typed, 'meters[0].sensors[1].hysteresis', 6000));
    expect(problems).toEqual([]);
    expect(read).toEqual(sensor({ hysteresis: 6000 }));
  });

  test('of a surplus is in VA, as its threshold', () => {
    const sensors = [{ name: 'Soleil', when: 'surplus', above: 2300, hysteresis: 2300 }];
    const { config: read, problems } = readConfig({ meters: [{ port: 'demo', sensors }] });
    expect(problems).toEqual([]);
    expect(read.meters[0]?.sensors).toEqual([{ ...sensors[0], kind: 'occupancy', delayOn: 10, delayOff: 60 }]);
  });

  test('is ignored for a sensor without a threshold', () => {
    const sensors = [{ name: 'Pointe', when: 'peak', above: 1, hysteresis: 2 }];
    expect(readConfig({ meters: [{ port: 'demo', sensors }] }).problems).toEqual([]);
  });

  test.each([
    ['en', 'This must be a number (no quotes) of at least 0, not -1. It is treated as empty.'],
    ['fr', 'Il faut ici un nombre (sans guillemets) d’au moins 0, et non -1. Ce champ est considéré comme vide.'],
  ] as const)('that is wrong, for a sensor without one, is taken as empty (%s)', (language, says) => {
    const sensors = [{ name: 'Nuit', when: 'offPeak', above: -1 }];
    const read = readConfig({ language, meters: [{ port: 'demo', sensors }] });
    expect(read.problems).toEqual([{ path: 'meters[0].sensors[0].above', says }]);
    expect(read.config.meters[0]?.sensors).toEqual([
      { name: 'Nuit', when: 'offPeak', kind: 'occupancy', leadMinutes: 0 },
    ]);
  });
});

describe('a sensor of the voltage', () => {
  const read = (fields: object, language = 'en') => {
    const sensors = [{ name: 'Tension', when: 'voltage', ...fields }];
    const { config: left, problems } = readConfig({ language, meters: [{ port: 'demo', sensors }] });
    return { sensors: left.meters[0]?.sensors, problems };
  };
  const kept = { name: 'Tension', when: 'voltage', kind: 'occupancy', hysteresis: 0, delayOn: 10, delayOff: 60 };
  const place = 'meters[0].sensors[0]';

  test.each([
    { above: 250 },
    { below: 207 },
    { above: 250, hysteresis: 5, delayOn: 60, delayOff: 300 },
    { below: 207, hysteresis: 46 },
    { below: 206.6, hysteresis: 46.4 },
  ])('has a limit in one direction: %j', (fields) => {
    expect(read(fields)).toStrictEqual({ sensors: [{ ...kept, ...fields }], problems: [] });
  });

  test.each([
    ['both of them', { above: 250, below: 207 }, 'below', 'a voltage sensor uses only one of the two. This sensor is'],
    ['none of them', {}, 'above', 'Missing: a number of volts in “above” or in “below”. This sensor is ignored.'],
    ['only a wrong one', { above: '250' }, 'above', 'of at least 0, not “250”. This sensor is ignored.'],
  ])('is left out with %s', (_, fields, field, says) => {
    expect(read(fields)).toEqual({
      sensors: [],
      problems: [{ path: `${place}.${field}`, says: expect.stringContaining(says) }],
    });
    expect(read(fields, 'fr').problems).toEqual([
      { path: `${place}.${field}`, says: expect.stringContaining('Ce capteur est ignoré') },
    ]);
  });

  test('is left out with a wrong lower limit alone, and both places are named', () => {
    const { sensors, problems } = read({ below: '207' });
    expect(sensors).toEqual([]);
    expect(problems.map(({ path }) => path)).toEqual([`${place}.below`, `${place}.above`]);
  });

  test.each([
    [{ above: 250, below: '207' }, 'below', { above: 250 }],
    [{ above: '250', below: 207 }, 'above', { below: 207 }],
  ] as const)('keeps the limit that is right: %j', (fields, wrong, limit) => {
    expect(read(fields)).toEqual({
      sensors: [{ ...kept, ...limit }],
      problems: [{ path: `${place}.${wrong}`, says: expect.stringContaining('It is treated as empty.') }],
    });
  });

  test('would stay on for ever with a hysteresis above its upper limit', () => {
    const { sensors, problems } = read({ above: 250, hysteresis: 251 });
    expect(sensors).toEqual([{ ...kept, above: 250, hysteresis: 250 }]);
    expect(problems).toEqual([{ path: `${place}.hysteresis`, says: expect.stringContaining('on forever') }]);
  });

  test('is a doubt where it would turn off at a voltage only that the grid does not supply', () => {
    const fields = { below: 207, hysteresis: 47 };
    expect(read(fields)).toEqual({
      sensors: [{ ...kept, ...fields }],
      problems: [
        { path: `${place}.hysteresis`, says: expect.stringContaining('only turn off at 254 V'), isDoubt: true },
      ],
    });
  });

  test.each(['power', 'offPeak', 'overload'])('alone has a lower limit: one of %s ignores it', (when) => {
    const sensors = [{ name: 'Autre', when, above: 6000, below: 207 }];
    const { config: left, problems } = readConfig({ meters: [{ port: 'demo', sensors }] });
    expect(problems).toEqual([]);
    expect(left.meters[0]?.sensors[0]).not.toHaveProperty('below');
  });
});

test('a sensor of what is wrong waits five minutes, unless its delay is set', () => {
  const sensors = [
    { name: 'Problème', when: 'trouble' },
    { name: 'Vite', when: 'trouble', delayOn: 0 },
  ];
  const { config: left, problems } = readConfig({ meters: [{ port: 'demo', sensors }] });
  expect(problems).toEqual([]);
  expect(left.meters[0]?.sensors).toEqual([
    { name: 'Problème', when: 'trouble', kind: 'occupancy', delayOn: 300, delayOff: 60 },
    { name: 'Vite', when: 'trouble', kind: 'occupancy', delayOn: 0, delayOff: 60 },
  ]);
});

describe('a sensor of what waits for InfluxDB', () => {
  const sensors = [{ name: 'Retard', when: 'mirrorBehind', above: 30 }];
  const read = (influx: unknown) => {
    const { config: left, problems } = readConfig({ meters: [{ port: 'demo', sensors }], influx });
    return { sensors: left.meters[0]?.sensors, paths: problems.map(({ path }) => path) };
  };
  const kept = [{ ...sensors[0], kind: 'occupancy', hysteresis: 0, delayOn: 10, delayOff: 60 }];

  test('has a threshold in minutes', () => {
    expect(read({ url: 'http://nas:8086' })).toEqual({ sensors: kept, paths: [] });
  });

  test('is a problem without an InfluxDB, and is kept', () => {
    expect(read(undefined)).toEqual({ sensors: kept, paths: ['meters[0].sensors[0].when'] });
  });

  test.each([{ url: 'nas:8086' }, { token: 'abc' }, 'http://nas:8086'])(
    'is no second problem beside the mistake in what was typed about InfluxDB: %j',
    (influx) => {
      const { sensors: left, paths } = read(influx);
      expect(left).toEqual(kept);
      expect(paths).toEqual([expect.stringMatching(/^influx/)]);
    },
  );

  test('is left out without a threshold', () => {
    const lacking = [{ name: 'Retard', when: 'mirrorBehind' }];
    const { config: left, problems } = readConfig({ meters: [{ port: 'demo', sensors: lacking }] });
    expect(left.meters[0]?.sensors).toEqual([]);
    expect(problems.map(({ path }) => path)).toEqual(['meters[0].sensors[0].above']);
  });
});

test('a lead of minutes is read for off-peak hours only, and is 0 unless it is typed', () => {
  const sensors = [
    { name: 'Creuses', when: 'offPeak' },
    { name: 'Pointe', when: 'peak', leadMinutes: 30 },
  ];
  const { config: read, problems } = readConfig({ meters: [{ port: 'demo', sensors }] });
  expect(problems).toEqual([]);
  expect(read.meters[0]?.sensors).toEqual([
    { name: 'Creuses', when: 'offPeak', kind: 'occupancy', leadMinutes: 0 },
    { name: 'Pointe', when: 'peak', kind: 'occupancy' },
  ]);
});

describe('a power factor', () => {
  test.each([
    ['auto', 'auto'],
    [' auto ', 'auto'],
    [undefined, 'auto'],
    [null, 'auto'],
    [1, 1],
    [0.1, 0.1],
    ['0.9', 0.9],
    ['1', 1],
    ['1.0', 1],
  ])('may be %j', (powerFactor, read) => {
    const { config, problems } = readConfig({ meters: [{ port: 'demo', powerFactor }] });
    expect(problems).toEqual([]);
    expect(config.meters[0]?.powerFactor).toBe(read);
  });

  test('in quotes is read when, and only when, it is from 0.1 to 1', () =>
    fc.assert(
      fc.property(fc.nat({ max: 1_500 }), (thousandths) => {
        const powerFactor = String(thousandths / 1000);
        const isAllowed = thousandths >= 100 && thousandths <= 1_000;
        const { config, problems } = readConfig({ meters: [{ port: 'demo', powerFactor }] });
        expect(problems).toHaveLength(isAllowed ? 0 : 1);
        expect(config.meters[0]?.powerFactor).toBe(isAllowed ? thousandths / 1000 : 'auto');
      }),
    ));
});

test('the made-up name of a setting is repeated as far as it takes to recognise it', () => {
  const name = `po\u001b[31mrt${'x'.repeat(200_000)}`;
  const { problems } = readConfig({
    [name]: 1,
    meters: [{ port: 'demo', [name]: 1 }],
    influx: { ['9'.repeat(1_000)]: 1 },
  });
  expect(problems.map(({ path }) => path)).toEqual([
    `port${'x'.repeat(56)}…`,
    `meters[0].port${'x'.repeat(56)}…`,
    `influx[${'9'.repeat(60)}…]`,
  ]);
  expect(JSON.stringify(problems).length).toBeLessThan(1_000);
});

describe('prices', () => {
  const read = (...prices: unknown[]) => {
    const { config, problems } = readConfig({ meters: [{ port: 'demo', prices }] });
    return { prices: config.meters[0]?.prices, paths: problems.map(({ path }) => path) };
  };
  const priceFrom = (from: string) => ({ from, subscription: 12, periods: [{ name: 'BASE', price: 0.2 }] });

  test('are sorted by date', () => {
    const dates = ['2026-08-01', '2025-02-01', '2026-02-01'];
    expect(read(...dates.map(priceFrom))).toEqual({ prices: dates.toSorted().map(priceFrom), paths: [] });
  });

  test('of a date that is not right leave the others as they are', () => {
    const broken = { ...priceFrom('2026-02-01'), subscription: 'free' };
    expect(read(priceFrom('2026-08-01'), broken, priceFrom('2025-08-01'))).toEqual({
      prices: [priceFrom('2025-08-01'), priceFrom('2026-08-01')],
      paths: ['meters[0].prices[1].subscription'],
    });
  });

  test('whose subscription is rather that of a year are kept, and said to be that', () => {
    const yearly = { ...priceFrom('2026-08-01'), subscription: 190.32 };
    const { config, problems } = readConfig({ meters: [{ port: 'demo', prices: [yearly] }] }, 'en');
    expect(config.meters[0]?.prices).toEqual([yearly]);
    const path = 'meters[0].prices[0].subscription';
    expect(problems).toEqual([{ path, says: expect.stringContaining('write 15.86.'), isDoubt: true }]);
  });

  describe('with hours', () => {
    const WINTER = '11-01..03-31';
    const SUMMER = '04-01..10-31';
    /** What is said of prices from 2026-12-01 on with these hours, in English. All of them are kept. */
    const doubts = (...periods: readonly (readonly [name: string, hours?: string])[]) => {
      const priced = periods.map(([name, hours]) => ({ name, price: 0.1, ...(hours && { hours }) }));
      const price = { ...priceFrom('2026-12-01'), periods: priced };
      const { config, problems } = readConfig({ meters: [{ port: 'demo', prices: [price] }] }, 'en');
      expect(config.meters[0]?.prices).toEqual([price]);
      return problems.map(({ path, says, isDoubt }) => [path.replace(/^.*prices\[0\]\./, ''), says, isDoubt]);
    };
    const leftOut = (at: string) => [['periods', expect.stringContaining(`leave gaps: ${at}, for example,`), true]];
    const overlap = (path: string, at: string, one: string, other: string) => [
      [path, expect.stringContaining(`${at}, for example, belongs both to “${one}” and to “${other}”.`), true],
    ];

    test.each([
      [['HP'], ['HC', '22:30-06:30']],
      [['HP'], ['HC']],
      [
        ['HP', '06:30-22:30'],
        ['HC', '22:30-06:30'],
      ],
      [['HP'], ['HC', `${WINTER} mon-fri 23:30-07:30; sat-sun,holiday 00:00-24:00; ${SUMMER} 01:30-06:30`]],
      [
        ['HCH', `${WINTER} 23:30-07:30`],
        ['HPH', `${WINTER} 07:30-23:30`],
        ['HCB', `${SUMMER} 01:30-06:30,12:00-15:00`],
        ['HPB', `${SUMMER} 00:00-01:30,06:30-12:00,15:00-24:00`],
      ],
      [
        ['HCJB', '22:00-06:00'],
        ['HPJB', '22:00-06:00'],
      ],
      [['BASE', 'mon 00:00-01:00']],
    ] as const)('that tell the period of each minute, or are not asked, are not doubted: %j %j', (...periods) => {
      expect(doubts(...periods)).toEqual([]);
    });

    test('that two periods have are doubted at the second one, with a minute that both have', () => {
      const says = overlap('periods[2].hours', 'Tuesday 1 December 2026, 05:00', 'HC', 'WE');
      expect(doubts(['HP'], ['HC', '22:00-06:00'], ['WE', '05:00-07:00'])).toEqual(says);
      const both = overlap('periods[1].hours', 'Saturday 5 December 2026, 00:00', 'Heures creuses', 'WE');
      expect(doubts(['Heures creuses', 'mon-sat 00:00-08:00'], ['WE', 'sat-sun 00:00-24:00'], ['HP'])).toEqual(both);
    });

    test('that leave out the weekend are doubted, with a Saturday', () => {
      const [hc, hp] = ['mon-fri 22:00-06:00', 'mon-fri 06:00-22:00'];
      expect(doubts(['HC', hc], ['HP', hp])).toEqual(leftOut('Saturday 5 December 2026, 00:00'));
      expect(doubts(['HC', `${hc}; sat-sun 00:00-24:00`], ['HP', hp])).toEqual([]);
    });

    test('that forget 29 February are doubted, with that of the next leap year', () => {
      const two = (spring: string) =>
        [
          ['HC', '03-01..10-31 00:00-24:00'],
          ['HP', `11-01..${spring} 00:00-24:00`],
        ] as const;
      expect(doubts(...two('02-28'))).toEqual(leftOut('Tuesday 29 February 2028, 00:00'));
      expect(doubts(...two('02-29'))).toEqual([]);
    });

    test('of which one names holidays are doubted where no period has a holiday, or two have it', () => {
      const week = ['HP', 'mon-sun 06:00-22:00'] as const;
      expect(doubts(week, ['HC', 'mon-sun 22:00-06:00'])).toEqual([]);
      const noon = 'Friday 25 December 2026 (a holiday), 06:00';
      expect(doubts(week, ['HC', 'mon-sun,holiday 22:00-06:00'])).toEqual(leftOut(noon));
      const says = overlap('periods[1].hours', noon, 'HP', 'HC');
      expect(doubts(['HP', '06:00-22:00'], ['HC', '22:00-06:00; holiday 00:00-24:00'])).toEqual(says);
      // No Easter Monday is on or before 21 March.
      expect(doubts(week, ['HC', 'mon-sun 22:00-06:00; 03-01..03-21 holiday 00:00-24:00'])).toEqual(
        leftOut('Friday 25 December 2026 (a holiday), 00:00'),
      );
    });

    test('are doubted where several periods have none, so that nobody knows whose the rest is', () => {
      expect(doubts(['HC', '00:00-08:00'], ['HP'], ['WE'])).toEqual(leftOut('Tuesday 1 December 2026, 08:00'));
    });

    test('are doubted at their own place, behind a period in which nothing was typed', () => {
      const periods = [
        null,
        { name: 'HP', price: 0.2, hours: '06:00-23:00' },
        {},
        { name: 'HC', price: 0.1, hours: '22:00-06:00' },
      ];
      const { problems } = readConfig({
        meters: [{ port: 'demo', prices: [{ ...priceFrom('2026-11-01'), periods }] }],
      });
      expect(problems.map(({ path }) => path)).toEqual(['meters[0].prices[0].periods[3].hours']);
    });
  });

  test('of one date twice are the first ones', () => {
    const [one, other] = [priceFrom('2026-08-01'), { ...priceFrom('2026-08-01'), subscription: 13 }];
    expect(read(one, other)).toEqual({ prices: [one], paths: ['meters[0].prices[1].from'] });
  });

  test('may be of six periods, and of hours over midnight in several parts', () => {
    const names = ['HCJB', 'HPJB', 'HCJW', 'HPJW', 'HCJR', 'HPJR'];
    const hours = '22:30-06:30, 12:00-14:00,15:00-15:30';
    const price = {
      ...priceFrom('2026-08-01'),
      periods: names.map((name, index) => ({ name, price: index / 10, hours })),
    };
    expect(read(price)).toEqual({ prices: [price], paths: [] });
  });

  test.each(['', '22:30', '22:30-', '24:00-06:00', '6:30-7:30', '22:30-06:30,', '22:30-06:30 12:00-14:00', ', '])(
    'have no hours such as %j',
    (hours) => {
      const price = { ...priceFrom('2026-08-01'), periods: [{ name: 'HC', price: 0.1, hours }] };
      expect(read(price).prices?.[0]?.periods).toEqual([{ name: 'HC', price: 0.1 }]);
    },
  );

  test('of which nothing was typed are no problem', () => {
    expect(read({}, null, { periods: [{}, null] })).toEqual({ prices: [], paths: [] });
    expect(read({ ...priceFrom('2026-08-01'), periods: [null, { name: 'BASE', price: 0.2 }, {}] })).toEqual({
      prices: [priceFrom('2026-08-01')],
      paths: [],
    });
  });
});

describe('InfluxDB without a URL', () => {
  test.each(['token', 'org', 'username', 'password'])('is a problem where %s was typed', (field) => {
    const { config: read, problems } = readConfig({ influx: { [field]: 'abc' } });
    expect(problems.map(({ path }) => path)).toEqual(['influx.url']);
    expect(read.influx).toBeUndefined();
  });
});

describe('blanks around a pasted value', () => {
  test.each([
    ['meters[0].name', ' Garage\t', config],
    ['meters[0].port', ' /dev/ttyUSB0 ', config],
    ['meters[1].port', 'tcp://192.168.1.20:2000\n', config],
    ['meters[0].mode', ' standard', config],
    ['meters[0].tiles[0]', 'injection ', config],
    ['meters[0].sensors[0].name', '\u00a0Heures creuses', config],
    ['influx.url', ' https://nas:8086/influx\n', config],
    ['influx.username', 'writer ', config],
    ['influx.password', ' hush ', influx({ password: ' hush ' })],
  ])('are removed, except in a password: %s = %j', (path, value, left) => {
    expect(readConfig(withValue(typed, path, value))).toEqual({ config: left, problems: [] });
  });

  test('are removed from a token', () => {
    const raw = { influx: { url: 'http://nas:8086', token: 'hush-token\n' } };
    expect(readConfig(raw).config.influx).toHaveProperty('token', 'hush-token');
  });

  test('that has nothing else count as an empty field', () => {
    expect(readConfig({ meters: [{ name: ' ', port: ' ' }], influx: { url: ' ' } }).problems).toEqual([]);
  });
});

describe('several problems', () => {
  test('are reported at once, each with its place', () => {
    const { config: read, problems } = readConfig({
      meters: [
        { port: 'ttyUSB0', mode: 'fast' },
        {
          port: 'demo',
          sensors: [
            { name: 'A1', when: 'never' },
            { kind: 'x', name: 'B2', when: 'peak' },
          ],
        },
      ],
      influx: { url: 'nas', version: 3 },
      journal: { keepDays: -1 },
    });
    expect(problems.map(({ path }) => path).sort()).toEqual([
      'influx.url',
      'influx.version',
      'journal.keepDays',
      'meters[0].mode',
      'meters[0].port',
      'meters[1].sensors[0].when',
      'meters[1].sensors[1].kind',
    ]);
    expect(read.meters.map(({ port, sensors }) => ({ port, sensors }))).toEqual([
      { port: 'demo', sensors: [{ name: 'B2', kind: 'occupancy', when: 'peak' }] },
    ]);
  });

  test('are reported for a meter with the name and the port of another one', () => {
    const { config: read, problems } = readConfig({ meters: [{ port: '/dev/ttyAMA0' }, { port: '/dev/ttyAMA0' }] });
    expect(problems.map(({ path }) => path)).toEqual(['meters[1].name', 'meters[1].port']);
    expect(read.meters).toHaveLength(1);
  });
});

test.each([
  ['auto', 'auto'],
  ['1200', 1200],
  ['9600', 9600],
  [1200, 1200],
  [9600, 9600],
  [undefined, 'auto'],
])('the speed of a port may be %j', (baudRate, read) => {
  const { config, problems } = readConfig({ meters: [{ port: '/dev/ttyUSB0', baudRate }] });
  expect([problems, config.meters[0]?.baudRate]).toEqual([[], read]);
});

describe('what the settings form saves without the user is no problem', () => {
  const untouched = {
    name: 'Linky',
    mode: 'auto',
    baudRate: 'auto',
    tiles: ['power', 'current'],
    sensors: [{ hysteresis: 0, delayOff: 60, kind: 'occupancy' }],
    matter: 'outlet',
    powerFactor: 'auto',
    share: { host: '127.0.0.1', bits: 8 },
    prices: [],
    staleAfter: 20,
  };

  test.each([{}, null, untouched, { name: 'Linky' }, { port: '' }, { sensors: [{}, null] }, { tiles: [] }])(
    'the meter %j, which is ignored',
    (ghost) => {
      const { config: read, problems } = readConfig({ meters: [ghost, { name: 'Garage', port: 'demo' }, ghost] });
      expect(problems).toEqual([]);
      expect(read.meters.map(({ name }) => name)).toEqual(['Garage']);
    },
  );

  test.each([{}, null, untouched.sensors[0], { name: '' }])('the sensor %j, which is ignored', (ghost) => {
    const sensors = [ghost, { name: 'Pointe', when: 'peak' }, ghost];
    const { config: read, problems } = readConfig({ meters: [{ port: 'demo', sensors }] });
    expect(problems).toEqual([]);
    expect(read.meters[0]?.sensors).toEqual([{ name: 'Pointe', kind: 'occupancy', when: 'peak' }]);
  });

  test('a threshold for a sensor that needs none', () => {
    const sensors = [{ ...untouched.sensors[0], name: 'Pointe', when: 'peak', above: 6000 }];
    const { config: read, problems } = readConfig({ meters: [{ port: 'demo', sensors }] });
    expect(problems).toEqual([]);
    expect(read.meters[0]?.sensors).toStrictEqual([{ name: 'Pointe', kind: 'occupancy', when: 'peak' }]);
  });

  test.each([undefined, null, ''])('the URL %j of InfluxDB, which turns it off', (url) => {
    const { config: read, problems } = readConfig({ influx: { version: '2', bucket: 'linky', literal: true, url } });
    expect(problems).toEqual([]);
    expect(read.influx).toBeUndefined();
  });

  test.each([{}, { host: '127.0.0.1', bits: 8 }])('the share %j without a port, which shares nothing', (untyped) => {
    const { config: read, problems } = readConfig({ meters: [{ port: 'demo', share: untyped }] });
    expect(problems).toEqual([]);
    expect(read.meters[0]).not.toHaveProperty('share');
  });

  test.each([{}, null, { host: '127.0.0.1' }, { port: null, host: '127.0.0.1' }])(
    'the page %j without a port, which is off',
    (untyped) => {
      const { config: read, problems } = readConfig({ meters: [{ port: 'demo' }], page: untyped });
      expect(problems).toEqual([]);
      expect(read.page).toBeUndefined();
    },
  );

  test('a tile that stands twice in the list', () => {
    const { config: read, problems } = readConfig({ meters: [{ port: 'demo', tiles: ['power', 'power'] }] });
    expect(problems).toEqual([]);
    expect(read.meters[0]?.tiles).toEqual(['power']);
  });

  test('an emptied field, which has its default', () => {
    const { config: read, problems } = readConfig({ meters: [{ port: 'demo', name: null, mode: null }] });
    expect(problems).toEqual([]);
    expect(read.meters[0]).toMatchObject({ name: 'Linky', mode: 'auto' });
  });

  test('but a meter with something typed needs a port', () => {
    const { problems } = readConfig({ meters: [{ name: 'Garage' }] });
    expect(problems.map(({ path }) => path)).toEqual(['meters[0].port']);
  });
});

describe('a meter that is shared at an address of the network', () => {
  test.each(['en', 'fr'] as const)('needs a port for it, in %s', (language) => {
    const { config: read, problems } = readConfig({ language, meters: [{ port: 'demo', share: { host: '0.0.0.0' } }] });
    expect(problems).toEqual([{ path: 'meters[0].share.port', says: textsIn[language].config.noSharePort }]);
    expect(read.meters[0]).not.toHaveProperty('share');
  });
});

describe('a meter that is read from this machine', () => {
  const readAt = (port: string, share: object, language = 'en') =>
    readConfig({ language, meters: [{ port, share: { port: 2001, httpPort: 2002, ...share } }] });

  test.each([
    ['tcp://127.0.0.1:2001', {}],
    ['tcp://localhost:2001', { host: '0.0.0.0' }],
    ['tcp://[::1]:2001', { host: '::' }],
    ['tcp://[::1]:2001', { host: '::1' }],
  ])('at %s does not share its line where it would read itself: %j', (port, share) => {
    for (const language of ['en', 'fr'] as const) {
      const { config: read, problems } = readAt(port, share, language);
      expect(problems).toEqual([{ path: 'meters[0].share.port', says: textsIn[language].config.ownSharePort(2001) }]);
      expect(read.meters[0]?.share).toEqual({ httpPort: 2002, host: '127.0.0.1', bits: 8, ...share });
    }
  });

  test.each([
    ['tcp://127.0.0.1:2000', {}],
    ['tcp://192.168.1.20:2001', { host: '0.0.0.0' }],
    ['tcp://127.0.0.1:2001', { host: '192.168.1.10' }],
  ])('at %s shares it at another address: %j', (port, share) => {
    expect(readAt(port, share)).toMatchObject({ problems: [], config: { meters: [{ share: { port: 2001 } }] } });
  });
});

describe('the ports of two meters', () => {
  const readHosts = (one: string, other: string) =>
    readConfig({
      meters: [
        { name: 'One', port: 'demo', share: { port: 2001, host: one } },
        { name: 'Other', port: 'demo', share: { port: 2002, httpPort: 2001, host: other } },
      ],
    });

  test.each([
    ['127.0.0.1', '127.0.0.1'],
    ['127.0.0.1', '0.0.0.0'],
    ['::', '192.168.1.10'],
    ['localhost', '127.0.0.1'],
    ['Nas', 'nas'],
  ])('must differ at %s and %s', (one, other) => {
    const { config: read, problems } = readHosts(one, other);
    expect(problems.map(({ path }) => path)).toEqual(['meters[1].share.httpPort']);
    expect(read.meters.map(({ share }) => share)).toEqual([
      { port: 2001, host: one, bits: 8 },
      { port: 2002, host: other, bits: 8 },
    ]);
  });

  test('may be the same at two addresses of the machine', () => {
    expect(readHosts('127.0.0.1', '192.168.1.10').problems).toEqual([]);
  });
});

describe('the port of the house’s page', () => {
  const readPage = (port: string, page: object, language = 'en') =>
    readConfig({ language, meters: [{ port, share: { port: 2001, httpPort: 2002 } }], page });

  test.each(['en', 'fr'] as const)('is no port that a meter shares something on, or is read on, in %s', (language) => {
    const { noPagePort, readPagePort, samePagePort } = textsIn[language].config;
    for (const [port, page, says] of [
      ['demo', { host: '0.0.0.0' }, noPagePort],
      ['demo', { port: 2001, host: '0.0.0.0' }, samePagePort(2001, 'Linky')],
      ['demo', { port: 2002 }, samePagePort(2002, 'Linky')],
      ['tcp://localhost:8588', { port: 8588, host: '0.0.0.0' }, readPagePort(8588, 'Linky')],
      ['tcp://[::1]:8588', { port: 8588, host: '::' }, readPagePort(8588, 'Linky')],
    ] as const) {
      const { config: read, problems } = readPage(port, page, language);
      expect(problems).toEqual([{ path: 'page.port', says }]);
      expect(read.page).toBeUndefined();
    }
  });

  test.each([
    ['demo', { port: 8588, host: '127.0.0.1' }],
    ['demo', { port: 2001, host: '192.168.1.10' }],
    ['tcp://192.168.1.20:8588', { port: 8588, host: '0.0.0.0' }],
    ['tcp://127.0.0.1:8588', { port: 8588, host: '192.168.1.10' }],
  ])('may be another one, or one at another address: a meter on %s, and %j', (port, page) => {
    const { config: read, problems } = readPage(port, page);
    expect(problems).toEqual([]);
    expect(read.page).toEqual(page);
  });

  test('may be the one of a meter that is left out', () => {
    const meters = [{ port: 'demo' }, { port: 'demo', share: { port: 8588 } }];
    const { config: read, problems } = readConfig({ meters, page: { port: 8588 } });
    expect(problems.map(({ path }) => path)).toEqual(['meters[1].name']);
    expect(read.page).toEqual({ port: 8588, host: '127.0.0.1' });
  });
});

describe('a port', () => {
  test.each([
    '/dev/ttyUSB0',
    '/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A10KPDYF-if00-port0',
    '/home/pi/tic.bin',
    'tcp://192.168.1.20:2000',
    'tcp://linky.local:1',
    'tcp://[::1]:65535',
    'tcp://[fe80::1%eth0]:7970',
    'demo',
    'demo:historique',
    'demo:standard',
  ])('may be "%s"', (port) => {
    const { config: read, problems } = readConfig({ meters: [{ port }] });
    expect(problems).toEqual([]);
    expect(read.meters[0]?.port).toBe(port);
    expect(sourceOf(port)).toBeDefined();
  });

  test.each([
    'ttyUSB0',
    'test-value',
    '/',
    'COM3',
    'tcp://host',
    'tcp://host:0',
    'tcp://host:65536',
    'tcp://:2000',
    'tcp://::1:2000',
    'tcp://[::1]',
    'tcp://user:hush@host:2000',
    'udp://host:2000',
    'demo:tempo',
    '/ /dev/ttyUSB0',
  ])('may not be "%s"', (port) => {
    const { config: read, problems } = readConfig({ meters: [{ port }] });
    expect(problems.map(({ path }) => path)).toEqual(['meters[0].port']);
    expect(read.meters).toEqual([]);
  });

  test('of the demo house may stand at several meters', () => {
    const { config: read, problems } = readConfig({
      meters: ['Un', 'Deux', 'Trois'].map((name) => ({ name, port: 'demo:standard' })),
    });
    expect(problems).toEqual([]);
    expect(read.meters.map(({ slug }) => slug)).toEqual(['un', 'deux', 'trois']);
  });
});

describe('a wrong text in a problem', () => {
  test('is quoted on one line, and shortened when it is long', () => {
    const { problems } = readConfig({ language: 'en', meters: [{ port: `tty\n${'x'.repeat(1000)}` }] });
    expect(problems[0]?.says).toContain(`“tty ${'x'.repeat(56)}…”`);
  });
});

describe('no problem contains a secret', () => {
  test.each([
    { influx: { token: 987654321 } },
    { influx: { password: ['hush'] } },
    { influx: { url: 'http://hush:hush@nas:8086' } },
    { influx: { url: 'http://hush@nas:8086' } },
    { influx: { url: 'hush:hush@nas:8086' } },
    { influx: { url: 'http://a:hush@nas:99999/?x' } },
    { influx: { url: 'htp://nas/write?u=a&p=hush' } },
    { influx: 'hush' },
    { influx: 'http://nas:8086?token=hush' },
    { influx: [{ token: 'hush' }] },
    { influx: { url: { token: 'hush' } } },
    { meters: [{ port: 'tcp://a:hush@nas:2000' }] },
    { meters: 'http://a:hush@nas' },
    { influx: { tokn: 'hush', passwort: 'hush' } },
  ])('of %j', (raw) => {
    const { problems } = readConfig(raw);
    expect(problems).not.toEqual([]);
    expect(JSON.stringify(problems)).not.toMatch(/hush|987654321/);
  });

  test('whatever else is wrong', () =>
    fc.assert(
      fc.property(mutated(), (raw) => {
        expect(JSON.stringify(readConfig(raw).problems)).not.toMatch(/hush/);
      }),
    ));
});

describe('reading never throws, and gives a complete configuration,', () => {
  test('for any value', () =>
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }), (raw) => {
        expectWhole(raw);
      }),
    ));

  test('for any value in one of its fields', () =>
    fc.assert(
      fc.property(mutated(), (raw) => expectWhole(raw)),
      runs(100),
    ));

  const loop: { self?: unknown } = {};
  loop.self = loop;
  const hostile = {
    get meters() {
      throw new Error('no');
    },
  };
  const deep = (levels: number) => Array.from({ length: levels }).reduce<unknown>((inner) => ({ inner }), {});
  test.each([
    ['a deep group', deep(2000)],
    ['a deeper group', deep(4000)],
    ['the deepest group', deep(8000)],
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a loop', loop],
    ['a getter that throws', hostile],
    ['a number of its own', 1n],
    [
      'a proxy',
      new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error('no');
          },
        },
      ),
    ],
    ['a prototype', JSON.parse('{"__proto__": {"meters": 3}, "journal": {"__proto__": {"keepDays": 0}}}')],
    ['a deep list', JSON.parse('['.repeat(50_000) + ']'.repeat(50_000))],
  ])('for %s', (_, raw) => {
    expectWhole(raw);
  });
});

/** Whatever was read, the configuration has every field that a right one has, with values that can be used. */
function expectWhole(raw: unknown): void {
  const { config: read, problems } = readConfig(raw);
  expect(Object.keys(textsIn)).toContain(read.language);
  expect(Object.keys(read.journal).sort()).toEqual(['commitSeconds', 'keepDays', 'maxMegabytes']);
  for (const value of Object.values(read.journal)) expect(value).toBeGreaterThanOrEqual(1);
  for (const meter of read.meters)
    expect(Object.keys({ ...meter, share: {} }).sort()).toEqual(Object.keys(config.meters[0] ?? {}).sort());
  expect(new Set(read.meters.map(({ slug }) => slug)).size).toBe(read.meters.length);
  if (read.influx) expect(read.influx.url).toMatch(/^https?:/);
  for (const { says } of problems) expect(says).not.toMatch(/undefined|\[object/);
  // What was read is right: read again, it is the same, and what was doubted before is doubted again.
  const again = readConfig(withoutSlugs(read));
  expect(again.config).toEqual(read);
  expect(again.problems.filter(({ isDoubt }) => !isDoubt)).toEqual([]);
}

function withoutSlugs(read: Config): unknown {
  return { ...read, meters: read.meters.map(({ slug: _, ...meter }) => meter) };
}

/** The configuration with some of its fields replaced by anything, and any field added. */
function mutated(): fc.Arbitrary<unknown> {
  const paths = table.map(([path]) => path);
  const wild = fc.oneof(
    fc.anything(),
    fc.jsonValue(),
    fc.constantFrom('', 0, 1, -1, 'demo', '2', [], {}, [null], [{}]),
  );
  return fc
    .array(fc.tuple(fc.constantFrom(...paths), wild), { minLength: 1, maxLength: 6 })
    .map((changes) => changes.reduce((raw, [path, value]) => withValue(raw, path, value), typed as unknown));
}

function without(group: object | undefined, key: string): object {
  return Object.fromEntries(Object.entries(group ?? {}).filter(([name]) => name !== key));
}

/** A copy with one value changed, or taken away when it is undefined; as it is where the path leads nowhere. */
function withValue(raw: unknown, path: string, value: unknown): unknown {
  return changed(raw, path.match(/[^.[\]]+/g) ?? [], value);
}

function changed(raw: unknown, [key, ...rest]: string[], value: unknown): unknown {
  if (key === undefined) return value;
  if (typeof raw !== 'object' || raw === null) return raw;
  const copy = Array.isArray(raw) ? [...raw] : { ...raw };
  const inner = changed(Reflect.get(copy, key), rest, value);
  if (inner === undefined) Reflect.deleteProperty(copy, key);
  else Reflect.set(copy, key, inner);
  return copy;
}

/** Every field of the schema, as a path without indices. */
function fieldsOf(node: ConfigSchemaNode, path = ''): string[] {
  const inner = [
    ...Object.entries(node.properties ?? {}).flatMap(([key, property]) => fieldsOf(property, `${path}.${key}`)),
    ...(node.items ? fieldsOf(node.items, `${path}[]`) : []),
  ];
  return path === '' ? inner : [path.slice(1), ...inner];
}
