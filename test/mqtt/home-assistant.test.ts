import { describe, expect, test } from 'vitest';
import { discoveryTopic } from '../../src/mqtt/home-assistant.ts';
import { toldAfter } from '../../src/mqtt/told.ts';
import type { SharedValues } from '../../src/share/thread/reading-json.ts';
import { LANGUAGES } from '../../src/texts/languages.ts';
import { messageFaults, topicFaults } from './home-assistant-rules.ts';
import { type Discovery, HOUSES, messageOf, values } from './houses.ts';

const MESSAGES = LANGUAGES.flatMap((language) =>
  Object.entries(HOUSES).map(([house, found]) => [`${house}, ${language}`, messageOf(found, { language })] as const),
);

test.each(MESSAGES)('the message of %s breaks no rule of Home Assistant', (_, message) => {
  expect(messageFaults(message)).toEqual([]);
});

describe('a component', () => {
  const all = toldAfter(undefined, { ...values('tempoOfThreePhases'), ...values('producer') }, 'TEMPO');
  const { cmps } = messageOf(all);
  const power = { p: 'sensor', unit_of_measurement: 'VA', device_class: 'apparent_power', state_class: 'measurement' };
  const energy = { p: 'sensor', unit_of_measurement: 'kWh', device_class: 'energy', state_class: 'total_increasing' };
  const colour = { p: 'sensor', device_class: 'enum', options: ['blue', 'white', 'red'] };

  test.each([
    ['power', { ...power, unit_of_measurement: 'W', device_class: 'power' }],
    ['apparentPower', power],
    ['surplus', power],
    ['powers-3', power],
    ['load', { p: 'sensor', unit_of_measurement: '%', state_class: 'measurement' }],
    ['currents-1', { p: 'sensor', unit_of_measurement: 'A', device_class: 'current', state_class: 'measurement' }],
    ['voltages-2', { p: 'sensor', unit_of_measurement: 'V', device_class: 'voltage', state_class: 'measurement' }],
    ['energy', energy],
    ['energyGiven', energy],
    ['energyByPeriod-HPJR', energy],
    ['period', { p: 'sensor' }],
    ['offPeak', { p: 'binary_sensor', payload_on: 'True', payload_off: 'False' }],
    ['tempoToday', colour],
    ['tempoTomorrow', colour],
    ['subscribedPower', { ...power, state_class: undefined, entity_category: 'diagnostic' }],
  ])('%s is of the platform, the unit and the classes of what it shows', (id, shown) => {
    const { p, unit_of_measurement, device_class, state_class, options, payload_on, payload_off, entity_category } =
      cmps[id] ?? {};
    const found = { p, unit_of_measurement, device_class, state_class, options, payload_on, payload_off };
    expect({ ...found, entity_category }).toEqual({ ...allAbsent(), ...shown });
  });

  test.each([
    ['en', 'Voltage, phase 2', 'Imported energy, red, peak hours'],
    ['fr', 'Tension, phase 2', 'Énergie soutirée, rouge, heures pleines'],
  ] as const)('has its name in %s', (language, voltage, red) => {
    const { cmps } = messageOf(all, { language });
    expect([cmps['voltages-2']?.['name'], cmps['energyByPeriod-HPJR']?.['name']]).toEqual([voltage, red]);
  });

  test('of a meter with one phase has no number in its name', () => {
    expect(messageOf(HOUSES.base).cmps['currents-1']?.['name']).toBe('Current');
  });

  test('has the name of the meter nowhere, as Home Assistant puts that before each', () => {
    const { dev, cmps } = messageOf(all, { name: 'Rez-de-chaussée' });
    expect(dev.name).toBe('Rez-de-chaussée');
    expect(JSON.stringify(cmps)).not.toContain('Rez');
  });

  test('holds for longer than the meter may be silent, and than a broker may be away', () => {
    expect(messageOf(HOUSES.base, { staleAfter: 300 }).cmps['power']?.['expire_after']).toBe(390);
  });

  test('stands for each value that other programs get, but for those that say how the meter talks', () => {
    const every: Required<Omit<SharedValues, 'mode' | 'phases'>> = {
      ...values('tempoOfThreePhases'),
      ...{ energy: 1, energyGiven: 1, energyByPeriod: { HC: 1 }, power: 1, apparentPower: 1, surplus: 1, load: 1 },
      ...{ currents: [1], voltages: [1], powers: [1], period: 'HC', offPeak: true, subscribedPower: 1 },
      ...{ tempoToday: 'red', tempoTomorrow: 'red' },
    };
    const { components } = toldAfter(undefined, every, 'TEMPO');
    expect(components.map((id) => id.replace(/-.*/, ''))).toEqual(Object.keys(every).toSorted());
  });
});

