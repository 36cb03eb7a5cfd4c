import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';
import { LANGUAGES } from '../../src/texts/languages.ts';

const FILLED = { username: '', password: '', topic: 'linky', discovery: true, ca: '' };
const read = (mqtt: unknown, language = 'en') => readConfig({ language, mqtt });

describe('MQTT', () => {
  test.each([
    undefined,
    {},
    { url: '' },
    // What Homebridge's form fills in by itself.
    { url: '', ...FILLED },
    { topic: 'home/linky', discovery: false },
  ])('is off without a problem with %j', (mqtt) => {
    expect(read(mqtt)).toMatchObject({ problems: [] });
    expect(read(mqtt).config.mqtt).toBeUndefined();
  });

  test.each([
    'mqtt://localhost',
    'mqtt://localhost/',
    'mqtt://localhost:1883',
    'mqtt://raspberrypi.local:65535',
    'mqtt://192.168.1.20:1',
    'mqtt://[fe80::1]:1883',
    'mqtts://broker',
    'mqtts://Broker.lan:8883',
  ])('goes to %s', (url) => {
    expect(read({ url })).toMatchObject({ config: { mqtt: { ...FILLED, url } }, problems: [] });
  });

  test.each([
    'mqtt://',
    'mqtt:///linky',
    'mqtt://:1883',
    'mqtt://nas:0',
    'mqtt://nas:65536',
    'mqtt://nas:1883/linky',
    'mqtt://nas?x',
    'mqtt://nas#x',
    'mqtt://na%20s',
    'mqtt://béla',
    'mqtt://fe80::1',
    'mqtt:nas',
    'mqtt://nas, mqtt://pi',
    'http://nas',
    'tcp://nas:1883',
    'ws://nas:9001',
    'nas',
  ])('does not go to %s, and says how an address looks', (url) => {
    const { config, problems } = read({ url });
    expect(config.mqtt).toBeUndefined();
    expect(problems).toEqual([
      {
        path: 'mqtt.url',
        says: expect.stringMatching(/^This must be an address such as mqtt:\/\/localhost:1883.*MQTT\.$/),
      },
    ]);
  });

  test.each(['linky', 'maison/linky', 'a.b-c_d/É1', 'homeassistant'])('may begin its topics with %s', (topic) => {
    expect(read({ url: 'mqtt://nas', topic })).toMatchObject({ config: { mqtt: { topic } }, problems: [] });
  });

  test.each(['+', 'a/+', '#', 'a/#', '$SYS', 'a/$b', '/a', 'a/', 'a//b', 'a b', 'a\u0000', 'a\nb', ''])(
    'does not begin its topics with %j',
    (topic) => {
      const { config, problems } = read({ url: 'mqtt://nas', topic });
      expect(config.mqtt).toMatchObject({ topic: 'linky' });
      expect(problems.map(({ path }) => path)).toEqual(['mqtt.topic']);
    },
  );

  test.each([{ username: 'linky' }, { username: 'linky', password: 'hush' }, { ca: '/etc/ca.pem' }])(
    'without an address, with %j, is not what was meant',
    (mqtt) =>
      expect(read(mqtt).problems).toMatchObject([{ path: 'mqtt.url', says: expect.stringContaining('Missing') }]),
  );

  test('is off where the topic of a meter would be that of the plugin itself', () => {
    const meters = [{ name: 'Available', port: 'demo' }];
    const { config, problems } = readConfig({ language: 'en', meters, mqtt: { url: 'mqtt://nas', topic: 'home' } });
    expect(config.mqtt).toBeUndefined();
    expect(problems).toEqual([{ path: 'mqtt.topic', says: expect.stringContaining('the topic home/available') }]);
    expect(readConfig({ language: 'en', meters }).problems).toEqual([]);
  });

  test('with a user alone is allowed', () => {
    expect(read({ url: 'mqtt://nas', username: 'linky' }).problems).toEqual([]);
  });

  test('with a file of authorities, but without TLS, is used, with a doubt', () => {
    const { config, problems } = read({ url: 'mqtt://nas', ca: '/etc/ca.pem' });
    expect(config.mqtt).toMatchObject({ ca: '/etc/ca.pem' });
    expect(problems).toMatchObject([{ path: 'mqtt.ca', isDoubt: true }]);
  });
});

describe.each(LANGUAGES)('what is wrong with MQTT, in %s', (language) => {
  test.each([
    { url: 'mqtt://hushUser:hushWord@nas' },
    { url: 'mqtt://hushUser@nas' },
    { url: 'mqtt://:hushWord@nas' },
    { url: 'mqtt://hushUser:hush#Word@nas' },
    { url: 'mqtt://hushUser:hush/Word@nas:0' },
    { url: 'http://hushUser:hushWord@nas' },
    { url: 'mqtt://nas/?password=hushWord' },
    { url: 'mqtt://nas', password: 'hushWord' },
    { url: 'mqtt://nas', password: { hushWord: 1 } },
    { password: 'hushWord' },
  ])('names no user or password of %j', (mqtt) => {
    const { problems } = read(mqtt, language);
    expect(problems).not.toEqual([]);
    expect(JSON.stringify(problems)).not.toMatch(/hush/i);
  });
});
