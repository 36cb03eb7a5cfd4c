import type { DatedNote } from '../../src/ui/protocol.ts';
import { h, setChildren } from './dom.ts';
import type { PageWords } from './model/page-words.ts';
import { newsView } from './news-view.ts';

/** The card of what happened once, as Readings that were lost. It is hidden while nothing did. */
export function newsCard(words: PageWords): {
  readonly element: HTMLElement;
  /** @param news the newest first */
  show(news: readonly DatedNote[]): void;
} {
  const element = h('section', { class: 'card-flat happened', hidden: true });
  /** What is shown at present, as JSON: drawn again, the earlier ones would be folded. */
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
