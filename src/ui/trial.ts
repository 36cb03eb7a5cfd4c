import type { Clock } from '../clock.ts';
import type { InfluxConfig } from '../config.ts';
import { type Answer, type Delivery, deliveryOf } from '../influx/answer.ts';
import { type Client, openClient, type Patience } from '../influx/client.ts';
import { deliverTo } from '../influx/delivery.ts';
import { fieldSet, lineOf } from '../influx/line.ts';
import type { Language, Texts } from '../texts.ts';
import { objectionTo } from './objection.ts';
import type { InfluxTrial, Step } from './protocol.ts';
import { errorIn, type Found, forgetPoint, identifier, readBack, statement, TRIAL } from './readback.ts';
import { placeOf, settingsStep, typedIn } from './typed.ts';

/** Somebody sits in front of the page. */
const HASTE: Patience = { silenceMs: 5_000, requestMs: 8_000 };
/** For finding the point again. */
const MOST_READING_MS = 15_000;

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
  const delivery = await deliverTo(client, clock)([lineOf(TRIAL, fieldSet({ value: 1 }), atMs)], NEVER);
  const says = objectionTo(delivery, influx, words);
  if (says !== undefined && !isReached(delivery)) {
    return { steps: [{ step: 'reach', ok: false, says }], canCreate: false };
  }
  const reach: Step = { step: 'reach', ok: true, says: words.reached(influx.url) };
  if (says !== undefined) {
    return { steps: [reach, { step: 'write', ok: false, says }], canCreate: lacksDatabase(delivery, influx) };
  }
  const write: Step = { step: 'write', ok: true, says: words.written(placeOf(influx)) };
  const read = await tryReading(influx, client, atMs, clock, words);
  await forgetPoint(influx, client, atMs, NEVER);
  return { steps: [reach, write, read], canCreate: false };
}

/** Whether it is an InfluxDB that answered, whatever it had to say. */
function isReached(delivery: Delivery): boolean {
  if (delivery.kind !== 'misconfigured') return delivery.kind !== 'unreachable';
  return delivery.why !== 'address' && delivery.why !== 'certificate';
}

function lacksDatabase(delivery: Delivery, { version }: InfluxConfig): boolean {
  return version === '1' && delivery.kind === 'misconfigured' && delivery.why === 'noSuchStore';
}

async function tryReading(
  influx: InfluxConfig,
  client: Client,
  atMs: number,
  clock: Clock,
  words: Texts['ui']['influx'],
): Promise<Step> {
  const found = await readInTime(influx, client, atMs, clock);
  switch (found.kind) {
    case 'found':
      return { step: 'read', ok: true, says: words.found };
    case 'absent':
      return { step: 'read', ok: false, says: words.lost };
    case 'denied':
      return { step: 'read', ok: true, says: words.writeOnly[influx.version] };
    case 'unreadable':
      return { step: 'read', ok: true, says: words.unreadable(found.says) };
  }
}

async function readInTime(influx: InfluxConfig, client: Client, atMs: number, clock: Clock): Promise<Found> {
  const over = new AbortController();
  const cancel = clock.after(MOST_READING_MS, () => over.abort());
  try {
    return await readBack(influx, client, atMs, clock, over.signal);
  } finally {
    cancel();
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
