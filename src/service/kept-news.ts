import type { Clock } from '../base/clock.ts';
import { MINUTE_MS } from '../base/paris-time.ts';
import type { TroubleList } from '../trouble/list.ts';
import type { News } from '../trouble/news.ts';
import { NEWS_NOTE, newsIn } from '../trouble/shapes.ts';
import type { Writer } from '../writer/writer.ts';
import { answerOf, atMostOnceAMinute } from './journal-pace.ts';

/** How many times the journal is asked for the news of earlier runs: a disk may be mounted late. */
const MOST_TRIES = 360;

/**
 * Stores the news of the list in the journal, at most once a minute and when `life` ends, and adds those of earlier runs to the list.
 * Nothing is stored before these are known, or it would replace them.
 */
export async function keepNews(
  troubles: TroubleList,
  writer: Pick<Writer, 'ask' | 'keep'>,
  clock: Clock,
  life: AbortSignal,
): Promise<void> {
  const note = await answerOf(() => writer.ask({ about: 'note', name: NEWS_NOTE }), clock, life, MOST_TRIES);
  if (!note) return;
  const before = newsIn(note.text);
  troubles.remember(before);
  let kept = before;
  // The code that ends `life` stops the writer right after.
  const keep = atMostOnceAMinute(
    () => {
      const { news } = troubles;
      if (!areSame(news, kept)) writer.keep(NEWS_NOTE, JSON.stringify(news));
      kept = news;
    },
    clock,
    life,
  );
  troubles.listen(keep);
  keep();
}

/**
 * Whether these are the same news. Their times shift slightly with the wall clock, and new news may have pushed out old ones, so that the
 * number is the same.
 */
function areSame(some: readonly News[], others: readonly News[]): boolean {
  const [newestMs, otherMs] = [some, others].map((news) => news.at(-1)?.at ?? 0) as [number, number];
  return undated(some) === undated(others) && Math.abs(newestMs - otherMs) < MINUTE_MS;
}

function undated(news: readonly News[]): string {
  return JSON.stringify(news.map(({ at: _, ...one }) => one));
}
