import type { InfluxTrial, TrialStep } from '../../src/ui/protocol.ts';
import { h } from './dom.ts';
import { button } from './elements.ts';
import { influxOf } from './model/config-block.ts';
import type { SettingsPage } from './settings-page.ts';
import { type TrialView, trialView } from './trial-view.ts';

/** A button that tries the InfluxDB settings, the steps of the trial in words, and a button that creates a missing database. */
export function influxTrialView({ settings, words, ask }: SettingsPage): TrialView<TrialStep['step']> {
  const texts = words.texts.influx;
  const view = trialView(words, texts, () => tryOut([]));
  return view;

  /** @param before the steps that were made before */
  async function tryOut(before: readonly TrialStep[]): Promise<void> {
    const trial = await view.showWhile(texts.testing, ask('/influx/try', { influx: influxOf(settings.block) }));
    if (trial) show(trial, before);
  }

  async function create(): Promise<void> {
    // The button that was pressed is about to disappear, and would take the focus with it.
    view.focus();
    const step = await view.showWhile(texts.creating, ask('/influx/create', { influx: influxOf(settings.block) }));
    if (!step) return;
    if (step.ok) await tryOut([step]);
    else show({ steps: [], canCreate: true }, [step]);
  }

  function show({ steps, canCreate, hint }: InfluxTrial, before: readonly TrialStep[]): void {
    view.show(
      [...before, ...steps],
      hint !== undefined && h('p', {}, h('small', {}, hint)),
      canCreate &&
        h(
          'p',
          { class: 'buttons' },
          button(texts.create, () => void create(), 'primary'),
        ),
    );
  }
}
