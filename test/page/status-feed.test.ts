import { expect, test } from 'vitest';
import type { ShownStatus } from '../../homebridge-ui/page/model/shown-status.ts';
import { statusFeed, type Turns } from '../../homebridge-ui/page/status-feed.ts';

const answerAt = (nowMs: number): ShownStatus => ({ nowMs, troubles: [], news: [] });

test('tells all views each answer, and one that comes later the newest', async () => {
  const { feed, refresh, answers } = feeding();
  const first: number[] = [];
  const second: number[] = [];
  feed.follow(({ nowMs }) => first.push(nowMs));
  answers.push(answerAt(1));
  expect(await refresh()).toBe(true);
  feed.follow(({ nowMs }) => second.push(nowMs));
  answers.push(answerAt(2));
  await refresh();
  expect([first, second]).toEqual([
    [1, 2],
    [1, 2],
  ]);
});

test('says why there is no answer, and tells the next one all the same', async () => {
  const { feed, refresh, answers } = feeding();
  const told: unknown[] = [];
  feed.follow(
    ({ nowMs }) => told.push(nowMs),
    (reason) => told.push(reason),
  );
  expect(await refresh()).toBe(false);
  await feed.first;
  answers.push(answerAt(5));
  expect(await refresh()).toBe(true);
  expect(told).toEqual(['nobody', 5]);
});

test('tells a view that comes while nobody answers that what it is told is old', async () => {
  const { feed, refresh, answers } = feeding();
  feed.follow(() => {});
  answers.push(answerAt(3));
  await refresh();
  await refresh();
  const told: unknown[] = [];
  const tell = () =>
    feed.follow(
      ({ nowMs }) => told.push(nowMs),
      (reason) => told.push(reason),
    );
  tell();
  expect(told).toEqual([3, 'nobody']);
  answers.push(answerAt(4));
  await refresh();
  told.length = 0;
  tell();
  expect(told).toEqual([4]);
});

test('says that what is shown is old, without a reason, when its turns say so', () => {
  const { feed, lose } = feeding();
  const lost: unknown[] = [];
  feed.follow(
    () => {},
    (reason) => lost.push(reason),
  );
  lose();
  expect(lost).toEqual([undefined]);
});

test('shows the views only what they are to see, also when that has changed', async () => {
  let hidden = false;
  const { feed, refresh, answers } = feeding((answer) => (hidden ? { ...answer, nowMs: 0 } : answer));
  const told: number[] = [];
  feed.follow(({ nowMs }) => told.push(nowMs));
  answers.push(answerAt(7));
  await refresh();
  hidden = true;
  feed.again();
  expect(told).toEqual([7, 0]);
});

/** A feed whose turns the test takes. Without an answer left, nobody answers. */
function feeding(shown?: (answer: ShownStatus) => ShownStatus) {
  const answers: ShownStatus[] = [];
  let [refresh, lose]: Parameters<Turns> = [() => Promise.reject(new Error('no turns yet')), () => {}];
  const turns: Turns = (...given) => {
    [refresh, lose] = given;
  };
  const ask = async () => {
    const answer = answers.shift();
    if (!answer) throw new Error('nobody');
    return answer as never;
  };
  const feed = statusFeed(ask, { turns, shown });
  return { feed, answers, refresh: () => refresh(), lose: () => lose() };
}
