import { describe, expect, test } from 'vitest';
import type { Answer } from '../../src/influx/answer.ts';
import type { Line } from '../../src/influx/points.ts';
import { createSender, type Sender } from '../../src/influx/sender.ts';
import { answered, failed } from './made-answers.ts';

const NEVER = new AbortController().signal;
const STORED = answered(204, '');
const REFUSED = answered(400, '{"error":"invalid column type"}');
const BATCH = [line('linky', 1), line('linky_tic', 1), line('linky', 2), line('linky_tic', 2), line('linky_info', 2)];

describe('a batch that is stored', () => {
  test('takes one request', async () => {
    const it = sender(() => STORED);
    expect(await it.send(BATCH, NEVER)).toEqual({ kind: 'sent', refused: [] });
    expect(it.requests).toEqual([BATCH]);
  });

  test('in part, without a word of the rest, is passed on as such', async () => {
    const it = sender(() => answered(201, ''));
    expect(await it.send(BATCH, NEVER)).toEqual({ kind: 'sent', refused: [], partly: '201' });
  });
});

describe('a partial write', () => {
  test('is settled by one request: the measurement that it names has refused points', async () => {
    const it = sender(() =>
      answered(400, '{"error":"partial write: field type conflict on measurement \\"linky_tic\\" dropped=2"}'),
    );
    const says = '400 field type conflict on measurement "linky_tic" dropped=2';
    expect(await it.send(BATCH, NEVER)).toEqual({
      kind: 'sent',
      refused: [{ measurement: 'linky_tic', points: 2, fromMs: 1, toMs: 2, says }],
    });
    expect(it.requests).toHaveLength(1);
  });

  test('that names none, as of points beyond the retention, is told without one', async () => {
    const it = sender(() => answered(422, '{"message":"partial write: dropped 3 points outside retention policy"}'));
    expect(await it.send(BATCH, NEVER)).toMatchObject({ refused: [{ measurement: undefined, points: 3 }] });
  });
});

describe('a batch that is refused as a whole', () => {
  test('is tried a measurement at a time, and only those that are refused again are passed over', async () => {
    const it = sender((lines) => (lines.some(({ measurement }) => measurement === 'linky_tic') ? REFUSED : STORED));
    expect(await it.send(BATCH, NEVER)).toEqual({
      kind: 'sent',
      refused: [{ measurement: 'linky_tic', points: 2, fromMs: 1, toMs: 2, says: '400 invalid column type' }],
    });
    expect(it.requests.map((lines) => lines.length)).toEqual([5, 2, 2, 1]);
  });

  test('a measurement at a time, too, is refused by the database: no point is', async () => {
    const it = sender(() => REFUSED);
    const says = '400 invalid column type';
    expect(await it.send(BATCH, NEVER)).toEqual({ kind: 'misconfigured', why: 'refusesAll', says });
  });

  test('and has one measurement is tried beside the newest point of another', async () => {
    let answer: Answer = STORED;
    const it = sender((lines) => (lines[0]?.measurement === 'linky' ? answer : STORED));
    await it.send(BATCH, NEVER);
    answer = REFUSED;
    expect(await it.send([line('linky', 3)], NEVER)).toMatchObject({ refused: [{ measurement: 'linky', points: 1 }] });
    expect(it.requests.at(-1)).toEqual([BATCH[3]]);
  });

  test('and has one measurement is refused by the database where the other point is refused, too', async () => {
    let answer: Answer = STORED;
    const it = sender(() => answer);
    await it.send(BATCH, NEVER);
    answer = REFUSED;
    expect(await it.send([line('linky', 3)], NEVER)).toMatchObject({ why: 'refusesAll' });
  });

  test.each([
    [failed('ECONNRESET', 'reset'), { kind: 'unreachable', why: 'broken' }],
    [answered(413, ''), { kind: 'tooLarge' }],
  ])('settles nothing if the trials end with %o', async (answer, expected) => {
    const answers = [REFUSED, REFUSED, answer];
    expect(await sender(() => answers.shift() ?? STORED).send(BATCH, NEVER)).toMatchObject(expected);
  });
});

test('the whole text of each answer is told, but for those that everything is stored', async () => {
  const told: string[] = [];
  const answers = [STORED, answered(503, 'a\nlong story')];
  const client = { write: async () => answers.shift() ?? STORED };
  const { send } = createSender(
    client,
    () => 0,
    (text) => told.push(text),
  );
  await send(BATCH, NEVER);
  await send(BATCH, NEVER);
  expect(told).toEqual(['503 a long story']);
});

function sender(
  answerTo: (lines: readonly Line[]) => Answer,
): Sender & { readonly requests: readonly (readonly Line[])[] } {
  const requests: (readonly Line[])[] = [];
  const write = async (lines: readonly Line[]) => {
    requests.push(lines);
    return answerTo(lines);
  };
  return { ...createSender({ write }, () => 0), requests };
}

function line(measurement: string, atMs: number): Line {
  return { measurement, atMs, text: `${measurement},meter=linky v=1 ${atMs}` };
}
