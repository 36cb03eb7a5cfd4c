import type { ContractFacts } from '../../src/ui/protocol.ts';
import { h, setChildren } from './dom.ts';
import { seasonDisplay } from './model/tempo-season.ts';
import { newsView } from './news-view.ts';
import type { Page } from './page.ts';
import { seasonView } from './season-view.ts';

export interface ContractCard {
  readonly element: HTMLElement;
  /**
   * Requests what the journal knows about a meter's contract, and shows it.
   * @param meter its slug
   */
  show(meter: string): Promise<void>;
}

/** The card of a meter's contract: the days of the Tempo season, and the news. It is hidden while there is neither. */
export function contractCard({ words, ask }: Page): ContractCard {
  const element = h('section', { class: 'card-flat contract', hidden: true });
  /** The slug of the meter that is to be shown. */
  let wanted = '';
  /** The meter whose facts are shown at present, and the facts as JSON. */
  let shown = { meter: '', facts: '' };
  return {
    element,
    async show(meter) {
      wanted = meter;
      const facts = await ask('/contract', { meter }).catch(() => undefined);
      // While the journal cannot be read, what was shown of this meter stays; the curve shows the reason.
      if (meter !== wanted || (facts === undefined && meter === shown.meter)) return;
      const next = { meter, facts: JSON.stringify(facts) };
      if (next.meter === shown.meter && next.facts === shown.facts) return;
      shown = next;
      draw(facts ?? { news: [] });
    },
  };

  function draw({ tempo, news }: ContractFacts): void {
    element.hidden = tempo === undefined && news.length === 0;
    setChildren(
      element,
      tempo && seasonView(seasonDisplay(tempo, words)),
      news.length > 0 && newsView(words.texts.contract.news, news, words),
    );
  }
}
