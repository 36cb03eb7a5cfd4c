import type { Clock } from '../clock.ts';
import type { InfluxConfig } from '../config.ts';
import { type Answer, type Delivery, deliveryOf, type Outage } from './answer.ts';
import type { Client } from './client.ts';
import { hasSign, signFrom, whoAnswers } from './who-answers.ts';
import { inOneLine, wordsIn } from './words.ts';

// Who answers is known before anything counts. Any web server may say 204, and a reading that counts as stored leaves the
// journal some days later. So no answer that settles lines comes out of here before it is known that an InfluxDB, or what
// stands for one, gave it.

/** Sends lines once and says what came of it; never throws. `end` cuts it short. */
export type Deliver = (lines: readonly string[], end: AbortSignal) => Promise<Delivery>;

/** A short text that outlives a restart. */
export interface Note {
  get(): string | undefined;
  set(text: string): void;
}

/** The way into one InfluxDB. */
export interface Door {
  /**
   * An answer that settles the lines (stored, partlyStored, beyondRetention, refused, tooLarge) comes out only when it is
   * known who gave it. From what does not show that it is an InfluxDB it comes out as `misconfigured`, `stranger`; what kept
   * us from finding out comes out as the trouble that it is. Where no lines are sent, nothing is written to find out.
   */
  readonly deliver: Deliver;
  /** What answers next may be another: what was found out without a sign in each answer counts no more. */
  forget(): void;
  /** False: what answered last takes what we write, and nothing shows that it keeps it, as we may not read it back. */
  readonly isVerified: boolean;
}

export interface DoorParts {
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
type Acquaintance =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'known' }
  | { readonly kind: 'unverified'; readonly againMs: number };

const ASKED_AGAIN_MS = 3_600_000;

export function openDoor({ client, config, clock, note, hear = () => {} }: DoorParts): Door {
  const address = addressOf(config);
  let acquaintance: Acquaintance = { kind: note?.get() === address ? 'known' : 'unknown' };
  let isVerified = true;

  return {
    deliver,
    forget,
    get isVerified() {
      return isVerified;
    },
  };

  /** What was answered before it was known who answers does not count: it is sent again then, which changes nothing. */
  async function deliver(lines: readonly string[], end: AbortSignal): Promise<Delivery> {
    for (;;) {
      const answer = await client.post(lines, end);
      const delivery = deliveryOf(answer, clock.wall());
      if (delivery.kind !== 'stored') hear(wordsFor(answer, 'in full'));
      if (isGone(delivery)) forget();
      if (!settles(delivery)) return delivery;
      if (hasSign(answer)) {
        // No proxy takes that away now, so that an answer without it would be news.
        forget();
        return given(delivery, true);
      }
      if (isMet()) return given(delivery, acquaintance.kind === 'known');
      if (lines.length === 0) return greeted(delivery, end);
      const trouble = await meet(answer, newestIn(lines), end);
      if (trouble) return trouble;
    }
  }

  /** Whether it is known who answers, or that we may not know. */
  function isMet(): boolean {
    return acquaintance.kind === 'known' || (acquaintance.kind === 'unverified' && clock.now() < acquaintance.againMs);
  }

  /** What came of nothing at all that was sent. */
  async function greeted(delivery: Delivery, end: AbortSignal): Promise<Delivery> {
    const { kind } = await signFrom(client, clock, end);
    if (kind === 'known') remember();
    return given(delivery, kind === 'known');
  }

  /** Finds out who answers; gives what is in the way of that. */
  async function meet(answer: Answer, newestMs: number, end: AbortSignal): Promise<Delivery | undefined> {
    const verdict = await whoAnswers({ client, config, clock }, newestMs, end);
    switch (verdict.kind) {
      case 'known':
        remember();
        return undefined;
      case 'denied':
        acquaintance = { kind: 'unverified', againMs: clock.now() + ASKED_AGAIN_MS };
        return undefined;
      case 'stranger':
        forget();
        if (note?.get() === address) note.set('');
        return { kind: 'misconfigured', why: 'stranger', says: wordsFor(answer) };
      case 'undecided':
        return verdict.trouble;
    }
  }

  function forget(): void {
    acquaintance = { kind: 'unknown' };
  }

  function given(delivery: Delivery, isKnown: boolean): Delivery {
    isVerified = isKnown;
    return delivery;
  }

  function remember(): void {
    acquaintance = { kind: 'known' };
    if (note?.get() !== address) note?.set(address);
  }
}

/** Whether lines count as done by it. */
function settles({ kind }: Delivery): boolean {
  return kind !== 'unreachable' && kind !== 'busy' && kind !== 'misconfigured';
}

/** What is seen of a server that ends. */
const LEAVES: ReadonlySet<Outage> = new Set(['notListening', 'unknownHost', 'broken']);

/** Whether nobody is there any more who was known, or something else is. */
function isGone(delivery: Delivery): boolean {
  if (delivery.kind === 'misconfigured') return delivery.why === 'address';
  return delivery.kind === 'unreachable' && LEAVES.has(delivery.why);
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

function wordsFor(answer: Answer, length: 'short' | 'in full' = 'short'): string {
  if (answer.kind === 'failed') return inOneLine(answer.says);
  const says = length === 'short' ? wordsIn(answer.body) : inOneLine(answer.body);
  return `${answer.status} ${says}`.trim();
}
