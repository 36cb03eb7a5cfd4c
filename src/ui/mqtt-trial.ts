import { within } from '../base/clock.ts';
import type { MqttConfig } from '../config/config.ts';
import { readConfig } from '../config/read-config.ts';
import { brokerFaultText } from '../doctor/broker-greeting.ts';
import type { Machine } from '../doctor/machine.ts';
import { type Language, type Texts, textsFor } from '../texts/texts.ts';
import type { KindOf } from '../trouble/trouble.ts';
import { problemText } from '../trouble/words.ts';
import type { MqttTrialStep } from './protocol.ts';

/** The greeting has its own, shorter time limit for each step. */
const MOST_GREETING_MS = 45_000;

/** The step at which each fault occurs. The steps before it succeeded. */
const STEP_OF: { readonly [K in KindOf<'mqtt'>]: MqttTrialStep['step'] } = {
  ca: 'settings',
  ...{ notListening: 'reach', unknownHost: 'reach', silent: 'reach', certificate: 'reach', stranger: 'reach' },
  ...{ credentials: 'user', busy: 'user', dropped: 'user', failing: 'user' },
  rights: 'publish',
};

/**
 * Tries the settings of an MQTT broker, step by step, up to the first step that fails. No other client sees any of this.
 * @param raw the settings as the user typed them; no text that is returned contains a secret of theirs
 */
export async function tryMqtt(
  raw: unknown,
  language: Language,
  { greetBroker, clock }: Pick<Machine, 'greetBroker' | 'clock'>,
): Promise<readonly MqttTrialStep[]> {
  const { config, problems } = readConfig({ mqtt: raw }, language);
  const texts = textsFor(language, 'page');
  const objections = problems.map((one) => problemText(one, texts.troubles)).join(' ');
  const { mqtt } = config;
  if (!mqtt) return [{ step: 'settings', ok: false, says: objections || texts.ui.mqtt.noUrl }];
  const answer = await within(MOST_GREETING_MS, clock, (end) => greetBroker(mqtt, end));
  // A doubt about settings that can be used is shown in their step.
  const well = stepsOf(mqtt, texts).map((one) =>
    one.step === 'settings' && objections !== '' ? { ...one, says: objections } : one,
  );
  if (answer === 'well') return well;
  const failed = STEP_OF[answer.kind];
  const before = well.slice(
    0,
    well.findIndex(({ step }) => step === failed),
  );
  return [...before, { step: failed, ok: false, says: brokerFaultText(answer, mqtt, texts) }];
}

/** All steps, worded for success. */
function stepsOf({ url, username, topic, discovery }: MqttConfig, { ui }: Texts): readonly MqttTrialStep[] {
  const words = ui.mqtt;
  return [
    { step: 'settings', ok: true, says: words.settings(url, topic) },
    { step: 'reach', ok: true, says: words.reached(url) },
    { step: 'user', ok: true, says: username === '' ? words.nobody : words.user(username) },
    { step: 'publish', ok: true, says: words.published(topic, discovery) },
  ];
}
