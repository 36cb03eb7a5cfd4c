import { describe, expect, test } from 'vitest';
import schema from '../../config.schema.json' with { type: 'json' };
import {
  MOST_METERS,
  MOST_PLACES,
  noteOf,
  type PresentPlace,
  type ToldNote,
  toldNoteIn,
  toldOf,
  topicsToTakeBack,
  withMeter,
  withoutTakenBack,
} from '../../src/mqtt/told-note.ts';

const URL = 'mqtt://localhost:1883';
const PLACE = { url: URL, topic: 'linky' };
const TOLD = {
  ...{ contract: 'HC..', components: ['energyByPeriod-HC', 'power'] },
  ...{ former: ['energyByPeriod-HC'], gone: ['offPeak'] },
};
const PRESENT: PresentPlace = { ...PLACE, discovery: true, slugs: ['house', 'barn'] };
const HOUSE = { slug: 'house', isDiscovered: true, told: TOLD };
const BARN = { slug: 'barn', isDiscovered: true, told: TOLD };
const EMPTY: ToldNote = { brokers: [] };
const BOTH = withMeter(withMeter(EMPTY, PLACE, HOUSE), PLACE, BARN);

describe('the note of what brokers keep', () => {
  test('is read as it was written', () => {
    expect(toldNoteIn(noteOf(BOTH))).toEqual({ brokers: [{ ...PLACE, meters: [HOUSE, BARN] }] });
    expect(toldOf(toldNoteIn(noteOf(BOTH)), PLACE, 'barn')).toEqual(TOLD);
  });

  test.each([
    ...['linky', 'home/linky', 'a.b/c-d/e_f', 'Été/2', '日本', 'x'.repeat(60)],
    ...['', '/', 'a/', '/a', 'a//b', 'a b', 'a+', '#', '$SYS', 'a\0', 'homeassistant/#', 'a\n'],
  ])('takes a topic as the settings do, and no other: %j', (topic) => {
    const isOfSettings = new RegExp(schema.schema.properties.mqtt.properties.topic.pattern, 'u').test(topic);
    expect(toldNoteIn(noteOf(withMeter(EMPTY, { url: URL, topic }, HOUSE))).brokers).toHaveLength(Number(isOfSettings));
  });

  test.each([
    undefined,
    '',
    'null',
    '[]',
    '{',
    '{"version":2,"brokers":[]}',
    '{"version":1}',
    '{"version":1,"brokers":{}}',
  ])('is empty where %j stands in its place', (text) => expect(toldNoteIn(text)).toEqual(EMPTY));

  test('leaves out what has not its shape, and keeps the rest', () => {
    const brokers = [
      { ...PLACE, topic: 'linky/#', meters: [HOUSE] },
      { ...PLACE, topic: 'homeassistant/device/x/config ', meters: [HOUSE] },
      {
        ...PLACE,
        meters: [
          null,
          { ...HOUSE, slug: '../x' },
          { slug: 'a' },
          { ...BARN, told: { ...TOLD, gone: ['a b', 'power'] } },
        ],
      },
      'nothing',
    ];
    expect(toldNoteIn(JSON.stringify({ version: 1, brokers }))).toEqual({
      brokers: [{ ...PLACE, meters: [{ ...BARN, told: { ...TOLD, gone: ['power'] } }] }],
    });
  });

  test('has the newest of each meter', () => {
    const told = { ...TOLD, components: ['power'] };
    const again = withMeter(BOTH, PLACE, { ...HOUSE, told });
    expect(again.brokers).toEqual([{ ...PLACE, meters: [{ ...HOUSE, told }, BARN] }]);
  });

  test('still has that Home Assistant was told of a meter, where it no longer is', () => {
    expect(withMeter(BOTH, PLACE, { slug: 'barn', isDiscovered: false })).toEqual(BOTH);
  });

  test('forgets the places that were changed first', () => {
    const topics = Array.from({ length: MOST_PLACES }, (_, at) => `t${at}`);
    const many = topics.reduce((note, topic) => withMeter(note, { url: URL, topic }, HOUSE), BOTH);
    expect(many.brokers.map(({ topic }) => topic)).toEqual(topics);
    expect(toldNoteIn(noteOf(many))).toEqual(many);
  });

  test('has room for two hundred meters', () => {
    const slugs = Array.from({ length: MOST_METERS + 1 }, (_, at) => `m${at}`);
    const many = slugs.reduce((note, slug) => withMeter(note, PLACE, { ...HOUSE, slug }), EMPTY);
    expect(many.brokers[0]?.meters.map(({ slug }) => slug)).toEqual(slugs.slice(1));
  });
});

