import { h } from './dom.ts';
import type { Fact } from './model/meter-display.ts';
import type { PageWords } from './model/page-words.ts';

export interface Choice {
  readonly value: string;
  readonly title: string;
  readonly hint?: string;
  /** Shown below the choice while it is selected. */
  readonly more?: HTMLElement;
}

/** Counts the groups of radio buttons, so that each has a unique name. */
let groups = 0;

/** Radio buttons, each with a title and room for a hint. */
export function radioChoices(
  legend: string,
  options: readonly Choice[],
  chosen: string | undefined,
  onChoose: (value: string) => void,
): HTMLFieldSetElement {
  groups += 1;
  const name = `choices-${groups}`;
  const parts = options.map(({ value, title, hint, more }) => {
    const radio = h('input', { type: 'radio', class: 'form-check-input', name, value, checked: value === chosen });
    radio.addEventListener('change', () => {
      showMoreOfChosen();
      onChoose(value);
    });
    const words = h('span', {}, h('span', { class: 'title' }, title), hint !== undefined && h('small', {}, hint));
    return { radio, more, element: h('div', { class: 'choice' }, h('label', {}, radio, words), more) };
  });
  const showMoreOfChosen = () => {
    for (const { radio, more } of parts) if (more) more.hidden = !radio.checked;
  };
  showMoreOfChosen();
  return h('fieldset', { class: 'choices' }, h('legend', {}, legend), ...parts.map(({ element }) => element));
}

/** Radio buttons with short titles, side by side. */
export function segmentedChoice<V extends string>(
  legend: string,
  options: { readonly [value in V]: string },
  chosen: V,
  onChoose: (value: V) => void,
): HTMLFieldSetElement {
  groups += 1;
  const name = `segments-${groups}`;
  const labels = Object.entries<string>(options).map(([value, title]) =>
    h(
      'label',
      {},
      h('input', { type: 'radio', name, value, checked: value === chosen, change: () => onChoose(value as V) }),
      h('span', {}, title),
    ),
  );
  return h('fieldset', { class: 'segments' }, h('legend', { class: 'only-heard' }, legend), ...labels);
}

/** Marks another choice as the chosen one, without calling `onChoose`. */
export function showChosen(choices: HTMLFieldSetElement, chosen: string): void {
  for (const radio of choices.querySelectorAll('input')) radio.checked = radio.value === chosen;
}

/**
 * A text field with its label.
 * @param onInput called at each keystroke with the whole text, untrimmed
 */
export function field(
  label: string,
  value: string,
  onInput: (value: string) => void,
  attributes: { readonly [name: string]: string } = {},
  hint?: string,
): HTMLLabelElement {
  const input = h('input', {
    type: 'text',
    class: 'form-control',
    spellcheck: 'false',
    autocomplete: 'off',
    ...attributes,
  });
  // An attribute would be part of the HTML, where a password could be read.
  input.value = value;
  input.addEventListener('input', () => onInput(input.value));
  return h(
    'label',
    { class: 'field' },
    h('span', { class: 'title' }, label),
    input,
    hint !== undefined && h('small', {}, hint),
  );
}

/** Whether a button is waiting for an answer. Such a button is not `disabled`, since it would lose the focus. */
export function isWaiting(target: HTMLButtonElement): boolean {
  return target.getAttribute('aria-disabled') === 'true';
}

/** Marks a button as waiting for an answer, or no longer waiting. */
export function setWaiting(target: HTMLButtonElement, isWaiting: boolean): void {
  target.setAttribute('aria-disabled', String(isWaiting));
}

/** @param kind `primary` for the main button, `link` for an inconspicuous one */
export function button(
  text: string,
  onPress: () => void,
  kind: 'plain' | 'primary' | 'link' = 'plain',
): HTMLButtonElement {
  return h('button', { type: 'button', class: kind === 'plain' ? 'button' : `button ${kind}`, click: onPress }, text);
}

/** Facts as a list of names and values. */
export function factList(facts: readonly Fact[]): HTMLDListElement {
  return h(
    'dl',
    { class: 'facts' },
    ...facts.map(({ name, value, colour }) =>
      h(
        'div',
        {},
        h('dt', {}, name),
        h('dd', {}, colour !== undefined && h('i', { class: `chip tempo-${colour}` }), value),
      ),
    ),
  );
}

/** How to read the values of a chart: a phone has no arrow keys. */
export function readingHint({ texts: { curve } }: PageWords): string {
  return matchMedia('(hover: none)').matches ? curve.touch : curve.keys;
}

/**
 * The row with a table's column names. It is in a `tbody`, since Chromium (seen in 156) leaks memory for each `thead` that it shows, for as
 * long as the page is open: a page that redraws tables every minute would grow steadily.
 */
export function headRow(names: readonly string[]): HTMLTableSectionElement {
  return h('tbody', { class: 'heads' }, h('tr', {}, ...names.map((name) => h('th', { scope: 'col' }, name))));
}

/** A list without bullets, in a meaningful order. Homebridge's page would indent a `ul`. */
export function plainList(...lines: readonly HTMLElement[]): HTMLOListElement {
  return h('ol', { class: 'plain-list' }, ...lines);
}
