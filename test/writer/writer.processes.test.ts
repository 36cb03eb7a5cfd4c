import { describe, expect, test } from 'vitest';
import { textsIn } from '../../src/texts/texts.ts';
import type { KindOf, TroubleFacts, UndatedTrouble } from '../../src/trouble/trouble.ts';
import { newsSentence, overText, sentences } from '../../src/trouble/words.ts';
import { MOST_HELD } from '../../src/writer/writer.ts';
import { settled } from '../../testbed/support/clock.ts';
import { writerOn } from './puppet-writer.ts';

const { en } = textsIn;

const trouble = (kind: KindOf<'writer'>, facts: TroubleFacts['writer'] = {}): UndatedTrouble<'writer'> => {
  return { part: 'writer', kind, ...facts };
};
const begins = (...about: Parameters<typeof trouble>) => `error ${sentences(trouble(...about), en.troubles)}`;
const isOver = (kind: KindOf<'writer'>) => `info ${overText(trouble(kind), 0, {}, en.troubles)}`;
const tells = (kind: 'lost' | 'leftBehind', count: number) =>
  `warn ${newsSentence({ part: 'writer', kind, count }, en.troubles)}`;
const broken = (says: string) => begins('broken', { says });

describe('a thread that ends is said once, started again, and given what was not written:', () => {
  test.each([
    ['throws', broken('a defect')],
    ['throwsNonsense', broken(',5')],
    ['rejects', broken('a defect')],
    ['exits', broken('exit 3')],
    ['fillsItsHeap', begins('memory')],
  ])('one that %s', async (deed, said) => {
    const { take, taken, clock, lines, writer } = writerOn(deed);
    take(1, 2);
    await expect.poll(taken).toEqual(['1 2']);
    take(13, 3);
    await expect.poll(() => lines).toEqual([said]);
    take(4);
    await clock.pass(999);
    expect(taken()).not.toContain('1 2 13 3 4');
    await clock.pass(1);
    await expect.poll(taken).toContain('1 2 13 3 4');
    expect(await writer.stop()).toBe(0);
    expect(lines).toEqual([said]);
  });

  test('but not given what it had written', async () => {
    const { take, taken, clock, lines, writer } = writerOn('writes');
    take(1, 2);
    await expect.poll(taken).toEqual(['1 2']);
    // Messages arrive in their order, so what it has written is known by the time of its answer.
    await writer.ask({ about: 'lastMode', meter: 'linky' });
    take(13, 3);
    await expect.poll(() => lines).toHaveLength(1);
    await clock.pass(1_000);
    await expect.poll(taken).toEqual(['1 2', '13 3', '13 3']);
  });
});

test('a thread that is started again is given the newest text of each name again', async () => {
  const { take, clock, lines, debug, writer } = writerOn('throws');
  writer.keep('contract linky', 'BASE');
  writer.keep('contract barn', 'HC');
  writer.keep('contract linky', 'EJP');
  take(13);
  await expect.poll(() => lines).toHaveLength(1);
  writer.keep('contract barn', 'TEMPO');
  await clock.pass(1_000);
  const kept = () => debug.filter((line) => line.startsWith('kept'));
  await expect.poll(() => kept().slice(3)).toEqual(['kept contract linky: EJP', 'kept contract barn: TEMPO']);
});

test('a thread that is started again is given the lines of the history of the registers again', async () => {
  const { take, clock, lines, debug, writer } = writerOn('throws');
  const line = { address: '041976000456', register: 'EASF01', sinceMs: 1_000, period: 'HC' } as const;
  writer.keepLine('linky', line);
  take(13);
  await expect.poll(() => lines).toHaveLength(1);
  writer.keepLine('linky', { ...line, sinceMs: 2_000, period: 'NUIT' });
  await clock.pass(1_000);
  const kept = () => debug.filter((said) => said.startsWith('kept'));
  await expect.poll(kept).toEqual(['kept linky: HC', 'kept linky: HC', 'kept linky: NUIT']);
});

test('a Reading at which two threads have ended is dropped, counted and said, and those after it are not', async () => {
  const { take, taken, clock, lines, writer } = writerOn('alwaysThrows');
  take(1, 13, 2);
  await expect.poll(taken).toEqual(['1 13 2']);
  await expect.poll(() => clock.waiting).toBe(2);
  await clock.pass(1_000);
  await expect.poll(taken).toHaveLength(2);
  await expect.poll(() => clock.waiting).toBe(2);
  await clock.pass(2_000);
  await expect.poll(() => taken().at(-1)).toBe('1 2');
  await expect.poll(() => lines).toEqual([broken('a defect'), tells('lost', 1)]);
  expect(await writer.stop()).toBe(1);
});

