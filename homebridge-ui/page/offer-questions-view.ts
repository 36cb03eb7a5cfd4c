import { h, setChildren } from './dom.ts';
import { hoursField } from './hours-field.ts';
import { hoursIn } from './model/hours-typed.ts';
import { lacks, needsHours, offeredKVA } from './model/offer-gaps.ts';
import type { PageWords } from './model/page-words.ts';
import type { OfferQuestions } from './offers-view.ts';

/** What a household has entered about a meter, for as long as the page is open. */
interface Typed {
  /** In the notation of the settings, or the typed text if it is not understood. */
  readonly hours?: string;
  readonly kVA?: number;
}

/** Off-peak hours that many households have. */
const EXAMPLE = '22:30-06:30';

/**
 * Asks for what is unknown about a contract, or about HP/HC in a house with Tempo.
 * @param onChange called when something was entered
 */
export function offerQuestionsView(words: PageWords, onChange: () => void): OfferQuestions {
  const texts = words.texts.offers;
  const element = h('div', { class: 'asked' });
  /** By the meter's slug. */
  const typed = new Map<string, Typed>();
  let slug = '';
  let [askHours, askPower] = fieldsOf(slug);
  return {
    element,
    begin(next) {
      slug = next;
      [askHours, askPower] = fieldsOf(slug);
      setChildren(element, askPower, askHours, h('p', { class: 'quiet' }, texts.asked));
      element.hidden = true;
    },
    typed() {
      const { hours = '', kVA } = typed.get(slug) ?? {};
      const understood = hoursIn(hours);
      return { hours: understood, kVA };
    },
    show(found) {
      const { hours, kVA } = typed.get(slug) ?? {};
      askHours.hidden = !needsHours(found) && hours === undefined && !hasFocus(askHours);
      askPower.hidden = !lacks(found, 'powerUnknown') && kVA === undefined && !hasFocus(askPower);
      element.hidden = askHours.hidden && askPower.hidden;
    },
  };

  /** The fields for what may be unknown about a meter, filled with what was entered before. */
  function fieldsOf(meter: string): readonly [hours: HTMLElement, power: HTMLElement] {
    const before = typed.get(meter) ?? {};
    const take = (change: Typed) => {
      typed.set(meter, { ...typed.get(meter), ...change });
      onChange();
    };
    const plan = { label: texts.askHours, value: before.hours ?? '', example: EXAMPLE };
    const hours = hoursField(words, plan, (hours) => take({ hours })).element;
    const choice = h(
      'select',
      { class: 'form-control form-select' },
      h('option', { value: '' }, texts.choosePower),
      ...offeredKVA().map((kVA) => h('option', { value: kVA, selected: kVA === before.kVA }, words.count(kVA))),
    );
    choice.addEventListener('change', () => take({ kVA: choice.value === '' ? undefined : Number(choice.value) }));
    return [hours, h('label', { class: 'field' }, h('span', { class: 'title' }, texts.askPower), choice)];
  }
}

function hasFocus(part: HTMLElement): boolean {
  return part.contains(document.activeElement);
}
