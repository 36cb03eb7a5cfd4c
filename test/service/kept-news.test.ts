import { expect, test } from 'vitest';
import { keepNews } from '../../src/service/kept-news.ts';
import type { News } from '../../src/trouble/news.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { loggedTroubles } from '../../testbed/support/troubles.ts';

const DAY_MS = 86_400_000;

/** A run of the plugin with a journal that holds this text, or cannot be asked yet. */
async function run(text: string | undefined, { isOpen = true } = {}) {
  const clock = fakeClock();
  const { troubles } = loggedTroubles(clock);
  const journal = { isOpen, text };
  const kept: string[] = [];
  const writer = {
    ask: async () => (journal.isOpen ? { text: journal.text } : undefined),
    keep: (_: string, note: string) => void kept.push(note),
  };
  const life = new AbortController();
  void keepNews(troubles, writer as never, clock, life.signal);
  await clock.pass(0);
  const newest = (): readonly News[] => JSON.parse(kept.at(-1) ?? '[]');
  return { clock, troubles, journal, kept, newest, life };
}

const dropped = (count: number) => ({ part: 'history', kind: 'dropped', count }) as const;

test('news are kept within a minute, and a later run has them', async () => {
  const first = await run(undefined);
  first.troubles.tell(dropped(3));
  await first.clock.pass(60_000);
  expect(first.newest()).toMatchObject([dropped(3)]);
  const second = await run(first.kept[0]);
  expect(second.troubles.news).toEqual(first.newest());
});

test('news of the last minute are kept at a stop, before the writer stops', async () => {
  const { clock, troubles, newest, kept, life } = await run(undefined);
  await clock.pass(30_000);
  troubles.tell(dropped(3));
  life.abort();
  expect(newest()).toMatchObject([dropped(3)]);
  expect(kept).toHaveLength(1);
});

test('nothing is kept while there is nothing new', async () => {
  const { clock, troubles, kept } = await run(undefined);
  troubles.tell(dropped(3));
  for (let minute = 0; minute < 60; minute += 1) {
    clock.stepWall(minute % 2);
    await clock.pass(60_000);
  }
  expect(kept).toHaveLength(1);
});

test('news are kept also when there are as many as before, since the oldest had to go', async () => {
  const { clock, troubles, newest } = await run(undefined);
  for (let count = 0; count < 50; count += 1) troubles.tell(dropped(count));
  await clock.pass(60_000);
  troubles.tell(dropped(50));
  await clock.pass(60_000);
  expect(newest().at(-1)).toMatchObject(dropped(50));
});

test('the same news a day later are kept with their new time, also when there are as many as before', async () => {
  const { clock, troubles, newest } = await run(undefined);
  for (let nth = 0; nth < 50; nth += 1) troubles.tell(dropped(1));
  await clock.pass(DAY_MS);
  troubles.tell(dropped(1));
  await clock.pass(60_000);
  expect(newest().at(-1)?.at).toBeGreaterThan(newest()[0]?.at ?? 0);
});

test('news of before the journal could be asked are kept once it can, with those of earlier runs', async () => {
  const earlier = JSON.stringify([{ ...dropped(1), at: Date.UTC(2025, 11, 31) }]);
  const { clock, troubles, journal, kept, newest } = await run(earlier, { isOpen: false });
  troubles.tell(dropped(2));
  await clock.pass(120_000);
  expect(kept).toEqual([]);
  journal.isOpen = true;
  await clock.pass(60_000);
  expect(newest()).toMatchObject([dropped(1), dropped(2)]);
});

test.each(['', '{', '{}', '[7]', '[{"part":"history","kind":"later"}]'])(
  'a text that holds no news holds none: %j',
  async (text) => {
    const { clock, troubles, newest } = await run(text);
    expect(troubles.news).toEqual([]);
    troubles.tell(dropped(1));
    await clock.pass(60_000);
    expect(newest()).toMatchObject([dropped(1)]);
  },
);