describe('a message', () => {
  test('is there while the plugin and the meter are, both', () => {
    expect(messageOf(HOUSES.base, { topic: 'maison/linky', slug: 'garage' })).toMatchObject({
      state_topic: 'maison/linky/garage',
      availability: [{ topic: 'maison/linky/available' }, { topic: 'maison/linky/garage/available' }],
      availability_mode: 'all',
    });
  });

  test('is the same whatever the order in which the values came', () => {
    const [first, ...others] = [{ power: 1 }, { offPeak: true, energyByPeriod: { HC: 1 } }, { currents: [1] }];
    const forwards = [first, ...others].reduce((told, one) => toldAfter(told, one ?? {}, 'HC..'), HOUSES.empty);
    const backwards = [...others.reverse(), first].reduce(
      (told, one) => toldAfter(told, one ?? {}, 'HC..'),
      HOUSES.empty,
    );
    expect(JSON.stringify(messageOf(forwards))).toBe(JSON.stringify(messageOf(backwards)));
  });

  test('takes away what is gone, and says nothing else of it', () => {
    const before = toldAfter(undefined, { energyByPeriod: { HC: 1, HP: 2 }, offPeak: true }, 'HC..');
    const { cmps } = messageOf(toldAfter(before, { energyByPeriod: { BASE: 3 } }, 'BASE'));
    expect(cmps).toMatchObject({
      offPeak: { p: 'binary_sensor' },
      'energyByPeriod-HC': { p: 'sensor' },
      'energyByPeriod-HP': { p: 'sensor' },
      'energyByPeriod-BASE': { unit_of_measurement: 'kWh' },
    });
    expect(Object.values(cmps).map((one) => Object.keys(one).length === 1)).toEqual([true, true, true, false]);
  });

  test('leaves out what it has no component for, as of a later version', () => {
    const told = {
      components: ['power', 'frequency', 'currents-4', 'energyByPeriod-_41_', 'toString'],
      gone: ['frequency'],
    };
    expect(Object.keys(messageOf(told).cmps)).toEqual(['frequency', 'power']);
  });

  test('has other ids for another meter, and for another topic', () => {
    const places = [
      { topic: 'linky', slug: 'house' },
      { topic: 'linky', slug: 'barn' },
      { topic: 'maison/linky', slug: 'house' },
    ];
    const ids = places.flatMap((place) => {
      const { dev, cmps } = messageOf(HOUSES.tempoOfThreePhases, place);
      return [...dev.ids, ...Object.values(cmps).map((one) => one['unique_id'])];
    });
    expect(new Set(ids).size).toBe(ids.length);
  });
});

test.each([
  ['linky', 'house', 'homeassistant/device/linky_house/config'],
  ['maison/linky', 'rez-de-chaussee', 'homeassistant/device/maison_linky_rez-de-chaussee/config'],
  ['énergie/été.2026', 'linky', 'homeassistant/device/_nergie__t__2026_linky/config'],
  ['𝟙', 'linky', 'homeassistant/device/__linky/config'],
])('the meter of the topic %s/%s is told at %s', (topic, slug, told) => {
  expect(discoveryTopic(topic, slug)).toBe(told);
  expect(topicFaults(told)).toEqual([]);
});

