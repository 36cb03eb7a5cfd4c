import type { Clock } from '../clock.ts';
import type { InfluxConfig } from '../config/config.ts';
import { readConfig } from '../config/read-config.ts';
import { type Answer, type WriteResult, writeResultOf } from '../influx/answer.ts';
import { type Client, openClient, type Timeouts } from '../influx/client.ts';
import { hasDatabaseHeader, identifyWithoutWriting } from '../influx/server-identity.ts';
import {
  errorIn,
  forgetPoint,
  identifier,
  type ReadBackResult,
  readBack,
  statement,
  type TrialPoint,
  trialLine,
} from '../influx/trial-point.ts';
import { type Language, type Texts, textsIn } from '../texts/texts.ts';
import type { InfluxTrial, TrialStep } from './protocol.ts';
import { objectionTo } from './write-objection.ts';

/** Somebody sits in front of the page. */
const HASTE: Timeouts = { silenceMs: 5_000, requestMs: 8_000 };
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
  const { influx, problems, words } = typedInfluxSettings(raw, language);
  if (!influx) return { steps: [settingsStep(problems, words)], canCreate: false };
  const complete = problems.length > 0 ? problems.join(' ') : words.settings(influx.url, storeOf(influx));
  const settings: TrialStep = { step: 'settings', ok: true, says: complete };
  const client = openClient(influx, patience);
  try {
    const { steps, canCreate } = await tryWriting(influx, client, clock, words);
    return { steps: [settings, ...steps], canCreate };
  } finally {
    client.close();
  }
}

/** Creates the database that the settings of an InfluxDB 1.x name. */
export async function createDatabase(
  raw: unknown,
  language: Language,
  clock: Clock,
  patience = HASTE,
): Promise<TrialStep> {
  const { influx, problems, words } = typedInfluxSettings(raw, language);
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
  const delivery = writeResultOf(answer, clock.wall());
  const says = objectionTo(delivery, influx, words);
  if (says !== undefined && !isReached(delivery)) {
    return { steps: [{ step: 'reach', ok: false, says }], canCreate: false };
  }
  const reach: TrialStep = { step: 'reach', ok: true, says: words.reached(influx.url) };
  if (says !== undefined) {
    return { steps: [reach, { step: 'write', ok: false, says }], canCreate: lacksDatabase(delivery, influx) };
  }
  const point: TrialPoint = { config: influx, client, atMs };
  const found = await within(MOST_READING_MS, clock, (end) => readBack(point, clock, end));
  await forgetPoint(point, NEVER);
  const isKnown = found.kind === 'found' || hasDatabaseHeader(answer) || (await isRecognised(client, clock));
  return { steps: [...stepsTo(influx, isKnown, words), readStep(found, isKnown, influx, words)], canCreate: false };
}

/** What came before the point was looked for, said of an InfluxDB only where it is known to be one. */
function stepsTo(influx: InfluxConfig, isKnown: boolean, words: Texts['ui']['influx']): readonly TrialStep[] {
  const { url } = influx;
  const place = storeOf(influx);
  return [
    { step: 'reach', ok: true, says: isKnown ? words.reached(url) : words.answers(url) },
    { step: 'write', ok: true, says: isKnown ? words.written(place) : words.accepted(place) },
  ];
}

async function isRecognised(client: Client, clock: Clock): Promise<boolean> {
  return within(
    MOST_ASKING_MS,
    clock,
    async (end) => (await identifyWithoutWriting(client, clock, end)).kind === 'known',
  );
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
function isReached(delivery: WriteResult): boolean {
  if (delivery.kind !== 'misconfigured') return delivery.kind !== 'unreachable';
  return delivery.why !== 'address' && delivery.why !== 'certificate';
}

function lacksDatabase(delivery: WriteResult, { version }: InfluxConfig): boolean {
  return version === '1' && delivery.kind === 'misconfigured' && delivery.why === 'noSuchStore';
}

/** What looking for the point has shown; `isKnown`: beside it, that an InfluxDB answers. */
function readStep(
  found: ReadBackResult,
  isKnown: boolean,
  influx: InfluxConfig,
  words: Texts['ui']['influx'],
): TrialStep {
  const { writeOnly, unverified, mistake } = words;
  const stranger = (says: string): TrialStep => ({ step: 'read', ok: false, says: mistake.stranger(influx, says) });
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
): Pick<TrialStep, 'ok' | 'says'> {
  const { database } = influx;
  const refusal = errorIn(answer);
  if (refusal === '') return { ok: true, says: words.created(database) };
  if (refusal !== undefined) return { ok: false, says: words.notCreated(database, refusal) };
  const delivery = writeResultOf(answer, clock.wall());
  const isForbidden = delivery.kind === 'misconfigured' && delivery.why === 'rights';
  if (isForbidden) return { ok: false, says: words.mayNotCreate(database, delivery.says) };
  return { ok: false, says: objectionTo(delivery, influx, words) ?? words.notCreated(database, '') };
}

/** What was typed as InfluxDB's settings, and how they are spoken of. */
export interface TypedInfluxSettings {
  readonly influx?: InfluxConfig;
  /** What is wrong with them. */
  readonly problems: readonly string[];
  readonly words: Texts['ui']['influx'];
}

/** @param raw as it was typed; what may be secret in it comes back in no word */
export function typedInfluxSettings(raw: unknown, language: Language): TypedInfluxSettings {
  const { config, problems } = readConfig({ influx: raw }, language);
  const texts = textsIn[language];
  return {
    ...(config.influx && { influx: config.influx }),
    problems: problems.map(({ path, says }) => texts.config.problem(path, says)),
    words: texts.ui.influx,
  };
}

/** Settings that are no use as they are. */
export function settingsStep(problems: readonly string[], words: Texts['ui']['influx']): TrialStep {
  return { step: 'settings', ok: false, says: problems.length > 0 ? problems.join(' ') : words.noUrl };
}

/** What the points go into, by its name. */
export function storeOf(influx: InfluxConfig): string {
  return influx.version === '2' ? influx.bucket : influx.database;
}
