import { describe, expect, test } from 'vitest';
import type { MqttConfig } from '../../src/config/config.ts';
import type { BrokerFault } from '../../src/mqtt/broker-fault.ts';
import { LANGUAGES } from '../../src/texts/languages.ts';
import { textsFor } from '../../src/texts/texts.ts';
import { TROUBLE_KINDS } from '../../src/trouble/shapes.ts';
import type { KindOf } from '../../src/trouble/trouble.ts';
import { sentences } from '../../src/trouble/words.ts';
import { tryMqtt } from '../../src/ui/mqtt-trial.ts';
import { fakeClock } from '../../testbed/support/clock.ts';

const TYPED = { url: 'mqtt://pi:1883', username: 'linky', password: 'hush-word', topic: 'home/linky' };
const KINDS = Object.keys(TROUBLE_KINDS.mqtt) as readonly KindOf<'mqtt'>[];

/** What the trial tells, and the settings that the broker was greeted with. */
async function tried(raw: unknown, answer: BrokerFault | 'well' = 'well', language: 'en' | 'fr' = 'en') {
  const greeted: MqttConfig[] = [];
  const greetBroker = async (config: MqttConfig) => {
    greeted.push(config);
    return answer;
  };
  return { steps: await tryMqtt(raw, language, { greetBroker, clock: fakeClock() }), greeted };
}

describe('the trial of an MQTT broker', () => {
  test('tells each step that went well, with the settings as they were typed', async () => {
    const { steps, greeted } = await tried(TYPED);
    expect(steps).toEqual([
      { step: 'settings', ok: true, says: 'The settings are complete: topics under home/linky/, at mqtt://pi:1883.' },
      { step: 'reach', ok: true, says: 'An MQTT broker answers at mqtt://pi:1883.' },
      { step: 'user', ok: true, says: 'It accepts the user linky.' },
      {
        step: 'publish',
        ok: true,
        says: expect.stringContaining(
          'It accepts a test message under home/linky/ and one under homeassistant/device/.',
        ),
      },
    ]);
    expect(greeted).toMatchObject([TYPED]);
  });

  test('ends in the words of a broker that is silent where the greeting takes for ever', async () => {
    const clock = fakeClock();
    const greetBroker = (_: MqttConfig, life: AbortSignal) =>
      new Promise<BrokerFault>((resolve) => {
        life.addEventListener('abort', () => resolve({ kind: 'silent', says: 'not waited for' }));
      });
    const done = tryMqtt(TYPED, 'en', { greetBroker, clock });
    await clock.pass(60_000);
    expect((await done).at(-1)).toMatchObject({
      step: 'reach',
      ok: false,
      says: expect.stringContaining('not answer'),
    });
  });

  test('says so where there is no user', async () => {
    const { steps } = await tried({ url: 'mqtt://pi' });
    expect(steps.map(({ says }) => says)).toContain('It accepts this plugin without a user.');
  });

  test.each([
    [undefined, 'The address of the broker is missing.'],
    [{ url: '' }, 'The address of the broker is missing.'],
    [{ url: 'pi:1883' }, 'such as mqtt://localhost:1883'],
    [{ ...TYPED, username: '' }, 'Missing: the user that the password belongs to.'],
    [{ ...TYPED, url: 'mqtt://jean:hush-word@pi' }, 'must not contain a user or a password'],
  ])('greets nobody with settings that cannot be used: %j', async (raw, says) => {
    const { steps, greeted } = await tried(raw);
    expect(steps).toEqual([{ step: 'settings', ok: false, says: expect.stringContaining(says) }]);
    expect(greeted).toEqual([]);
  });

  test('tells a doubt beside settings that can be used', async () => {
    const { steps } = await tried({ ...TYPED, ca: '/etc/ca.pem' });
    expect(steps[0]).toEqual({ step: 'settings', ok: true, says: expect.stringContaining('begin with mqtts://?') });
    expect(steps).toHaveLength(4);
  });

  describe.each(LANGUAGES)('in %s', (language) => {
    test.each(KINDS)(
      'ends at the step that fails, in the words of the trouble, and without a secret: %s',
      async (kind) => {
        const typed = { ...TYPED, url: 'mqtts://pi:8883', ca: '/etc/ca.pem' };
        const { steps } = await tried(typed, { kind, says: 'as told' }, language);
        const { password: _, topic: __, ...facts } = typed;
        const words = textsFor(language, 'page').troubles;
        expect(steps.at(-1)).toMatchObject({
          ok: false,
          says: sentences({ part: 'mqtt', kind, says: 'as told', ...facts }, words),
        });
        expect(steps.slice(0, -1).every(({ ok }) => ok)).toBe(true);
        expect(JSON.stringify(steps)).not.toContain('hush');
      },
    );
  });

  test.each([
    ['ca', 'settings'],
    ['certificate', 'settings reach'],
    ['credentials', 'settings reach user'],
    ['rights', 'settings reach user publish'],
  ] as const)('with %s, ends after %s', async (kind, names) => {
    const { steps } = await tried(TYPED, { kind, says: '' });
    expect(steps.map(({ step }) => step).join(' ')).toBe(names);
  });
});