test('after a thread has lived for a minute its trouble is over; its next end is said again, a second before the next begin', async () => {
  const { take, taken, clock, lines, lives, troubles } = writerOn('alwaysThrows');
  take(13);
  // At its second end the Reading is dropped, so that the third thread lives.
  for (const pauseMs of [1_000, 2_000]) {
    // The clock has two callbacks: the next look, and the next start.
    await expect.poll(() => clock.waiting).toBe(2);
    await clock.pass(pauseMs);
  }
  expect(troubles.standing).toMatchObject([{ part: 'writer', kind: 'broken' }]);
  take(1);
  await lives(3);
  expect(troubles.standing).toEqual([]);
  await lives(21);
  expect(lines.at(-1)).toBe(isOver('broken'));
  take(13);
  await expect.poll(() => lines.at(-1)).toBe(broken('a defect'));
  const before = taken().length;
  await clock.pass(1_000);
  await expect.poll(() => taken().length).toBeGreaterThan(before);
});

test('a thread that ends at once is started again after 1 s doubling to 60 s, and said once', async () => {
  const { clock, lines, debug } = writerOn('neverBegins');
  await expect.poll(() => lines).toEqual([broken('no begin')]);
  const ends = () => debug.filter((line) => line.includes('no begin') && !line.includes(' at ')).length;
  for (const [nth, pauseMs] of [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000].entries()) {
    await clock.pass(pauseMs - 1);
    expect(ends()).toBe(nth);
    await clock.pass(1);
    await expect.poll(ends).toBe(nth + 1);
  }
  expect(lines).toHaveLength(1);
});

test('a thread that was started again does not repeat in the log what the first one reported', async () => {
  const { take, clock, lines, debug, troubles } = writerOn('reports');
  take(13, 1);
  await expect.poll(() => lines.at(-1)).toBe(broken('a defect'));
  expect(troubles.standing.map(({ kind }) => kind)).toEqual(['full', 'broken']);
  await clock.pass(1_000);
  await expect.poll(() => debug.filter((text) => text.includes('the disk is full'))).toHaveLength(1);
  expect(lines).toHaveLength(2);
});

test('a thread that computes for ever is ended after a minute without a sign of life, and started again', async () => {
  const { take, taken, clock, lines } = writerOn('computes');
  take(13);
  await expect.poll(taken).toEqual(['13']);
  await clock.pass(59_999);
  expect(lines).toEqual([]);
  await clock.pass(1);
  await expect.poll(() => lines).toEqual([begins('stood')]);
  await clock.pass(1_000);
  await expect.poll(taken).toEqual(['13', '13']);
});

describe('a thread that waits for the disk', () => {
  test('is left alone, is said once, and goes on when the disk answers', async () => {
    const { take, taken, clock, lines, answer, lives } = writerOn('waitsForTheDisk');
    take(13);
    await expect.poll(taken).toEqual(['13']);
    await clock.pass(600_000);
    take(1);
    expect(lines).toEqual([begins('stuck')]);
    answer();
    await expect.poll(taken).toEqual(['13', '1']);
    await lives(1);
    expect(lines.slice(1)).toEqual([isOver('stuck')]);
  });

  test('without a mark that it does is told to end, and is started again once it has ended', async () => {
    const { take, taken, waits, clock, lines, answer } = writerOn('waitsUnmarked');
    take(13);
    await expect.poll(waits).toBe(true);
    await clock.pass(600_000);
    expect(lines).toEqual([begins('stuck')]);
    answer();
    await expect.poll(() => lines.slice(1)).toEqual([begins('stood')]);
    await clock.pass(1_000);
    await expect.poll(taken).toEqual(['13', '13']);
  });

  test('delays a stop by some four seconds, and the log says how many Readings it may not have written', async () => {
    const { take, waits, clock, lines, writer } = writerOn('waitsForTheDisk');
    take(13, 1, 2);
    await expect.poll(waits).toBe(true);
    let isStopped = false;
    const stopped = writer.stop().finally(() => {
      isStopped = true;
    });
    await clock.pass(3_999);
    expect(isStopped).toBe(false);
    await clock.pass(1_000);
    expect(await stopped).toBe(3);
    expect(lines).toEqual([tells('leftBehind', 3)]);
  });

  test('leaves a hundred questions open at most: the next one is answered with undefined at once', async () => {
    const { take, taken, writer } = writerOn('waitsForTheDisk');
    take(13);
    await expect.poll(taken).toEqual(['13']);
    const ask = () => writer.ask({ about: 'lastMode', meter: 'linky' });
    for (let asked = 0; asked < 100; asked += 1) void ask();
    expect(await ask()).toBeUndefined();
  });
});

describe('a stop', () => {
  test('gives the thread all that waits, and returns how many it could not write', async () => {
    const { take, taken, lines, writer } = writerOn('keepsTwo');
    take(...upTo(1_000));
    expect(await writer.stop()).toBe(2);
    expect(taken().join(' ').split(' ')).toHaveLength(1_000);
    expect(lines).toEqual([]);
  });

  test('that comes before a restart starts a last thread at once', async () => {
    const { take, taken, lines, writer } = writerOn('throws');
    take(13);
    await expect.poll(() => lines).toHaveLength(1);
    take(1);
    expect(await writer.stop()).toBe(0);
    expect(taken()).toEqual(['13', '13 1']);
  });

  test('in which the thread breaks down says so, and how many Readings may be lost', async () => {
    const { take, lines, writer } = writerOn('throwsAtTheEnd');
    take(1, 2);
    expect(await writer.stop()).toBe(2);
    expect(lines).toEqual([
      broken('no end'),
      `warn ${newsSentence({ part: 'history', kind: 'unwritten', count: 2 }, en.troubles)}`,
    ]);
  });

  test('leaves no timer behind', async () => {
    const { writer, clock } = writerOn('isWell');
    await writer.stop();
    expect(clock.waiting).toBe(0);
  });
});

