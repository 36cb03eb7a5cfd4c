import type { Clock } from '../base/clock.ts';
import type { InfluxConfig } from '../config/config.ts';
import { type Answer, answerText, type WriteResult, writeResultOf } from './answer.ts';
import type { Client } from './client.ts';
import { type DeliveryTrouble, isDeliveryTrouble } from './delivery-trouble.ts';
import { type KnownServer, serverInHeaders, serverNoted } from './known-server.ts';
import { identifyServer, identifyWithoutWriting } from './server-identity.ts';

/**
 * A client whose answers count only once it is known who answers. Any web server may answer 204, and a Reading that counts as stored is
 * deleted from the journal some days later. So an answer that settles lines is returned only if it is known to come from an InfluxDB, or
 * from a compatible server (VictoriaMetrics, GreptimeDB, Telegraf).
 */
export interface VerifiedClient {
  /**
   * Sends lines once and resolves to the outcome; never rejects. An outcome that settles lines (stored, partlyStored, beyondRetention,
   * refused, tooLarge) is returned only if it is known who answered. If a server does not show that it is an InfluxDB, the outcome is
   * `misconfigured`, `stranger`; if a trouble prevented us from finding out, it is that trouble. If there are no lines, nothing is written
   * to find out.
   * @param end cancels it
   */
  write(lines: readonly string[], end: AbortSignal): Promise<WriteResult>;
  /** Another server may answer next: what was found out about a server without the headers of a database no longer counts. */
  forget(): void;
  /** False: the server that answered last accepts what we write, but we are not allowed to read whether it keeps it. */
  readonly isVerified: boolean;
  /** The server that answered last, if it has shown what it is. */
  readonly server: KnownServer | undefined;
}

/** A short text that survives a restart. */
export interface Note {
  get(): string | undefined;
  set(text: string): void;
}

export interface VerifiedClientParts {
  readonly client: Client;
  readonly config: InfluxConfig;
  readonly clock: Clock;
  /** Remembers over a restart the address of a database that was identified without its headers. */
  readonly note?: Note;
  /** Called with the full text of each answer, except for those that only confirm that everything is stored. */
  readonly onAnswer?: (text: string) => void;
}

/**
 * `unverified`: we may not read back. This is tried again from `retryAtMs` on (monotonic clock), since the right to read may have been
 * granted by then.
 */
type Knowledge =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'known' }
  | { readonly kind: 'unverified'; readonly retryAtMs: number };

const RETRY_AFTER_MS = 3_600_000;
const MOST_UNDECIDED = 3;

export function createVerifiedClient(parts: VerifiedClientParts): VerifiedClient {
  const { client, config, clock, note, onAnswer = () => {} } = parts;
  const address = addressOf(config);
  let knowledge: Knowledge = { kind: isNoted() ? 'known' : 'unknown' };
  let isVerified = true;
  let server = isNoted() ? serverNoted(note?.get()?.split('\n')[1]) : undefined;
  /** How many times in a row it could not be determined who answers, although the write was accepted. */
  let undecided = 0;
  /** The time of the trial point. It is always the same, so that there is only one such point. */
  let trialMs: number | undefined;

  return {
    write,
    forget,
    get isVerified() {
      return isVerified;
    },
    get server() {
      return server;
    },
  };

  /** An answer does not count if it came before it was known who answers: the lines are sent again, which changes nothing. */
  async function write(lines: readonly string[], end: AbortSignal): Promise<WriteResult> {
    for (;;) {
      const answer = await client.post(lines, end);
      const result = writeResultOf(answer, clock.wall());
      if (result.kind !== 'stored') onAnswer(fullTextOf(answer));
      if (isDeliveryTrouble(result)) {
        // After a trouble another server may answer.
        if (result.kind !== 'busy' && !end.aborted) forget();
        return result;
      }
      const shown = serverInHeaders(answer);
      if (shown) {
        // This answer shows who sent it. A later one without headers may come from another server: nothing that was found out earlier
        // applies to it.
        forget();
        server = shown;
        return settled(result, true);
      }
      if (isFoundOut()) return settled(result, knowledge.kind === 'known');
      if (lines.length === 0) return settledWithoutWriting(result, end);
      const trouble = await findOut(answer, newestTimeIn(lines), end);
      if (trouble) return trouble;
    }
  }

  /** Whether it is known who answers, or that we may not find out for now. */
  function isFoundOut(): boolean {
    return knowledge.kind === 'known' || (knowledge.kind === 'unverified' && clock.now() < knowledge.retryAtMs);
  }

  async function settledWithoutWriting(result: WriteResult, end: AbortSignal): Promise<WriteResult> {
    const identity = await identifyWithoutWriting(client, clock, end);
    if (identity.kind === 'known') remember(identity.server);
    return settled(result, identity.kind === 'known');
  }

  /**
   * Finds out who answers. Resolves to the trouble if nothing showed that a database answers; to undefined if something did, or if we may
   * not look: the lines can be sent again then.
   */
  async function findOut(answer: Answer, newestMs: number, end: AbortSignal): Promise<DeliveryTrouble | undefined> {
    trialMs ??= Math.max(Math.floor(clock.wall()), newestMs);
    const identity = await identifyServer({ client, config, clock }, trialMs, end);
    if (identity.kind !== 'undecided') undecided = 0;
    switch (identity.kind) {
      case 'known':
        remember(identity.server);
        return undefined;
      case 'denied':
        knowledge = { kind: 'unverified', retryAtMs: clock.now() + RETRY_AFTER_MS };
        return undefined;
      case 'stranger':
        forget();
        return { kind: 'misconfigured', why: 'stranger', says: answerText(answer) };
      case 'undecided':
        undecided += 1;
        // A proxy that only lets writes through may answer everything else with a trouble, for ever.
        if (undecided < MOST_UNDECIDED) return identity.trouble;
        return { kind: 'misconfigured', why: 'stranger', says: answerText(answer) };
    }
  }

  function forget(): void {
    knowledge = { kind: 'unknown' };
    server = undefined;
    if (isNoted()) note?.set('');
  }

  function settled(result: WriteResult, isKnown: boolean): WriteResult {
    isVerified = isKnown;
    return result;
  }

  function remember(shown: KnownServer | undefined): void {
    knowledge = { kind: 'known' };
    server = shown;
    const text = shown ? `${address}\n${shown.product}` : address;
    if (note?.get() !== text) note?.set(text);
  }

  /** Whether the database at this address has been identified. The second line of the note may hold its product. */
  function isNoted(): boolean {
    return note?.get()?.split('\n')[0] === address;
  }
}

/** The URL and the database or bucket. */
function addressOf(config: InfluxConfig): string {
  const { origin, pathname } = new URL(config.url);
  return `${origin}${pathname} ${config.version === '2' ? config.bucket : config.database}`;
}

/** The latest time of some lines, in ms: the part of each line after its last space. */
function newestTimeIn(lines: readonly string[]): number {
  const times = lines.map((line) => Number(line.slice(line.lastIndexOf(' ') + 1)));
  return Math.max(...times.filter(Number.isFinite));
}

function fullTextOf(answer: Answer): string {
  return answer.shown(answer.kind === 'failed' ? answer.says : `${answer.status} ${answer.body}`);
}
