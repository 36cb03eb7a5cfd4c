import type { ListenAnswer } from '../../src/ui/protocol.ts';
import { failureReason } from './ask.ts';
import { h, setChildren } from './dom.ts';
import { button, factList, isWaiting, setWaiting } from './elements.ts';
import type { MeterSettings } from './model/config-block.ts';
import type { Fact } from './model/meter-display.ts';
import { type ListenOutcome, listenFacts, listenOutcome } from './model/meter-display.ts';
import type { SettingsPage } from './settings-page.ts';

export interface ListenView {
  readonly button: HTMLButtonElement;
  readonly element: HTMLElement;
  /** Removes what was heard, since another port was chosen. A request that is still running shows nothing when it ends. */
  forget(): void;
}

/**
 * A button that listens to a meter's port, and what was heard there, in words.
 * @param meter returns the meter's settings at the time when the button is pressed
 * @param onHeard called with whether the meter was heard well, each time this changes
 */
export function listenView(
  { words, ask }: SettingsPage,
  meter: () => MeterSettings | undefined,
  onHeard: (isHeard: boolean) => void = () => {},
): ListenView {
  const texts = words.texts.port;
  const element = h('div', { class: 'hearing', 'aria-live': 'polite' });
  /** Numbers the requests, so that an outdated answer is not shown. */
  let request = 0;
  const listen = button(texts.listen, () => void listenNow(), 'primary');
  return {
    button: listen,
    element,
    forget() {
      request += 1;
      setWaiting(listen, false);
      setChildren(element);
      onHeard(false);
    },
  };

  async function listenNow(): Promise<void> {
    if (isWaiting(listen)) return;
    const { port = '', mode = 'auto', baudRate = 'auto' } = meter() ?? {};
    if (port === '') return setChildren(element, h('p', { role: 'alert' }, words.texts.guide.choose));
    request += 1;
    const thisRequest = request;
    setWaiting(listen, true);
    setChildren(element, h('p', { class: 'busy' }, texts.listening));
    const heard = await ask('/listen', { port, mode, baudRate }).catch(
      (error): ListenAnswer => ({ ok: false, says: [failureReason(error)] }),
    );
    if (thisRequest !== request) return;
    setWaiting(listen, false);
    setChildren(element, outcomeCard(listenOutcome(heard), heard.says, listenFacts(heard, words)));
    onHeard(heard.ok);
  }

  function outcomeCard(outcome: ListenOutcome, says: readonly string[], facts: readonly Fact[]): HTMLElement {
    return h(
      'div',
      { class: `card-flat ${outcome === 'heard' ? 'well' : 'ill'}` },
      h('strong', { class: 'sign' }, texts.hearing[outcome]),
      ...says.map((line) => h('p', {}, line)),
      facts.length > 0 && factList(facts),
    );
  }
}
