import { h, setChildren } from './dom.ts';
import { button } from './elements.ts';
import { type HoursRowView, hoursRow } from './hours-row-view.ts';
import { hoursOfTyped, type TypedRow } from './model/hours-form.ts';
import { type HoursRow, rowsOf } from './model/hours-rows.ts';
import { rowsIn } from './model/hours-typed.ts';
import type { PageWords } from './model/page-words.ts';

export interface HoursField {
  readonly element: HTMLElement;
  /** Shows a problem with the value below the field; none if `says` is undefined. */
  showProblem(says: string | undefined): void;
}

/** The initial state of a field for hours. */
export interface HoursPlan {
  readonly label: string;
  readonly value: string;
  /** Typical hours of such a period, as an example of the notation. */
  readonly example: string | undefined;
}

const NEW_ROW: TypedRow = { hours: '', dates: '', days: '' };

/**
 * The hours of a tariff period, as people write them: a single field; or rows, each with a season and days of the week, for households
 * whose hours differ by these. A note below each field shows how it was understood, if that differs from what was typed, or that it was not
 * understood.
 * @param onInput called with the hours in the notation of the settings; if something is not understood, with a text that the settings
 * refuse
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

  /** If the single field has the hours of several seasons, each gets a row; otherwise an empty row is added. */
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

/** Whether the hours hold all year and every day, so that nothing needs to be specified. */
function isSimple([row, ...more]: readonly TypedRow[]): boolean {
  return more.length === 0 && row?.dates === '' && row.days === '';
}

function typedRow({ hours, dates = '', days = '' }: HoursRow): TypedRow {
  return { hours, dates, days };
}
