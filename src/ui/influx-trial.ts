import { type Clock, within } from '../base/clock.ts';
import type { InfluxConfig } from '../config/config.ts';
import { readConfig } from '../config/read-config.ts';
import { type Answer, answerText, type WriteResult, writeResultOf } from '../influx/answer.ts';
import { type Client, openClient, type Timeouts } from '../influx/client.ts';
import { deliveryTroubleText, displayedUrl } from '../influx/delivery-trouble.ts';
import { identifier, statement, statementError } from '../influx/influxql.ts';
import { type KnownServer, serverInHeaders, serverName } from '../influx/known-server.ts';
import { identifyWithoutWriting } from '../influx/server-identity.ts';
import { findTrialPoint, type ReadBackResult, type TrialPoint, writeTrialPoint } from '../influx/trial-point.ts';
import { storeOf } from '../texts/host.ts';
import { type Language, type Texts, textsFor } from '../texts/texts.ts';
import { newsSentence, problemText } from '../trouble/words.ts';
import type { InfluxTrial, TrialStep } from './protocol.ts';

/** Short timeouts, since a user is waiting in front of the page. */
const HASTE: Timeouts = { silenceMs: 5_000, requestMs: 8_000 };
/** The time limit for reading the point back. */
const MOST_READING_MS = 15_000;
/** The time limit for asking the server to identify itself. */
const MOST_ASKING_MS = 8_000;

/**
 * Tries the settings of an InfluxDB: writes one point to a measurement of its own, and reads it back.
 * @param raw the settings as the user typed them; no text that is returned contains a secret of theirs
 */
export async function tryInflux(
  raw: unknown,
  language: Language,
  clock: Clock,
  timeouts = HASTE,
): Promise<InfluxTrial> {
  const { influx, problems, texts } = typedInfluxSettings(raw, language);
  if (!influx) return { steps: [settingsStep(problems, texts)], canCreate: false };
  const complete = problems.length > 0 ? problems.join(' ') : texts.ui.influx.settings(influx.url, storeOf(influx));
  const settings: TrialStep = { step: 'settings', ok: true, says: complete };
  const client = openClient(influx, timeouts);
  try {
    const trial = await tryWriting(influx, client, clock, texts);
    return { ...trial, steps: [settings, ...trial.steps] };
  } finally {
    client.close();
  }
}

/** Creates the database that is named in the settings of an InfluxDB 1.x. */
export async function createDatabase(
  raw: unknown,
  language: Language,
  clock: Clock,
  timeouts = HASTE,
): Promise<TrialStep> {
  const { influx, problems, texts } = typedInfluxSettings(raw, language);
  if (!influx) return settingsStep(problems, texts);
  if (influx.version !== '1') return { step: 'create', ok: false, says: texts.ui.influx.noDatabase };
  const client = openClient(influx, timeouts);
  try {
    const creation = statement(`CREATE DATABASE ${identifier(influx.database)}`);
    const answer = await client.ask(creation, NEVER);
    return { step: 'create', ...creationIn(answer, influx, clock, texts) };
  } finally {
    client.close();
  }
}

const NEVER = new AbortController().signal;

async function tryWriting(influx: InfluxConfig, client: Client, clock: Clock, texts: Texts): Promise<InfluxTrial> {
  const point: TrialPoint = { config: influx, client, atMs: Math.floor(clock.wall()) };
  const answer = await writeTrialPoint(point, NEVER);
  const delivery = writeResultOf(answer, clock.wall());
  const says = objectionTo(delivery, influx, texts);
  if (says !== undefined && !isReached(delivery)) {
    return { steps: [{ step: 'reach', ok: false, says }], canCreate: false };
  }
  const shown = serverInHeaders(answer);
  if (says !== undefined) {
    const reach: TrialStep = { step: 'reach', ok: true, says: texts.ui.influx.reached(influx.url, serverName(shown)) };
    return { steps: [reach, { step: 'write', ok: false, says }], canCreate: lacksDatabase(delivery, influx) };
  }
  const found = await within(MOST_READING_MS, clock, (end) => findTrialPoint(point, clock, end, NEVER));
  const server = shown ?? (await recognisedServer(client, clock));
  const isKnown = found.kind === 'found' || server !== undefined;
  const read = isKnown ? readStep(found, influx, texts) : strangerStep(found, answer, influx, texts);
  const hint = hintAbout(server, texts);
  const steps = [...stepsTo(influx, isKnown, server, texts), read];
  return { steps, canCreate: false, hint };
}

/** The steps before the point is looked for. They mention InfluxDB only if the server is known to be one. */
function stepsTo(
  influx: InfluxConfig,
  isKnown: boolean,
  server: KnownServer | undefined,
  texts: Texts,
): readonly TrialStep[] {
  const { url } = influx;
  const words = texts.ui.influx;
  const store = storeOf(influx);
  return [
    { step: 'reach', ok: true, says: isKnown ? words.reached(url, serverName(server)) : words.answers(url) },
    { step: 'write', ok: true, says: isKnown ? words.written(store) : words.accepted(store) },
  ];
}

