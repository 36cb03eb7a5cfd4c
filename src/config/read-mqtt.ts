import type { MeterConfig, MqttConfig } from './config.ts';
import { type AddProblem, type ConfigTexts, problemText } from './problem-text.ts';

/** The MQTT settings after the check by the schema. */
export type FilledMqtt = Partial<Pick<MqttConfig, 'url'>> & Omit<MqttConfig, 'url'>;

const PLACE = ['mqtt', 'url'];
/** This topic, below the topic in the settings, is the plugin's own. */
const OWN_TOPIC = 'available';

/** The broker; undefined if its address is empty, or if a setting that is needed to reach it is wrong. */
export function readMqtt(
  { url = '', ...filled }: FilledMqtt,
  meters: readonly MeterConfig[],
  texts: ConfigTexts,
  addProblem: AddProblem,
): MqttConfig | undefined {
  const { username, password, ca } = filled;
  if (url === '') {
    // The form fills in the other fields by itself.
    if ([username, password, ca].some((text) => text !== '')) addProblem(PLACE, said(undefined, texts));
    return undefined;
  }
  const own = meters.find(({ slug }) => slug === OWN_TOPIC);
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.username || parsed?.password) addProblem(PLACE, texts.brokerSecrets);
  else if (!parsed || !isOfBroker(parsed)) addProblem(PLACE, said(url, texts));
  // MQTT 3.1.1 allows no password without a user (3.1.2.9).
  else if (username === '' && password !== '') addProblem(['mqtt', 'username'], texts.noMqttUser);
  else if (own) addProblem(['mqtt', 'topic'], texts.meterWithOwnTopic(own.name, `${filled.topic}/${OWN_TOPIC}`));
  else {
    if (ca !== '' && parsed.protocol !== 'mqtts:') addProblem(['mqtt', 'ca'], texts.caWithoutTls, true);
    return { url, ...filled };
  }
  return undefined;
}

/** Whether an address names a machine, perhaps a port, and nothing else. A name that had to be escaped cannot be resolved. */
function isOfBroker({ hostname, port, pathname, search, hash }: URL): boolean {
  const isMachine = hostname !== '' && !hostname.includes('%');
  return isMachine && port !== '0' && ['', '/'].includes(pathname) && search === '' && hash === '';
}

function said(typed: string | undefined, texts: ConfigTexts): string {
  return problemText(PLACE, typed, undefined, texts);
}
