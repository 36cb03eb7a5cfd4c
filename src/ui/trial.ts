import type { Clock } from '../clock.ts';
import type { InfluxConfig } from '../config/config.ts';
import { type Answer, type Delivery, deliveryOf } from '../influx/answer.ts';
import { type Client, openClient, type Patience } from '../influx/client.ts';
import {
  errorIn,
  type Found,
  forgetPoint,
  identifier,
  readBack,
  statement,
  type TrialPoint,
  trialLine,
} from '../influx/read-back.ts';
import { hasSign, signFrom } from '../influx/who-answers.ts';
import type { Language, Texts } from '../texts/texts.ts';
import { objectionTo } from './objection.ts';
import type { InfluxTrial, Step } from './protocol.ts';
import { placeOf, settingsStep, typedIn } from './typed.ts';

/** Somebody sits in front of the page. */
const HASTE: Patience = { silenceMs: 5_000, requestMs: 8_000 };
/** For finding the point again. */
const MOST_READING_MS = 15_000;
/** For asking who answers. */
const MOST_ASKING_MS = 8_000;

/**
 * Tries the settings of an InfluxDB: writes one point of a measurement of its own and looks for it.
 * @param raw as the user typed it; what may be secret in it comes back in no word
 */
export async function tryInflux(
  raw: unknown,
  language: Language,
  clock: Clock,
  patience = HASTE,
): Promise<InfluxTrial> {
  const { influx, problems, words } = typedIn(raw, language);
  if (!influx) return { steps: [settingsStep(problems, words)], canCreate: false };
  const complete = problems.length > 0 ? problems.join(' ') : words.settings(influx.url, placeOf(influx));
  const settings: Step = { step: 'settings', ok: true, says: complete };
  const client = openClient(influx, patience);
  try {
    const { steps, canCreate } = await tryWriting(influx, client, clock, words);
    return { steps: [settings, ...steps], canCreate };
  } finally {
    client.close();
  }
}

/** Creates the database that the settings of an InfluxDB 1.x name. */
export async function createDatabase(raw: unknown, language: Language, clock: Clock, patience = HASTE): Promise<Step> {
  const { influx, problems, words } = typedIn(raw, language);
  if (!influx) return settingsStep(problems, words);
  if (influx.version !== '1') return { step: 'create', ok: false, says: words.noDatabase };
  const client = openClient(influx, patience);
  try {
    const creation = statement(`CREATE DATABASE ${identifier(influx.database)}`);
    const answer = await client.ask(creation, NEVER);
    return { step: 'create', ...creationIn(answer, influx, clock, words) };
  } finally {
    client.close();
  }
}

const NEVER = new AbortController().signal;

async function tryWriting(
  influx: InfluxConfig,
  client: Client,
  clock: Clock,
  words: Texts['ui']['influx'],
): Promise<InfluxTrial> {
  const atMs = Math.floor(clock.wall());
  const answer = await client.post([trialLine(atMs)], NEVER);
  const delivery = deliveryOf(answer, clock.wall());
  const says = objectionTo(delivery, influx, words);
  if (says !== undefined && !isReached(delivery)) {
    return { steps: [{ step: 'reach', ok: false, says }], canCreate: false };
  }
  const reach: Step = { step: 'reach', ok: true, says: words.reached(influx.url) };
  if (says !== undefined) {
    return { steps: [reach, { step: 'write', ok: false, says }], canCreate: lacksDatabase(delivery, influx) };
  }
  const point: TrialPoint = { config: influx, client, atMs };
  const found = await within(MOST_READING_MS, clock, (end) => readBack(point, clock, end));
  await forgetPoint(point, NEVER);
  const isKnown = found.kind === 'found' || hasSign(answer) || (await isRecognised(client, clock));
  return { steps: [...stepsTo(influx, isKnown, words), readStep(found, isKnown, influx, words)], canCreate: false };
}

/** What came before the point was looked for, said of an InfluxDB only where it is known to be one. */
function stepsTo(influx: InfluxConfig, isKnown: boolean, words: Texts['ui']['influx']): readonly Step[] {
  const { url } = influx;
  const place = placeOf(influx);
  return [
    { step: 'reach', ok: true, says: isKnown ? words.reached(url) : words.answers(url) },
    { step: 'write', ok: true, says: isKnown ? words.written(place) : words.accepted(place) },
  ];
}

async function isRecognised(client: Client, clock: Clock): Promise<boolean> {
  return within(MOST_ASKING_MS, clock, async (end) => (await signFrom(client, clock, end)).kind === 'known');
}

/** What work comes to that is cut short after so many ms. */
async function within<T>(ms: number, clock: Clock, work: (end: AbortSignal) => Promise<T>): Promise<T> {
  const over = new AbortController();
  const cancel = clock.after(ms, () => over.abort());
  try {
    return await work(over.signal);
  } finally {
    cancel();
  }
}

/** Whether it is an InfluxDB that answered, whatever it had to say. */
function isReached(delivery: Delivery): boolean {
  if (delivery.kind !== 'misconfigured') return delivery.kind !== 'unreachable';
  return delivery.why !== 'address' && delivery.why !== 'certificate';
}

function lacksDatabase(delivery: Delivery, { version }: InfluxConfig): boolean {
  return version === '1' && delivery.kind === 'misconfigured' && delivery.why === 'noSuchStore';
}

/** What looking for the point has shown; `isKnown`: beside it, that an InfluxDB answers. */
function readStep(found: Found, isKnown: boolean, influx: InfluxConfig, words: Texts['ui']['influx']): Step {
  const { writeOnly, unverified, mistake } = words;
  const stranger = (says: string): Step => ({ step: 'read', ok: false, says: mistake.stranger(influx, says) });
  switch (found.kind) {
    case 'found':
      return { step: 'read', ok: true, says: words.found };
    case 'denied': {
      const says = writeOnly[influx.version];
      return { step: 'read', ok: true, says: isKnown ? says : `${says} ${unverified}` };
    }
    case 'absent':
      return isKnown ? { step: 'read', ok: false, says: words.lost } : stranger(words.absent);
    case 'failed': {
      const { says } = found.trouble;
      if (!isKnown) return { step: 'read', ok: false, says: words.unasked(says) };
      return { step: 'read', ok: true, says: words.unreadable(says) };
    }
    case 'unreadable':
      return isKnown ? { step: 'read', ok: true, says: words.unreadable(found.says) } : stranger(found.says);
  }
}

function creationIn(
  answer: Answer,
  influx: InfluxConfig & { readonly version: '1' },
  clock: Clock,
  words: Texts['ui']['influx'],
): Pick<Step, 'ok' | 'says'> {
  const { database } = influx;
  const refusal = errorIn(answer);
  if (refusal === '') return { ok: true, says: words.created(database) };
  if (refusal !== undefined) return { ok: false, says: words.notCreated(database, refusal) };
  const delivery = deliveryOf(answer, clock.wall());
  const isForbidden = delivery.kind === 'misconfigured' && delivery.why === 'rights';
  if (isForbidden) return { ok: false, says: words.mayNotCreate(database, delivery.says) };
  return { ok: false, says: objectionTo(delivery, influx, words) ?? words.notCreated(database, '') };
}
