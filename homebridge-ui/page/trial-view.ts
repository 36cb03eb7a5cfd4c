import type { TrialStep } from '../../src/ui/protocol.ts';
import { failureReason } from './ask.ts';
import { h, setChildren } from './dom.ts';
import { isWaiting, setWaiting } from './elements.ts';
import type { PageWords } from './model/page-words.ts';

/** The texts of a trial whose steps have the names `S`. */
interface TrialTexts<S extends string> {
  readonly test: string;
  readonly untried: string;
  readonly steps: { readonly [step in S]: string };
}

export interface TrialView<S extends string> {
  readonly element: HTMLElement;
  /** Starts the trial; a listener for the `submit` event of the surrounding form. */
  start(event: Event): void;
  /** Removes the outcome, since the settings have changed. A trial that is still running shows nothing when it ends. */
  forget(): void;
  /** Shows the steps of a trial in words, and what follows from them. */
  show(steps: readonly TrialStep<S>[], ...more: readonly (HTMLElement | false)[]): void;
  /** Shows a text until the answer arrives. Resolves to undefined after a failure, which it shows, and if the settings have changed. */
  showWhile<T>(text: string, answer: Promise<T>): Promise<T | undefined>;
  /** Gives the keyboard focus to the button that starts the trial. */
  focus(): void;
}

/**
 * A button that tries the settings of a server, with the outcome below it.
 * @param tryOut the action of the button
 */
export function trialView<S extends string>(
  words: PageWords,
  texts: TrialTexts<S>,
  tryOut: () => Promise<void>,
): TrialView<S> {
  const outcome = h('div', { 'aria-live': 'polite' });
  /** Numbers the requests, so that an outdated answer is not shown. */
  let request = 0;
  const test = h('button', { type: 'submit', class: 'button primary' }, texts.test);
  return {
    element: h('div', { class: 'trial' }, h('p', { class: 'buttons' }, test), outcome),
    start(event) {
      event.preventDefault();
      if (!isWaiting(test)) void tryOut();
    },
    forget() {
      request += 1;
      setWaiting(test, false);
      setChildren(outcome);
    },
    show: (steps, ...more) => setChildren(outcome, h('ol', { class: 'steps' }, ...steps.map(stepLine)), ...more),
    showWhile,
    focus: () => test.focus(),
  };

  function stepLine({ step, ok, says }: TrialStep<S>): HTMLElement {
    const heard = h('span', { class: 'only-heard' }, ` ${ok ? words.texts.yes : words.texts.no}`);
    return h(
      'li',
      { class: ok ? 'well' : 'ill' },
      h('strong', { class: 'sign' }, texts.steps[step], heard),
      h('span', {}, says),
    );
  }

  async function showWhile<T>(text: string, answer: Promise<T>): Promise<T | undefined> {
    request += 1;
    const thisRequest = request;
    setWaiting(test, true);
    setChildren(outcome, h('p', { class: 'busy' }, text));
    const got = await answer.catch((error) => ({ reason: failureReason(error) }));
    if (thisRequest !== request) return undefined;
    setWaiting(test, false);
    if (typeof got !== 'object' || got === null || !('reason' in got)) return got as T;
    setChildren(outcome, h('p', { class: 'ill', role: 'alert' }, `${texts.untried} ${String(got.reason)}`));
    return undefined;
  }
}
