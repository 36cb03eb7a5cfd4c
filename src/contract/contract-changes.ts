import { DAY_MS } from '../base/paris-time.ts';
import type { Reading, TicMode } from '../reading/reading.ts';
import type { UndatedNews } from './news.ts';
import { type Counted, confirmed, counted, type Learned } from './same.ts';

/** What is kept of the contract's name, the subscribed power and the messages over a restart. */
export interface ContractChangesMemory {
  /** OPTARIF or NGTF, and the mode in which it was read. */
  readonly contract?: string;
  readonly mode?: TicMode;
  readonly subscribedVA?: number;
  /** The present text of MSG1: empty if it says that there is no message. Absent before the first MSG1. */
  readonly message?: string;
  /** The last messages that were reported, the newest last. */
  readonly messages?: readonly RememberedMessage[];
}

/** A message of the meter, and when it was last shown, to within a day. */
export interface RememberedMessage {
  readonly text: string;
  readonly atMs: number;
}

type NamedContract = readonly [text: string, mode: TicMode];

/** The values of the last readings, and in how many consecutive readings each was the same. */
export interface CountedChanges {
  readonly contract?: Counted<NamedContract>;
  readonly subscribedVA?: Counted<number>;
  readonly message?: Counted<string>;
}

const MOST_REMEMBERED = 10;
/** The same message is reported again if it was absent for longer than this. */
const REPEATS_AFTER_MS = 30 * DAY_MS;
const NONE: readonly UndatedNews[] = [];

/**
 * Notices a change of the contract's name or of the subscribed power, and the messages of the grid operator or the supplier (MSG1, MSG2:
 * 54E §6.2). What is part of every frame must be the same in three consecutive readings; MSG2 is sent once, so it is reported at once.
 * First values are not news, except for a message. The two modes name the same contract differently, so a name that changes together with
 * the mode is not news. A message that returns within 30 days is not reported again.
 */
export function changesAfter(
  known: ContractChangesMemory,
  before: CountedChanges,
  { contract: text, subscribedVA, message, shortMessage, frame: { mode } }: Reading,
  atMs: number,
): Learned<ContractChangesMemory, CountedChanges> & { readonly news: readonly UndatedNews[] } {
  const running = {
    contract: counted(before.contract, text === undefined ? undefined : [text, mode]),
    subscribedVA: counted(before.subscribedVA, subscribedVA),
    message: counted(before.message, message),
  };
  const { contract, subscribedVA: power, message: shown } = running;
  const isCounting = contract !== before.contract || power !== before.subscribedVA || shown !== before.message;
  if (!isCounting && shortMessage === undefined) return { known, running: before, news: NONE };
  const named = contractIn(confirmed(contract));
  const present = { ...known, ...named, subscribedVA: confirmed(power) ?? known.subscribedVA };
  const messages = messagesAfter(known, messageIn(confirmed(shown)), messageIn(shortMessage), atMs);
  const news = [...newContract(known, present), ...newPower(known, present), ...messages.reported];
  return { known: { ...present, ...messages.known }, running, news };
}

function newContract(before: ContractChangesMemory, { contract, mode }: ContractChangesMemory): readonly UndatedNews[] {
  if (before.contract === undefined || contract === undefined || before.mode !== mode) return NONE;
  return contract === before.contract ? NONE : [{ kind: 'contract', before: before.contract, contract }];
}

function newPower(
  { subscribedVA: beforeVA }: ContractChangesMemory,
  { subscribedVA }: ContractChangesMemory,
): readonly UndatedNews[] {
  if (beforeVA === undefined || subscribedVA === undefined || subscribedVA === beforeVA) return NONE;
  return [{ kind: 'subscribed', beforeVA, subscribedVA }];
}

/** The last character of Tempo's `BBRx` is how the meter controls heating (02E §5.3), and not part of the contract's name. */
function contractIn(named: NamedContract | undefined): Pick<ContractChangesMemory, 'contract' | 'mode'> | undefined {
  return named && { contract: named[0].replace(/^BBR.$/, 'BBR').replace(/\s+/g, ' '), mode: named[1] };
}

/** A message without its padding; an empty text if it says that there is none: `PAS DE          MESSAGE         `. */
function messageIn(padded: string | undefined): string | undefined {
  const text = padded?.trim().replace(/\s+/g, ' ');
  return text !== undefined && /^(?:(?:PAS DE|AUCUN) MESSAGES?|[^A-Z0-9]*)$/i.test(text) ? '' : text;
}

/** @param shown the text of MSG1, once confirmed @param short the text of MSG2 */
function messagesAfter(
  { message: before, messages = [] }: ContractChangesMemory,
  shown: string | undefined,
  short: string | undefined,
  atMs: number,
): { readonly known: Pick<ContractChangesMemory, 'message' | 'messages'>; readonly reported: readonly UndatedNews[] } {
  const isOther = shown !== undefined && shown !== before;
  let remembered = isOther && before ? noted(messages, before, atMs).messages : messages;
  const reported: UndatedNews[] = [];
  for (const text of [isOther ? shown : '', short ?? '']) {
    if (text === '') continue;
    const { messages: all, awayMs } = noted(remembered, text, atMs);
    if (awayMs > REPEATS_AFTER_MS) reported.push({ kind: 'message', text });
    remembered = all;
  }
  return { known: { message: shown ?? before, messages: remembered.length > 0 ? remembered : undefined }, reported };
}

/** The messages including one that is shown now, and how long that one had been absent. */
function noted(messages: readonly RememberedMessage[], text: string, atMs: number) {
  const known = messages.find((one) => one.text === text);
  const awayMs = known ? Math.abs(atMs - known.atMs) : Number.POSITIVE_INFINITY;
  if (awayMs < DAY_MS) return { messages, awayMs };
  const others = messages.filter((one) => one !== known);
  return { messages: [...others, { text, atMs }].slice(-MOST_REMEMBERED), awayMs };
}
