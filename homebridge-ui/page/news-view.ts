import { parisDayOf } from '../../src/base/paris-time.ts';
import type { DatedNote } from '../../src/ui/protocol.ts';
import { h } from './dom.ts';
import { plainList } from './elements.ts';
import { dayText } from './model/date-words.ts';
import type { PageWords } from './model/page-words.ts';

/** The number of news that are shown at once; earlier ones are collapsed. */
const NEWEST = 3;

/**
 * News, each with its date.
 * @param news the newest first
 */
export function newsView(title: string, news: readonly DatedNote[], words: PageWords): HTMLElement {
  const earlier = news.slice(NEWEST);
  return h(
    'section',
    { class: 'news' },
    h('h3', {}, title),
    newsList(news.slice(0, NEWEST), words),
    earlier.length > 0 && h('details', {}, h('summary', {}, words.texts.earlierNews), newsList(earlier, words)),
  );
}

function newsList(news: readonly DatedNote[], words: PageWords): HTMLElement {
  const lines = news.map(({ atMs, says }) =>
    h('li', {}, h('time', { class: 'quiet' }, dayText(parisDayOf(atMs), 'dayAndYear', words)), h('span', {}, says)),
  );
  return plainList(...lines);
}
