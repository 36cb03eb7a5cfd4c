import { h, setChildren } from './dom.ts';
import { button } from './elements.ts';
import { type HoursRowView, hoursRow } from './hours-row-view.ts';
import { hoursOfTyped, type TypedRow } from './model/hours-form.ts';
import { type HoursRow, rowsOf } from './model/hours-rows.ts';
import { rowsIn } from './model/hours-typed.ts';
import type { PageWords } from './model/page-words.ts';

export interface HoursField {
  readonly element: HTMLElement;
  /** Says below the field what is wrong with its value; nothing when `says` is undefined. */
  showProblem(says: string | undefined): void;
}

/** What a field for hours begins with. */
export interface HoursPlan {
  readonly label: string;
  readonly value: string;
  /** Hours that such a period may have, to show how they are written. */
  readonly example: string | undefined;
}

const NEW_ROW: TypedRow = { hours: '', dates: '', days: '' };

/**
 * The hours of a tariff period, as people write them: a field alone, and rows with a season and days of the week for who has other hours
 * then. Below each stands how it was understood, where that is not what was typed, or that it was not.
 * @param onInput is called with the hours as the settings have them; with a text that these refuse when something is not understood
 */
export function hoursField(
  words: PageWords,
  { label, value, example }: HoursPlan,
  onInput: (hours: string | undefined) => void,
): HoursField {
  const texts = words.texts.prices;
  let rows: readonly HoursRowView[] = [];
  const body = h('div');
  const add = button(texts.otherHours, addRow, 'link');
  const known = (rowsOf(value) ?? []).map(typedRow);
  show(known.length > 0 && !isSimple(known) ? known : [{ ...NEW_ROW, hours: value }]);
  return {
    element: h('div', { class: 'hours' }, body, add),
    showProblem: showNotes,
  };

  function show(typed: readonly TypedRow[]): void {
    rows = typed.map((row, nth) =>
      hoursRow(words, {
        ...{ row, example, isSimple: isSimple(typed) },
        label: nth === 0 ? label : texts.hoursNth(label, nth + 1),
        onInput: tell,
        onRemove() {
          show(typedRows().filter((_, at) => at !== nth));
          tell();
          add.focus();
        },
      }),
    );
    setChildren(body, ...rows.map(({ element }) => element));
    showNotes();
  }

  /** The hours of several seasons that stand in the field alone get a row each; else there is one more row. */
  function addRow(): void {
    const typed = typedRows();
    const said = isSimple(typed) ? rowsIn(typed[0]?.hours ?? '')?.map(typedRow) : undefined;
    const isSpread = said !== undefined && !isSimple(said);
    show(isSpread ? said : [...typed, NEW_ROW]);
    rows.at(isSpread ? 0 : -1)?.focus();
    tell();
  }

  function typedRows(): readonly TypedRow[] {
    return rows.map((row) => row.typed());
  }

  function tell(): void {
    onInput(hoursOfTyped(typedRows()));
  }

  function showNotes(): void {
    for (const row of rows) row.showNote();
  }
}

/** Whether nothing need be said of when the hours hold. */
function isSimple([row, ...more]: readonly TypedRow[]): boolean {
  return more.length === 0 && row?.dates === '' && row.days === '';
}

function typedRow({ hours, dates = '', days = '' }: HoursRow): TypedRow {
  return { hours, dates, days };
}
