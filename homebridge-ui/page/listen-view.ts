import type { ListenAnswer } from '../../src/ui/protocol.ts';
import { h, setChildren } from './dom.ts';
import { button, factList, isWaiting, setWaiting } from './elements.ts';
import type { MeterSettings } from './model/config-block.ts';
import type { Fact } from './model/meter-display.ts';
import { type ListenOutcome, listenFacts, listenOutcome } from './model/meter-display.ts';
import type { Page } from './page.ts';
import { failureReason } from './server-requests.ts';

export interface ListenView {
  readonly button: HTMLButtonElement;
  readonly element: HTMLElement;
  /** Another port was chosen: what was heard is of the one before. */
  forget(): void;
}

/**
 * A button that listens to the meter's port, and what was heard, in words.
 * @param told whether the meter was heard well, each time that this changes
 */
export function listenView(
  { words, ask }: Page,
  meter: () => MeterSettings | undefined,
  told: (isHeard: boolean) => void = () => {},
): ListenView {
  const texts = words.texts.port;
  const element = h('div', { class: 'hearing', 'aria-live': 'polite' });
  let asked = 0;
  const listen = button(texts.listen, () => void hear(), 'btn-primary');
  return {
    button: listen,
    element,
    forget() {
      asked += 1;
      setWaiting(listen, false);
      setChildren(element);
      told(false);
    },
  };

  async function hear(): Promise<void> {
    if (isWaiting(listen)) return;
    const { port = '', mode = 'auto' } = meter() ?? {};
    if (port === '') return setChildren(element, h('p', { role: 'alert' }, words.texts.guide.choose));
    asked += 1;
    const mine = asked;
    setWaiting(listen, true);
    setChildren(element, h('p', { class: 'busy' }, texts.listening));
    const heard = await ask('/listen', { port, mode }).catch(
      (error): ListenAnswer => ({ ok: false, says: [failureReason(error)] }),
    );
    if (mine !== asked) return;
    setWaiting(listen, false);
    setChildren(element, card(listenOutcome(heard), heard.says, listenFacts(heard, words)));
    told(heard.ok);
  }

  function card(hearing: ListenOutcome, says: readonly string[], facts: readonly Fact[]): HTMLElement {
    return h(
      'div',
      { class: `card-flat ${hearing === 'heard' ? 'well' : 'ill'}` },
      h('strong', { class: 'sign' }, texts.hearing[hearing]),
      ...says.map((line) => h('p', {}, line)),
      facts.length > 0 && factList(facts),
    );
  }
}
