import type { Heard } from '../../src/ui/protocol.ts';
import { h, put } from './dom.ts';
import { factList } from './facts.ts';
import { button } from './fields.ts';
import type { MeterSettings } from './model/config.ts';
import { type Fact, factsOf } from './model/live.ts';
import type { Words } from './model/words.ts';
import { type Page, reasonOf } from './page.ts';

export interface HearingView {
  readonly button: HTMLButtonElement;
  readonly element: HTMLElement;
  /** Another port was chosen: what was heard is of the one before. */
  forget(): void;
}

/** A button that listens to the meter's port, and what was heard, in words. */
export function hearingView({ words, ask }: Page, meter: () => MeterSettings | undefined): HearingView {
  const texts = words.texts.port;
  const element = h('div', { class: 'hearing', 'aria-live': 'polite' });
  let asked = 0;
  const listen = button(texts.listen, () => void hear(), 'btn-primary');
  return {
    button: listen,
    element,
    forget() {
      asked += 1;
      listen.disabled = false;
      put(element);
    },
  };

  async function hear(): Promise<void> {
    const { port = '', mode = 'auto' } = meter() ?? {};
    if (port === '') return put(element, h('p', { role: 'alert' }, words.texts.guide.choose));
    asked += 1;
    const mine = asked;
    listen.disabled = true;
    put(element, h('p', { class: 'busy' }, texts.listening));
    const shown = await ask('/listen', { port, mode }).then(
      (heard) => heardCard(heard, words),
      (error) => card(false, texts.notHeard, [texts.unheard, reasonOf(error)], []),
    );
    if (mine !== asked) return;
    listen.disabled = false;
    put(element, shown);
  }
}

function heardCard(heard: Heard, words: Words): HTMLElement {
  const texts = words.texts.port;
  return card(heard.ok, heard.ok ? texts.heard : texts.notHeard, heard.says, factsHeard(heard, words));
}

function factsHeard({ mode, reading, refusedShare }: Heard, words: Words): readonly Fact[] {
  const { facts, mode: modes, intact } = words.texts.live;
  const { apparentPowerVA, contract, subscribedVA } = reading ?? {};
  return [
    ...(apparentPowerVA === undefined ? [] : [{ name: facts.power, value: words.quantity(apparentPowerVA, 'VA') }]),
    ...(mode === undefined ? [] : [{ name: facts.mode, value: modes[mode] }]),
    ...(contract === undefined ? [] : [{ name: facts.contract, value: contract }]),
    ...(subscribedVA === undefined ? [] : [{ name: facts.subscribed, value: words.quantity(subscribedVA, 'VA') }]),
    ...(reading === undefined ? [] : factsOf(reading, words)),
    ...(refusedShare === undefined ? [] : [{ name: facts.quality, value: intact(words.percent(1 - refusedShare, 1)) }]),
  ];
}

function card(isWell: boolean, title: string, says: readonly string[], facts: readonly Fact[]): HTMLElement {
  return h(
    'div',
    { class: `card-flat ${isWell ? 'well' : 'ill'}` },
    h('strong', { class: 'sign' }, title),
    ...says.map((line) => h('p', {}, line)),
    facts.length > 0 && factList(facts),
  );
}
