import { SEASON_DATES } from '../../src/reading/hours.ts';
import { choiceField, notedField } from './choice-field.ts';
import { h } from './dom.ts';
import { button } from './elements.ts';
import { rowsOfTyped, type TypedRow } from './model/hours-form.ts';
import { whenIn } from './model/hours-typed.ts';
import { datesInWords, daysInWords, hoursInWords } from './model/hours-words.ts';
import type { PageWords } from './model/page-words.ts';

export interface HoursRowView {
  readonly element: HTMLElement;
  typed(): TypedRow;
  /** Shows how the hours are understood, or that they are not. */
  showNote(): void;
  focus(): void;
}

export interface HoursRowPlan {
  readonly label: string;
  readonly row: TypedRow;
  readonly example: string | undefined;
  /** Whether these are the only hours, so that a season and days need not be shown. */
  readonly isSimple: boolean;
  onInput(): void;
  onRemove(): void;
}

/** A field for hours. If there are several, each has its season and days next to it, and can be removed. */
export function hoursRow(words: PageWords, plan: HoursRowPlan): HoursRowView {
  const texts = words.texts.prices;
  const { label, row, example, isSimple } = plan;
  const hours = notedField(isSimple ? label : texts.hours, row.hours, () => changed(), example);
  const dates = choiceField({
    ...{ label: texts.season, otherLabel: texts.dates, unclear: texts.unclearDates, value: row.dates },
    options: [
      ['', texts.seasons.always],
      [SEASON_DATES.winter, texts.seasonDates(texts.seasons.winter, datesInWords(SEASON_DATES.winter, words))],
      [SEASON_DATES.summer, texts.seasonDates(texts.seasons.summer, datesInWords(SEASON_DATES.summer, words))],
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
          button(texts.removeHours, plan.onRemove, 'link'),
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
    // A season or days that are not understood have their own note.
    const isUnclear = now.hours !== '' && rows === undefined && dates.isClear() && days.isClear();
    const isAsTyped = rows?.length === 1 && rows[0]?.hours === now.hours;
    hours.say(
      isUnclear ? texts.unclearHours : rows && !isAsTyped ? texts.understood(hoursInWords(rows, words)) : '',
      isUnclear,
    );
  }
}

/** The dates or the days in a text; undefined if it is not understood, or contains anything else. */
function onlyIn(text: string, kind: 'dates' | 'days'): string | undefined {
  const { [kind]: wanted, ...more } = whenIn(text) ?? {};
  return Object.keys(more).length === 0 ? wanted : undefined;
}