/** Each breaks one rule, and the fault that it is named by. */
const BROKEN: readonly (readonly [fault: string, break_: (message: Discovery) => unknown])[] = [
  ['is no object', () => []],
  ['dev: is missing', ({ dev, ...rest }) => rest],
  ['dev: ids: is missing', (one) => ({ ...one, dev: { name: 'Linky' } })],
  ['dev: ids: is no list, or empty', (one) => ({ ...one, dev: { ...one.dev, ids: [] } })],
  ['dev: model_name: is not known', (one) => ({ ...one, dev: { ...one.dev, model_name: 'Linky' } })],
  ['o: is missing', ({ o, ...rest }) => rest],
  ['o: name: is missing', (one) => ({ ...one, o: { sw: '1' } })],
  ['cmps: power: p: is no platform', (one) => withPower(one, { p: 'sensors' })],
  ['cmps: power: unique_id: is missing', (one) => withPower(one, { unique_id: undefined })],
  ['cmps: power: name: is no text', (one) => withPower(one, { name: null })],
  ['cmps: power: object_id: is not known', (one) => withPower(one, { object_id: 'linky_power' })],
  ['cmps: power: payload_on: is not known', (one) => withPower(one, { payload_on: 'True' })],
  ['cmps: power: value_template: is no template', (one) => withPower(one, { value_template: 'value_json.power' })],
  ['cmps: power: expire_after: is no whole number', (one) => withPower(one, { expire_after: 1.5 })],
  ['cmps: power: entity_category: is none of diagnostic', (one) => withPower(one, { entity_category: 'config' })],
  ['cmps: power: unit_of_measurement: kVA is none of power', (one) => withPower(one, { unit_of_measurement: 'kVA' })],
  [
    'cmps: power: unit_of_measurement: undefined is none of power',
    (one) => withPower(one, { unit_of_measurement: undefined }),
  ],
  [
    'cmps: power: state_class: total_increasing is none of power',
    (one) => withPower(one, { state_class: 'total_increasing' }),
  ],
  [
    'cmps: power: unit_of_measurement: is none of an angle',
    (one) => withPower(one, { device_class: undefined, state_class: 'measurement_angle' }),
  ],
  [
    'cmps: power: options: are for an enum',
    (one) => withPower(one, { ...NO_NUMBER, device_class: undefined, options: ['a'] }),
  ],
  ['cmps: power: options: are missing', (one) => withPower(one, { ...NO_NUMBER, device_class: 'enum' })],
  [
    'cmps: power: options: is no list, or empty',
    (one) => withPower(one, { ...NO_NUMBER, device_class: 'enum', options: [] }),
  ],
  [
    'cmps: load: unit_of_measurement: VA is none of power_factor',
    (one) => ({
      ...one,
      cmps: { load: { ...one.cmps['load'], device_class: 'power_factor', unit_of_measurement: 'VA' } },
    }),
  ],
  ['cmps: the power: is no key', (one) => ({ ...one, cmps: { 'the power': one.cmps['power'] } })],
  ['state_topic: has a character that no topic may have', (one) => ({ ...one, state_topic: 'linky/#' })],
  ['availability: topic: is missing', (one) => ({ ...one, availability: [{ t: 'linky/available' }] })],
  ['availability_mode: is missing', ({ availability_mode, ...rest }) => rest],
  ['qos: is not known', (one) => ({ ...one, qos: 1 })],
];
const NO_NUMBER = { unit_of_measurement: undefined, state_class: undefined };

describe('the rules of Home Assistant', () => {
  test.each(BROKEN)('find: %s', (fault, broken) => {
    expect(messageFaults(JSON.parse(JSON.stringify(broken(messageOf(HOUSES.base)))))).toContain(fault);
  });

  test('find a unique id that stands twice', () => {
    const { cmps, ...rest } = messageOf(HOUSES.base);
    expect(messageFaults({ ...rest, cmps: { power: cmps['power'], again: cmps['power'] } })).toHaveLength(1);
  });

  test.each(['homeassistant/device/maison/linky_house/config', 'homeassistant/device/énergie/config', 'linky/config'])(
    'find that %s is no topic of a device',
    (topic) => expect(topicFaults(topic)).toHaveLength(1),
  );
});

function withPower(message: Discovery, changed: object): object {
  return { ...message, cmps: { power: { ...message.cmps['power'], ...changed } } };
}

function allAbsent(): object {
  const names = ['p', 'unit_of_measurement', 'device_class', 'state_class', 'options', 'payload_on', 'payload_off'];
  return Object.fromEntries([...names, 'entity_category'].map((name) => [name, undefined]));
}
