import { h, setChildren } from './dom.ts';
import { hoursIn } from './model/hours-typed.ts';
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

/** Numbers the fields, so that each text below a field can be named by it. */
let fields = 0;

/**
 * A field for the hours of a tariff period, as people write them. Below it stands how they were understood, where that is not what
 * was typed, or that they were not.
 * @param onInput is called with the hours as the settings have them; with the text itself when it is not understood
 */
export function hoursField(
  { texts: { prices: texts } }: PageWords,
  { label, value, example }: HoursPlan,
  onInput: (hours: string | undefined) => void,
): HoursField {
  fields += 1;
  const [id, noteId] = [`hours-${fields}`, `hours-note-${fields}`];
  const note = h('small', { id: noteId, 'aria-live': 'polite' });
  const input = h('input', {
    ...{ type: 'text', class: 'form-control', spellcheck: 'false', autocomplete: 'off', placeholder: example },
    ...{ id, 'aria-describedby': noteId, value },
  });
  let problem: string | undefined;
  input.addEventListener('input', () => {
    const text = input.value.trim();
    onInput(text === '' ? undefined : (hoursIn(text) ?? text));
    showNote();
  });
  return {
    element: h('div', { class: 'field hours' }, h('label', { class: 'title', for: id }, label), input, note),
    showProblem(says) {
      problem = says;
      showNote();
    },
  };

  function showNote(): void {
    const text = input.value.trim();
    const hours = hoursIn(text);
    const isWrong = text !== '' && (hours === undefined || problem !== undefined);
    input.setAttribute('aria-invalid', String(isWrong));
    note.classList.toggle('wrong', isWrong);
    const understood = hours === undefined || hours === text ? '' : texts.understood(hours);
    const says = isWrong ? texts.unclearHours : understood;
    // A text that has not changed is left alone, or a screen reader would say it again.
    if (note.textContent !== says) setChildren(note, says);
  }
}
