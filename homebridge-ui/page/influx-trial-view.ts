import type { InfluxTrial, TrialStep } from '../../src/ui/protocol.ts';
import { h, setChildren } from './dom.ts';
import { button, isWaiting, setWaiting } from './elements.ts';
import { influxOf } from './model/config-block.ts';
import type { Page } from './page.ts';
import { failureReason } from './server-requests.ts';

export interface InfluxTrialView {
  readonly element: HTMLElement;
  /** By the form that it is in. */
  start(event: Event): void;
  /** The settings are others now. */
  forget(): void;
}

/** The test, its steps in words, and the database made where it is missing. */
export function influxTrialView({ settings, words, ask }: Page): InfluxTrialView {
  const texts = words.texts.influx;
  const outcome = h('div', { 'aria-live': 'polite' });
  let asked = 0;
  const test = h('button', { type: 'submit', class: 'btn btn-primary' }, texts.test);
  return {
    start(event) {
      event.preventDefault();
      if (!isWaiting(test)) void tryOut();
    },
    element: h('div', { class: 'trial' }, h('p', { class: 'buttons' }, test), outcome),
    forget() {
      asked += 1;
      setWaiting(test, false);
      setChildren(outcome);
    },
  };

  async function tryOut(): Promise<void> {
    const trial = await during(texts.testing, ask('/influx/try', { influx: influxOf(settings.block) }));
    if (trial) show(trial, []);
  }

  async function create(): Promise<void> {
    // The button that was pressed goes.
    test.focus();
    const step = await during(texts.creating, ask('/influx/create', { influx: influxOf(settings.block) }));
    if (!step) return;
    if (!step.ok) return show({ steps: [], canCreate: true }, [step]);
    const trial = await during(texts.testing, ask('/influx/try', { influx: influxOf(settings.block) }));
    if (trial) show(trial, [step]);
  }

  function show({ steps, canCreate }: InfluxTrial, before: readonly TrialStep[]): void {
    setChildren(
      outcome,
      h('ol', { class: 'steps' }, ...[...before, ...steps].map(stepLine)),
      canCreate &&
        h(
          'p',
          { class: 'buttons' },
          button(texts.create, () => void create(), 'btn-primary'),
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
        h('span', { class: 'visually-hidden' }, ` ${ok ? words.texts.yes : words.texts.no}`),
      ),
      h('span', {}, says),
    );
  }

  /** Undefined when it failed, which is shown, or when nobody waits for it any more. */
  async function during<T>(says: string, answer: Promise<T>): Promise<T | undefined> {
    asked += 1;
    const mine = asked;
    setWaiting(test, true);
    setChildren(outcome, h('p', { class: 'busy' }, says));
    const got = await answer.catch((error) => ({ reason: failureReason(error) }));
    if (mine !== asked) return undefined;
    setWaiting(test, false);
    if (typeof got !== 'object' || got === null || !('reason' in got)) return got as T;
    setChildren(outcome, h('p', { class: 'ill', role: 'alert' }, `${texts.untried} ${String(got.reason)}`));
    return undefined;
  }
}