test('a question is answered with undefined when the thread ends before it answers', async () => {
  const { take, lines, writer } = writerOn('throws');
  expect(await writer.ask({ about: 'lastMode', meter: 'linky' })).toEqual([]);
  take(13);
  await expect.poll(() => lines).toHaveLength(1);
  expect(await writer.ask({ about: 'lastMode', meter: 'linky' })).toBeUndefined();
});

describe('a Reading that finds the queue full', () => {
  test('is left out, and this is said once; a stop says how many were left out', async () => {
    const { take, taken, lines, troubles, writer } = writerOn('takesNothing');
    take(...upTo(MOST_HELD + 3));
    expect(lines).toEqual([begins('full', { most: MOST_HELD })]);
    expect(troubles.standing).toMatchObject([{ kind: 'full', most: MOST_HELD }]);
    expect(await writer.stop()).toBe(3);
    expect(lines.slice(1)).toEqual([isOver('full'), tells('lost', 3)]);
    expect(taken().join(' ').split(' ')).toHaveLength(MOST_HELD);
  });

  test('is counted in the log once the queue is empty again', async () => {
    const { take, lines } = writerOn('isWell');
    take(...upTo(MOST_HELD + 3));
    await expect.poll(() => lines).toEqual([begins('full', { most: MOST_HELD }), isOver('full'), tells('lost', 3)]);
  });
});

describe('a source that can wait', () => {
  test('waits while more Readings do than it allows', async () => {
    const { take, writer } = writerOn('takesNothing');
    await writer.untilAllTakenBut(0);
    take(...upTo(500));
    await writer.untilAllTakenBut(500);
    let waits = true;
    void writer.untilAllTakenBut(499).then(() => {
      waits = false;
    });
    await settled();
    expect(waits).toBe(true);
  });

  test('goes on when few Readings wait, or none, and when the writer stops', async () => {
    const { take, writer } = writerOn('isWell');
    take(...upTo(2_000));
    await writer.untilAllTakenBut(500);
    await writer.untilAllTakenBut(0);
    const blocked = writerOn('takesNothing');
    blocked.take(...upTo(2_000));
    const few = blocked.writer.untilAllTakenBut(500);
    await blocked.writer.stop();
    await few;
  });
});

/** So many powers, none of which makes the puppet misbehave. */
function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, n) => 100 + n);
}

test('the thread is told anew since when a trouble stands, once the clock was set', async () => {
  const { troubles, clock, debug } = writerOn('tellsItsList');
  const told = () => debug.filter((line) => /^since \d/.test(line));
  const beganMs = clock.wall();
  troubles.report('journal', { part: 'history', kind: 'full', path: '/linky-tic.db', says: 'ENOSPC' });
  await expect.poll(told).toEqual([`since ${beganMs}`]);
  clock.stepWall(3_600_000);
  for (let looks = 0; looks < 2; looks += 1) {
    await clock.pass(10_000);
    await expect.poll(told).toEqual([`since ${beganMs}`, `since ${beganMs + 3_600_000}`]);
  }
});

describe('what waits for InfluxDB', () => {
  test('is what the thread tells, and goes on growing until it tells anew', async () => {
    const { writer, clock, take, taken } = writerOn('tellsThatOneWaits');
    expect(writer.mirrorBehindMs).toBeUndefined();
    await clock.pass(3_000);
    take(1);
    await expect.poll(taken).toHaveLength(1);
    await expect.poll(() => writer.mirrorBehindMs).toBe(3_000);
    await clock.pass(600_000);
    expect(writer.mirrorBehindMs).toBe(603_000);
  });

  test('grows older while a thread takes nothing, and while it computes for ever', async () => {
    for (const deed of ['takesNothing', 'computes']) {
      const { writer, clock, take, taken } = writerOn(deed);
      take(13);
      await expect.poll(taken).toHaveLength(1);
      await clock.pass(50_000);
      expect(writer.mirrorBehindMs).toBeUndefined();
      // At 60 s the thread is ended. The next one, which starts a second later, does take what is given to it.
      await clock.pass(10_999);
      expect(writer.mirrorBehindMs).toBe(60_999);
    }
  });

  test('is not what the next thread is given once more, if nothing waited when the last one told', async () => {
    const { writer, clock, take, taken, lines } = writerOn('tellsThatNoneWaits');
    take(1);
    await clock.pass(50_000);
    take(2);
    await expect.poll(() => writer.mirrorBehindMs).toBe(0);
    await expect.poll(taken).toHaveLength(2);
    take(13);
    await expect.poll(() => lines).toHaveLength(1);
    expect(writer.mirrorBehindMs).toBe(0);
    await clock.pass(999);
    expect(writer.mirrorBehindMs).toBe(999);
  });
});
