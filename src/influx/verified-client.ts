import type { Clock } from '../clock.ts';
import type { InfluxConfig } from '../config/config.ts';
import { type Answer, answerText, type WriteResult, writeResultOf } from './answer.ts';
import type { Client } from './client.ts';
import { isDeliveryTrouble } from './delivery-trouble.ts';
import { inOneLine } from './error-text.ts';
import { hasDatabaseHeader, identifyServer, identifyWithoutWriting } from './server-identity.ts';

// Who answers is known before anything counts. Any web server may say 204, and a reading that counts as stored leaves the
// journal some days later. So no answer that settles lines comes out of here before it is known that an InfluxDB, or what
// stands for one, gave it.

/** Sends lines once and says what came of it; never throws. `end` cuts it short. */
export type WriteLines = (lines: readonly string[], end: AbortSignal) => Promise<WriteResult>;

/** A short text that outlives a restart. */
export interface Note {
  get(): string | undefined;
  set(text: string): void;
}

/** The way into one InfluxDB. */
export interface VerifiedClient {
  /**
   * An answer that settles the lines (stored, partlyStored, beyondRetention, refused, tooLarge) comes out only when it is
   * known who gave it. From what does not show that it is an InfluxDB it comes out as `misconfigured`, `stranger`; what kept
   * us from finding out comes out as the trouble that it is. Where no lines are sent, nothing is written to find out.
   */
  readonly deliver: WriteLines;
  /** What answers next may be another: what was found out without a sign in each answer counts no more. */
  forget(): void;
  /** False: what answered last takes what we write, and nothing shows that it keeps it, as we may not read it back. */
  readonly isVerified: boolean;
}

export interface VerifiedClientParts {
  readonly client: Client;
  readonly config: InfluxConfig;
  readonly clock: Clock;
  /** Holds the address at which an InfluxDB was found that does not tell so in each of its answers. */
  readonly note?: Note;
  /** Is told in full what comes back, unless it is that all is stored. */
  readonly hear?: (says: string) => void;
}

/**
 * `unverified`: it may not be read back. It is asked again once `againMs`, of the monotonic clock, is over: a right to
 * read may have been given meanwhile.
 */
type Knowledge =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'known' }
  | { readonly kind: 'unverified'; readonly againMs: number };

const ASKED_AGAIN_MS = 3_600_000;
const MOST_UNDECIDED = 3;

export function createVerifiedClient({
  client,
  config,
  clock,
  note,
  hear = () => {},
}: VerifiedClientParts): VerifiedClient {
  const address = addressOf(config);
  let knowledge: Knowledge = { kind: note?.get() === address ? 'known' : 'unknown' };
  let isVerified = true;
  /** How often in a row it could not be found out, although what was written was taken. */
  let undecided = 0;
  /** The time of the point that is written to be read back: always the same one, so that it is one point. */
  let trialMs: number | undefined;

  return {
    deliver,
    forget,
    get isVerified() {
      return isVerified;
    },
  };

  /** What was answered before it was known who answers does not count: it is sent again then, which changes nothing. */
  async function deliver(lines: readonly string[], end: AbortSignal): Promise<WriteResult> {
    for (;;) {
      const answer = await client.post(lines, end);
      const delivery = writeResultOf(answer, clock.wall());
      if (delivery.kind !== 'stored') hear(fullTextOf(answer));
      if (isDeliveryTrouble(delivery)) {
        // What answers after a trouble may be another.
        if (delivery.kind !== 'busy' && !end.aborted) forget();
        return delivery;
      }
      if (hasDatabaseHeader(answer)) {
        // The headers come through. An answer without them is asked about anew.
        forget();
        return told(delivery, true);
      }
      if (isFoundOut()) return told(delivery, knowledge.kind === 'known');
      if (lines.length === 0) return askedWithoutWriting(delivery, end);
      const trouble = await findOut(answer, newestIn(lines), end);
      if (trouble) return trouble;
    }
  }

  /** Whether it is known who answers, or that we may not know. */
  function isFoundOut(): boolean {
    return knowledge.kind === 'known' || (knowledge.kind === 'unverified' && clock.now() < knowledge.againMs);
  }

  /** What came of nothing at all that was sent. */
  async function askedWithoutWriting(delivery: WriteResult, end: AbortSignal): Promise<WriteResult> {
    const { kind } = await identifyWithoutWriting(client, clock, end);
    if (kind === 'known') remember();
    return told(delivery, kind === 'known');
  }

  /** Finds out who answers; gives what is in the way of that. */
  async function findOut(answer: Answer, newestMs: number, end: AbortSignal): Promise<WriteResult | undefined> {
    trialMs ??= Math.max(Math.floor(clock.wall()), newestMs);
    const verdict = await identifyServer({ client, config, clock }, trialMs, end);
    if (verdict.kind !== 'undecided') undecided = 0;
    switch (verdict.kind) {
      case 'known':
        remember();
        return undefined;
      case 'denied':
        knowledge = { kind: 'unverified', againMs: clock.now() + ASKED_AGAIN_MS };
        return undefined;
      case 'stranger':
        forget();
        return { kind: 'misconfigured', why: 'stranger', says: answerText(answer) };
      case 'undecided':
        undecided += 1;
        // A proxy may let nothing through but what is written, and say that the rest passes.
        if (undecided < MOST_UNDECIDED) return verdict.trouble;
        return { kind: 'misconfigured', why: 'stranger', says: answerText(answer) };
    }
  }

  function forget(): void {
    knowledge = { kind: 'unknown' };
    if (note?.get() === address) note.set('');
  }

  function told(delivery: WriteResult, isKnown: boolean): WriteResult {
    isVerified = isKnown;
    return delivery;
  }

  function remember(): void {
    knowledge = { kind: 'known' };
    if (note?.get() !== address) note?.set(address);
  }
}

/** Where is written, and to what there. */
function addressOf(config: InfluxConfig): string {
  const { origin, pathname } = new URL(config.url);
  return `${origin}${pathname} ${config.version === '2' ? config.bucket : config.database}`;
}

/** The latest time of some lines, in ms: it stands behind the last blank of each. */
function newestIn(lines: readonly string[]): number {
  const times = lines.map((line) => Number(line.slice(line.lastIndexOf(' ') + 1)));
  return Math.max(...times.filter(Number.isFinite));
}

function fullTextOf(answer: Answer): string {
  return inOneLine(answer.kind === 'failed' ? answer.says : `${answer.status} ${answer.body}`);
}