const DISCOVERY = 'homeassistant/device';

describe('what is taken back', () => {
  test.each<[what: string, present: Partial<PresentPlace>, topics: readonly string[]]>([
    ['nothing, where the settings are as before', {}, []],
    ['nothing, where a meter came', { slugs: ['house', 'barn', 'pool'] }, []],
    [
      'a meter that went',
      { slugs: ['house'] },
      [`${DISCOVERY}/linky_barn/config`, 'linky/barn/available', 'linky/barn'],
    ],
    [
      'a meter under the name that it had',
      { slugs: ['house', 'stable'] },
      [`${DISCOVERY}/linky_barn/config`, 'linky/barn/available', 'linky/barn'],
    ],
    [
      'the discovery, where it was switched off',
      { discovery: false },
      [`${DISCOVERY}/linky_house/config`, `${DISCOVERY}/linky_barn/config`],
    ],
    [
      'everything, where the topic was another one',
      { topic: 'maison', slugs: ['house'] },
      [
        ...[`${DISCOVERY}/linky_house/config`, 'linky/house/available', 'linky/house'],
        ...[`${DISCOVERY}/linky_barn/config`, 'linky/barn/available', 'linky/barn', 'linky/available'],
      ],
    ],
    ['nothing of another broker', { url: 'mqtts://other', slugs: [] }, []],
  ])('%s', (_, changed, topics) => expect(topicsToTakeBack(BOTH, { ...PRESENT, ...changed })).toEqual(topics));

  test('is nothing that another topic of the settings has in the same place', () => {
    const before = withMeter(EMPTY, { url: URL, topic: 'my/linky' }, HOUSE);
    const topics = topicsToTakeBack(before, { ...PRESENT, topic: 'my_linky' });
    expect(topics).toEqual(['my/linky/house/available', 'my/linky/house', 'my/linky/available']);
  });

  test('is no discovery where there was none', () => {
    const silent = withMeter(EMPTY, PLACE, { slug: 'house', isDiscovered: false });
    expect(topicsToTakeBack(silent, { ...PRESENT, slugs: [] })).toEqual(['linky/house/available', 'linky/house']);
  });
});

describe('once it was taken back', () => {
  test('a meter that went is in the note no longer, and one that is still there is', () => {
    expect(onceTaken(BOTH, { ...PRESENT, slugs: ['house'] })).toEqual({ brokers: [{ ...PLACE, meters: [HOUSE] }] });
  });

  test('a meter stays in it until the broker has acknowledged each of its topics', () => {
    const present = { ...PRESENT, slugs: ['house'] };
    const taken = new Set(topicsToTakeBack(BOTH, present).slice(1));
    expect(withoutTakenBack(BOTH, present, taken)).toEqual(BOTH);
  });

  test('a place is gone with its last topic', () => {
    const present = { ...PRESENT, topic: 'maison' };
    expect(onceTaken(BOTH, present)).toEqual(EMPTY);
    const meters = topicsToTakeBack(BOTH, present).slice(0, -1);
    expect(withoutTakenBack(BOTH, present, new Set(meters))).toEqual({ brokers: [{ ...PLACE, meters: [] }] });
  });

  test('what Home Assistant is told no longer is forgotten, so that it would be told anew', () => {
    const left = onceTaken(BOTH, { ...PRESENT, discovery: false });
    expect(left.brokers[0]?.meters).toEqual(['house', 'barn'].map((slug) => ({ slug, isDiscovered: false })));
    expect(topicsToTakeBack(left, { ...PRESENT, discovery: false })).toEqual([]);
  });

  test('what another broker keeps waits until the settings name that one again', () => {
    const other = { ...PRESENT, url: 'mqtts://other', slugs: [] };
    expect(onceTaken(BOTH, other)).toEqual(BOTH);
    expect(topicsToTakeBack(onceTaken(BOTH, other), { ...PRESENT, slugs: [] })).toHaveLength(6);
  });

  test('the same meter under another topic is told anew, and only the one before is taken back', () => {
    const moved = withMeter(BOTH, { url: URL, topic: 'maison' }, HOUSE);
    const present = { ...PRESENT, topic: 'maison' };
    expect(toldOf(BOTH, present, 'house')).toBeUndefined();
    expect(onceTaken(moved, present)).toEqual({ brokers: [{ url: URL, topic: 'maison', meters: [HOUSE] }] });
  });
});

function onceTaken(note: ToldNote, present: PresentPlace): ToldNote {
  return withoutTakenBack(note, present, new Set(topicsToTakeBack(note, present)));
}
