import fc from 'fast-check';
import { expect, test } from 'vitest';
import { componentOf, idOf, idsIn } from '../../src/mqtt/component.ts';
import { discoveryMessage, discoveryTopic } from '../../src/mqtt/home-assistant.ts';
import { toldAfter } from '../../src/mqtt/told.ts';
import {
  noteOf,
  type PresentPlace,
  type ToldNote,
  toldNoteIn,
  toldOf,
  topicsToTakeBack,
  withMeter,
  withoutTakenBack,
} from '../../src/mqtt/told-note.ts';
import { textParts } from '../../src/texts/texts.ts';
import { messageFaults, topicFaults } from './home-assistant-rules.ts';

const url = fc.constantFrom('mqtt://a', 'mqtt://b');
const topic = fc.constantFrom('linky', 'my/linky', 'my_linky', 'linky/house', 'été');
const slug = fc.constantFrom('house', 'barn', 'available', 'rez-de-chaussee');
const slugs = fc.uniqueArray(slug);
const present: fc.Arbitrary<PresentPlace> = fc.record({ url, topic, discovery: fc.boolean(), slugs });
/** What has happened to the settings, one after the other. */
const history = fc.array(fc.record({ place: fc.record({ url, topic }), slug, isDiscovered: fc.boolean() }), {
  maxLength: 20,
});

const id = fc.oneof(fc.constantFrom('power', 'offPeak', 'energyByPeriod-HC', 'frequency', 'a b'), fc.string());
const something = fc.oneof(fc.jsonValue(), fc.constantFrom(undefined, 'linky/#', 1e9, 'x'.repeat(5_000)));
/** A note as a disk, another version or a stranger may leave it. */
const damaged = fc.record({
  version: fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, something),
  brokers: fc.oneof(
    { weight: 1, arbitrary: something },
    {
      weight: 9,
      arbitrary: fc.array(
        fc.record({
          url: fc.oneof(url, something),
          topic: fc.oneof(topic, something),
          meters: fc.array(
            fc.record({
              slug: fc.oneof(slug, something),
              isDiscovered: fc.oneof(fc.boolean(), something),
              told: fc.oneof(
                fc.record({ contract: something, components: fc.array(id), gone: fc.array(id) }),
                something,
              ),
            }),
          ),
        }),
      ),
    },
  ),
});
const texts = textParts.fr.homeAssistant().homeAssistant;

test('nothing throws whatever the note says, and what is told by it keeps the rules', () =>
  fc.assert(
    fc.property(
      fc.oneof(
        damaged.map((one) => JSON.stringify(one)),
        fc.string(),
      ),
      present,
      (text, wanted) => {
        const note = toldNoteIn(text);
        expect(toldNoteIn(noteOf(note))).toEqual(note);
        const topics = topicsToTakeBack(note, wanted);
        expect(topics.filter((one) => /[+#\0]|^\/|\/$/.test(one))).toEqual([]);
        withoutTakenBack(note, wanted, new Set(topics));
        for (const name of wanted.slugs) {
          const told = toldAfter(toldOf(note, wanted, name), { power: 1, energyByPeriod: { HC: 1 } }, 'HC..');
          const meter = { topic: wanted.topic, slug: name, name: 'Linky', version: '1.0.0', texts, staleAfter: 20 };
          expect(messageFaults(JSON.parse(JSON.stringify(discoveryMessage({ ...meter, told }))))).toEqual([]);
        }
      },
    ),
  ));

test('what a broker keeps and the settings no longer want is taken back, and nothing else', () =>
  fc.assert(
    fc.property(history, present, (published, wanted) => {
      const wants = { place: wanted, isDiscovered: wanted.discovery };
      const stays = new Set([
        `${wanted.topic}/available`,
        ...wanted.slugs.flatMap((one) => topicsOf({ ...wants, slug: one })),
      ]);
      const kept = published.filter(({ place }) => place.url === wanted.url).flatMap(topicsOf);
      const toTake = new Set(kept.filter((one) => !stays.has(one)));
      expect(new Set(topicsToTakeBack(noteAfter(published), wanted))).toEqual(toTake);
    }),
  ));

test('what was taken back is taken back once, and what other brokers keep stays', () =>
  fc.assert(
    fc.property(history, present, fc.infiniteStream(fc.boolean()), (published, wanted, acknowledged) => {
      const note = noteAfter(published);
      const topics = topicsToTakeBack(note, wanted);
      const some = new Set(topics.filter(() => acknowledged.next().value));
      const left = withoutTakenBack(note, wanted, some);
      const others = (one: ToldNote) => one.brokers.filter((place) => place.url !== wanted.url);
      expect(others(left)).toEqual(others(note));
      // None is lost that was not acknowledged.
      const lost = topics.filter((one) => !some.has(one) && !topicsToTakeBack(left, wanted).includes(one));
      expect(lost).toEqual([]);
      expect(topicsToTakeBack(withoutTakenBack(left, wanted, new Set(topics)), wanted)).toEqual([]);
    }),
  ));

test('a period has an id of its own, from which its name can be read', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 100 }), fc.string(), (period, other) => {
      const made = idOf({ kind: 'period', period });
      expect(componentOf(made)).toEqual({ kind: 'period', period });
      expect(topicFaults(discoveryTopic('linky', made))).toEqual([]);
      expect(idsIn({ energyByPeriod: { [period]: 1 } })).toEqual([made]);
      expect(made === idOf({ kind: 'period', period: other })).toBe(period === other);
    }),
  ));

function noteAfter(published: readonly Published[]): ToldNote {
  return published.reduce<ToldNote>(
    (note, { place, ...meter }) => withMeter(note, place, { ...meter, told: { components: ['power'], gone: [] } }),
    { brokers: [] },
  );
}

interface Published {
  readonly place: { readonly url: string; readonly topic: string };
  readonly slug: string;
  readonly isDiscovered: boolean;
}

function topicsOf({ place, slug, isDiscovered }: Published): readonly string[] {
  const discovery = isDiscovered ? [discoveryTopic(place.topic, slug)] : [];
  return [...discovery, `${place.topic}/${slug}/available`, `${place.topic}/${slug}`, `${place.topic}/available`];
}
