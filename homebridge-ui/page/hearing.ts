import type { Heard } from '../../src/ui/protocol.ts';
import { reasonOf } from './asking.ts';
import { h, put } from './dom.ts';
import { factList } from './facts.ts';
import { button, isWaiting, setWaiting } from './fields.ts';
import type { MeterSettings } from './model/config.ts';
import { factsHeard, type Hearing, hearingOf } from './model/heard.ts';
import type { Fact } from './model/live.ts';
import type { Page } from './page.ts';

export interface HearingView {
  readonly button: HTMLButtonElement;
  readonly element: HTMLElement;
  /** Another port was chosen: what was heard is of the one before. */
  forget(): void;
}

/**
 * A button that listens to the meter's port, and what was heard, in words.
 * @param told whether the meter was heard well, each time that this changes
 */
export function hearingView(
  { words, ask }: Page,
  meter: () => MeterSettings | undefined,
  told: (isHeard: boolean) => void = () => {},
): HearingView {
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
      put(element);
      told(false);
    },
  };

  async function hear(): Promise<void> {
    if (isWaiting(listen)) return;
    const { port = '', mode = 'auto' } = meter() ?? {};
    if (port === '') return put(element, h('p', { role: 'alert' }, words.texts.guide.choose));
    asked += 1;
    const mine = asked;
    setWaiting(listen, true);
    put(element, h('p', { class: 'busy' }, texts.listening));
    const heard = await ask('/listen', { port, mode }).catch(
      (error): Heard => ({ ok: false, says: [reasonOf(error)] }),
    );
    if (mine !== asked) return;
    setWaiting(listen, false);
    put(element, card(hearingOf(heard), heard.says, factsHeard(heard, words)));
    told(heard.ok);
  }

  function card(hearing: Hearing, says: readonly string[], facts: readonly Fact[]): HTMLElement {
    return h(
      'div',
      { class: `card-flat ${hearing === 'heard' ? 'well' : 'ill'}` },
      h('strong', { class: 'sign' }, texts.hearing[hearing]),
      ...says.map((line) => h('p', {}, line)),
      facts.length > 0 && factList(facts),
    );
  }
}
