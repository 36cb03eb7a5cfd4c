import { h, setChildren } from './dom.ts';

/** Counts the fields, so that each note has an id to which its field can refer. */
let fields = 0;

export interface NotedField {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  say(says: string, isWrong: boolean): void;
}

/** A text field with a note below it. */
export function notedField(label: string, value: string, onInput: () => void, example?: string): NotedField {
  fields += 1;
  const [id, noteId] = [`noted-${fields}`, `noted-note-${fields}`];
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
      // An unchanged text is not set again, or a screen reader would repeat it.
      if (note.textContent !== says) setChildren(note, says);
    },
  };
}

export interface ChoicePlan {
  readonly label: string;
  /** The usual choices: the value in the notation of the settings, and its title. */
  readonly options: readonly (readonly [value: string, title: string])[];
  /** The title of the option to type something else. */
  readonly other: string;
  readonly otherLabel: string;
  readonly unclear: string;
  /** In the notation of the settings, or as it was typed. */
  readonly value: string;
  inWords(value: string): string;
  /** A text in the notation of the settings; undefined if it is not understood. */
  read(text: string): string | undefined;
  onInput(): void;
}

export interface ChoiceField {
  readonly element: HTMLElement;
  readonly select: HTMLSelectElement;
  value(): string;
  isClear(): boolean;
  showNote(): void;
}

const OTHER = 'other';

/** A choice, with a text field for anything that it does not offer. */
export function choiceField(plan: ChoicePlan): ChoiceField {
  const { options, value } = plan;
  const isOther = !options.some(([one]) => one === value);
  const said = plan.read(value);
  const text = notedField(
    plan.otherLabel,
    isOther ? (said === undefined ? value : plan.inWords(said)) : '',
    plan.onInput,
  );
  const chosen = isOther ? OTHER : value;
  fields += 1;
  const id = `noted-${fields}`;
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
