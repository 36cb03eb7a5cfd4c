import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';
import { idsIn } from '../../src/mqtt/component.ts';
import { discoveryTopic } from '../../src/mqtt/home-assistant.ts';
import { toldAfter } from '../../src/mqtt/told.ts';
import { textParts } from '../../src/texts/texts.ts';
import { markdownIn } from '../../testbed/markdown.ts';
import { messageOf } from './houses.ts';

describe.each([
  ['en', 'docs/mqtt.md'],
  ['fr', 'docs/mqtt.fr.md'],
] as const)('the page about MQTT in %s', (language, path) => {
  const { blocks, rows, text, prose } = markdownIn(path);
  const json = blocks.filter((block) => block.language === 'json').map((block) => block.text);
  const settings = json.filter((one) => one.startsWith('"mqtt"'));
  const example = JSON.parse(json.find((one) => one.startsWith('{')) ?? '');

  test('has settings that are read without a complaint', () => {
    const read = settings.map((one) =>
      readConfig({
        platform: 'LinkyTIC',
        name: 'x',
        meters: [{ name: 'House', port: 'demo' }],
        ...JSON.parse(`{${one}}`),
      }),
    );
    expect(read.map(({ problems }) => problems)).toEqual([[], []]);
    expect(read.map(({ config }) => config.mqtt?.topic)).toEqual(['linky', 'linky']);
  });

  test('names every setting', () => {
    const named = rows.flatMap(([cell = '']) => (/^`[a-z]+`/.test(cell) ? cell.match(/\w+/g) : []));
    const [{ config } = { config: undefined }] = settings.map((one) =>
      readConfig({ platform: 'LinkyTIC', ...JSON.parse(`{${one}}`) }),
    );
    expect(named.filter((name) => name !== 'linky').toSorted()).toEqual(Object.keys(config?.mqtt ?? {}).toSorted());
  });

  test('has the topics of a meter', () => {
    const { state_topic, availability } = messageOf(toldAfter(undefined, {}, undefined), { slug: 'house' });
    const topics = [state_topic, ...availability.map(({ topic }) => topic), discoveryTopic('linky', 'house')];
    const shown = rows.flatMap(([cell = '']) => /^`(\w+\/.*)`$/.exec(cell)?.[1] ?? []);
    expect(shown.toSorted()).toEqual(topics.toSorted());
  });

  test('has an example all of whose values Home Assistant gets', () => {
    const { name, at, mode, phases, ...values } = example;
    expect([name, new Date(at).toISOString(), mode, phases]).toEqual(['House', at, 'standard', 1]);
    expect(new Set(idsIn(values).map((id) => id.replace(/-.*/, '')))).toEqual(new Set(Object.keys(values)));
    expect(values.load).toBe(Math.round((100 * values.apparentPower) / values.subscribedPower));
    expect(values.energyByPeriod.HC + values.energyByPeriod.HP).toBeCloseTo(values.energy, 3);
  });

  test('calls what Home Assistant shows by its name there', () => {
    const { values, energyOfPeriod } = textParts[language].homeAssistant().homeAssistant;
    for (const name of [energyOfPeriod('HC'), energyOfPeriod('HP'), values.energy, values.energyGiven])
      expect(prose).toContain(`*${name}*`);
  });

  test('says for how long values hold that nobody takes back', () => {
    const { cmps } = messageOf(toldAfter(undefined, { power: 1 }, undefined), { staleAfter: 20 });
    expect(text).toContain(`${Number(cmps['power']?.['expire_after']) - 20} s`);
  });
});
