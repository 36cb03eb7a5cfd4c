import type { EnergySpans } from '../../src/ui/protocol.ts';
import { h, setChildren } from './dom.ts';
import { factList } from './elements.ts';
import { monthFacts } from './model/month-facts.ts';
import type { PageWords } from './model/page-words.ts';

/** The card of the present month: so far, the forecast, and the base load. It is hidden while nothing is known. */
export function monthCard(words: PageWords): {
  readonly element: HTMLElement;
  show(recent: EnergySpans | undefined): void;
} {
  const texts = words.texts.energy.month;
  const facts = h('div');
  const about = h('p', { class: 'quiet' });
  const element = h('section', { class: 'card-flat month', hidden: true }, h('h3', {}, texts.title), facts, about);
  return {
    element,
    show(recent) {
      const known = recent ? monthFacts(recent.spans, recent.outlook, recent.today, words) : [];
      element.hidden = known.length === 0;
      setChildren(facts, factList(known));
      const { outlook } = recent ?? {};
      about.textContent = [
        ...(outlook ? [texts.aboutHeading(words.count(outlook.fromDays))] : []),
        ...(known.some(({ name }) => name === texts.base) ? [texts.aboutBase] : []),
      ].join(' ');
    },
  };
}