async function recognisedServer(client: Client, clock: Clock): Promise<KnownServer | undefined> {
  const identity = await within(MOST_ASKING_MS, clock, (end) => identifyWithoutWriting(client, clock, end));
  return identity.kind === 'known' ? identity.server : undefined;
}

/** What to know about a kind of database; undefined if there is nothing to mention. */
function hintAbout(server: KnownServer | undefined, { ui }: Texts): string | undefined {
  const hints: { readonly [product: string]: string } = ui.influx.hints;
  return server && hints[server.product];
}

/** Whether a server answered, whatever its answer. */
function isReached(delivery: WriteResult): boolean {
  if (delivery.kind !== 'misconfigured') return delivery.kind !== 'unreachable';
  return delivery.why !== 'address' && delivery.why !== 'certificate';
}

function lacksDatabase(delivery: WriteResult, { version }: InfluxConfig): boolean {
  return version === '1' && delivery.kind === 'misconfigured' && delivery.why === 'noSuchStore';
}

/** The result of looking for the point if the server is known to be an InfluxDB. */
function readStep(found: ReadBackResult, { version }: InfluxConfig, texts: Texts): TrialStep {
  const { found: isThere, writeOnly, lost, unreadable } = texts.ui.influx;
  switch (found.kind) {
    case 'found':
      return { step: 'read', ok: true, says: isThere };
    case 'denied':
      return { step: 'read', ok: true, says: writeOnly[version] };
    case 'absent':
      return { step: 'read', ok: false, says: lost };
    case 'failed':
      return { step: 'read', ok: true, says: unreadable(found.trouble.says) };
    case 'unreadable':
      return { step: 'read', ok: true, says: unreadable(found.says) };
  }
}

/**
 * The result of looking for the point if nothing else shows that the server is an InfluxDB.
 * @param answer the answer to the write
 */
function strangerStep(found: ReadBackResult, answer: Answer, influx: InfluxConfig, texts: Texts): TrialStep {
  switch (found.kind) {
    case 'denied':
      return {
        step: 'read',
        ok: true,
        says: newsSentence({ part: 'mirror', kind: 'unverified', url: displayedUrl(influx) }, texts.troubles),
      };
    case 'failed':
      return { step: 'read', ok: false, says: texts.ui.influx.unasked(found.trouble.says) };
    default: {
      const stranger = { kind: 'misconfigured', why: 'stranger', says: answerText(answer) } as const;
      return { step: 'read', ok: false, says: deliveryTroubleText(stranger, influx, texts) };
    }
  }
}

function creationIn(
  answer: Answer,
  influx: InfluxConfig & { readonly version: '1' },
  clock: Clock,
  texts: Texts,
): Pick<TrialStep, 'ok' | 'says'> {
  const { database } = influx;
  const words = texts.ui.influx;
  const refusal = statementError(answer);
  if (refusal === '') return { ok: true, says: words.created(database) };
  if (refusal !== undefined) return { ok: false, says: words.notCreated(database, refusal) };
  const delivery = writeResultOf(answer, clock.wall());
  const isForbidden = delivery.kind === 'misconfigured' && delivery.why === 'rights';
  if (isForbidden) return { ok: false, says: words.mayNotCreate(database, delivery.says) };
  return { ok: false, says: objectionTo(delivery, influx, texts) ?? words.notCreated(database, '') };
}

/** The InfluxDB settings as the user typed them, checked, with the texts about them. */
interface TypedInfluxSettings {
  readonly influx?: InfluxConfig;
  /** What is wrong with the settings, in words. */
  readonly problems: readonly string[];
  readonly texts: Texts;
}

/**
 * Checks what was typed.
 * @param raw the settings as the user typed them; no text that is returned contains a secret of theirs
 */
function typedInfluxSettings(raw: unknown, language: Language): TypedInfluxSettings {
  const { config, problems } = readConfig({ influx: raw }, language);
  const texts = textsFor(language, 'page');
  return {
    influx: config.influx,
    problems: problems.map((problem) => problemText(problem, texts.troubles)),
    texts,
  };
}

/** The failed first step for settings that cannot be used. */
function settingsStep(problems: readonly string[], texts: Texts): TrialStep {
  return { step: 'settings', ok: false, says: problems.length > 0 ? problems.join(' ') : texts.ui.influx.noUrl };
}

/** Why an InfluxDB refused the test point, and what to do about it; undefined if it accepted the point. */
function objectionTo(result: WriteResult, influx: InfluxConfig, texts: Texts): string | undefined {
  const words = texts.ui.influx;
  switch (result.kind) {
    case 'stored':
    case 'partlyStored':
      return undefined;
    case 'beyondRetention':
      return words.tooOld;
    case 'refused':
    case 'tooLarge':
      return words.refused(result.says);
    default:
      return deliveryTroubleText(result, influx, texts);
  }
}
