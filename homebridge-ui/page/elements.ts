import { h } from './dom.ts';
import type { Fact } from './model/meter-display.ts';

export interface Choice {
  readonly value: string;
  readonly title: string;
  readonly hint?: string;
  /** Shown below it while it is chosen. */
  readonly more?: HTMLElement;
}

let groups = 0;

/** One of several, as radio buttons with room for words. */
export function choices(
  legend: string,
  options: readonly Choice[],
  chosen: string | undefined,
  choose: (value: string) => void,
): HTMLFieldSetElement {
  groups += 1;
  const name = `choices-${groups}`;
  const parts = options.map(({ value, title, hint, more }) => {
    const radio = h('input', { type: 'radio', class: 'form-check-input', name, value, checked: value === chosen });
    radio.addEventListener('change', () => {
      showChosen();
      choose(value);
    });
    const words = h('span', {}, h('span', { class: 'title' }, title), hint !== undefined && h('small', {}, hint));
    return { radio, more, element: h('div', { class: 'choice' }, h('label', {}, radio, words), more) };
  });
  const showChosen = () => {
    for (const { radio, more } of parts) if (more) more.hidden = !radio.checked;
  };
  showChosen();
  return h('fieldset', { class: 'choices' }, h('legend', {}, legend), ...parts.map(({ element }) => element));
}

/** One of a few short words, side by side. */
export function segments<V extends string>(
  legend: string,
  options: { readonly [value in V]: string },
  chosen: V,
  choose: (value: V) => void,
): HTMLFieldSetElement {
  groups += 1;
  const name = `segments-${groups}`;
  const labels = Object.entries<string>(options).map(([value, title]) =>
    h(
      'label',
      {},
      h('input', { type: 'radio', name, value, checked: value === chosen, change: () => choose(value as V) }),
      h('span', {}, title),
    ),
  );
  return h('fieldset', { class: 'segments' }, h('legend', { class: 'visually-hidden' }, legend), ...labels);
}

/** A labelled field; each letter is told, blanks at the ends included. */
export function field(
  label: string,
  value: string,
  type: (value: string) => void,
  attributes: { readonly [name: string]: string } = {},
  hint?: string,
): HTMLLabelElement {
  const input = h('input', {
    type: 'text',
    class: 'form-control',
    spellcheck: 'false',
    autocomplete: 'off',
    ...attributes,
    value,
  });
  input.addEventListener('input', () => type(input.value));
  return h(
    'label',
    { class: 'field' },
    h('span', { class: 'title' }, label),
    input,
    hint !== undefined && h('small', {}, hint),
  );
}

/** Whether a button has been pressed and waits. It keeps the focus, which one that is switched off would lose. */
export function isWaiting(pressed: HTMLButtonElement): boolean {
  return pressed.getAttribute('aria-disabled') === 'true';
}

export function setWaiting(pressed: HTMLButtonElement, waits: boolean): void {
  pressed.setAttribute('aria-disabled', String(waits));
}

export function button(text: string, press: () => void, kind = 'btn-secondary'): HTMLButtonElement {
  return h('button', { type: 'button', class: `btn ${kind}`, click: press }, text);
}

/** Names and values, side by side. */
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
