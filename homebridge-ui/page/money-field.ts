import { isProbablyYearly } from '../../src/config/yearly-subscription.ts';
import { h, setChildren } from './dom.ts';
import type { PageWords } from './model/page-words.ts';
import { eurosAKWhIn, eurosAMonthIn } from './model/prices-typed.ts';
import { amountText, type PriceUnit, priceText } from './model/prices-words.ts';

export interface MoneyField {
  readonly element: HTMLElement;
  /** Says below the field what is wrong with its value; nothing when `says` is undefined. */
  showProblem(says: string | undefined): void;
}

export interface MoneyFieldPlan {
  readonly label: string;
  readonly unit: PriceUnit;
  readonly value: unknown;
  readonly isOptional?: boolean;
  /** At the end of the line. */
  readonly beside?: HTMLElement | false;
  /** @param value euros; the text itself when it is not understood, or undefined when there is none */
  onInput(value: number | string | undefined): void;
}

/** What an amount has that is typed with its unit, as `21.42 c€`. */
const HAS_UNIT = /[€c]/i;

/** What bills write behind an amount without taxes. */
const HAS_NO_TAX = /\bht\b/i;

/** Numbers the fields, so that each text below a field can be named by it. */
let fields = 0;

/**
 * A field for an amount as people copy it from a bill. Below it stands how it was understood, where that is not what was
 * typed, and what is wrong with it. An empty field that nobody has been in yet is not complained about.
 */
export function moneyField(words: PageWords, plan: MoneyFieldPlan): MoneyField {
  const texts = words.texts.prices;
  const read = plan.unit === 'kWh' ? eurosAKWhIn : eurosAMonthIn;
  fields += 1;
  const [id, noteId] = [`money-${fields}`, `money-note-${fields}`];
  const note = h('small', { id: noteId, 'aria-live': 'polite' });
  const input = h('input', {
    ...{ type: 'text', class: 'form-control', inputmode: 'decimal', spellcheck: 'false', autocomplete: 'off' },
    ...{ id, 'aria-describedby': noteId, value: amountText(plan.value, plan.unit, words) },
  });
  const unit = h('span', { class: 'quiet' }, texts.units[plan.unit]);
  let problem: string | undefined;
  let wasLeft = input.value !== '';
  input.addEventListener('input', () => {
    const text = input.value.trim();
    plan.onInput(text === '' ? undefined : (read(text) ?? text));
    showNote();
    showUnit();
  });
  showUnit();
  input.addEventListener('blur', () => {
    wasLeft = true;
    showNote();
  });
  return {
    element: h(
      'div',
      { class: 'field money' },
      h('label', { class: 'title', for: id }, plan.label),
      h('div', { class: 'amount' }, input, unit, plan.beside),
      note,
    ),
    showProblem(says) {
      problem = says;
      showNote();
    },
  };

  /** `21.42 c€` and `€/kWh` beside it would contradict each other. */
  function showUnit(): void {
    unit.hidden = HAS_UNIT.test(input.value);
  }

  function showNote(): void {
    const text = input.value.trim();
    const wrong = wrongIn(text);
    input.setAttribute('aria-invalid', String(wrong !== undefined));
    note.classList.toggle('wrong', wrong !== undefined);
    const says = wrong ?? understood(text) ?? '';
    // A text that has not changed is left alone, or a screen reader would say it again.
    if (note.textContent !== says) setChildren(note, says);
  }

  function wrongIn(text: string): string | undefined {
    if (text === '') return plan.isOptional || !wasLeft ? undefined : texts.missing;
    if (HAS_NO_TAX.test(text)) return texts.untaxed;
    // What the check says of it is about a number in config.json.
    return read(text) === undefined || problem !== undefined ? texts.unclear[plan.unit] : undefined;
  }

  /** How the text was understood; undefined when it is just that number. */
  function understood(text: string): string | undefined {
    const euros = read(text);
    if (euros === undefined) return undefined;
    if (plan.unit === 'month' && isProbablyYearly(euros)) return texts.yearly(priceText(euros, plan.unit, words));
    if (Number(text.replace(',', '.')) === euros) return undefined;
    return texts.understood(priceText(euros, plan.unit, words));
  }
}
