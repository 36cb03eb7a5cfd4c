import { describe, expect, test } from 'vitest';
import type { RequestHead } from '../../../src/http/request-head.ts';
import { createAnsweringSink } from '../../../src/share/thread/reading-answer.ts';
import { textsIn } from '../../../src/texts/texts.ts';
import { fakeClock } from '../../../testbed/support/clock.ts';
import { readingWith } from '../../../testbed/support/readings.ts';

const NAME = 'Linky';
const TEXTS = textsIn.en.readingShare;
const GET: RequestHead = { method: 'GET', url: '/', host: '127.0.0.1:2002' };
/** Homebridge starts at this time of the monotonic clock. */
const BEGAN_MS = 5_000_000;
const SET_MS = Date.UTC(2027, 0, 31, 12, 0, 0);
const UNSET_MS = Date.UTC(1970, 0, 1, 0, 5, 0);

const VALUES = { mode: 'historique', phases: 1, apparentPower: 390 };

describe('the answer', () => {
  test('has the newest values, when they came, and how old they are', () => {
    const { ask } = meterThat({ readingAtMs: BEGAN_MS + 2_000 });
    expect(ask(GET, BEGAN_MS + 4_230)).toEqual({
      status: 200,
      body: { name: NAME, at: '2027-01-31T12:00:02.000Z', ageSeconds: 2.2, ...VALUES },
    });
  });

  test('has no date before the clock of the machine is set', () => {
    const { ask } = meterThat({ readingAtMs: BEGAN_MS + 2_000, wallMs: UNSET_MS });
    expect(ask(GET, BEGAN_MS + 2_000).body).toStrictEqual({ name: NAME, ageSeconds: 0, ...VALUES });
  });

  test('is an error without a number before the meter was heard', () => {
    const { ask } = meterThat({});
    expect(ask(GET, BEGAN_MS + 65_000)).toEqual({
      status: 503,
      body: { name: NAME, error: TEXTS.neverHeard(65_000) },
    });
  });

  test('is an error from staleAfter seconds of silence on, and says since when', () => {
    const { ask, hear } = meterThat({ readingAtMs: BEGAN_MS });
    expect(ask(GET, BEGAN_MS + 20_000).status).toBe(200);
    expect(ask(GET, BEGAN_MS + 20_001)).toEqual({
      status: 503,
      body: { name: NAME, error: TEXTS.silent(20_001), at: '2027-01-31T12:00:00.000Z', ageSeconds: 20 },
    });
    hear(BEGAN_MS + 30_000);
    expect(ask(GET, BEGAN_MS + 30_000)).toMatchObject({ status: 200, body: VALUES });
  });

  test.for<[what: string, question: Partial<RequestHead>, status: number]>([
    ['HEAD', { method: 'HEAD' }, 200],
    ['a query', { url: '/?t=1&u=/other' }, 200],
    ['another path', { url: '/metrics' }, 404],
    ['a path that begins alike', { url: '//' }, 404],
    ['POST', { method: 'POST' }, 405],
    ['OPTIONS, by which a page of another site would ask for leave', { method: 'OPTIONS' }, 405],
    ['a name of the internet, before anything else', { host: 'rebound.example:2002', method: 'POST' }, 421],
    ['HTTP/1.0 without a host', { host: undefined }, 200],
  ])('to %s has its status, and a sentence where there is no reading', ([, question, status], { expect }) => {
    const { ask } = meterThat({ readingAtMs: BEGAN_MS });
    const answer = ask({ ...GET, ...question }, BEGAN_MS);
    expect(answer.status).toBe(status);
    const reasons: { readonly [status: number]: string } = {
      404: TEXTS.noSuchPath,
      405: TEXTS.readOnly,
      421: TEXTS.otherHost,
    };
    expect(answer.body).toMatchObject(status === 200 ? VALUES : { error: reasons[status] });
  });
});

/** A meter, and how it is asked at a time of the monotonic clock. */
function meterThat({ readingAtMs, wallMs = SET_MS }: { readonly readingAtMs?: number; readonly wallMs?: number }) {
  const clock = fakeClock({ wallMs, nowMs: BEGAN_MS });
  const sink = createAnsweringSink({ meter: { name: NAME, staleAfter: 20, prices: [] }, texts: TEXTS, clock });
  const hear = (monotonicMs: number) => sink.take(readingWith({ monotonicMs, apparentPowerVA: 390 }));
  if (readingAtMs !== undefined) hear(readingAtMs);
  return {
    hear,
    ask(question: RequestHead, atMs: number) {
      clock.advance(atMs - clock.now());
      return sink.answer(question);
    },
  };
}
