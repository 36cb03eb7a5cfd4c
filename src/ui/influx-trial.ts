import { type Clock, within } from '../base/clock.ts';
import type { InfluxConfig } from '../config/config.ts';
import { readConfig } from '../config/read-config.ts';
import { type WriteResult, writeResultOf } from '../influx/answer.ts';
import { type Client, openClient, type Timeouts } from '../influx/client.ts';
import { deliveryTroubleText, displayedUrl } from '../influx/delivery-trouble.ts';
import {
  createDatabaseAt,
  type KnownServer,
  type ReadBackResult,
  readBack,
  recognise,
  serverIn,
  serverName,
  trialLine,
} from '../influx/trial.ts';
import { storeOf } from '../texts/host.ts';
import { type Language, type Texts, textsFor } from '../texts/texts.ts';
import { problemText } from '../trouble/words.ts';
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
  const complete =
    problems.length > 0 ? problems.join(' ') : texts.ui.influx.settings(displayedUrl(influx), storeOf(influx));
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
    return { step: 'create', ...(await creation(influx, client, clock, texts)) };
  } finally {
    client.close();
  }
}

const NEVER = new AbortController().signal;

async function tryWriting(influx: InfluxConfig, client: Client, clock: Clock, texts: Texts): Promise<InfluxTrial> {
  const atMs = Math.floor(clock.wall());
  const answer = await client.write([trialLine(atMs)], NEVER);
  const delivery = writeResultOf(answer, clock.wall());
  const says = objectionTo(delivery, influx, texts);
  if (says !== undefined && !isReached(delivery)) {
    return { steps: [{ step: 'reach', ok: false, says }], canCreate: false };
  }
  const shown = serverIn(answer);
  const { reached, written } = texts.ui.influx;
  const steps = (server: KnownServer | undefined, write: TrialStep): readonly TrialStep[] => [
    { step: 'reach', ok: true, says: reached(displayedUrl(influx), serverName(server)) },
    write,
  ];
  if (says !== undefined)
    return { steps: steps(shown, { step: 'write', ok: false, says }), canCreate: lacksDatabase(delivery, influx) };
  const found = await within(MOST_READING_MS, clock, (end) => readBack(client, influx, atMs, clock, end, NEVER));
  const server = shown ?? (await within(MOST_ASKING_MS, clock, (end) => recognise(client, end)));
  if (!server && found.kind !== 'found' && found.kind !== 'denied') return strangerTrial(found, influx, texts);
  const write: TrialStep = { step: 'write', ok: true, says: written(storeOf(influx)) };
  return {
    steps: [...steps(server, write), readStep(found, influx, texts)],
    canCreate: false,
    hint: hintAbout(server, texts),
  };
}

/** The steps where nothing shows that a database answers: InfluxDB is not mentioned. */
function strangerTrial(found: ReadBackResult, influx: InfluxConfig, texts: Texts): InfluxTrial {
  const { answers, accepted, stranger } = texts.ui.influx;
  const url = displayedUrl(influx);
  const steps: readonly TrialStep[] = [
    { step: 'reach', ok: true, says: answers(url) },
    { step: 'write', ok: true, says: accepted(storeOf(influx)) },
    { step: 'read', ok: false, says: stranger(url, found.kind === 'unreadable' ? found.says : '') },
  ];
  return { steps, canCreate: false };
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
    case 'unreadable':
      return { step: 'read', ok: true, says: unreadable(found.says) };
  }
}

async function creation(
  influx: InfluxConfig & { readonly version: '1' },
  client: Client,
  clock: Clock,
  texts: Texts,
): Promise<Pick<TrialStep, 'ok' | 'says'>> {
  const { database } = influx;
  const { created, notCreated, mayNotCreate } = texts.ui.influx;
  const outcome = await createDatabaseAt(client, database, NEVER);
  switch (outcome.kind) {
    case 'created':
      return { ok: true, says: created(database) };
    case 'refused':
      return { ok: false, says: notCreated(database, outcome.says) };
    case 'forbidden':
      return { ok: false, says: mayNotCreate(database, outcome.says) };
    case 'unanswered': {
      const objection = objectionTo(writeResultOf(outcome.answer, clock.wall()), influx, texts);
      return { ok: false, says: objection ?? notCreated(database, '') };
    }
  }
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
  const { tooOld, refused } = texts.ui.influx;
  switch (result.kind) {
    case 'stored':
      return undefined;
    // The point has a measurement of its own, so only its time can be wrong.
    case 'partial':
      return tooOld(result.says);
    case 'refused':
    case 'tooLarge':
      return refused(result.says);
    default:
      return deliveryTroubleText(result, influx, texts);
  }
}
