import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLinePost, MOST_BYTES } from '../../src/share/line-post.ts';
import type { ToShare } from '../../src/share/messages.ts';
import { runs } from '../../testbed/support/generated.ts';

describe('the bytes of a line on their way to the share’s thread', () => {
  test('go there only while a program reads the line', () => {
    const { line, sent } = posted();
    line.give(Uint8Array.of(1));
    line.isRead(true);
    line.give(Uint8Array.of(2));
    line.took(1);
    line.isRead(false);
    line.give(Uint8Array.of(3));
    expect(sent).toEqual([{ kind: 'bytes', meter: 'linky', nth: 2, bytes: Uint8Array.of(2) }]);
  });

  test('are copied: what arrives stays with the decoder, and is mostly a piece of a larger buffer', () => {
    const { line, sent } = posted();
    line.isRead(true);
    const chunk = new Uint8Array(65_536).subarray(5, 8);
    line.give(chunk);
    const [message] = sent;
    expect(message?.kind === 'bytes' && message.bytes.buffer.byteLength).toBe(3);
    expect(chunk.buffer.byteLength).toBe(65_536);
  });

  test('are never more than the thread has room for, and no program ever gets them with a hole', () =>
    fc.assert(
      fc.property(fc.array(act(), { maxLength: 80 }), (acts) => {
        const { line, sent } = posted();
        const thread = threadThatReads(sent, line);
        let written = 0;
        for (const { kind, size } of acts) {
          if (kind === 'give') {
            line.give(bytesFrom(written, size));
            written += size;
          } else if (kind === 'take') thread.take();
          else if (kind === 'hear') thread.beHeard();
          else if (kind === 'join') thread.join();
          else thread.leave();
          expect(thread.waiting).toBeLessThanOrEqual(MOST_BYTES);
        }
        while (thread.isUnderWay) {
          thread.takeAll();
          thread.beHeard();
        }
        for (const heard of thread.heardByEach)
          expect(heard.every((byte, at) => at === 0 || isNext(heard[at - 1], byte))).toBe(true);
        // Whoever comes now gets all that follows.
        thread.join();
        while (thread.isUnderWay) thread.beHeard();
        line.give(bytesFrom(written, 7));
        thread.takeAll();
        expect(thread.heardByEach.at(-1)).toHaveLength(7);
      }),
      runs(300),
    ));

  test('have no hole for a program that comes as the last one leaves, though it gets what is still on the way', () => {
    const { line, sent } = posted();
    const thread = threadThatReads(sent, line);
    thread.join();
    thread.beHeard();
    line.give(Uint8Array.of(1));
    thread.leave();
    thread.join();
    thread.take();
    // It is heard that nobody reads, and not yet that somebody does again.
    thread.beHeard();
    line.give(Uint8Array.of(2));
    thread.beHeard();
    line.give(Uint8Array.of(3));
    thread.takeAll();
    expect(thread.heardByEach).toEqual([[], [1]]);
  });

  test('are sent where nothing is on the way, however many they are', () => {
    const { line, sent } = posted();
    line.isRead(true);
    line.give(new Uint8Array(MOST_BYTES + 1));
    expect(sent.map(({ kind }) => kind)).toEqual(['bytes']);
  });

  test('begin anew with a thread that begins', () => {
    const { line, sent } = posted();
    line.isRead(true);
    line.give(new Uint8Array(MOST_BYTES));
    line.give(Uint8Array.of(1));
    line.ended();
    line.give(Uint8Array.of(2));
    expect(sent).toHaveLength(1);
    line.isRead(true);
    line.give(Uint8Array.of(3));
    expect(sent.at(-1)).toMatchObject({ nth: 4, bytes: Uint8Array.of(3) });
  });
});

function posted() {
  const sent: ToShare[] = [];
  return { sent, line: createLinePost('linky', (message) => void sent.push(message)) };
}

function act() {
  return fc.record({
    kind: fc.constantFrom('give', 'give', 'give', 'take', 'hear', 'join', 'leave'),
    size: fc.constantFrom(1, 300, 65_535, 100_000),
  });
}

/** The bytes of a line, of which each is one more than the one before. */
function bytesFrom(first: number, count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, nth) => first + nth);
}

function isNext(before: number | undefined, byte: number): boolean {
  return ((before ?? 0) + 1) % 256 === byte;
}

/**
 * The thread: it takes one message after the other, and gives the bytes to the programs that read the line at that moment. What it tells is
 * heard later, in the order in which it told it.
 */
function threadThatReads(sent: readonly ToShare[], line: ReturnType<typeof createLinePost>) {
  let taken = 0;
  let last = 0;
  let waiting = 0;
  let counted = 0;
  let present: number[][] = [];
  const heardByEach: number[][] = [];
  let wasRead = false;
  const told: (() => void)[] = [];
  function tellWhetherRead(): void {
    const isRead = present.length > 0;
    if (isRead !== wasRead) told.push(() => line.isRead(isRead));
    wasRead = isRead;
  }

  function take(): void {
    const message = sent[taken];
    if (!message) return;
    taken += 1;
    if (message.kind !== 'bytes') return;
    if (message.nth !== last + 1) {
      present = present.filter(({ length }) => length === 0);
      tellWhetherRead();
    }
    last = message.nth;
    const { length } = message.bytes;
    for (const heard of present) for (const byte of message.bytes) heard.push(byte);
    told.push(() => {
      waiting -= length;
      line.took(length);
    });
  }

  return {
    take,
    /** One thing that was told is heard. */
    beHeard: () => told.shift()?.(),
    get isUnderWay() {
      return told.length > 0 || taken < sent.length;
    },
    takeAll: () => {
      while (taken < sent.length) take();
    },
    join() {
      const heard: number[] = [];
      present.push(heard);
      heardByEach.push(heard);
      tellWhetherRead();
    },
    leave() {
      present.shift();
      tellWhetherRead();
    },
    heardByEach,
    get waiting() {
      for (; counted < sent.length; counted += 1) {
        const message = sent[counted];
        if (message?.kind === 'bytes') waiting += message.bytes.length;
      }
      return waiting;
    },
  };
}
