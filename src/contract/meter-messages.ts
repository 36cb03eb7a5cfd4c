import { DAY_MS } from '../paris-time.ts';
import type { Reading } from '../reading.ts';
import { createConfirmedValue } from './confirmed-value.ts';

/** A message of the meter, and when it was shown last, to a day. */
export interface RememberedMessage {
  readonly text: string;
  readonly atMs: number;
}

export interface MeterMessagesMemory {
  /** What MSG1 says at present: an empty text when it has no message. Absent before it has said anything. */
  readonly message?: string;
  /** The last messages that were told, the newest last. */
  readonly messages?: readonly RememberedMessage[];
}

/** The messages of the grid operator or the supplier (MSG1, MSG2: 54E §6.2), each of which is told once. */
export interface MeterMessages {
  /** Goes on with a reading. Gives the messages that are to be told. */
  take(reading: Pick<Reading, 'message' | 'shortMessage'>, atMs: number): readonly string[];
  readonly memory: MeterMessagesMemory;
}

const MOST_REMEMBERED = 10;
/** The same message is told again when it was away for longer. */
const REPEATS_AFTER_MS = 30 * DAY_MS;
const NONE: readonly string[] = [];

/**
 * Tells each message once. MSG1 stands in every frame, and must say the same in three readings in a row. MSG2 is sent once, so it
 * is told at once. A message that comes again within 30 days of its end is not told again.
 */
export function createMeterMessages(remembered: MeterMessagesMemory = {}): MeterMessages {
  let memory: MeterMessagesMemory = {
    ...(remembered.message !== undefined && { message: remembered.message }),
    ...(remembered.messages && { messages: remembered.messages }),
  };
  const shown = createConfirmedValue(memory.message);
  let last: { readonly message: string; readonly text: string } | undefined;

  /** Notes that a message is shown. Gives whether it is to be told. */
  function noteShown(text: string, atMs: number): boolean {
    const { messages = [] } = memory;
    const known = messages.find((one) => one.text === text);
    const awayMs = known ? Math.abs(atMs - known.atMs) : Number.POSITIVE_INFINITY;
    if (awayMs < DAY_MS) return false;
    const others = messages.filter((one) => one !== known);
    memory = { ...memory, messages: [...others, { text, atMs }].slice(-MOST_REMEMBERED) };
    return awayMs > REPEATS_AFTER_MS;
  }

  function shownText(message: string): string {
    if (last?.message !== message) last = { message, text: messageIn(message) };
    return last.text;
  }

  return {
    get memory() {
      return memory;
    },
    take({ message, shortMessage }, atMs) {
      const before = shown.value;
      const hasChanged = shown.take(message === undefined ? undefined : shownText(message));
      const short = shortMessage === undefined ? '' : messageIn(shortMessage);
      if (!hasChanged && short === '') return NONE;
      if (hasChanged) memory = { ...memory, message: shown.value ?? '' };
      if (hasChanged && before) noteShown(before, atMs);
      const showing = hasChanged && shown.value ? [shown.value, short] : [short];
      return showing.filter((text) => text !== '' && noteShown(text, atMs));
    },
  };
}

/** A message without its padding; an empty text for those that say that there is none: `PAS DE          MESSAGE         `. */
function messageIn(padded: string): string {
  const text = padded.trim().replace(/\s+/g, ' ');
  return /^(?:(?:PAS DE|AUCUN) MESSAGES?|[^A-Z0-9]*)$/i.test(text) ? '' : text;
}
