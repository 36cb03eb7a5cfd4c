import type { InfluxTrial, TrialStep } from '../../src/ui/protocol.ts';
import { failureReason } from './ask.ts';
import { h, setChildren } from './dom.ts';
import { button, isWaiting, setWaiting } from './elements.ts';
import { influxOf } from './model/config-block.ts';
import type { SettingsPage } from './settings-page.ts';

export interface InfluxTrialView {
  readonly element: HTMLElement;
  /** Starts the trial; listens to the `submit` event of the form around it. */
  start(event: Event): void;
  /** Removes the outcome, since the settings have changed. A trial that still runs shows nothing when it ends. */
  forget(): void;
}

/** A button that tries the settings of InfluxDB, the steps of the trial in words, and a button to create a missing database. */
export function influxTrialView({ settings, words, ask }: SettingsPage): InfluxTrialView {
  const texts = words.texts.influx;
  const outcome = h('div', { 'aria-live': 'polite' });
  /** Numbers the requests, so that the answer to an old one is not shown. */
  let request = 0;
  const test = h('button', { type: 'submit', class: 'button primary' }, texts.test);
  return {
    start(event) {
      event.preventDefault();
      if (!isWaiting(test)) void tryOut();
    },
    element: h('div', { class: 'trial' }, h('p', { class: 'buttons' }, test), outcome),
    forget() {
      request += 1;
      setWaiting(test, false);
      setChildren(outcome);
    },
  };

  async function tryOut(): Promise<void> {
    const trial = await showWhile(texts.testing, ask('/influx/try', { influx: influxOf(settings.block) }));
    if (trial) show(trial, []);
  }

  async function create(): Promise<void> {
    // The button that was pressed is about to disappear, and would take the focus with it.
    test.focus();
    const step = await showWhile(texts.creating, ask('/influx/create', { influx: influxOf(settings.block) }));
    if (!step) return;
    if (!step.ok) return show({ steps: [], canCreate: true }, [step]);
    const trial = await showWhile(texts.testing, ask('/influx/try', { influx: influxOf(settings.block) }));
    if (trial) show(trial, [step]);
  }

  function show({ steps, canCreate, hint }: InfluxTrial, before: readonly TrialStep[]): void {
    setChildren(
      outcome,
      h('ol', { class: 'steps' }, ...[...before, ...steps].map(stepLine)),
      hint !== undefined && h('p', {}, h('small', {}, hint)),
      canCreate &&
        h(
          'p',
          { class: 'buttons' },
          button(texts.create, () => void create(), 'primary'),
        ),
    );
  }

  function stepLine({ step, ok, says }: TrialStep): HTMLElement {
    return h(
      'li',
      { class: ok ? 'well' : 'ill' },
      h(
        'strong',
        { class: 'sign' },
        texts.steps[step],
        h('span', { class: 'only-heard' }, ` ${ok ? words.texts.yes : words.texts.no}`),
      ),
      h('span', {}, says),
    );
  }

  /** Shows a text until the answer comes. Gives undefined after a failure, which it shows, and when the settings have changed. */
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
