import type { DatedNote } from '../../src/ui/protocol.ts';
import { h, setChildren } from './dom.ts';
import type { PageWords } from './model/page-words.ts';
import { newsView } from './news-view.ts';

/** The card of single events, such as lost Readings. It is hidden while there are none. */
export function newsCard(words: PageWords): {
  readonly element: HTMLElement;
  /** @param news the newest first */
  show(news: readonly DatedNote[]): void;
} {
  const element = h('section', { class: 'card-flat happened', hidden: true });
  /** What is shown at present, as JSON. Redrawing it would collapse the earlier news. */
  let drawn = '[]';
  return {
    element,
    show(news) {
      const next = JSON.stringify(news);
      if (next === drawn) return;
      drawn = next;
      element.hidden = news.length === 0;
      setChildren(element, newsView(words.texts.live.happened, news, words));
    },
  };
}
