import { h, setChildren } from './dom.ts';
import { button } from './elements.ts';
import { SEASONS } from './model/hours-rows.ts';
import { rowsOfTyped, type TypedRow, whenIn } from './model/hours-typed.ts';
import { datesInWords, daysInWords, hoursInWords } from './model/hours-words.ts';
import type { PageWords } from './model/page-words.ts';

export interface HoursRowView {
  readonly element: HTMLElement;
  typed(): TypedRow;
  /** Says how the hours are understood, or that they are not. */
  showNote(): void;
  focus(): void;
}

export interface HoursRowPlan {
  readonly label: string;
  readonly row: TypedRow;
  readonly example: string | undefined;
  /** Whether there are no other hours, so that nothing need be said of when they hold. */
  readonly isSimple: boolean;
  onInput(): void;
  onRemove(): void;
}

/** Numbers the fields, so that each text below a field can be named by it. */
let fields = 0;

/** A field for hours. Where there are several, it stands beside their season and days, and can be removed. */
export function hoursRow(words: PageWords, plan: HoursRowPlan): HoursRowView {
  const texts = words.texts.prices;
  const { label, row, example, isSimple } = plan;
  const hours = textField(isSimple ? label : texts.hours, row.hours, () => changed(), example);
  const dates = choiceField({
    ...{ label: texts.season, otherLabel: texts.dates, unclear: texts.unclearDates, value: row.dates },
    options: [
      ['', texts.seasons.always],
      [SEASONS.winter, texts.seasonDates(texts.seasons.winter, datesInWords(SEASONS.winter, words))],
      [SEASONS.summer, texts.seasonDates(texts.seasons.summer, datesInWords(SEASONS.summer, words))],
    ],
    ...{ other: texts.seasons.other, inWords: (value) => datesInWords(value, words) },
    read: (text) => onlyIn(text, 'dates'),
    onInput: () => changed(),
  });
  const days = choiceField({
    ...{ label: texts.days, otherLabel: texts.whichDays, unclear: texts.unclearDays, value: row.days },
    options: [
      ['', texts.dayChoices.always],
      ['mon-fri', texts.dayChoices.week],
      ['sat-sun', texts.dayChoices.weekend],
      ['sat-sun,holiday', texts.dayChoices.weekendAndHolidays],
    ],
    ...{ other: texts.dayChoices.other, inWords: (value) => daysInWords(value, words) },
    read: (text) => onlyIn(text, 'days'),
    onInput: () => changed(),
  });
  return {
    element: isSimple
      ? hours.element
      : h(
          'fieldset',
          { class: 'hours-row' },
          h('legend', {}, label),
          h('div', { class: 'fields' }, dates.element, days.element),
          hours.element,
          button(texts.removeHours, plan.onRemove, 'btn-link'),
        ),
    typed,
    showNote,
    focus: () => (isSimple ? hours.input : dates.select).focus(),
  };

  function typed(): TypedRow {
    return { hours: hours.input.value.trim(), dates: dates.value(), days: days.value() };
  }

  function changed(): void {
    plan.onInput();
    showNote();
  }

  function showNote(): void {
    dates.showNote();
    days.showNote();
    const now = typed();
    const rows = rowsOfTyped(now);
    // A season that is not understood is said there.
    const isUnclear = now.hours !== '' && rows === undefined && dates.isClear() && days.isClear();
    const isAsTyped = rows?.length === 1 && rows[0]?.hours === now.hours;
    hours.say(
      isUnclear ? texts.unclearHours : rows && !isAsTyped ? texts.understood(hoursInWords(rows, words)) : '',
      isUnclear,
    );
  }
}

/** The dates or the days that a text says; undefined where it is not understood, or says more. */
function onlyIn(text: string, kind: 'dates' | 'days'): string | undefined {
  const { [kind]: wanted, ...more } = whenIn(text) ?? {};
  return Object.keys(more).length === 0 ? wanted : undefined;
}

interface TextField {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  say(says: string, isWrong: boolean): void;
}

/** A text field with a note below it. */
function textField(label: string, value: string, onInput: () => void, example?: string): TextField {
  fields += 1;
  const [id, noteId] = [`hours-${fields}`, `hours-note-${fields}`];
  const note = h('small', { id: noteId, 'aria-live': 'polite' });
  const input = h('input', {
    ...{ type: 'text', class: 'form-control', spellcheck: 'false', autocomplete: 'off', placeholder: example },
    ...{ id, 'aria-describedby': noteId, value, input: onInput },
  });
  return {
    element: h('div', { class: 'field' }, h('label', { class: 'title', for: id }, label), input, note),
    input,
    say(says, isWrong) {
      input.setAttribute('aria-invalid', String(isWrong));
      note.classList.toggle('wrong', isWrong);
      // A text that has not changed is left alone, or a screen reader would say it again.
      if (note.textContent !== says) setChildren(note, says);
    },
  };
}

interface ChoicePlan {
  readonly label: string;
  /** What is mostly wanted, as the settings have it, and its title. */
  readonly options: readonly (readonly [value: string, title: string])[];
  /** The title of the option to type something else. */
  readonly other: string;
  readonly otherLabel: string;
  readonly unclear: string;
  /** As the settings have it, or as it was typed. */
  readonly value: string;
  inWords(value: string): string;
  /** As the settings have what a text says; undefined where it is not understood. */
  read(text: string): string | undefined;
  onInput(): void;
}

interface ChoiceField {
  readonly element: HTMLElement;
  readonly select: HTMLSelectElement;
  value(): string;
  isClear(): boolean;
  showNote(): void;
}

const OTHER = 'other';

/** A choice, and a field to type what it does not have. */
function choiceField(plan: ChoicePlan): ChoiceField {
  const { options, value } = plan;
  const isOther = !options.some(([one]) => one === value);
  const said = plan.read(value);
  const text = textField(
    plan.otherLabel,
    isOther ? (said === undefined ? value : plan.inWords(said)) : '',
    plan.onInput,
  );
  const chosen = isOther ? OTHER : value;
  fields += 1;
  const id = `hours-${fields}`;
  const select = h(
    'select',
    { id, class: 'form-control form-select', change: choose },
    ...[...options, [OTHER, plan.other] as const].map(([one, title]) =>
      h('option', { value: one, selected: one === chosen }, title),
    ),
  );
  text.element.hidden = !isOther;
  return {
    element: h(
      'div',
      {},
      h('div', { class: 'field' }, h('label', { class: 'title', for: id }, plan.label), select),
      text.element,
    ),
    select,
    value: () => (select.value === OTHER ? text.input.value.trim() : select.value),
    isClear,
    showNote: () => text.say(isClear() ? '' : plan.unclear, !isClear()),
  };

  function choose(): void {
    text.element.hidden = select.value !== OTHER;
    plan.onInput();
  }

  function isClear(): boolean {
    return select.value !== OTHER || plan.read(text.input.value) !== undefined;
  }
}
